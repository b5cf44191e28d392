"""Stars are taken after a time to put things right, a hearing, and by a second person."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from stations.accounts.model import Account
from stations.db.base import Database
from stations.errors import Refused
from stations.rechecks import orders
from stations.registry.stored import store as stations
from stations.stars import store
from stations.stars.awards import awarding
from stations.stars.cycle import review_list_store
from stations.stars.model import Review, ReviewState, ReviewStep
from stations.stars.review_steps import StepRequest
from tests.support import starwork
from tests.support.starwork import ADMINISTRATOR, APPROVER, REVIEWER, act

SECOND = replace(APPROVER, id="second")
KEEPER = starwork.keeper_of("a")
RECTIFIED_BY = 31.0
"""The first day after the thirty of the scheme."""


@pytest.fixture
def failed(db: Database) -> Review:
    """A re-check of a starred station after a visit that found no level."""
    starwork.opened(db)
    starwork.stationed(db, "a")
    db.run("update stations set star = 4, star_basis = '名单' where id = 'a'")
    [review] = orders.order(db, ["a"], "多次关门", by=ADMINISTRATOR, act=act(ADMINISTRATOR))
    return took(db, review, ReviewStep.INSPECT, REVIEWER)


def took(
    db: Database, review: Review, step: ReviewStep, by: Account, *, days: float = 0, stars: int = 0
) -> Review:
    turn = StepRequest(step=step, version=review.version, reason="（演示）原因")
    doing = act(by, days=days)
    if step is ReviewStep.STRIKE_OFF:
        return awarding.strike_off(db, review.id, turn, by=by, act=doing)
    found = {"stars": stars, "points": 20 * stars} if step is ReviewStep.INSPECT else {}
    with db.writing():
        return starwork.step(db, review.id, turn, by=by, act=doing, **found)


def refused(db: Database, review: Review, step: ReviewStep, by: Account, *, days: float = 0) -> str:
    """Why the step is refused; the star and the review are as before."""
    with pytest.raises(Refused) as error:
        took(db, review, step, by, days=days)
    assert store.get(db, review.id) == review
    assert stations.get(db, "a").star is not None
    return error.value.code


def test_not_straight_after_a_visit(db: Database, failed: Review) -> None:
    assert refused(db, failed, ReviewStep.STRIKE_OFF, APPROVER) == "stale_step"
    assert refused(db, failed, ReviewStep.WARN_STRIKE_OFF, APPROVER) == "rectify_first"


def test_not_while_the_time_to_put_things_right_runs(db: Database, failed: Review) -> None:
    review = took(db, failed, ReviewStep.ORDER_RECTIFYING, APPROVER)
    assert review.due_on == date(2026, 12, 20)
    for days in (0, 1, RECTIFIED_BY - 1):
        assert refused(db, review, ReviewStep.STRIKE_OFF, SECOND, days=days) == "stale_step"
        warning = refused(db, review, ReviewStep.WARN_STRIKE_OFF, APPROVER, days=days)
        assert warning == "rectify_running"


def test_after_the_deadline_the_station_is_heard_and_a_second_person_decides(
    db: Database, failed: Review
) -> None:
    review = took(db, failed, ReviewStep.ORDER_RECTIFYING, APPROVER)
    review = took(db, review, ReviewStep.WARN_STRIKE_OFF, APPROVER, days=RECTIFIED_BY)
    assert (review.state, review.warner) == (ReviewState.WARNED, APPROVER.id)
    assert review.due_on == date(2026, 12, 28)
    assert stations.get(db, "a").star is not None
    assert review_list_store.waiting(db, by=KEEPER, today=date(2026, 12, 28)) == 1
    assert review_list_store.waiting(db, by=SECOND, today=date(2026, 12, 28)) == 0
    for by in (APPROVER, SECOND):
        assert refused(db, review, ReviewStep.STRIKE_OFF, by, days=38) in (
            "appeal_running", "four_eyes")  # fmt: skip
    for by in (APPROVER, replace(APPROVER, id=REVIEWER.id)):
        assert refused(db, review, ReviewStep.STRIKE_OFF, by, days=39) == "four_eyes"
    today = date(2026, 12, 29)
    assert review_list_store.under_way(db, review.cycle_id, today=today) == 1
    assert review_list_store.waiting(db, by=KEEPER, today=today) == 0
    assert review_list_store.waiting(db, by=APPROVER, today=today) == 0
    assert review_list_store.waiting(db, by=SECOND, today=today) == 1
    assert took(db, review, ReviewStep.STRIKE_OFF, SECOND, days=39).stars == 0
    assert stations.get(db, "a").star is None


def test_after_a_second_visit_that_failed(db: Database, failed: Review) -> None:
    review = took(db, failed, ReviewStep.ORDER_RECTIFYING, APPROVER)
    review = took(db, review, ReviewStep.RECTIFIED, KEEPER, days=3)
    reached = took(db, review, ReviewStep.INSPECT, REVIEWER, days=4, stars=3)
    assert refused(db, reached, ReviewStep.WARN_STRIKE_OFF, APPROVER, days=4) == "visit_passed"
    review = took(db, reached, ReviewStep.RETURN, APPROVER, days=4)
    review = took(db, review, ReviewStep.INSPECT, REVIEWER, days=5)
    review = took(db, review, ReviewStep.WARN_STRIKE_OFF, APPROVER, days=5)
    assert refused(db, review, ReviewStep.STRIKE_OFF, SECOND, days=5) == "appeal_running"
    assert took(db, review, ReviewStep.STRIKE_OFF, SECOND, days=13).decider == SECOND.id


@pytest.mark.parametrize("granted", [True, False])
def test_an_appeal_stops_it(db: Database, failed: Review, granted: bool) -> None:
    review = took(db, failed, ReviewStep.ORDER_RECTIFYING, APPROVER)
    review = took(db, review, ReviewStep.WARN_STRIKE_OFF, APPROVER, days=RECTIFIED_BY)
    appealed = took(db, review, ReviewStep.APPEAL, KEEPER, days=33)
    assert refused(db, appealed, ReviewStep.STRIKE_OFF, SECOND, days=60) == "stale_step"
    step = ReviewStep.GRANT_APPEAL if granted else ReviewStep.REJECT_APPEAL
    assert refused(db, appealed, step, APPROVER, days=34) == "four_eyes"
    answered = took(db, appealed, step, SECOND, days=34)
    if granted:
        assert (answered.state, answered.warner) == (ReviewState.CHECKED, "")
        return
    assert (answered.state, answered.due_on) == (ReviewState.WARNED, None)
    assert refused(db, answered, ReviewStep.APPEAL, KEEPER, days=34) == "appeal_answered"
    assert refused(db, answered, ReviewStep.STRIKE_OFF, APPROVER, days=34) == "four_eyes"
    assert took(db, answered, ReviewStep.STRIKE_OFF, SECOND, days=34).stars == 0


def test_a_second_approver_who_thinks_otherwise_leaves_the_stars(
    db: Database, failed: Review
) -> None:
    review = took(db, failed, ReviewStep.ORDER_RECTIFYING, APPROVER)
    review = took(db, review, ReviewStep.WARN_STRIKE_OFF, APPROVER, days=RECTIFIED_BY)
    assert took(db, review, ReviewStep.WITHDRAW, SECOND, days=40).state is ReviewState.WITHDRAWN
    assert stations.get(db, "a").star is not None


def test_the_database_lets_nobody_take_stars_that_they_said_would_go(
    db: Database, failed: Review
) -> None:
    alone = replace(
        failed, state=ReviewState.STRUCK_OFF, decider="p4", warner="p4", version=failed.version + 1
    )
    with pytest.raises(Exception, match=r"(?i)check constraint"), db.writing():
        store.save(db, alone)
    with pytest.raises(Exception, match=r"(?i)check constraint"), db.writing():
        store.add(db, replace(alone, id="another"))
