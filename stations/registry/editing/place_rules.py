"""Whether a station may be here, and be kept by that area."""

from __future__ import annotations

from stations.accounts.model import Account, Scope
from stations.accounts.roles import Action
from stations.areas import codes
from stations.areas.locator import Locator
from stations.errors import Invalid
from stations.geo import distance
from stations.geo.point import Point
from stations.registry.entries.placing import FARTHEST_M
from stations.registry.model import Place, Station
from stations.remarks import Remark

BESIDE_M = 300
"""A point this close to its district may be in it, as outlines are drawn coarsely; and a point that
moves no farther is a door set right (ours)."""

FAR_M = 2_000
"""A station that moves farther is hardly the same one, or its coordinates are wrong (ours)."""


def far(before: Station | None, after: Station) -> Remark | None:
    """That a point moves so far that a person should say so twice."""
    old, new = before.place.point if before else None, after.place.point
    if old is None or new is None or (away := distance.between(old, new)) <= FAR_M:
        return None
    return Remark("point_far", km=round(away / 1000))


def check_area(before: Station | None, after: Station, *, by: Account) -> None:
    """Invalid where a station would go to an area that is not for this person to give it to."""
    code = after.place.area_code
    if before is not None and code == before.place.area_code:
        return
    if not code and by.may(Action.CREATE, Scope(areas=("",))):
        return
    if not by.may(Action.CREATE, Scope(areas=(code,))):
        raise Invalid("invalid.area_of_others", field="area_code")


def check_point(
    before: Station | None, after: Station, *, by: Account, outlines: Locator
) -> Remark | None:
    """A warning where a moved point lies outside its district.

    Invalid where it lies in a district that is not for this person to put it into.
    """
    place = after.place
    if place.point is None or (before is not None and before.place.point == place.point):
        return None
    district = next(iter(outlines.districts_of([place.point.lat], [place.point.lon])))
    if not district:
        return _outside_all(place, place.point, by=by, outlines=outlines)
    if district == place.area_code[:6]:
        return None
    named = codes.by_code(place.area_code[:6])
    if named and named.level != "district" and codes.city_of(district) == place.city_code:
        # A zone has no outline of its own, and a city holds all of its districts.
        return None
    lies = codes.by_code(district)
    lies_in = lies.name if lies else district
    away = outlines.distance_outside_m(place.point.lat, place.point.lon, place.area_code[:6])
    mine = by.may(Action.EDIT, Scope(areas=(district,)))
    old = before.place.point if before is not None else None
    stayed = old is not None and distance.between(old, place.point) <= BESIDE_M
    if not (mine or stayed or 0 < away <= BESIDE_M):
        raise _of_others(lies_in, named.name if named else "")
    if named is None:
        return Remark("point_outside.elsewhere", place=lies_in)
    if not away:
        return Remark("point_outside.district", place=lies_in, named=named.name)
    return Remark("point_outside.near", place=lies_in, named=named.name, away=round(away))


def _of_others(place: str, named: str) -> Invalid:
    if named:
        return Invalid("invalid.point_of_others", field="point", place=place, named=named)
    return Invalid("invalid.point_in_other_area", field="point", place=place)


def _outside_all(place: Place, point: Point, *, by: Account, outlines: Locator) -> Remark | None:
    city = codes.by_code(place.city_code)
    if city is None:
        return None
    if city.centre is not None:
        away = distance.metres(city.centre.lat, city.centre.lon, to_lat=point.lat, to_lon=point.lon)
        if float(away) > FARTHEST_M:
            raise Invalid("invalid.point_far_away", field="point", name=city.name)
    if not outlines.has_city(city.code):
        return None
    return Remark("point_outside", city=city.name)
