"""Stations like this one."""

from __future__ import annotations

import math
from dataclasses import dataclass

from stations.db.base import Database, Row
from stations.geo import distance
from stations.geo.point import EARTH_RADIUS_M, Point
from stations.registry.entries import matching
from stations.registry.scoping import Reach
from stations.registry.stored import store

MOST = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Like:
    """A station that may be the same one."""

    station_id: str
    name: str
    number: str
    area_code: str
    metres: int | None
    """How far away; None for a draft without a point."""


def like(
    db: Database, *, name: str, point: Point | None, reach: Reach, besides: str = ""
) -> list[Like]:
    """Stations in reach that may be the one of this name and place, the nearest first.

    They lie near and have like names, or wait for their point and have the same name. Closed ones
    are left out, as is the station `besides`.
    """
    if not matching.plain_name(name):
        return []
    rows = [
        *(store.in_box(db, _box(point), reach=reach) if point else ()),
        *store.named_alike(db, name, reach=reach),
    ]
    found = [
        Like(
            station_id=row["id"],
            name=row["name"],
            number=row["number"],
            area_code=row["area_code"],
            metres=_metres(row, point),
        )
        for row in rows
        if row["id"] != besides and matching.alike(name, row["name"])
    ]
    near = [one for one in found if one.metres is None or one.metres <= matching.NEIGHBOURS_M]
    return sorted(near, key=lambda one: (one.metres is None, one.metres or 0, one.station_id))[
        :MOST
    ]


def _box(point: Point) -> dict[str, float]:
    """A box that holds the circle of neighbours."""
    tall = math.degrees(matching.NEIGHBOURS_M / EARTH_RADIUS_M)
    wide = tall / max(math.cos(math.radians(point.lat)), 0.01)
    return {
        "south": point.lat - tall,
        "north": point.lat + tall,
        "west": point.lon - wide,
        "east": point.lon + wide,
    }


def _metres(row: Row, point: Point | None) -> int | None:
    if point is None or row["lat"] is None:
        return None
    away = distance.metres(point.lat, point.lon, to_lat=row["lat"], to_lon=row["lon"])
    return round(float(away))
