"""What is on is known anew after each change, and by whoever may see it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest

from stations.activities import programme_store, store
from stations.activities.activity_board import ActivityBoard
from stations.activities.model import ActivityState, SessionState
from stations.db import opening
from stations.db.base import Database, Transaction
from stations.signups import store as signup_store
from stations.signups.session_places import full_sessions
from stations.web.whats_on import occasion_words
from tests.activities import season
from tests.activities.conftest import settle
from tests.signups import classes

NOW = season.NOW
ONE = season.activity(
    "one", "clinic", "义诊", season.session("s1", 2, capacity=2), season.session("s2", 26),
    stations=("a", "far"), updated_at=NOW,
)  # fmt: skip
OTHER = season.activity(
    "other", "film", "电影", season.session("o1", 5), stations=("b",), updated_at=NOW
)
FIRST, SECOND = ONE.sessions
CHANGES: list[Callable[[Transaction], object]] = [
    lambda tx: store.save(tx, replace(ONE, version=2, title="中医义诊"), over=1),
    lambda tx: store.save(tx, replace(ONE, version=3, state=ActivityState.CANCELLED), over=2),
    lambda tx: store.save_session(tx, replace(FIRST, version=2, capacity=3), over=1),
    lambda tx: store.save_session(
        tx, replace(SECOND, version=2, state=SessionState.CANCELLED), over=1
    ),
    lambda tx: store.add_session(tx, "one", season.session("s3", 50)),
    lambda tx: store.drop_session(tx, "s3"),
    lambda tx: store.add(tx, replace(OTHER, id="new", sessions=())),
    lambda tx: store.touch(tx, "other", at=NOW + timedelta(seconds=1)),
]
"""All of them but the last one within the second of the first."""


def test_each_change_leaves_another_mark_though_all_come_in_one_second(db: Database) -> None:
    settle(db)
    marks = [programme_store.mark(db)]
    with db.writing() as tx:
        store.add(tx, OTHER)
        store.add(tx, ONE)
    marks.append(programme_store.mark(db))
    for change in CHANGES:
        with db.writing() as tx:
            change(tx)
        marks.append(programme_store.mark(db))
        # Nothing is read for another one.
        assert marks[-1] == programme_store.mark(db)
    assert all(one != other for one, other in pairwise(marks))


def test_it_holds_what_is_published_where_it_is_and_nothing_else(db: Database) -> None:
    settle(db)
    draft = replace(
        OTHER, id="draft", state=ActivityState.DRAFT, sessions=(season.session("d", 1),)
    )
    with db.writing() as tx:
        for one in (ONE, OTHER, draft):
            store.add(tx, one)
    known = programme_store.programme(db, begin=NOW, end=season.at(100))
    assert [one.session.id for one in known.occasions] == ["s1", "o1", "s2"]
    assert [spot.name for spot in known.where(ONE)] == ["a驿站", "far驿站"]
    assert [one.session.id for one in known.of_area("370104", known.occasions)] == ["s1", "s2"]
    assert [one.session.id for one in known.at_stations(["b"], NOW)] == ["o1"]
    last = programme_store.changed_last(db, area="370104", limit=9)
    assert [one.id for one in last] == ["one"]


def test_it_is_told_when_no_place_is_left(
    sqlite_address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for often in ("CHECK_EVERY_S", "FULL_EVERY_S"):
        monkeypatch.setattr(f"stations.activities.activity_board.{often}", 0.0)
    connections = opening.Connections(sqlite_address)
    db = connections()
    settle(db)
    with db.writing() as tx:
        store.add(tx, ONE)
        signup_store.add(tx, classes.signup("s1"))
    board = ActivityBoard(connections, full=full_sessions)
    before = board.at(NOW)
    assert not before.full
    assert board.at(NOW) is before
    with db.writing() as tx:
        signup_store.add(tx, classes.signup("s1"))
    after = board.at(NOW)
    assert after.full == {"s1"}
    first = after.occasions[0]
    assert occasion_words.standing(first, full=True, at=NOW).words == "已满"
    assert occasion_words.short_words(first, full=True, at=NOW) == "今天 20:05 义诊（已满）"
    db.close()
