"""A station is shut for some days, and what becomes of that is written down by its people."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from stations.accounts.roles import Role
from stations.db.base import Database
from stations.errors import NotFound, Refused
from stations.moments import STATION_TIME
from stations.registry import closure_list
from stations.registry.editing import closures
from stations.registry.editing.closures import Typed
from stations.registry.editing.station_form import Unfit
from stations.registry.entries import closing
from stations.registry.model import Closure, Lifecycle
from stations.registry.states import Phase
from stations.registry.stored import change_store, history_store, store
from tests.support import make
from tests.support.deskwork import person

EDITOR, KEEPER, FAR = (
    person(Role.EDITOR), person(Role.KEEPER, "a"), person(Role.KEEPER, "b")
)  # fmt: skip
TODAY = make.NOON.astimezone(STATION_TIME).date()
ACT = make.act("suspended")
SPRING = Closure(since=date(2027, 2, 15), until=date(2027, 2, 22), reason="春节放假")
WORKS = Closure(since=date(2026, 11, 1), until=date(2026, 12, 31), reason="装修", expected=True)
OVERDUE = replace(WORKS, until=date(2026, 11, 15))
GONE = Closure(since=date(2026, 1, 1), until=date(2026, 1, 5), reason="元旦")


@pytest.fixture(autouse=True)
def _station(db: Database) -> None:
    with db.writing():
        change_store.record(
            db, [(None, make.station(id="a")), (None, make.station(id="b"))], act=ACT
        )


def held(db: Database, *given: Closure) -> None:
    """Gives the station these closures."""
    before = store.get(db, "a")
    record = before.record
    assert record is not None
    after = replace(before, closures=given, record=replace(record, version=record.version + 1))
    with db.writing():
        change_store.record(db, [(before, after)], act=ACT)


def now(db: Database) -> tuple[Closure, ...]:
    return store.get(db, "a").closures


def words(closure: Closure) -> str:
    return closure_list.one_text(closure)


def test_several_closures_stand_beside_one_another(db: Database) -> None:
    given = Typed(reason=" 春节；放假 ", since="2027-02-15", until="2027-02-22", ends="sure")
    assert closures.add(db, "a", given, by=KEEPER, act=ACT)
    assert closures.add(db, "a", Typed(reason="停水"), by=KEEPER, act=ACT)
    assert now(db) == (
        Closure(since=TODAY, reason="停水"),
        replace(SPRING, reason="春节，放假"),
    )
    assert not closures.add(db, "a", given, by=EDITOR, act=ACT)
    assert history_store.of_station(db, "a")[0]["action"] == "suspended"


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        (Typed(), {"reason"}),
        (Typed(reason="很" * 201), {"reason"}),
        (Typed(reason="停水", since="soon", until="2027-02-30"), {"since", "until"}),
        (Typed(reason="停水", since="2027-02-15", until="2027-02-14", ends="sure"), {"until"}),
        (Typed(reason="停水", until="2026-11-19", ends="sure"), {"until"}),
        (Typed(reason="停水", until="2027-02-14"), {"ends"}),
        (Typed(reason="停水", until="2027-02-14", ends="never"), {"ends"}),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(
    db: Database, given: Typed, wrong: set[str]
) -> None:
    with pytest.raises(Unfit) as caught:
        closures.add(db, "a", given, by=EDITOR, act=ACT)
    assert set(caught.value.problems) == wrong
    assert now(db) == ()


def test_an_open_door_ends_what_runs_confirms_what_is_over_and_drops_what_has_not_begun(
    db: Database,
) -> None:
    today = Closure(since=TODAY, reason="停电")
    held(db, WORKS, OVERDUE, today, SPRING)
    for one in (WORKS, OVERDUE, today, SPRING):
        assert closures.end(db, "a", words(one), by=KEEPER, act=make.act("reopened"))
    assert now(db) == (
        replace(OVERDUE, expected=False),
        replace(WORKS, until=date(2026, 11, 19), expected=False),
    )


def test_an_expected_end_waits_for_a_person_or_is_moved(db: Database) -> None:
    held(db, OVERDUE)
    assert closing.waits(OVERDUE, today=TODAY)
    assert not closing.waits(WORKS, today=TODAY)
    for day in ("", "2026-11-19", "later"):
        with pytest.raises(Unfit):
            closures.extend(db, "a", words(OVERDUE), day, by=KEEPER, act=ACT)
    assert closures.extend(db, "a", words(OVERDUE), "2026-12-31", by=KEEPER, act=ACT)
    assert now(db) == (WORKS,)


def test_what_a_colleague_changed_meanwhile_is_not_changed_again(db: Database) -> None:
    held(db, WORKS)
    closures.extend(db, "a", words(WORKS), "2027-01-15", by=EDITOR, act=ACT)
    with pytest.raises(Refused) as caught:
        closures.end(db, "a", words(WORKS), by=KEEPER, act=ACT)
    assert caught.value.code == "closure_gone"
    assert now(db) == (replace(WORKS, until=date(2027, 1, 15)),)


def test_a_keeper_writes_what_is_and_will_be_and_leaves_what_is_gone(db: Database) -> None:
    held(db, GONE)
    longer = Typed(reason="元旦", since="2026-01-01", until="2026-01-09", ends="sure")
    with pytest.raises(Unfit):
        closures.change(db, "a", words(GONE), longer, by=KEEPER, act=ACT)
    with pytest.raises(Unfit):
        closures.add(db, "a", replace(longer, since="2026-01-02"), by=KEEPER, act=ACT)
    assert closures.change(db, "a", words(GONE), longer, by=EDITOR, act=ACT)
    assert now(db) == (replace(GONE, until=date(2026, 1, 9)),)


def test_a_keeper_frees_no_day_on_which_it_was_shut(db: Database) -> None:
    held(db, WORKS)
    later = Typed(reason="装修", since="2026-11-18", until="2026-12-31", ends="expected")
    with pytest.raises(Unfit) as caught:
        closures.change(db, "a", words(WORKS), later, by=KEEPER, act=ACT)
    assert set(caught.value.problems) == {"since"}
    longer = replace(later, since="2026-11-01", until="2027-01-31")
    assert closures.change(db, "a", words(WORKS), longer, by=KEEPER, act=ACT)
    assert closures.change(db, "a", words(now(db)[0]), later, by=EDITOR, act=ACT)
    held(db, SPRING)
    moved = replace(closures.typed(SPRING), since="2027-02-16")
    assert closures.change(db, "a", words(SPRING), moved, by=KEEPER, act=ACT)


def test_nobody_shuts_the_station_of_others_or_one_that_is_no_more(db: Database) -> None:
    with pytest.raises(NotFound):
        closures.add(db, "a", Typed(reason="停水"), by=FAR, act=ACT)
    before = store.get(db, "b")
    record = before.record
    assert record is not None
    closed = replace(
        before, lifecycle=Lifecycle(phase=Phase.CLOSED), record=replace(record, version=2)
    )
    with db.writing():
        change_store.record(db, [(before, closed)], act=ACT)
    with pytest.raises(Unfit):
        closures.add(db, "b", Typed(reason="停水"), by=FAR, act=ACT)
