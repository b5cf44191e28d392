"""When a station is shut for a while: written in a cell, kept in order, never turned round."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from stations.db.base import Database
from stations.errors import Invalid
from stations.registry import closure_list, fields
from stations.registry.fields import closure_reader
from stations.registry.model import Closure, Station
from stations.registry.stored import change_store, store
from tests.support import make
from tests.support.lists import every, planned, stored

SPRING = Closure(since=date(2027, 2, 15), until=date(2027, 2, 22), reason="春节放假")
WORKS = Closure(since=date(2026, 11, 1), until=date(2026, 12, 31), reason="装修", expected=True)
MOVING = Closure(since=date(2026, 12, 5), reason="搬迁，另行通知")
LONG_AGO = Closure(until=date(2020, 5, 1))
UNKNOWN = Closure(reason="不详")

HEAD = "站点编号,名称,经度,纬度,暂停安排\n"


def test_a_cell_says_all_closures_in_words_that_are_read_back() -> None:
    whole = closure_list.ordered([SPRING, WORKS, MOVING, LONG_AGO, UNKNOWN])
    assert closure_list.text(whole) == (
        "至2020-05-01；起止不详 不详；2026-11-01至2026-12-31（预计） 装修；"
        "2026-12-05起 搬迁，另行通知；2027-02-15至2027-02-22 春节放假"
    )
    assert closure_reader.read(closure_list.text(whole)) == whole


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("2027.2.15到2027.2.22春节放假", SPRING),
        ("2027/02/15 - 2027/02/22 春节放假；", SPRING),
        ("2026-11-01~2026-12-31(预计)装修", WORKS),
        ("2026-12-05 起 搬迁；另行通知", MOVING),
    ],
)
def test_people_write_them_in_their_own_way(words: str, expected: Closure) -> None:
    assert closure_reader.read(words) == (expected,)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("春节放假", "bad_value"),
        ("2027-02-15 春节放假", "bad_value"),
        ("2027-02-22至2027-02-15 春节放假", "bad_range"),
        ("2027-02-30起 春节放假", "bad_date"),
        (f"2027-02-15起 {'很' * 201}", "bad_value"),
        ("；".join(f"2027-01-{n:02}至2027-02-{n:02} {m}" for n in range(1, 28) for m in range(4)),
         "bad_value"),
    ],
)  # fmt: skip
def test_what_can_not_be_a_closure_is_refused_in_words(words: str, code: str) -> None:
    with pytest.raises(Invalid) as caught:
        closure_reader.read(words)
    assert caught.value.code == code


def test_no_closure_ends_before_it_begins() -> None:
    with pytest.raises(Invalid):
        replace(SPRING, until=date(2027, 2, 14))
    with pytest.raises(Invalid):
        Closure(expected=True, reason="无期")
    assert replace(SPRING, until=SPRING.since).covers(date(2027, 2, 15))


def added(db: Database, **given: object) -> Station:
    with db.writing():
        station = make.station(**given)
        change_store.record(db, [(None, station)], act=make.act("created"))
    return store.get(db, station.id)


def test_several_closures_are_kept_by_their_first_day(db: Database) -> None:
    whole = closure_list.ordered([SPRING, WORKS, MOVING, SPRING])
    assert added(db, closures=whole).closures == (WORKS, MOVING, SPRING)


def test_a_list_brings_closures_and_is_refused_where_one_is_turned_round(db: Database) -> None:
    row = "R1,东驿站,117.02,36.66,{}\n"
    plan = planned(db, HEAD + row.format("2027-02-22至2027-02-15 春节放假"))
    assert [(r.field, r.code) for r in plan.rejected] == [("暂停安排", "bad_range")]
    text = closure_list.text((WORKS, SPRING))
    assert stored(db, planned(db, HEAD + row.format(text)))
    (station,) = every(db)
    assert station.closures == (WORKS, SPRING)
    assert fields.texts(station)["closures"] == text
    assert planned(db, HEAD + row.format(text)).unchanged == 1


@pytest.mark.parametrize(
    "broken",
    [
        "insert into station_closures values ('a', 0, '2027-02-22', '2027-02-15', '', 0)",
        "insert into station_closures values ('a', 0, '2027-02-22', null, '', 1)",
        "insert into station_closures values ('a', 0, 'soon', null, '', 0)",
        "insert into station_periods values ('a', 0, 'open', '', '2027-02-22', '2027-02-15')",
        "update stations set lifecycle_since = '2027-02-22', lifecycle_until = '2027-02-15'",
    ],
)
def test_the_database_itself_refuses_ranges_turned_round(db: Database, broken: str) -> None:
    added(db, id="a")
    with pytest.raises(Exception, match=r"(?i)check|constraint|before it begins"), db.writing():
        db.run(broken)
    assert store.get(db, "a").closures == ()
