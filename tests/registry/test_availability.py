"""Every door says of a station and of what is in it what the one rule says."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import orjson
import pytest

from stations.db import opening
from stations.feedback import posted
from stations.hours.osm.calendar import Calendar, Habit
from stations.hours.osm.schedule import Schedule
from stations.nearest import answer_json, search_request
from stations.nearest.snapshot import SnapshotKeeper
from stations.networks import station_source
from stations.registry import availability, openness, public_row
from stations.registry.availability import Status
from stations.registry.fields import items
from stations.registry.model import Hours, Station
from stations.registry.openness import Opening
from stations.registry.stored import holiday_store, store
from tests.support import make
from tests.support.availability_table import CASES, Case

CALENDAR = Calendar.shipped()
NATIONAL_DAY = datetime(2026, 10, 1, 2, 0, tzinfo=UTC)


def told(status: Status) -> dict[str, Any]:
    return {
        "open": status.open,
        "reason": status.reason.value,
        "change": status.change and list(status.change),
        "announced": status.announced and status.announced.since,
    }


def opening_of(case: Case) -> Opening:
    row = case.row["station"] | {
        "closures": [items.published_closure(one) for one in case.closures],
        "amenities_detail": items.AMENITIES.json(case.amenities),
        "district": "370102",
    }
    return openness.of_published(row)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule_says_of_every_case_what_the_table_says(case: Case) -> None:
    assert told(availability.status(opening_of(case), case.at, CALENDAR)) == case.told


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_station_and_its_published_row_are_judged_alike(case: Case) -> None:
    station = case.station("s")
    assert openness.of_station(station) == opening_of(case)
    assert openness.of_published(public_row.whole(station, today=case.at.date())) == opening_of(
        case
    )


@pytest.mark.parametrize("case", [case for case in CASES if case.wants], ids=str)
def test_what_is_wished_for_can_be_used_where_the_table_says_so(case: Case) -> None:
    opening, wanted = opening_of(case), case.row["wants_open"]
    assert availability.wanted_open(opening, case.wants, case.at, CALENDAR) is wanted
    if len(case.wants) == 1:
        thing = availability.amenity_status(opening, case.wants[0], case.at, CALENDAR)
        assert thing.open is wanted


def test_a_search_answers_every_case_as_the_table_says(address: str) -> None:
    made = {f"case-{n:02}": case for n, case in enumerate(CASES)}
    stations = [case.station(key) for key, case in made.items()]
    connections = opening.Connections(address)
    db = connections()
    with db.writing():
        store.add(db, stations, history=())
    keeper = SnapshotKeeper(station_source.sources(connections))
    for station in stations:
        case = made[station.id]
        row = answered(keeper, station, case)
        change = case.told["change"]
        assert row["open"] is case.row["open"], case
        closes = change if row["open"] and change and change[1] is False else None
        opens = change if row["open"] is False and change and change[1] else None
        assert row["closes_at"] == (closes and closes[0].isoformat()), case
        assert row["opens_at"] == (opens and opens[0].isoformat()), case
        if case.wants:
            assert_wished(keeper, station, case, row)
    db.close()


def assert_wished(
    keeper: SnapshotKeeper, station: Station, case: Case, plain: dict[str, Any]
) -> None:
    wants, at = ",".join(case.wants), case.at.isoformat()
    row = answered(keeper, station, case, wants=wants)
    assert row == plain | {"wants_open": case.row["wants_open"]}, case
    only = answered(keeper, station, case, wants=wants, open=at)
    assert only == (row if case.row["wants_open"] else {}), case
    doubtful = answered(keeper, station, case, wants=wants, open=at, unknown_hours="include")
    assert doubtful == ({} if case.row["wants_open"] is False else row), case


def answered(keeper: SnapshotKeeper, station: Station, case: Case, **more: str) -> dict[str, Any]:
    """The row of a station in an answer; empty where it is not offered."""
    point = station.place.point
    assert point is not None
    texts = {"lat": str(point.lat), "lon": str(point.lon), "limit": "50", **more}
    asked = replace(search_request.parse(texts, now=case.at), at=case.at)
    rows = orjson.loads(answer_json.document(keeper.current(case.at), asked))["stations"]
    return next((row for row in rows if row["id"] == station.id), {})


@pytest.mark.parametrize("case", CASES, ids=str)
def test_posted_hours_promise_what_is_open_whatever_people_report(case: Case) -> None:
    station = case.station("s")
    believed = openness.of_station(replace(station, reported_shut=None))
    expected = availability.status(believed, case.at, CALENDAR).open is True
    assert posted.open_at(station, case.at, CALENDAR) is expected


def test_hours_that_cannot_be_read_are_hours_nobody_knows() -> None:
    status = availability.status(Opening(hours="never mind"), make.NOON, CALENDAR)
    assert (status.open, status.reason.value) == (None, "hours_unknown")


@pytest.mark.parametrize(
    ("habit", "told"),
    [
        (Habit.USUAL, (True, "hours")),
        (Habit.CLOSED, (False, "hours")),
        (Habit.UNKNOWN, (None, "holiday")),
    ],
)
def test_a_city_says_what_weekday_hours_mean_on_a_holiday(
    address: str, habit: Habit, told: tuple[bool | None, str]
) -> None:
    db = opening.open_ready(address)
    with db.writing() as tx:
        holiday_store.set_habit(tx, "3701", Habit.USUAL)
        holiday_store.set_habit(tx, "3701", habit)
    calendar = holiday_store.calendar(db)
    db.close()
    here = openness.of_station(make.station(hours=Hours(osm="Mo-Fr 09:00-17:00")))
    status = availability.status(here, NATIONAL_DAY, calendar)
    assert (status.open, status.reason.value) == told
    elsewhere = replace(here, city="4101")
    assert availability.status(elsewhere, NATIONAL_DAY, calendar).open is None


def test_the_hours_of_a_phrase_are_taken_at_their_word() -> None:
    assert Schedule.of("Mo-Fr 09:00-17:00").state_at(NATIONAL_DAY, CALENDAR) is True
