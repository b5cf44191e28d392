"""Whatever a review waits for has a last day, after which it comes up as overdue."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from stations.db.base import Database
from stations.hours.osm.calendar import Calendar
from stations.registry.scoping import Reach
from stations.stars import deadlines
from stations.stars.cycle import cycles, progress, review_list_store
from stations.stars.cycle.review_list_store import ReviewQuery
from stations.stars.model import Review, ReviewState, ReviewStep
from stations.stars.review_steps import StepRequest
from stations.stars.scheme import scheme_file
from stations.web.desk.reviews import review_words
from tests.support import starwork
from tests.support.starwork import APPROVER, EDITOR, JINAN, REVIEWER, act

TODAY = date(2026, 11, 20)
MINE = Reach(areas=["370102"])
CALENDAR = Calendar.shipped()


@pytest.fixture
def sent(db: Database) -> Review:
    starwork.opened(db)
    starwork.stationed(db, "a")
    return starwork.applied(db)


def went(db: Database, review: Review, *steps: ReviewStep) -> Review:
    for step in steps:
        by = {
            ReviewStep.CHECK: EDITOR,
            ReviewStep.RETURN: EDITOR,
            ReviewStep.INSPECT: REVIEWER,
        }.get(step, APPROVER)
        turn = StepRequest(step=step, version=review.version, reason="（演示）原因")
        review = starwork.stepped(db, review.id, turn, by=by, act=act(by))
    return review


@pytest.mark.parametrize(
    ("steps", "state", "last"),
    [
        ([ReviewStep.RETURN], ReviewState.RETURNED, date(2026, 12, 4)),
        ([ReviewStep.CHECK, ReviewStep.INSPECT], ReviewState.INSPECTED, date(2026, 12, 4)),
        # Five days of notice until 27 November, and five for the award.
        (
            [ReviewStep.CHECK, ReviewStep.INSPECT, ReviewStep.PUBLISH],
            ReviewState.NOTICED,
            date(2026, 12, 4),
        ),
    ],
)
def test_what_waits_too_long_is_overdue(
    db: Database, sent: Review, steps: list[ReviewStep], state: ReviewState, last: date
) -> None:
    review = went(db, sent, *steps)
    assert (review.state, review.due_on) == (state, last)
    for today, late in ((last, 0), (last + timedelta(days=1), 1)):
        assert review_list_store.overdue(db, MINE, today=today) == late
        found, _ = review_list_store.reviews(db, ReviewQuery(today=today, overdue=True), MINE)
        assert [item.overdue for item in found] == [True] * late
        cycle = cycles.visible(db, by=APPROVER)[0]
        assert progress.board(db, cycle, MINE, today=today).overdue == ({state: 1} if late else {})
        told = review_words.deadline(review, CALENDAR, today=today)
        assert told is not None
        assert told["late"] == bool(late)


def test_a_notice_is_told_until_it_ends_and_then_the_award(db: Database, sent: Review) -> None:
    review = went(db, sent, ReviewStep.CHECK, ReviewStep.INSPECT, ReviewStep.PUBLISH)
    assert review.notice_until == date(2026, 11, 27)
    told = [
        review_words.deadline(review, CALENDAR, today=today)
        for today in (TODAY, date(2026, 11, 27), date(2026, 11, 28), date(2026, 12, 7))
    ]
    assert [one["words"] for one in told if one] == [
        "公示还有 5 个工作日（到 11 月 27 日）",
        "公示：今天是最后一天",
        "授牌还有 5 个工作日（到 12 月 4 日）",
        "授牌超期 1 个工作日（应在 12 月 4 日前完成）",
    ]


def test_rules_that_were_written_before_have_the_same_days() -> None:
    text = (scheme_file.FOLDER / "jinan-1.toml").read_text("utf-8")
    for line in ("returned = 10", "publish = 10", "award = 5"):
        assert line in text
        text = text.replace(line, "#")
    before = scheme_file.parse(text, name="before.toml")
    assert before == JINAN
    assert deadlines.due(CALENDAR, before.days, ReviewState.AWARDED, on=TODAY) is None
