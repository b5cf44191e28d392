"""The district of a point."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from stations.areas import codes, store
from stations.areas.store import Outline
from stations.db.base import Database
from stations.geo.point import EARTH_RADIUS_M

_METRES_PER_DEGREE = EARTH_RADIUS_M * np.pi / 180.0
_DRAWN_DEGREES = 0.0003


class Locator:
    """The outlines of districts, ready to be asked. Without outlines it knows no district.

    Zones lie across districts and are left aside. A point on the line between two districts is in
    the one with the lower code, so that the same point always gets the same answer.
    """

    def __init__(self, outlines: Sequence[Outline]) -> None:
        kept = sorted((o for o in outlines if not _is_zone(o.code)), key=lambda o: o.code)
        self._codes = [outline.code for outline in kept]
        self._shapes: Any = shapely.from_wkb([outline.shape for outline in kept])
        shapely.prepare(self._shapes)
        self._tree = shapely.STRtree(self._shapes)
        self._position = {code: position for position, code in enumerate(self._codes)}
        self._cities = frozenset(codes.city_of(code) or code[:4] for code in self._codes)

    @classmethod
    def stored(cls, db: Database) -> Locator:
        """Gives a locator of the outlines in the database."""
        return cls(store.every(db))

    def districts_of(self, lats: npt.ArrayLike, lons: npt.ArrayLike) -> list[str]:
        """Gives the district of every point (WGS-84 degrees, equal lengths), '' outside all."""
        x, y = np.asarray(lons, np.float64), np.asarray(lats, np.float64)
        first = np.full(len(x), len(self._codes))
        # The tree would prepare the points; our shapes are prepared, which is three times as quick.
        which, shapes = self._tree.query(shapely.points(x, y))
        inside = shapely.intersects_xy(self._shapes[shapes], x[which], y[which])
        np.minimum.at(first, which[inside], shapes[inside])
        known = [*self._codes, ""]
        return [known[position] for position in first.tolist()]

    def has_city(self, city_code: str) -> bool:
        """Tells whether outlines of this city's districts are known."""
        return codes.trimmed(city_code) in self._cities

    def rings(self, code: str) -> list[list[tuple[float, float]]]:
        """Gives a district's outline to be drawn: rings of (lat, lon), right to about 30 m.

        Empty where that outline is not known.
        """
        position = self._position.get(code)
        if position is None:
            return []
        plain = shapely.simplify(self._shapes[position], _DRAWN_DEGREES)
        parts = [part for part in shapely.get_parts(plain) if part.geom_type == "Polygon"]
        lines = [ring for part in parts for ring in (part.exterior, *part.interiors)]
        return [[(round(y, 5), round(x, 5)) for x, y in line.coords] for line in lines]

    def distance_outside_m(self, lat: float, lon: float, code: str) -> float:
        """Gives about how many metres a point lies outside a district's outline; 0 inside.

        Also 0 where that outline is not known: then nothing speaks against the point. Measured on
        a plane that touches the sphere at the point: right to 1 % as far as 100 km.
        """
        position = self._position.get(code)
        if position is None or not np.isfinite([lat, lon]).all():
            return 0.0
        shape = self._shapes[position]
        if shapely.intersects_xy(shape, lon, lat):
            return 0.0
        scale = np.array([_METRES_PER_DEGREE * np.cos(np.radians(lat)), _METRES_PER_DEGREE])
        here = np.array([lon, lat])
        plane = shapely.transform(shape, lambda corners: (corners - here) * scale)
        return float(shapely.distance(plane, shapely.Point(0.0, 0.0)))


def _is_zone(code: str) -> bool:
    area = codes.by_code(code)
    return area is not None and area.level == "zone"
