"""A station applies beside a visit that nobody announces, learns nothing and loses nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from stations.db.base import Database
from stations.errors import Refused
from stations.rechecks import orders, unannounced_visits
from stations.rechecks.unannounced_visits import VisitPlan
from stations.registry.scoping import Reach
from stations.stars import store
from stations.stars.applications import applying
from stations.stars.cycle import admission, cycles, review_list_store
from stations.stars.cycle.review_list_store import ReviewQuery
from stations.stars.model import Review, ReviewKind, ReviewState, ReviewStep
from stations.stars.review_steps import StepRequest
from tests.support import starwork
from tests.support.starwork import (
    ADMINISTRATOR,
    APPROVER,
    REVIEWER,
    act,
    drafted,
    keeper_of,
    stepped,
)

KEEPER = keeper_of("a")
LAST = (starwork.LAST_DAY - act(KEEPER).at.date()) / timedelta(days=1)
"""The last day of applications, in days after the first."""


@pytest.fixture
def visit(db: Database) -> Review:
    """A re-check of the station, drawn, at whose door nobody was yet."""
    starwork.stationed(db, "a")
    starwork.opened(db)
    plan = VisitPlan(area="370102", n=1, seed="lottery 04 08 15")
    made = unannounced_visits.draw(db, plan, by=APPROVER, act=act(APPROVER))
    return unannounced_visits.recheck(db, made.id, "a", by=APPROVER, act=act(APPROVER))


def sent(db: Database, review: Review, *, days: float) -> Review:
    version = store.get(db, review.id).version
    return applying.submit(db, review.id, version=version, by=KEEPER, act=act(KEEPER, days=days))


def visited(db: Database, visit: Review, *, days: float) -> Review:
    """Somebody was at the door; what was delivered counts."""
    db.run(
        "insert into inspections (id, review_id, visit, version, digest, by, near, phone_at, at,"
        " note, counted, body) values ('delivered', :id, 1, 1, 'x', 'one', 'near', :at, :at, '', 1,"
        " '{}')",
        id=visit.id,
        at=act(REVIEWER, days=days).moment,
    )
    turn = StepRequest(step=ReviewStep.INSPECT, version=visit.version)
    return stepped(db, visit.id, turn, by=REVIEWER, act=act(REVIEWER, days=days))


def ended(db: Database, review: Review, *, days: float) -> None:
    turn = StepRequest(step=ReviewStep.WITHDRAW, version=review.version, reason="星级不变")
    second = replace(APPROVER, id="second")
    stepped(db, review.id, turn, by=second, act=act(second, days=days))


def refusal(db: Database, review: Review, *, days: float) -> str:
    """Why a draft cannot be sent; it is kept as it was."""
    before = store.get(db, review.id)
    with pytest.raises(Refused) as refused:
        sent(db, review, days=days)
    assert store.get(db, review.id) == before
    assert before.state is ReviewState.DRAFT
    assert refused.value.code == "later"
    return refused.value.message


def test_an_application_begins_and_is_kept_beside_a_visit_it_must_not_know(
    db: Database, visit: Review
) -> None:
    draft = drafted(db)
    words = refusal(db, draft, days=1)
    assert "已经存好，不用重填" in words
    assert "过几个工作日再点" in words
    assert "7 天内照样收" in words
    assert "联系市级管理员" in words
    for told in ("复核", "验收", "暗访", "抽", "评定中"):
        assert told not in words
    assert store.open_of_station(db, "a") == visit, "whoever goes there finds the visit"
    shown, total = review_list_store.reviews(
        db, ReviewQuery(today=starwork.LAST_DAY), Reach(stations=("a",))
    )
    assert ([item.review.id for item in shown], total) == ([draft.id], 1)
    with pytest.raises(Refused, match="已经在评定中"):
        applying.begin(db, "a", by=KEEPER, act=act(KEEPER, days=1))


def test_an_invitation_goes_to_a_drawn_station_like_to_any(db: Database, visit: Review) -> None:
    by = ADMINISTRATOR
    assert cycles.invite(db, visit.cycle_id, ["a"], by=by, act=act(by)) == 1
    assert cycles.invite(db, visit.cycle_id, ["a"], by=by, act=act(by)) == 0
    assert admission.known(db, "a") == store.draft_of_station(db, "a")


def test_after_the_visit_the_reason_is_said_and_after_the_re_check_it_is_taken(
    db: Database, visit: Review
) -> None:
    draft = drafted(db)
    seen = visited(db, visit, days=2)
    assert "正在复核，复核做完以后再点" in refusal(db, draft, days=3)
    assert admission.known(db, "a") == seen
    ended(db, seen, days=4)
    assert sent(db, draft, days=4).state is ReviewState.SUBMITTED


def test_what_a_re_check_held_up_is_taken_past_the_last_day_for_a_week(
    db: Database, visit: Review
) -> None:
    draft = drafted(db)
    by = ADMINISTRATOR
    refusal(db, draft, days=LAST + 3)
    seen = visited(db, visit, days=LAST + 4)
    ended(db, seen, days=LAST + 5)
    with pytest.raises(Refused, match="还有 1 个"):
        cycles.close(db, draft.cycle_id, by=by, act=act(by, days=LAST + 12))
    with pytest.raises(Refused, match="截止"):
        sent(db, draft, days=LAST + 13)
    assert sent(db, draft, days=LAST + 12).state is ReviewState.SUBMITTED


def test_a_held_up_draft_lapses_with_its_cycle_after_that_week(db: Database, visit: Review) -> None:
    draft, by = drafted(db), ADMINISTRATOR
    ended(db, visited(db, visit, days=LAST + 4), days=LAST + 5)
    cycles.close(db, draft.cycle_id, by=by, act=act(by, days=LAST + 13))
    assert store.get(db, draft.id).state is ReviewState.WITHDRAWN


def test_beside_a_re_check_that_is_known_nothing_begins(db: Database) -> None:
    starwork.stationed(db, "a")
    starwork.opened(db)
    by = ADMINISTRATOR
    orders.order(db, ["a"], "一年到了", by=by, act=act(by))
    with pytest.raises(Refused, match="已经在评定中"):
        applying.begin(db, "a", by=KEEPER, act=act(KEEPER))


def test_a_station_has_one_draft_and_one_more_under_way_whoever_writes_it(
    db: Database, visit: Review
) -> None:
    draft = drafted(db)
    for twice in (
        replace(draft, id="again"),
        replace(visit, id="again"),
        replace(draft, id="again", state=ReviewState.SUBMITTED, kind=ReviewKind.APPLICATION),
    ):
        with pytest.raises(Exception, match=r"(?i)unique"), db.writing():
            store.add(db, twice)
