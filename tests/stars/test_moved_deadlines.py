"""Last days are counted from their start by the calendar of today, or named by a person."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from stations.db import migration
from stations.db.base import Database
from stations.errors import Invalid, Refused
from stations.hours.osm.calendar import DayKind, SpecialDay
from stations.rechecks import orders
from stations.registry.editing import holiday_table
from stations.registry.scoping import Reach
from stations.registry.stored import holiday_store
from stations.stars import case_store, objection_store, store
from stations.stars.applications import applying
from stations.stars.awards import deciding, objections
from stations.stars.awards.objections import Objected
from stations.stars.cycle import review_list_store
from stations.stars.cycle.review_list_store import ReviewQuery
from stations.stars.model import Review, ReviewState, ReviewStep
from stations.stars.overview import public_star_store
from stations.stars.review_steps import StepRequest
from tests.support import make, starwork
from tests.support.starwork import ADMINISTRATOR, APPROVER, EDITOR, REVIEWER, act

KEEPER = starwork.keeper_of("a")
MINE = Reach(areas=["370102"])
HOLIDAYS = [
    SpecialDay(day=date(2026, 11, day), kind=DayKind.HOLIDAY, name="演示假日") for day in (25, 26)
]
"""Two working days fewer than was known on the twentieth."""


def announced(db: Database) -> None:
    """An arrangement is taken in at the desk."""
    own = [one for one in holiday_store.calendar(db).days if one.day.year == 2026]
    holiday_table.take_table(db, [*own, *HOLIDAYS], act=act(ADMINISTRATOR))


def went(db: Database, *steps: ReviewStep) -> Review:
    starwork.opened(db)
    starwork.stationed(db, "a")
    review = starwork.applied(db)
    by = {ReviewStep.CHECK: EDITOR, ReviewStep.RETURN: EDITOR, ReviewStep.INSPECT: REVIEWER,
          ReviewStep.APPEAL: KEEPER}  # fmt: skip
    for step in steps:
        who = by.get(step, APPROVER)
        turn = StepRequest(step=step, version=review.version, reason="（演示）原因")
        review = starwork.stepped(db, review.id, turn, by=who, act=act(who))
    return review


@pytest.mark.parametrize(
    ("steps", "before", "after"),
    [
        ([], "2026-12-04", "2026-12-08"),
        ([ReviewStep.RETURN], "2026-12-04", "2026-12-08"),
        ([ReviewStep.CHECK], "2026-12-18", "2026-12-22"),
        ([ReviewStep.CHECK, ReviewStep.REFUSE], "2026-11-27", "2026-12-01"),
        ([ReviewStep.CHECK, ReviewStep.VETO], "2026-11-27", "2026-12-01"),
        ([ReviewStep.CHECK, ReviewStep.VETO, ReviewStep.APPEAL], "2026-11-27", "2026-12-01"),
        ([ReviewStep.CHECK, ReviewStep.INSPECT], "2026-12-04", "2026-12-08"),
        ([ReviewStep.CHECK, ReviewStep.INSPECT, ReviewStep.PUBLISH], "2026-12-04", "2026-12-08"),
    ],
)
def test_a_calendar_that_is_taken_in_moves_every_last_day(
    db: Database, steps: list[ReviewStep], before: str, after: str
) -> None:
    review = went(db, *steps)
    assert str(review.due_on) == before
    announced(db)
    moved = store.get(db, review.id)
    assert str(moved.due_on) == after
    assert moved.version == review.version, "no page goes stale by it"
    assert case_store.load(db, review.id).review == moved
    wanted = ReviewQuery(today=date.fromisoformat(after), overdue=True)
    assert review_list_store.reviews(db, wanted, MINE)[1] == 0
    # A mistake in the arrangement is put right, and the days with it.
    own = [one for one in holiday_store.calendar(db).days if one not in HOLIDAYS]
    holiday_store.update(db, own)
    if review.state is not ReviewState.NOTICED:
        assert store.get(db, review.id) == review


def test_an_appeal_is_taken_until_the_day_that_is_counted_today(db: Database) -> None:
    review = went(db, ReviewStep.CHECK, ReviewStep.REFUSE)
    announced(db)
    turn = StepRequest(step=ReviewStep.APPEAL, version=review.version, reason="当天停电")
    doing = act(KEEPER, days=11)
    appealed = deciding.appeal(db, review.id, turn, by=KEEPER, act=doing)
    assert appealed.state is ReviewState.APPEALED


def test_desk_and_public_page_tell_the_same_end_of_a_notice(db: Database) -> None:
    review = went(db, ReviewStep.CHECK, ReviewStep.INSPECT, ReviewStep.PUBLISH)
    with db.writing() as tx:
        given = Objected(review_id=review.id, words="不开门", token="t" * 32)
        one = objections.file(tx, given, at=make.NOON)
    announced(db)
    case = case_store.load(db, review.id)
    [shown] = public_star_store.noticed(db, case.cycle)
    [running], _ = public_star_store.notices(db, today=make.NOON.date())
    ends = {case.review.notice_until, case.notice_ends, shown.until, running.until}
    assert ends == {date(2026, 12, 1)}
    assert objection_store.get(db, one.id).due_on == date(2026, 12, 1)


def test_an_appeal_that_was_answered_gets_no_last_day(db: Database) -> None:
    review = went(db, ReviewStep.CHECK, ReviewStep.VETO, ReviewStep.APPEAL)
    second = replace(APPROVER, id="second")
    turn = StepRequest(step=ReviewStep.REJECT_APPEAL, version=review.version, reason="不属实")
    starwork.stepped(db, review.id, turn, by=second, act=act(second))
    announced(db)
    assert store.get(db, review.id).due_on is None


def extended(
    db: Database, review: Review, until: date | None, *, days: float = 0, by: object = APPROVER
) -> Review:
    who = APPROVER if by is APPROVER else EDITOR
    turn = StepRequest(step=ReviewStep.EXTEND, version=review.version, reason="（演示）停电一周")
    return deciding.extend(db, review.id, turn, until, by=who, act=act(who, days=days))


def test_one_station_gets_more_days_to_apply(db: Database) -> None:
    starwork.opened(db)
    starwork.stationed(db, "a")
    review = starwork.drafted(db)
    for wrong in (None, starwork.LAST_DAY, date(2028, 1, 1)):
        with pytest.raises(Invalid, match="请选延长到哪一天"):
            extended(db, review, wrong)
    with pytest.raises(Refused, match="权限"):
        extended(db, review, date(2026, 12, 20), by=EDITOR)
    review = extended(db, review, date(2026, 12, 20))
    assert (review.due_on, store.steps(db, review.id)[-1].reason) == (
        date(2026, 12, 20), "（演示）停电一周")  # fmt: skip
    announced(db)
    assert store.get(db, review.id) == review, "a day that was named stays"
    with pytest.raises(Refused, match="截止"):
        applying.submit(db, review.id, version=review.version, by=KEEPER, act=act(KEEPER, days=31))
    doing = act(KEEPER, days=30)
    sent = applying.submit(db, review.id, version=review.version, by=KEEPER, act=doing)
    assert (sent.state, sent.extended_until) == (ReviewState.SUBMITTED, None)


def test_more_days_to_put_things_right_keep_the_stars_so_long(db: Database) -> None:
    starwork.opened(db)
    starwork.stationed(db, "a")
    db.run("update stations set star = 4, star_basis = '名单' where id = 'a'")
    [review] = orders.order(db, ["a"], "多次关门", by=ADMINISTRATOR, act=act(ADMINISTRATOR))
    for step, by in ((ReviewStep.INSPECT, REVIEWER), (ReviewStep.ORDER_RECTIFYING, APPROVER)):
        turn = StepRequest(step=step, version=review.version, reason="（演示）原因")
        review = starwork.stepped(db, review.id, turn, by=by, act=act(by))
    review = extended(db, review, date(2027, 1, 10), days=25)
    turn = StepRequest(step=ReviewStep.WARN_STRIKE_OFF, version=review.version, reason="没有改")
    with pytest.raises(Refused, match="整改截止 2027-01-10"):
        starwork.stepped(db, review.id, turn, by=APPROVER, act=act(APPROVER, days=51))
    warned = starwork.stepped(db, review.id, turn, by=APPROVER, act=act(APPROVER, days=52))
    assert warned.state is ReviewState.WARNED


def test_a_database_from_before_keeps_its_cycles_and_what_hangs_on_them(db: Database) -> None:
    review = went(db)
    before = (store.cycles(db), store.get(db, review.id))
    if db.engine == "sqlite":
        assert db.rows("pragma foreign_key_check") == []
    with pytest.raises(Exception, match=r"(?i)foreign key"), db.writing():
        db.run("delete from cycles")
    with pytest.raises(Exception, match=r"(?i)unique"), db.writing():
        store.add_cycle(db, replace(before[0][0], id="again"))
    assert (store.cycles(db), store.get(db, review.id)) == before
    assert migration.migrate(db) == 0
