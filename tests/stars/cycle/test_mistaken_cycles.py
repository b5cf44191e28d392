"""A cycle that was opened wrongly does not cost the year."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from stations.db.base import Database
from stations.errors import Invalid, NotFound, Refused
from stations.rechecks import orders
from stations.stars import points_store, store
from stations.stars.applications import applying
from stations.stars.cycle import cycles
from stations.stars.cycle_model import Cycle
from stations.stars.model import ReviewState
from stations.stars.points_store import OWN
from tests.support import make, starwork
from tests.support.starwork import ADMINISTRATOR, APPROVER, act

KEEPER = starwork.keeper_of("a")
WHY = "（演示）年度选错了"


@pytest.fixture
def cycle(db: Database) -> Cycle:
    starwork.stationed(db, "a", "b")
    return starwork.opened(db)


def cancelled(db: Database, cycle: Cycle, reason: str = WHY) -> Cycle:
    return cycles.cancel(db, cycle.id, reason, by=ADMINISTRATOR, act=act(ADMINISTRATOR, days=1))


def extended(
    db: Database, cycle: Cycle, until: date, reason: str = "（演示）大雪", *, days: float = 1
) -> Cycle:
    doing = act(ADMINISTRATOR, days=days)
    return cycles.extend(db, cycle.id, until, reason, by=ADMINISTRATOR, act=doing)


def test_a_cycle_nobody_took_part_in_is_cancelled_and_another_one_opened(
    db: Database, cycle: Cycle
) -> None:
    cycles.invite(db, cycle.id, ["b"], by=ADMINISTRATOR, act=act(ADMINISTRATOR))
    draft = starwork.drafted(db)
    written = points_store.of(db, draft.id, visit=OWN)
    with pytest.raises(Invalid, match="为什么取消"):
        cancelled(db, cycle, " ")
    after = cancelled(db, cycle)
    assert store.cycle(db, cycle.id) == after
    assert (after.cancelled, after.closed_at) == (WHY, act(ADMINISTRATOR, days=1).at)
    assert {one.state for one in store.of_cycle(db, cycle.id)} == {ReviewState.WITHDRAWN}
    assert points_store.of(db, draft.id, visit=OWN) == written
    assert WHY in store.steps(db, draft.id)[-1].reason
    [entry] = db.rows("select reason from log where action = 'cycle_cancelled'")
    assert entry["reason"] == WHY
    with pytest.raises(Refused, match="已经结束"):
        cancelled(db, cycle)
    again = starwork.opened(db)
    assert again.id != cycle.id
    assert cycles.running_for(db, "370102") == again
    assert applying.begin(db, "a", by=KEEPER, act=act(KEEPER, days=2)).cycle_id == again.id
    with pytest.raises(Refused, match="已经有一轮"):
        starwork.opened(db)


@pytest.mark.parametrize("by_order", [True, False])
def test_what_somebody_took_part_in_is_not_cancelled(
    db: Database, cycle: Cycle, by_order: bool
) -> None:
    if by_order:
        orders.order(db, ["a"], "每年一次", by=ADMINISTRATOR, act=act(ADMINISTRATOR))
    else:
        starwork.applied(db)
    with pytest.raises(Refused, match="已经有 1 个驿站"):
        cancelled(db, cycle)
    assert store.cycle(db, cycle.id) == cycle


def test_only_whoever_runs_cycles_cancels_and_extends(db: Database, cycle: Cycle) -> None:
    for by in (APPROVER, KEEPER):
        with pytest.raises((Refused, NotFound)):
            cycles.cancel(db, cycle.id, WHY, by=by, act=act(by))
        with pytest.raises((Refused, NotFound)):
            cycles.extend(db, cycle.id, date(2026, 12, 31), WHY, by=by, act=act(by))
    assert store.cycle(db, cycle.id) == cycle


def test_the_last_day_is_moved_with_a_reason_and_the_drafts_with_it(
    db: Database, cycle: Cycle
) -> None:
    draft = starwork.drafted(db)
    assert draft.due_on == starwork.LAST_DAY
    for until in (starwork.LAST_DAY, date(2028, 1, 1), make.NOON.date()):
        with pytest.raises(Invalid):
            extended(db, cycle, until)
    with pytest.raises(Invalid, match="为什么延长"):
        extended(db, cycle, date(2026, 12, 31), " ")
    late = starwork.LAST_DAY + timedelta(days=5)
    days = (late - make.NOON.date()).days
    with pytest.raises(Refused, match="截止"):
        applying.submit(db, draft.id, version=draft.version, by=KEEPER, act=act(KEEPER, days=days))
    after = extended(db, cycle, date(2026, 12, 31), days=days)
    assert store.cycle(db, cycle.id) == after
    assert store.get(db, draft.id).due_on == date(2026, 12, 31)
    [told] = cycles.extensions(db, after)
    assert (told.before, told.until, told.reason) == (
        starwork.LAST_DAY, date(2026, 12, 31), "（演示）大雪")  # fmt: skip
    doing = act(KEEPER, days=days)
    sent = applying.submit(db, draft.id, version=draft.version, by=KEEPER, act=doing)
    assert sent.state is ReviewState.SUBMITTED
