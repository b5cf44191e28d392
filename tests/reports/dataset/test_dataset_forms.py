"""What each form of the dataset says, asked by the tools of those who will use it."""

from __future__ import annotations

import json
import sqlite3
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import jsonschema_rs
import opening_hours
import pytest

from stations.db.base import Database
from stations.hours.osm.calendar import Calendar
from stations.hours.osm.expression import HoursState
from stations.hours.osm.schedule import Schedule
from stations.reports.dataset import search_tokens
from stations.reports.dataset.osm_features import opening_hours as tag_of
from stations.reports.dataset.weekly_hours import weekly
from tests.reports.dataset import public_city
from tests.reports.dataset.test_dataset import rows

SCHEMA = json.loads((Path(__file__).parent / "hsds" / "hsds-3.json").read_text("utf-8"))


def found(dataset: Path, words: str) -> list[str]:
    with sqlite3.connect(dataset / "stations.sqlite") as file:
        asked = file.execute(
            "select id from stations where rowid in"
            " (select rowid from stations_fts where stations_fts match ?) order by id",
            (f'"{words}"',),
        )
        return [row[0] for row in asked]


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        ("泉城", ["a-square", "c-whole"]), ("广场", ["a-square"]), ("泉", ["a-square", "c-whole"]),
        ("泉城广场驿站", ["a-square"]), ("城广场驿站", ["a-square"]), ("泺源大街", ["a-square"]),
        ("quancheng", ["a-square", "c-whole"]), ("qcgc", ["a-square"]), ("minghu", ["b-guarded"]),
        ("金丝", []),
        ("明湖", ["b-guarded"]), ("另一名", ["g-formula"]), ("泉广", []),
    ],
)  # fmt: skip
def test_sqlite_finds_chinese_words_of_any_length(
    dataset: Path, words: str, ids: list[str]
) -> None:
    assert found(dataset, words) == ids


def test_parts_of_a_long_name_are_found_from_any_place() -> None:
    words = search_tokens.of_text("济南市历下区泉城广场南侧户外劳动者驿站").split()
    assert {"济南", "泉城广场", "户外劳动", "驿站", "济南市历下区泉城广场"} <= set(words)


def test_views_say_words_for_ids_and_everything_is_linked(dataset: Path) -> None:
    with sqlite3.connect(dataset / "stations.sqlite") as file:
        names = [row[0] for row in file.execute("select district from open_stations")]
        assert set(names) == {"历下区"}
        broken = file.execute("select name from station_amenities where state = 'out_of_order'")
        assert {row[0] for row in broken} >= {"夜班驿站"}
        assert file.execute("pragma foreign_key_check").fetchall() == []
        assert file.execute("pragma integrity_check").fetchone() == ("ok",)
        assert file.execute("pragma freelist_count").fetchone() == (0,)


def test_hsds_is_valid_against_its_schema(dataset: Path) -> None:
    services = json.loads((dataset / "stations.hsds.json").read_text("utf-8"))
    validator = jsonschema_rs.validator_for(SCHEMA, validate_formats=True)
    assert [error.message for error in validator.iter_errors(services)] == []
    wrong = [{**services[0], "status": "shut"}, {**services[0], "id": "a-square"}]
    assert not any(validator.is_valid([one]) for one in wrong)


def test_hsds_tells_hours_state_and_amenities(dataset: Path) -> None:
    services = json.loads((dataset / "stations.hsds.json").read_text("utf-8"))
    by_id = {
        one["service_at_locations"][0]["location"]["external_identifier"]: one for one in services
    }
    work = by_id["b-guarded"]["schedules"][0]
    assert (work["byday"], work["opens_at"], work["closes_at"], work["notes"]) == (
        "MO,TU,WE,TH,FR", "08:00+08:00", "18:00+08:00", "法定节假日不按此",
    )  # fmt: skip
    assert by_id["b-guarded"]["organization"]["name"] == "演示物业"
    assert by_id["h-shut"]["status"] == "temporarily closed"
    assert "装修" in by_id["h-shut"]["alert"]
    summer = by_id["k-summer"]["schedules"]
    assert [(one["description"], "freq" in one) for one in summer] == [("夏季到20点", False)]
    codes = [one["taxonomy_term"]["code"] for one in by_id["j-things"]["attributes"]]
    assert codes == ["wifi"]


def tags(dataset: Path) -> dict[str, dict[str, str]]:
    found = json.loads((dataset / "stations.osm.geojson").read_text("utf-8"))
    assert found["license"].startswith("CC BY 4.0")
    return {one["id"]: one["properties"] for one in found["features"]}


def test_osm_tags_say_what_is_there_and_what_is_not(dataset: Path) -> None:
    found = tags(dataset)
    square, things = found["a-square"], found["j-things"]
    assert (square["amenity"], square["social_facility"]) == ("social_facility", "outreach")
    assert (square["toilets"], square["drinking_water"]) == ("yes", "yes")
    assert square["website"] == "https://yizhan.example.org/stations/a-square"
    assert (things["toilets"], things["internet_access"]) == ("no", "wlan")
    assert "drinking_water" not in things
    assert found["c-whole"]["addr:floor"] == "负一层"
    assert found["c-whole"]["fixme"]
    assert found["g-formula"]["alt_name"] == "-别名;另一名"


def test_osm_hours_are_read_by_others_and_never_open_a_shut_door(dataset: Path) -> None:
    for station_id, one in tags(dataset).items():
        read = opening_hours.OpeningHours(one["opening_hours"])
        if station_id in ("h-shut", "c-whole"):
            assert one["opening_hours"].startswith("off ")
            assert read.next_change() is None
    spring = tags(dataset)["i-spring"]["opening_hours"]
    assert spring == '08:00-20:00; 2027 Feb 15-2027 Feb 22 off "暂停开放：春节放假"'
    assert len(spring) <= 255


def test_hours_too_long_for_a_tag_stay_an_expression() -> None:
    many = [
        {"since": f"2027-{n:02}-01", "until": f"2027-{n:02}-05", "reason": "检修"}
        for n in range(1, 13)
    ]
    whole: dict[str, Any] = {"lifecycle": "open", "hours": "08:00-20:00", "closures": many}
    told = tag_of(whole, date(2026, 11, 21))
    assert len(told) <= 255
    opening_hours.OpeningHours(told)


@pytest.mark.parametrize(
    "osm",
    [
        "24/7", "08:00-20:00", "Mo-Fr 08:30-11:30,13:30-17:30", "Mo-Sa 09:00-17:00; PH off",
        "Fr-Sa 22:00-02:00", "Mo-Su 20:00-30:00", "Mo off; Tu-Su 09:00-17:00",
        "Mo-Fr 08:00-18:00; Sa 09:00-12:00; PH 10:00-12:00", "Mo-Fr 08:00-17:00; PH 08:00-17:00",
        "24/7 off", "08:00-20:00; PH off",
    ],
)  # fmt: skip
def test_a_week_is_what_the_expression_says_of_every_day(osm: str) -> None:
    """The oracle asks each day of a year, by a calendar of its own."""
    spans = weekly(osm)
    assert spans is not None
    calendar = Calendar.shipped()
    schedule = Schedule.of(osm)
    for number in range(365):
        day = date(2026, 1, 1) + timedelta(days=number)
        holiday, before = calendar.is_holiday(day), calendar.is_holiday(day - timedelta(days=1))
        if holiday != before or (any(one.holidays is None for one in spans) and holiday):
            continue
        told = [
            (one.opens, one.closes)
            for one in spans
            if day.weekday() in one.weekdays or (holiday and not one.weekdays)
            if not holiday or one.holidays
        ]
        true = [
            (start, end)
            for start, end, state in schedule.day(day, calendar)
            if state is HoursState.OPEN
        ]
        assert sorted(told) == true, (osm, day)


@pytest.mark.parametrize(
    "osm",
    [
        "Jun-Sep 08:00-20:00; Oct-May 08:00-18:00", "SH 08:00-18:00", "Mo[1] 08:00-18:00",
        "08:00+", '08:00-18:00 "预约"', "2027 Jan 01-2027 Feb 01 08:00-18:00", "sunrise-sunset",
    ],
)  # fmt: skip
def test_weeks_that_differ_are_never_told_as_one(osm: str) -> None:
    assert weekly(osm) is None


def test_rows_of_hours_say_that_only_the_expression_tells(dataset: Path) -> None:
    told = {row["station_id"]: row for row in rows(dataset, "hours") if not row["amenity"]}
    assert told["k-summer"]["regular"] == "false"
    assert told["k-summer"]["opens"] == told["k-summer"]["monday"] == ""
    assert told["b-guarded"]["holidays"] == "false"
    assert told["j-things"]["holidays"] == ""
    own = [row for row in rows(dataset, "hours") if row["amenity"]]
    assert [(row["station_id"], row["amenity"]) for row in own] == [("c-whole", "telemedicine")]


def test_changes_since_a_day_tell_what_came_in_changed_and_went(
    db: Database, tmp_path: Path
) -> None:
    public_city.fill(db)
    folder = public_city.build(db, tmp_path / "out", since=date(2026, 11, 20))
    told = [(row["station_id"], row["change"], row["name"]) for row in rows(folder, "changes")]
    assert ("a-square", "added", "泉城广场驿站") in told
    assert ("f-gone", "closed", "老车站驿站") in told
    assert {one for one, _, _ in told}.isdisjoint({"d-draft", "e-planned"})
    hours = [row for row in rows(folder, "changes") if row["field"] == "开放时间"]
    assert [(row["before"], row["change"]) for row in hours] == [("8:00-20:00", "changed")]
    later = public_city.build(db, tmp_path / "later", since=date(2026, 11, 21))
    assert rows(later, "changes") == []
