"""The demo city has a season under way, in summer as in winter."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from stations.activities import listing_store, result_store, store
from stations.activities.listing_store import ActivityQuery
from stations.activities.store import SessionQuery
from stations.audit.verification import verify
from stations.db import opening
from stations.demo import account_demo, activity_demo
from stations.moments import china_midnight
from stations.registry.scoping import EVERYWHERE
from stations.registry.stored import change_store, history_store
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
    assert activity_demo.add(db, at) == 12
    counted = listing_store.counts(db, EVERYWHERE, ActivityQuery(), now=at)
    assert {one.value: n for one, n in counted.items()} == {
        "coming": 11, "cancelled": 1, "draft": 0, "past": 0,
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
    assert verify(db, history_store).sound
    db.close()
