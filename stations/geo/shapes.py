"""Which outline is this point in, and what outline does this GeoJSON draw?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from stations.errors import Invalid
from stations.geo import frames
from stations.geo.point import Datum

MOST_VERTICES = 200_000
"""Of one outline; the districts of a real city have some hundreds to some ten thousands."""

Geometry = Any  # shapely comes without type marks
_Floats = npt.NDArray[np.float64]


def outline(geometry: object) -> Geometry:
    """Give the shapely geometry of a GeoJSON Polygon or MultiPolygon (lon, lat in degrees).

    A ring that crosses itself is mended as far as its area is clear. Raises Invalid for any other
    type, broken rings, places off the Earth, nothing enclosed or more than MOST_VERTICES.
    """
    if not isinstance(geometry, Mapping):
        raise _no("轮廓要是 GeoJSON 的 Polygon 或 MultiPolygon。")
    kind, coordinates = geometry.get("type"), geometry.get("coordinates")
    if kind not in ("Polygon", "MultiPolygon"):
        raise _no("轮廓只收 Polygon 或 MultiPolygon。")
    room = [MOST_VERTICES]
    parts = [coordinates] if kind == "Polygon" else _list(coordinates)
    polygons = [_polygon(part, room) for part in parts]
    shape = shapely.MultiPolygon(polygons) if len(polygons) != 1 else polygons[0]
    if not shape.is_valid:
        shape = shapely.union_all(_areas(shapely.make_valid(shape)))
    if shape.is_empty or not shape.area > 0:
        raise _no("轮廓没有围出任何面积。")
    return shape


def in_wgs84(shape: Geometry, *, datum: Datum) -> Geometry:
    """Give the same outline in WGS-84, each vertex converted; holes and parts kept."""
    return _converted(shape, lambda lat, lon: frames.to_wgs84(lat, lon, datum))


def from_wgs84(shape: Geometry, *, datum: Datum) -> Geometry:
    """Give an outline as `datum` writes it."""
    return _converted(shape, lambda lat, lon: frames.from_wgs84(lat, lon, datum))


class Outlines:
    """Outlines with a code each, built once and never changed; answers for many points at once."""

    __slots__ = ("_codes", "_shapes", "_tree")

    def __init__(self, outlines: Iterable[tuple[str, str, Geometry]]) -> None:
        """Take (code, name, geometry in WGS-84) in any order; a code may have several parts."""
        # Sorted by code, so that the lowest number of several hits is the lowest code.
        known = sorted(outlines, key=lambda one: one[0])
        self._codes = [code for code, _, _ in known]
        self._shapes = np.array([shape for _, _, shape in known], dtype=object)
        shapely.prepare(self._shapes)
        self._tree = shapely.STRtree(self._shapes)

    def __len__(self) -> int:
        return len(self._codes)

    def codes_at(self, lats: npt.ArrayLike, lons: npt.ArrayLike) -> list[str | None]:
        """Give for each WGS-84 place the code of its outline, None outside of all.

        Borders belong to both sides: on a shared one, and where outlines overlap, the lowest code
        is named. NaN is nowhere.
        """
        lat = np.atleast_1d(np.asarray(lats, dtype=np.float64))
        lon = np.atleast_1d(np.asarray(lons, dtype=np.float64))
        lowest = np.full(lat.shape, len(self._codes))
        known = np.flatnonzero(np.isfinite(lat) & np.isfinite(lon))
        which, near = self._tree.query(shapely.points(lon[known], lat[known]))
        # Asked with a predicate the tree would prepare the points; it is the outlines that pay.
        places = known[which]
        inside = shapely.intersects_xy(self._shapes[near], lon[places], lat[places])
        np.minimum.at(lowest, places[inside], near[inside])
        codes: list[str | None] = [*self._codes, None]
        return [codes[number] for number in lowest.tolist()]


_Convert = Callable[[_Floats, _Floats], tuple[_Floats, _Floats]]


def _converted(shape: Geometry, convert: _Convert) -> Geometry:
    def move(places: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        lat, lon = convert(places[:, 1], places[:, 0])
        return np.stack((lon, lat), axis=1)

    return shapely.transform(shape, move)


def _polygon(rings: object, room: list[int]) -> Geometry:
    checked = [_ring(ring, room) for ring in _list(rings)]
    return shapely.Polygon(checked[0], checked[1:])


def _ring(ring: object, room: list[int]) -> npt.NDArray[np.float64]:
    places = _list(ring)
    room[0] -= len(places)
    if room[0] < 0:
        raise _no(f"轮廓的顶点超过 {MOST_VERTICES} 个,请先简化。")
    if len(places) < 4:
        raise _no("轮廓的一圈至少要有四个点。")
    vertices = np.array([_place(place) for place in places])
    if not np.array_equal(vertices[0], vertices[-1]):
        raise _no("轮廓的一圈没有闭合:首尾两点要相同。")
    return vertices


def _place(place: object) -> tuple[float, float]:
    # A height may follow and is not needed. True is a number to Python and none to us.
    if isinstance(place, Sequence) and not isinstance(place, str) and 2 <= len(place) <= 4:
        lon, lat = place[0], place[1]
        if all(isinstance(n, int | float) and not isinstance(n, bool) for n in (lon, lat)) and (
            -180 <= lon <= 180 and -90 <= lat <= 90
        ):
            return float(lon), float(lat)
    raise _no("轮廓里有一点不是经纬度范围内的 [经度, 纬度];经度在前。")


def _list(value: object) -> list[Any]:
    if not isinstance(value, list | tuple) or not value:
        raise _no("轮廓的坐标不完整。")
    return list(value)


def _areas(shape: Geometry) -> list[Geometry]:
    parts = shapely.get_parts(shape, return_index=False).tolist()
    if parts == [shape]:
        return [shape] if shape.geom_type == "Polygon" else []
    return [area for part in parts for area in _areas(part)]


def _no(message: str) -> Invalid:
    return Invalid(message, field="geometry", code="bad_outline")
