"""Many stations are shut for a while, or opened again, all of them or none."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from stations.accounts.roles import Role
from stations.audit import log
from stations.db.base import Database
from stations.errors import Invalid, NotFound
from stations.registry.editing import closure_batch
from stations.registry.editing.closure_batch import Change
from stations.registry.model import Lifecycle
from stations.registry.states import Phase
from stations.registry.stored import change_store, history_store, store
from tests.support import make
from tests.support.deskwork import person

EDITOR, KEEPER = person(Role.EDITOR), person(Role.KEEPER, "a")
HOLIDAY = Change(phase=Phase.SUSPENDED, reason="春节放假", until="2027-02-20")
REOPEN = Change(phase=Phase.OPEN)
SUSPENDED, REOPENED = make.act("suspended", reason="春节放假"), make.act("reopened")


@pytest.fixture(autouse=True)
def _stations(db: Database) -> None:
    far = make.station(id="far")
    far = replace(far, place=replace(far.place, area_code="370104", district_code="370104"))
    new = [
        make.station(id="a"),
        make.station(id="b"),
        make.station(id="planned", lifecycle=Lifecycle(phase=Phase.PLANNED)),
        make.station(id="mending", lifecycle=Lifecycle(phase=Phase.RECTIFYING, reason="消防")),
        far,
    ]
    with db.writing():
        change_store.record(db, [(None, one) for one in new], act=make.act("created"))


def test_a_holiday_shuts_several_and_ends_again(db: Database) -> None:
    assert closure_batch.change(db, ["a", "b", "a"], HOLIDAY, by=EDITOR, act=SUSPENDED) == 2
    now = store.get(db, "b").lifecycle
    assert (now.phase, now.reason, now.since, now.until) == (
        Phase.SUSPENDED, "春节放假", date(2026, 11, 20), date(2027, 2, 20),
    )  # fmt: skip
    assert closure_batch.change(db, ["a", "b"], HOLIDAY, by=EDITOR, act=SUSPENDED) == 0
    entry = history_store.of_station(db, "b")[0]
    assert (entry["action"], entry["reason"]) == ("suspended", "春节放假")
    assert closure_batch.change(db, ["b", "mending"], REOPEN, by=EDITOR, act=REOPENED) == 2
    assert store.get(db, "b").lifecycle.phase is Phase.OPEN
    assert store.get(db, "b").lifecycle.reason == ""
    assert store.get(db, "a").lifecycle.phase is Phase.SUSPENDED


@pytest.mark.parametrize(
    ("ids", "change", "error"),
    [
        (["a", "far"], HOLIDAY, NotFound),
        (["a", "nowhere"], HOLIDAY, NotFound),
        (["a", "planned"], HOLIDAY, Invalid),
        (["a"], Change(phase=Phase.SUSPENDED), Invalid),
        (["a"], replace(HOLIDAY, until="2026-01-01"), Invalid),
        (["a"], replace(HOLIDAY, until="soon"), Invalid),
        (["a", "planned"], REOPEN, Invalid),
    ],
)
def test_where_one_can_not_nothing_happens(
    db: Database, ids: list[str], change: Change, error: type[Exception]
) -> None:
    before = log.head(db)
    with pytest.raises(error) as told:
        closure_batch.change(db, ids, change, by=EDITOR, act=SUSPENDED)
    assert "far" not in str(told.value)
    assert store.get(db, "a").lifecycle.phase is Phase.OPEN
    assert log.head(db) == before


def test_a_keeper_shuts_their_own_and_ends_no_rectification(db: Database) -> None:
    assert closure_batch.change(db, ["a"], HOLIDAY, by=KEEPER, act=SUSPENDED) == 1
    keeper = person(Role.KEEPER, "mending")
    assert not closure_batch.fits(store.get(db, "mending"), Phase.OPEN, by=keeper)
    with pytest.raises(Invalid):
        closure_batch.change(db, ["mending"], REOPEN, by=keeper, act=REOPENED)
    assert closure_batch.fits(store.get(db, "mending"), Phase.OPEN, by=EDITOR)
