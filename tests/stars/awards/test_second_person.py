"""No star is given or taken by one person alone, and none beside its own transaction."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta

import pytest

from stations.accounts.model import Account
from stations.accounts.roles import Action
from stations.db import migration
from stations.db.base import Database
from stations.errors import Refused
from stations.rechecks import orders
from stations.registry.scoping import reach_of
from stations.registry.stored import store as stations
from stations.stars import review_steps, store
from stations.stars.awards import awarding, deciding
from stations.stars.cycle import cycles, review_list_store
from stations.stars.cycle.review_list_store import ReviewQuery
from stations.stars.model import Review, ReviewKind, ReviewState, ReviewStep
from stations.stars.review_steps import BESIDES, StepRequest
from tests.support import make, starwork
from tests.support.starwork import ADMINISTRATOR, APPROVER, REVIEWER, act, stepped

SECOND = replace(APPROVER, id="second")
KEEPER = starwork.keeper_of("a")
TABLES = ("reviews", "review_steps", "awards", "log", "stations")
OVER = 8
"""Days after which nobody can appeal any more: five working days and a weekend."""
LATER = make.NOON.date() + timedelta(days=OVER)


@pytest.fixture
def recheck(db: Database) -> Review:
    """A re-check of a starred station, at whose door nobody was yet."""
    starwork.opened(db)
    starwork.stationed(db, "a")
    db.run("update stations set star = 4, star_basis = '名单' where id = 'a'")
    by = ADMINISTRATOR
    [review] = orders.order(db, ["a"], "多次关门", by=by, act=act(by))
    return review


def turn(review: Review, step: ReviewStep) -> StepRequest:
    return StepRequest(step=step, version=review.version, reason="（演示）原因")


def vetoed(db: Database, review: Review, by: Account = APPROVER) -> Review:
    return deciding.veto(
        db, review.id, turn(review, ReviewStep.VETO), "hours_not_kept", by=by, act=act(by)
    )


def struck(db: Database, review: Review, by: Account, *, days: float = OVER) -> Review:
    doing = act(by, days=days)
    return awarding.strike_off(db, review.id, turn(review, ReviewStep.STRIKE_OFF), by=by, act=doing)


@contextmanager
def refused(db: Database, code: str) -> Iterator[None]:
    """Refused, and nothing of the tables is different."""
    before = [db.rows(f"select * from {one}") for one in TABLES]
    with pytest.raises(Refused) as found:
        yield
    assert found.value.code == code
    assert [db.rows(f"select * from {one}") for one in TABLES] == before


def waiting_for(db: Database, by: Account, *, today: date = LATER) -> list[str]:
    """The reviews that are shown to wait for this account; the first page counts the same."""
    reach = reach_of(by, Action.SEE_REVIEWS)
    found, _ = review_list_store.reviews(db, ReviewQuery(today=today, mine=by), reach)
    assert review_list_store.waiting(db, by=by, today=today) == len(found)
    assert all(item.awaits_second for item in found)
    return [item.review.id for item in found]


def test_who_vetoed_waits_for_another_who_confirms(db: Database, recheck: Review) -> None:
    review = vetoed(db, recheck)
    assert (review.vetoer, review.state) == (APPROVER.id, ReviewState.VETOED)
    assert waiting_for(db, APPROVER) == []
    with refused(db, "four_eyes"):
        struck(db, review, APPROVER)
    with refused(db, "four_eyes"):
        # Who ordered the re-check stands in the place of an applicant.
        both = replace(APPROVER, id=ADMINISTRATOR.id)
        struck(db, review, both)
    assert waiting_for(db, SECOND) == [review.id]
    struck(db, review, SECOND)
    assert stations.get(db, "a").star is None
    assert waiting_for(db, SECOND) == []
    assert store.get(db, review.id) == replace(
        review, state=ReviewState.STRUCK_OFF, decider="second", version=3, stars=0, due_on=None,
        decided_at=act(SECOND, days=OVER).at, moved_at=act(SECOND, days=OVER).at,
    )  # fmt: skip


def test_the_stars_stay_until_the_station_can_appeal_no_more(db: Database, recheck: Review) -> None:
    review = vetoed(db, recheck)
    assert review.due_on == LATER - timedelta(days=1)
    assert waiting_for(db, SECOND, today=review.due_on) == []
    for days in (0, OVER - 1):
        with refused(db, "appeal_running"):
            struck(db, review, SECOND, days=days)
    assert waiting_for(db, SECOND) == [review.id]
    struck(db, review, SECOND)


def test_a_cycle_does_not_end_while_a_veto_waits_to_take_the_stars(
    db: Database, recheck: Review
) -> None:
    review = vetoed(db, recheck)
    for today in (LATER, LATER + timedelta(days=90)):
        assert review_list_store.under_way(db, review.cycle_id, today=today) == 1
    doing = act(ADMINISTRATOR, days=OVER)
    with pytest.raises(Refused, match="还有 1 个"):
        cycles.close(db, review.cycle_id, by=ADMINISTRATOR, act=doing)
    struck(db, review, SECOND)
    assert review_list_store.under_way(db, review.cycle_id, today=LATER) == 0


def test_after_an_appeal_whoever_vetoed_still_waits(db: Database, recheck: Review) -> None:
    review = vetoed(db, recheck)
    review = stepped(db, review.id, turn(review, ReviewStep.APPEAL), by=KEEPER, act=act(KEEPER))
    rejected = review_steps.take(
        db, review.id, turn(review, ReviewStep.REJECT_APPEAL), by=SECOND, act=act(SECOND)
    )
    assert (rejected.state, rejected.due_on) == (ReviewState.VETOED, None)
    with refused(db, "appeal_answered"):
        again = turn(rejected, ReviewStep.APPEAL)
        deciding.appeal(db, review.id, again, by=KEEPER, act=act(KEEPER))
    with refused(db, "four_eyes"):
        struck(db, rejected, APPROVER)
    assert waiting_for(db, SECOND) == [review.id]
    struck(db, rejected, SECOND)


def test_after_a_visit_nobody_takes_the_stars_at_once(db: Database, recheck: Review) -> None:
    review = stepped(
        db, recheck.id, turn(recheck, ReviewStep.INSPECT), by=REVIEWER, act=act(REVIEWER)
    )
    for by in (APPROVER, SECOND, replace(APPROVER, id=REVIEWER.id)):
        with refused(db, "stale_step"):
            struck(db, review, by)


def test_a_veto_from_before_takes_no_stars_that_were_given_since(
    db: Database, recheck: Review
) -> None:
    review = vetoed(db, recheck)
    with db.writing():
        other = replace(
            recheck, id="later", state=ReviewState.WITHDRAWN, kind=ReviewKind.APPLICATION
        )
        store.add(db, other)
        db.load("awards", [{
            "station_id": "a", "number": 1, "review_id": "later", "scheme": "jinan-1",
            "basis": "名单", "stars": 3, "on_day": "2026-11-21", "until_day": "2029-11-21",
            "log": 1_000,
        }])  # fmt: skip
    assert waiting_for(db, SECOND) == []
    with refused(db, "outlived"):
        struck(db, review, SECOND)


@pytest.mark.parametrize("step", sorted(BESIDES))
def test_no_step_is_taken_without_what_belongs_to_it(
    db: Database, recheck: Review, step: ReviewStep
) -> None:
    assert {ReviewStep.AWARD, ReviewStep.STRIKE_OFF} < BESIDES
    for by in (APPROVER, SECOND, REVIEWER, KEEPER):
        with refused(db, "not_alone"):
            review_steps.take(db, recheck.id, turn(recheck, step), by=by, act=act(by))


ALONE = [
    {"decider": ""},
    {"decider": "p4"},
    {"decider": "p4", "vetoer": "p4"},
    {"decider": "p4", "vetoer": "p4", "inspector": "p3"},
    {"decider": "p4", "inspector": "p4"},
    {"decider": "p4", "vetoer": "p3", "applicant": "p4"},
]
TOGETHER = [
    {"decider": "p4", "inspector": "p3"},
    {"decider": "p4", "vetoer": "p3"},
    {"decider": "p4", "vetoer": "p2", "inspector": "p3"},
]


def test_the_database_lets_nobody_strike_off_alone(db: Database, recheck: Review) -> None:
    for people in ALONE:
        alone = replace(recheck, state=ReviewState.STRUCK_OFF, version=2, **people)
        with pytest.raises(Exception, match=r"(?i)check constraint"), db.writing():
            store.save(db, alone)
        with pytest.raises(Exception, match=r"(?i)check constraint"), db.writing():
            store.add(db, replace(alone, id="another"))
        assert store.of_station(db, "a") == [recheck]


def test_the_database_lets_two_strike_off(db: Database, recheck: Review) -> None:
    for number, people in enumerate(TOGETHER):
        whole = replace(recheck, state=ReviewState.STRUCK_OFF, version=2 + number, **people)
        with db.writing():
            store.save(db, whole)
            store.add(db, replace(whole, id=f"another-{number}"))
    assert len(store.of_station(db, "a")) == 1 + len(TOGETHER)


def test_vetoes_from_before_are_told_by_their_steps(db: Database, recheck: Review) -> None:
    [template] = [text for number, text in migration.steps() if number == 16]
    told = next(one for one in migration.statements(template, db.engine) if "update reviews" in one)
    review = vetoed(db, recheck)
    for step, by, expected in (
        (None, None, APPROVER.id),
        (ReviewStep.APPEAL, KEEPER, APPROVER.id),
        (ReviewStep.GRANT_APPEAL, SECOND, ""),
    ):
        if step is not None and by is not None:
            review = stepped(db, review.id, turn(review, step), by=by, act=act(by))
        with db.writing():
            db.run("update reviews set vetoer = ''")
            db.run(told)
        assert store.get(db, review.id) == review
        assert review.vetoer == expected
