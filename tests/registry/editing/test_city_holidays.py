"""A city settles what weekday hours mean on a holiday, for just the stations that it is about."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from stations.db.base import Database
from stations.hours.osm.calendar import Habit
from stations.registry.editing import city_holidays
from stations.registry.model import Amenity, Hours, Lifecycle, Station
from stations.registry.states import AmenityState, Phase
from stations.registry.stored import holiday_store, store
from stations.registry.upkeep import history_proof
from tests.support import make

WEEKDAYS = Hours(osm="Mo-Fr 09:00-17:00", words="周一至周五 9:00-17:00")
ACT = make.act("holiday_habit_set", reason="山东省济南市：休息")


def hours(osm: str) -> Station:
    return make.station(hours=Hours(osm=osm))


def thing(hours: Hours, **given: object) -> Station:
    one = Amenity(id="restroom", hours=hours, **given)  # type: ignore[arg-type]
    return make.station(amenities=(one,))


def elsewhere(station: Station, code: str) -> Station:
    place = replace(station.place, area_code=code, district_code=code, city_code=code[:4])
    return replace(station, place=place)


@pytest.mark.parametrize(
    ("station", "concerned"),
    [
        (hours("Mo-Fr 09:00-17:00"), True),
        (hours("Mo-Fr 09:00-17:00; Sa 09:00-12:00"), True),
        (hours("Sa,Su 10:00-16:00"), True),
        (thing(WEEKDAYS), True),
        (elsewhere(hours("Mo-Fr 09:00-17:00"), "370176"), True),
        (thing(WEEKDAYS, state=AmenityState.OUT_OF_ORDER), False),
        (hours("Mo-Fr 09:00-17:00; PH off"), False),
        (hours("Mo-Fr,PH 09:00-17:00"), False),
        (hours("Mo-Su 09:00-17:00"), False),
        (hours("24/7"), False),
        (hours(""), False),
        (make.station(hours=WEEKDAYS, lat=None), False),
        (make.station(hours=WEEKDAYS, lifecycle=Lifecycle(phase=Phase.CLOSED)), False),
        (elsewhere(hours("Mo-Fr 09:00-17:00"), "410102"), False),
        (replace(hours("Mo-Fr 09:00-17:00"), closes_on=date(2030, 1, 1)), True),
    ],
)  # fmt: skip
def test_a_city_is_asked_about_stations_whose_hours_leave_holidays_open(
    db: Database, station: Station, concerned: bool
) -> None:
    with db.writing() as tx:
        store.add(tx, [station], history=())
    assert city_holidays.of_city(db, "3701").stations == int(concerned)


def test_what_was_settled_is_told_with_who_and_when_and_the_log_stays_sound(db: Database) -> None:
    nobody = city_holidays.of_city(db, "3701")
    assert (nobody.habit, nobody.by, nobody.at) == (Habit.UNKNOWN, "", None)
    revision = store.revision(db)
    city_holidays.settle(db, "3701", Habit.CLOSED, act=ACT)
    assert store.revision(db) > revision, "whoever holds stations in memory learns of it"
    city_holidays.settle(db, "4101", Habit.USUAL, act=make.act("holiday_habit_set"))
    told = city_holidays.of_city(db, "3701")
    assert (told.habit, told.by, told.at) == (Habit.CLOSED, "测试", make.NOON)
    assert holiday_store.calendar(db).habit("3702") is Habit.UNKNOWN
    assert history_proof.prove(db).sound
