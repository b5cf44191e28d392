"""A term ends the day before, and a re-check neither extends it nor starts it anew."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from stations.db.base import Database
from stations.rechecks import orders
from stations.registry.stored import store as stations
from stations.stars import award_store, case_store
from stations.stars.awards import awarding, star_terms
from stations.stars.cycle import level_ranking
from stations.stars.model import Award, Review, ReviewStep
from stations.stars.review_steps import StepRequest
from stations.web.desk.reviews import review_words
from tests.support import make, starwork
from tests.support.starwork import ADMINISTRATOR, APPROVER, EDITOR, REVIEWER, act


@pytest.mark.parametrize(
    ("begun", "months", "last"),
    [
        (date(2026, 11, 30), 36, date(2029, 11, 29)),
        (date(2026, 1, 1), 12, date(2026, 12, 31)),
        (date(2026, 3, 1), 12, date(2027, 2, 28)),
        (date(2027, 3, 1), 12, date(2028, 2, 29)),
        # There is no such day: the month ends it.
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2026, 10, 31), 1, date(2026, 11, 30)),
        (date(2026, 2, 28), 12, date(2027, 2, 27)),
    ],
)
def test_a_term_ends_the_day_before_the_same_day(begun: date, months: int, last: date) -> None:
    assert star_terms.whole(begun, months=months) == last


def visited(db: Database, review: Review, *, days: float, stars: int) -> Review:
    """The review after its visit and its notice."""
    turn = StepRequest(step=ReviewStep.INSPECT, version=review.version)
    doing = act(REVIEWER, days=days)
    with db.writing():
        starwork.step(db, review.id, turn, by=REVIEWER, act=doing, stars=stars, points=20 * stars)
    doing = act(APPROVER, days=days)
    [noticed] = starwork.published(db, [review.id], by=APPROVER, act=doing)
    return noticed


def awarded(db: Database, review: Review, *, days: float, stars: int) -> Award:
    noticed = visited(db, review, days=days, stars=stars)
    doing = act(APPROVER, days=days + 20)
    awarding.award(db, review.id, version=noticed.version, by=APPROVER, act=doing)
    return award_store.history(db, "a")[0]


@pytest.fixture
def first(db: Database) -> Award:
    """Four stars of a station, until 2029-12-09."""
    starwork.opened(db)
    starwork.stationed(db, "a")
    turn = StepRequest(step=ReviewStep.CHECK, version=(sent := starwork.applied(db)).version)
    with db.writing():
        review = starwork.step(db, sent.id, turn, by=EDITOR, act=act(EDITOR))
    return awarded(db, review, days=0, stars=4)


@pytest.mark.parametrize(
    ("days", "stars", "last"),
    [
        (365, 4, date(2029, 12, 9)),
        (365, 3, date(2029, 12, 9)),
        (365, 5, date(2030, 12, 9)),
        # It is over by then: the next one begins.
        (1200, 4, date(2033, 3, 23)),
    ],
)
def test_a_recheck_is_part_of_the_term(
    db: Database, first: Award, days: int, stars: int, last: date
) -> None:
    assert first.until == date(2029, 12, 9)
    by = ADMINISTRATOR
    [review] = orders.order(db, ["a"], "每年一次", by=by, act=act(by, days=days))
    noticed = visited(db, review, days=days, stars=stars)
    [case] = level_ranking.placed(db, [case_store.load(db, review.id)])
    today = (make.NOON + timedelta(days=days + 20)).date()
    told = review_words.term(case, today=today)
    assert (str(last) in told, "2029-12-09" in told) == (True, True)
    assert told.startswith("不变") == (last == first.until)
    doing = act(APPROVER, days=days + 20)
    awarding.award(db, review.id, version=noticed.version, by=APPROVER, act=doing)
    award = award_store.history(db, "a")[0]
    assert (award.stars, award.until) == (stars, last)
    star = stations.get(db, "a").star
    assert star is not None
    assert star.level == stars
