"""A map of an area by how many check-ins each square of it had in a year.

A square with fewer people than figures tell of is left out, and stations are not drawn: what one of
them had stands nowhere in the file.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Final

from stations.areas import codes
from stations.db.base import Database
from stations.errors import Invalid
from stations.feedback import check_in_store
from stations.figures.suppression import LEAST
from stations.moments import china_day
from stations.registry.model import Station
from stations.registry.scoping import Reach
from stations.reports import area_map
from stations.reports.area_map import MapSheet

_SIDES_KM: Final = (0.5, 1, 2, 5, 10, 20, 50)
_MOST_SQUARES: Final = 40
"""Across a map: so many can be told apart."""
_KM_PER_DEGREE: Final = 111.195
_LEVELS: Final = 4
YEAR: Final = timedelta(days=365)


def visits(db: Database, area: str, *, sheet: MapSheet) -> dict[str, int]:
    """The check-ins of the year before a map is made, by station."""
    last = china_day(sheet.made_at)
    reach = Reach(areas=(codes.trimmed(area),))
    return check_in_store.by_station(db, reach, first=last - YEAR + timedelta(days=1), last=last)


def document(stations: Sequence[Station], *, counted: Mapping[str, int], sheet: MapSheet) -> str:
    """The map as one HTML document. Invalid if no square had enough check-ins."""
    shown = [station for station in stations if station.is_listed]
    side_km = _side_km(shown)
    squares = _squares(shown, counted, side_km=side_km)
    if not squares:
        raise Invalid("invalid.empty_visit_map", field="area", area=sheet.area, least=LEAST)
    data = area_map.told(shown, sheet=sheet, left_out=0)
    corners = ("lat", "lon", "demo")
    data["stations"] = [
        {key: one[key] for key in corners if key in one} for one in data["stations"]
    ]
    data["title"] = f"{sheet.area}打卡热力图"
    data["kinds"] = {}
    data["squares"] = squares
    data["table"] = _table(squares, side_km=side_km)
    return area_map.drawn(data, shown, sheet=sheet)


def _side_km(shown: Sequence[Station]) -> float:
    """The side of a square, by how far apart the stations lie."""
    points = [one.place.point for one in shown if one.place.point]
    lats, lons = [p.lat for p in points] or [0.0], [p.lon for p in points] or [0.0]
    across = max(max(lats) - min(lats), max(lons) - min(lons)) * _KM_PER_DEGREE
    fit = (side for side in _SIDES_KM if across / side <= _MOST_SQUARES)
    return next(fit, _SIDES_KM[-1])


def _squares(
    shown: Sequence[Station], counted: Mapping[str, int], *, side_km: float
) -> list[dict[str, Any]]:
    """Corner, sides, number and level of each square with enough check-ins."""
    points = [(one.place.point, counted.get(one.id, 0)) for one in shown]
    middle = sum(p.lat for p, _ in points if p) / max(len(points), 1)
    height = side_km / _KM_PER_DEGREE
    width = height / math.cos(math.radians(middle))
    found: Counter[tuple[int, int]] = Counter()
    for point, n in points:
        if point is not None:
            found[math.floor(point.lat / height), math.floor(point.lon / width)] += n
    enough = {key: n for key, n in found.items() if n >= LEAST}
    most = max(enough.values(), default=1)
    return [
        {
            "south": round(row * height, 5),
            "west": round(column * width, 5),
            "north": round((row + 1) * height, 5),
            "east": round((column + 1) * width, 5),
            "n": n,
            "level": min(_LEVELS, 1 + _LEVELS * n // (most + 1)),
        }
        for (row, column), n in sorted(enough.items())
    ]


def _table(squares: Sequence[Mapping[str, Any]], *, side_km: float) -> dict[str, Any]:
    """How many squares there are of each level, the most visited first."""
    rows = []
    for level in range(_LEVELS, 0, -1):
        here = [one["n"] for one in squares if one["level"] == level]
        if here:
            rows.append([f"{min(here)} 到 {max(here)} 人次", len(here)])
    return {
        "title": f"近一年打卡，每格 {side_km:g} 公里",
        "columns": ["人次", "格数"],
        "rows": rows,
        "words": f"颜色越深、边线越粗，打卡越多，格里写着人次。少于 {LEAST} 人次的格没有画。",
    }
