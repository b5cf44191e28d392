"""The streets around the stations of a map file, out of a base map of one's own.

They are simplified until they fit: a map that is sent by mail shows them without a network.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import shapely

from stations.geo.point import Point
from stations.ground.base_map import OwnMap
from stations.ground.tile_server import Credit

MOST_BYTES: Final = 900_000
"""Of all streets and their names, as they stand in the file."""
_LAYER = "roads"
_MARGIN, _LEAST_MARGIN_DEG = 0.15, 0.01
_RANKS: Final = {"highway": 0, "major_road": 1, "minor_road": 2, "other": 2}
_ATTEMPTS: Final = ((2, 2.0), (2, 6.0), (1, 4.0), (1, 12.0), (1, 40.0), (0, 40.0))
"""The last rank that is drawn, and what may be left out of its bends, in metres."""
_NAMED: Final = 1
"""The last rank whose streets are named."""
_MOST_NAMES = 400
_PER_DEGREE: Final = 100_000
_METRES: Final = "EPSG:3857"
_MIN_LENGTH_M: Final = 15.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Streets:
    """`lines` are a rank (0 for the widest) and a run of lon, lat in steps of 1e-5 degrees, the
    first from zero and each other from the one before. `names` are [name, lat, lon]."""

    lines: Sequence[tuple[int, Sequence[int]]]
    names: Sequence[tuple[str, float, float]]
    by: Sequence[Credit]


def around(points: Iterable[Point], base: OwnMap) -> Streets | None:
    """The streets of the base map around these places; None where it has none there."""
    box = _box(list(points))
    west, south, east, north = base.bounds
    if not box.intersects(shapely.box(west, south, east, north)):
        return None
    roads = _read(base, box)
    for last_rank, bends_m in _ATTEMPTS:
        found = _drawn(roads, last_rank=last_rank, bends_m=bends_m, base=base)
        if found is None or _bytes(found) <= MOST_BYTES:
            return found
    return None


def _box(points: Sequence[Point]) -> Any:
    lats, lons = [p.lat for p in points], [p.lon for p in points]
    margin = max(_LEAST_MARGIN_DEG, _MARGIN * max(max(lats) - min(lats), max(lons) - min(lons)))
    return shapely.box(
        min(lons) - margin, min(lats) - margin, max(lons) + margin, max(lats) + margin
    )


def _read(base: OwnMap, box: Any) -> Any:
    """Roads of the closest zoom within a box, with their ranks, in metres of the web map."""
    # A file that the operator chose, never an upload: GDAL may read it.
    import geopandas
    import pyogrio

    if _LAYER not in {name for name, _ in pyogrio.list_layers(base.path)}:
        return geopandas.GeoDataFrame({"rank": []}, geometry=[], crs=_METRES)
    around_it = geopandas.GeoSeries([box], crs="EPSG:4326").to_crs(_METRES)
    roads = pyogrio.read_dataframe(
        base.path, layer=_LAYER, bbox=tuple(around_it.total_bounds), ZOOM_LEVEL=base.zooms[1]
    )
    roads = roads.explode(index_parts=False)
    roads = roads[roads.geometry.geom_type == "LineString"]
    roads = roads.assign(rank=roads["kind"].map(_RANKS)).dropna(subset=["rank"])
    return roads[roads.length >= _MIN_LENGTH_M]


def _drawn(roads: Any, *, last_rank: int, bends_m: float, base: OwnMap) -> Streets | None:
    shown = roads[roads["rank"] <= last_rank]
    if shown.empty:
        return None
    lines = shown.geometry.simplify(bends_m).to_crs("EPSG:4326")
    return Streets(
        lines=[
            (int(rank), _steps(shapely.get_coordinates(line)))
            for rank, line in zip(shown["rank"], lines, strict=True)
        ],
        names=_names(shown),
        by=base.credits,
    )


def _steps(coordinates: Any) -> list[int]:
    found: list[int] = []
    before = (0, 0)
    for lon, lat in coordinates:
        here = (round(lon * _PER_DEGREE), round(lat * _PER_DEGREE))
        found += (here[0] - before[0], here[1] - before[1])
        before = here
    return found


def _names(shown: Any) -> list[tuple[str, float, float]]:
    """Each name once, in the middle of the longest piece of its street."""
    if "name" not in shown:
        return []
    named = shown[(shown["rank"] <= _NAMED) & shown["name"].notna()]
    named = named.assign(long=named.length).sort_values("long", ascending=False)
    named = named.drop_duplicates("name").head(_MOST_NAMES)
    middles = named.geometry.interpolate(0.5, normalized=True).to_crs("EPSG:4326")
    return [
        (str(name), round(at.y, 5), round(at.x, 5))
        for name, at in zip(named["name"], middles, strict=True)
    ]


def _bytes(streets: Streets) -> int:
    told = [streets.lines, streets.names]
    return len(json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode())
