"""The demo city has a season under way, in summer as in winter."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from stations.activities import listing_store, result_store, store
from stations.activities.listing_store import ActivityQuery
from stations.activities.model import Session
from stations.activities.store import SessionQuery
from stations.audit.verification import verify
from stations.db import opening
from stations.db.base import Database
from stations.demo import account_demo, activity_demo, signup_demo
from stations.moments import china_midnight
from stations.registry.scoping import EVERYWHERE
from stations.registry.stored import change_store, history_store
from stations.signups import arrival_store, desk_list
from stations.signups.model import SignUpState
from stations.signups.people_cipher import PeopleCipher
from tests.support import make


@pytest.mark.parametrize(("month", "kind"), [(7, "cooling"), (12, "warming")])
def test_the_demo_has_activities_before_on_and_after_its_day(
    sqlite_address: str, month: int, kind: str
) -> None:
    db = opening.open_ready(sqlite_address)
    at = datetime(2026, month, 10, 6, 30, tzinfo=UTC)
    stations = [make.station(id=f"s{n:02d}") for n in range(9)]
    with db.writing():
        change_store.record(db, [(None, one) for one in stations], act=make.act("created"))
        account_demo.add(db, station_id="s00", act=make.act("account_made"))
    assert activity_demo.add(db, at) == 13
    counted = listing_store.counts(db, EVERYWHERE, ActivityQuery(), now=at)
    assert {one.value: n for one, n in counted.items()} == {
        "coming": 12, "cancelled": 1, "draft": 0, "past": 0,
    }  # fmt: skip
    span = timedelta(days=30)
    every = store.occasions(db, SessionQuery(begin=at - span, end=at + span))
    today = china_midnight(at.date())
    assert {one.activity.kind for one in every if one.session.starts_at < today} >= {kind, "clinic"}
    assert any(one.session.capacity for one in every)
    assert any(one.session.moved_from for one in every)
    assert any(one.activity.venue for one in every)
    over = [one.session.id for one in every if one.session.ends_at < at and one.activity.doer]
    assert result_store.of_sessions(db, over)
    assert signup_demo.add(db, at, cipher=PeopleCipher(b"key" * 11)) > 40
    _is_taken_up(db, [one.session for one in every if one.session.capacity], at=at)
    assert verify(db, history_store).sound
    db.close()


def _is_taken_up(db: Database, sessions: Sequence[Session], *, at: datetime) -> None:
    """One was full and is over, with people at the door and no result; one is full, with a line."""
    cipher = PeopleCipher(b"key" * 11)
    listed = {one.id: desk_list.listed(db, one.id, cipher=cipher) for one in sessions}
    states = [{line.signup.state for line in lines} for lines in listed.values()]
    assert set(SignUpState) - {SignUpState.LAPSED} in states
    assert all("演示数据" in line.name for lines in listed.values() for line in lines)
    assert {line.phone[:3] for lines in listed.values() for line in lines} == {"154"}
    late = listing_store.without_result(db, EVERYWHERE, now=at)
    came = arrival_store.turnouts(db, [one.session.id for one in late])
    assert [(one.expected, one.others) for one in came.values()] == [(13, 2)]
