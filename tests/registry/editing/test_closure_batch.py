"""Many stations are shut for some days, or opened again; what each of them has stays apart."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date

import pytest

from stations.accounts.roles import Role
from stations.audit import log
from stations.db.base import Database
from stations.errors import Invalid, NotFound, Refused
from stations.moments import china_day
from stations.registry import closure_list
from stations.registry.editing import closure_batch, undo_changes
from stations.registry.editing.closure_batch import RECTIFYING
from stations.registry.editing.closures import Typed
from stations.registry.model import Closure, Lifecycle
from stations.registry.states import Phase
from stations.registry.stored import change_store, history_store, store
from stations.registry.upkeep import history_proof
from tests.support import make
from tests.support.deskwork import person

EDITOR, KEEPER = person(Role.EDITOR), person(Role.KEEPER, "a")
TODAY = china_day(make.NOON)
HOLIDAY = Typed(reason="春节放假", since="2027-02-15", until="2027-02-22", ends="sure")
SPRING = Closure(since=date(2027, 2, 15), until=date(2027, 2, 22), reason="春节放假")
WORKS = Closure(since=date(2026, 11, 1), until=date(2026, 12, 11), reason="装修")
MOVING = Closure(since=date(2026, 11, 1), reason="搬迁")
OVERDUE = Closure(since=date(2026, 11, 1), until=date(2026, 11, 15), reason="修路", expected=True)
SUSPENDED, REOPENED = make.act("suspended", reason="春节放假"), make.act("reopened")


@pytest.fixture(autouse=True)
def _stations(db: Database) -> None:
    far = make.station(id="far")
    far = replace(far, place=replace(far.place, area_code="370104", district_code="370104"))
    new = [
        make.station(id="a"),
        make.station(id="b"),
        make.station(id="works", closures=(WORKS,)),
        make.station(id="moving", closures=(MOVING,)),
        make.station(id="overdue", closures=(OVERDUE,)),
        make.station(id="planned", lifecycle=Lifecycle(phase=Phase.PLANNED)),
        make.station(id="mending", lifecycle=Lifecycle(phase=Phase.RECTIFYING, reason="消防")),
        far,
    ]
    with db.writing() as tx:
        change_store.record(tx, [(None, one) for one in new], act=make.act("created"))


def shut(db: Database, ids: list[str], given: Typed = HOLIDAY, also: Collection[str] = ()) -> int:
    return closure_batch.shut(db, ids, given, also=also, by=EDITOR, act=SUSPENDED)


def reopen(db: Database, ids: list[str], *closures: Closure) -> int:
    words = [closure_list.one_text(one) for one in closures]
    return closure_batch.reopen(db, ids, words, by=EDITOR, act=REOPENED)


def held(db: Database, station_id: str) -> tuple[Closure, ...]:
    return store.get(db, station_id).closures


def test_a_holiday_is_written_ahead_for_several_and_what_runs_stays_alone(db: Database) -> None:
    assert shut(db, ["a", "b", "works", "moving", "a"]) == 2
    assert held(db, "b") == (SPRING,)
    assert (held(db, "works"), held(db, "moving")) == ((WORKS,), (MOVING,))
    entry = history_store.of_station(db, "b")[0]
    assert (entry["action"], entry["reason"]) == ("suspended", "春节放假")
    assert shut(db, ["works", "moving"], also=["works"]) == 1
    assert held(db, "works") == (WORKS, SPRING)


def test_a_later_opening_ends_only_what_is_ticked(db: Database) -> None:
    shut(db, ["a", "b"], replace(HOLIDAY, since="2026-11-01", until="2026-11-30"))
    running = replace(SPRING, since=date(2026, 11, 1), until=date(2026, 11, 30))
    ids = ["a", "b", "works", "moving", "overdue"]
    every = [store.get(db, one) for one in ids]
    found = closure_batch.endable(every, by=EDITOR, today=TODAY)
    assert {words: len(of) for words, of in found.items()} == {
        closure_list.one_text(running): 2,
        closure_list.one_text(WORKS): 1,
        closure_list.one_text(MOVING): 1,
        closure_list.one_text(OVERDUE): 1,
    }
    assert reopen(db, ids, running, OVERDUE) == 3
    assert held(db, "a") == (replace(running, until=date(2026, 11, 19)),)
    assert held(db, "overdue") == (replace(OVERDUE, expected=False),)
    assert (held(db, "works"), held(db, "moving")) == ((WORKS,), (MOVING,))


def test_a_whole_batch_is_taken_back_but_for_what_was_changed_since(db: Database) -> None:
    ids = ["a", "b", "works"]
    shut(db, ids, also=["works"])
    number = log.head(db).number
    reopen(db, ["works"], WORKS)
    undone = make.act("batch_undone", reason="日子写错了")
    found = undo_changes.considered(db, number, by=EDITOR, act=undone)
    assert [(one.station_id, one.why.message) for one in found.kept] == [
        ("works", "暂停安排后来又改过")
    ]
    with pytest.raises(Refused):
        undo_changes.undo(db, number, without=(), by=EDITOR, act=undone)
    undo_changes.undo(db, number, without=["works"], by=EDITOR, act=undone)
    assert (held(db, "a"), held(db, "b")) == ((), ())
    assert held(db, "works")[-1] == SPRING
    with pytest.raises(Refused) as twice:
        undo_changes.undo(db, number, without=["works"], by=EDITOR, act=undone)
    assert twice.value.code == "undone"
    assert history_proof.prove(db).sound


def test_nobody_takes_back_what_lies_elsewhere_or_was_no_batch(db: Database) -> None:
    shut(db, ["a", "b"])
    number = log.head(db).number
    elsewhere, act = person(Role.EDITOR, "370104"), make.act("batch_undone")
    for by, entry in ((elsewhere, number), (EDITOR, 1), (EDITOR, number + 1)):
        with pytest.raises(NotFound):
            undo_changes.considered(db, entry, by=by, act=act)


@pytest.mark.parametrize(
    ("ids", "given", "error"),
    [
        (["a", "far"], HOLIDAY, NotFound),
        (["a", "nowhere"], HOLIDAY, NotFound),
        (["a", "planned"], HOLIDAY, Invalid),
        (["a", "mending"], HOLIDAY, Invalid),
        (["a"], replace(HOLIDAY, reason=""), Invalid),
        (["a"], replace(HOLIDAY, until="2027-02-14"), Invalid),
        (["a"], replace(HOLIDAY, until="soon"), Invalid),
        (["a"], replace(HOLIDAY, ends=""), Invalid),
    ],
)
def test_where_one_can_not_nothing_happens(
    db: Database, ids: list[str], given: Typed, error: type[Exception]
) -> None:
    before = log.head(db)
    with pytest.raises(error) as told:
        shut(db, ids, given)
    assert "far" not in str(told.value)
    assert held(db, "a") == ()
    assert log.head(db) == before


def test_nothing_ticked_ends_nothing(db: Database) -> None:
    with pytest.raises(Invalid):
        reopen(db, ["works"])
    assert reopen(db, ["works"], MOVING) == 0


def test_a_keeper_shuts_their_own_and_ends_no_rectification(db: Database) -> None:
    assert closure_batch.shut(db, ["a"], HOLIDAY, also=(), by=KEEPER, act=SUSPENDED) == 1
    keeper = person(Role.KEEPER, "mending")
    mending = [store.get(db, "mending")]
    assert not closure_batch.endable(mending, by=keeper, today=TODAY)
    assert closure_batch.reopen(db, ["mending"], [RECTIFYING], by=keeper, act=REOPENED) == 0
    assert closure_batch.reopen(db, ["mending"], [RECTIFYING], by=EDITOR, act=REOPENED) == 1
    assert store.get(db, "mending").lifecycle.phase is Phase.OPEN
