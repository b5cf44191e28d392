"""What a point would mean for a station; nothing is changed by asking."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from stations.accounts.model import Account
from stations.accounts.roles import Action
from stations.areas import codes
from stations.areas.locator import Locator
from stations.db.base import Database
from stations.errors import Invalid, NotFound
from stations.geo import distance
from stations.geo.point import EARTH_RADIUS_M, Point
from stations.registry.editing import place_rules, saving
from stations.registry.model import Place, Station
from stations.registry.scoping import Reach, reach_of
from stations.registry.stored import store
from stations.remarks import Remark

AROUND_M = 1_500
"""As far as a map of one place shows its neighbours."""
MOST = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbour:
    """Another station of one's own near the point."""

    station_id: str
    name: str
    point: Point


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """The words are those that saving would say."""

    district: str
    """Code of the district that the point lies in; '' where no outline tells."""
    warnings: tuple[Remark, ...] = ()
    refusal: Invalid | None = None
    neighbours: tuple[Neighbour, ...] = ()


def survey(
    db: Database, point: Point, *, station_id: str, area_code: str, by: Account, outlines: Locator
) -> Survey:
    """What lies around the point, and what saving it there would say to this person."""
    before = _before(db, station_id, by=by)
    after = _moved(before, point, area_code=area_code)
    district = next(iter(outlines.districts_of([point.lat], [point.lon])))
    near = _near(db, point, reach=reach_of(by, Action.SEE), besides=station_id)
    warnings, refusal = list[Remark | None](), None
    try:
        warnings.append(place_rules.check_point(before, after, by=by, outlines=outlines))
        warnings.append(place_rules.far(before, after))
    except Invalid as error:
        refusal = error
    told = tuple(filter(None, warnings))
    return Survey(district=district, warnings=told, refusal=refusal, neighbours=near)


def _before(db: Database, station_id: str, *, by: Account) -> Station | None:
    """The station as it is stored; None for one that is being made, or is somebody else's."""
    if not station_id:
        return None
    try:
        return saving.found(db, station_id, by=by)
    except NotFound:
        return None


def _moved(before: Station | None, point: Point, *, area_code: str) -> Station:
    place = before.place if before else Place()
    if area_code and codes.by_code(area_code[:6]):
        place = replace(place, area_code=area_code, city_code=codes.city_of(area_code))
    place = replace(place, point=point)
    return replace(before, place=place) if before else Station(id="-", name="-", place=place)


def _near(db: Database, point: Point, *, reach: Reach, besides: str) -> tuple[Neighbour, ...]:
    tall = math.degrees(AROUND_M / EARTH_RADIUS_M)
    wide = tall / max(math.cos(math.radians(point.lat)), 0.01)
    box = {
        "south": point.lat - tall,
        "north": point.lat + tall,
        "west": point.lon - wide,
        "east": point.lon + wide,
    }
    found = [
        Neighbour(
            station_id=row["id"], name=row["name"], point=Point(lat=row["lat"], lon=row["lon"])
        )
        for row in store.in_box(db, box, reach=reach)
        if row["id"] != besides
    ]
    found.sort(key=lambda one: (_away(point, one.point), one.station_id))
    return tuple(found[:MOST])


def _away(one: Point, other: Point) -> float:
    return float(distance.metres(one.lat, one.lon, to_lat=other.lat, to_lon=other.lon))
