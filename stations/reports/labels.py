"""Districts and their names under the stations of a map."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from statistics import median
from typing import Any

import shapely

from stations.areas import codes
from stations.areas.store import Outline
from stations.geo.point import Point
from stations.registry.model import Station
from stations.reports.area_map import Label

_PARTS_OF_EXTENT = 3_000
"""An outline is simplified to this part of the area's extent: about a pixel of a large screen."""
_DIGITS = 5
"""Of a degree: about a metre."""


def of_area(code: str, *, stations: Iterable[Station], outlines: Sequence[Outline]) -> list[Label]:
    """The districts of an area and, for orientation, the others of its city.

    A district whose outline is known has its name in the middle of the widest place of it, any
    other one in the middle of its stations.
    """
    drawn = [outline for outline in outlines if _related(outline.code, code)]
    known = {codes.trimmed(outline.code) for outline in drawn}
    return _outlined(drawn, code) + [
        label for district, label in _placed(stations) if codes.trimmed(district) not in known
    ]


def _related(district: str, code: str) -> bool:
    city = codes.city_of(code) if len(codes.trimmed(code)) > 2 else ""
    same_city = bool(city) and codes.city_of(district) == city
    # The outline of a whole city may be loaded as well, and would only hide its districts.
    return len(codes.trimmed(district)) == 6 and (codes.covers(code, district) or same_city)


def _outlined(outlines: Sequence[Outline], code: str) -> list[Label]:
    if not outlines:
        return []
    shapes: Any = shapely.from_wkb([outline.shape for outline in outlines])
    inside = [codes.covers(code, outline.code) for outline in outlines]
    west, south, east, north = shapely.total_bounds(
        [shape for shape, ours in zip(shapes, inside, strict=True) if ours] or shapes
    )
    # As one coverage, so that neighbours keep sharing their border.
    drawn = shapely.coverage_simplify(shapes, max(east - west, north - south) / _PARTS_OF_EXTENT)
    return [
        _label(outline, shape=shape, inside=ours)
        for outline, shape, ours in zip(outlines, drawn, inside, strict=True)
    ]


def _label(known: Outline, *, shape: Any, inside: bool) -> Label:
    middle = shapely.get_point(shapely.maximum_inscribed_circle(shape, tolerance=0.002), 0)
    return Label(
        name=known.name,
        code=codes.trimmed(known.code),
        lat=round(middle.y, _DIGITS),
        lon=round(middle.x, _DIGITS),
        outline=_rounded(shape),
        inside=inside,
    )


def _rounded(shape: Any) -> dict[str, Any]:
    return {
        "type": "MultiPolygon",
        "coordinates": [
            [
                shapely.get_coordinates(ring).round(_DIGITS).tolist()
                for ring in (part.exterior, *part.interiors)
            ]
            for part in shapely.get_parts(shape)
        ],
    }


def _placed(stations: Iterable[Station]) -> list[tuple[str, Label]]:
    """The median of its stations, since one far out should not pull a name to where nothing is."""
    points: dict[str, list[Point]] = defaultdict(list)
    for station in stations:
        if station.is_listed and station.place.point is not None:
            points[station.place.district_code].append(station.place.point)
    return [
        (
            code,
            Label(
                name=area.name,
                code=codes.trimmed(code),
                lat=median(point.lat for point in found),
                lon=median(point.lon for point in found),
            ),
        )
        for code, found in sorted(points.items())
        if (area := codes.by_code(code)) is not None
    ]
