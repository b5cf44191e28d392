"""Stars are given when the notice is over, with their term, and taken away by a re-check only."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from stations.audit import verification as audit
from stations.db.base import Database
from stations.db.opening import Connections
from stations.errors import NotFound, Refused
from stations.hours.osm.calendar import DayKind, SpecialDay
from stations.nearest.snapshot import SnapshotKeeper
from stations.networks import station_source
from stations.rechecks import orders
from stations.registry.model import Lifecycle, next_version
from stations.registry.states import Phase
from stations.registry.stored import change_store, history_store, holiday_store
from stations.registry.stored import store as stations
from stations.stars import award_store, review_steps, store
from stations.stars.awards import awarding, deciding
from stations.stars.model import Review, ReviewKind, ReviewState, ReviewStep
from stations.stars.review_steps import StepRequest
from tests.support import make, starwork
from tests.support.starwork import ADMINISTRATOR, APPROVER, EDITOR, REVIEWER, act

OVER = 10.0
"""Days after which every notice of the tests is over: five working days and two weekends."""


def went(
    db: Database, review: Review, *steps: ReviewStep, days: float = 0, **found: object
) -> Review:
    """The review after the steps of a district and its reviewer."""
    by = {ReviewStep.CHECK: EDITOR, ReviewStep.INSPECT: REVIEWER}
    for step in steps:
        who = by.get(step, APPROVER)
        turn = StepRequest(step=step, version=review.version, reason="（演示）原因")
        with db.writing():
            given = found if step is ReviewStep.INSPECT else {}
            review = starwork.step(db, review.id, turn, by=who, act=act(who, days=days), **given)
    return review


def noticed(db: Database, station_id: str = "a", *, stars: int = 4, points: int = 80) -> Review:
    if not db.rows("select id from cycles"):
        starwork.opened(db)
    starwork.stationed(db, station_id)
    review = went(
        db,
        starwork.applied(db, station_id),
        ReviewStep.CHECK,
        ReviewStep.INSPECT,
        points=points,
        stars=stars,
    )
    (published,) = starwork.published(db, [review.id], by=APPROVER, act=act(APPROVER))
    return published


def award(db: Database, review: Review, *, days: float = OVER) -> Review:
    by = act(APPROVER, days=days)
    return awarding.award(db, review.id, version=review.version, by=APPROVER, act=by)


def test_stars_and_term_come_with_the_award_and_every_search_follows(
    db: Database, address: str
) -> None:
    review = noticed(db)
    connections = Connections(address)
    keeper = SnapshotKeeper(station_source.sources(connections))
    before = keeper.current(make.NOON)
    award(db, review)
    star = stations.get(db, "a").star
    day = (make.NOON + timedelta(days=OVER)).date()
    assert star is not None
    assert (star.level, star.on) == (4, day)
    assert star.basis.startswith("济南市户外劳动者驿站星级评定")
    (held,) = award_store.history(db, "a")
    assert held == award_store.current(db, "a")
    assert (held.stars, held.on, held.until) == (4, day, date(2029, 11, 29))
    after = SnapshotKeeper(station_source.sources(connections)).current(make.NOON)
    connections().close()
    assert after.revision > before.revision
    assert after.table.columns["star"].tolist() == [4]
    steps = [taken.step for taken in store.steps(db, review.id)]
    assert steps == [
        ReviewStep.SUBMIT,
        ReviewStep.CHECK,
        ReviewStep.INSPECT,
        ReviewStep.PUBLISH,
        ReviewStep.AWARD,
    ]
    assert history_store.of_station(db, "a")[0]["action"] == "starred"
    assert audit.verify(db, history_store).sound


def test_nothing_is_awarded_while_the_notice_runs(db: Database) -> None:
    review = noticed(db)
    assert review.notice_until == date(2026, 11, 27)
    for days in (0, 3, 7):
        with pytest.raises(Refused) as refused:
            award(db, review, days=days)
        assert refused.value.code == "notice_running"
        assert "2026-11-27" in refused.value.message
    assert store.get(db, review.id) == review
    assert stations.get(db, "a").star is None
    award(db, review, days=8)


def test_a_holiday_announced_meanwhile_makes_the_notice_longer(db: Database) -> None:
    review = noticed(db)
    own = [*(one for one in holiday_store.calendar(db).days if one.day.year == 2026),
           SpecialDay(day=date(2026, 11, 26), kind=DayKind.HOLIDAY, name="演示假日")]  # fmt: skip
    holiday_store.update(db, own)
    with pytest.raises(Refused, match="2026-11-30"):
        award(db, review, days=8)
    award(db, review, days=11)


def test_a_make_up_saturday_is_a_working_day_of_the_notice(db: Database) -> None:
    own = [*(one for one in holiday_store.calendar(db).days if one.day.year == 2026),
           SpecialDay(day=date(2026, 11, 21), kind=DayKind.WORKDAY, name="演示调休")]  # fmt: skip
    holiday_store.update(db, own)
    assert noticed(db).notice_until == date(2026, 11, 26)


def test_an_objection_without_an_answer_stops_the_award(db: Database) -> None:
    review = noticed(db)
    with db.writing():
        db.run(
            "insert into objections (id, review_id, receipt, words, at, due_on, state, reply,"
            " answered_by, answered_at) values ('o', :id, :hash, '（演示）', :at, null, 'new', '',"
            " '', null)",
            id=review.id, hash="0" * 64, at="2026-11-22T04:00:00Z",
        )  # fmt: skip
    with pytest.raises(Refused, match="1 条异议"):
        award(db, review)
    assert store.get(db, review.id).state is ReviewState.NOTICED


def test_a_station_that_is_gone_gets_no_stars(db: Database) -> None:
    review = noticed(db)
    before = stations.get(db, "a")
    gone = replace(before, lifecycle=Lifecycle(phase=Phase.CLOSED, reason="拆迁"))
    with db.writing():
        pair = (before, next_version(gone, at=make.NOON))
        change_store.record(db, [pair], act=make.act("edited"))
    with pytest.raises(Refused, match="不再开放"):
        award(db, review)


def test_several_are_awarded_together_or_not_at_all(db: Database) -> None:
    first, second = noticed(db), noticed(db, "b", points=70)
    went(db, second, ReviewStep.REFUSE)
    by = act(APPROVER, days=OVER)
    with pytest.raises(Refused):
        starwork.awarded(db, [first.id, second.id], by=APPROVER, act=by)
    assert award_store.history(db, "a") == []
    assert store.get(db, first.id).state is ReviewState.NOTICED
    starwork.awarded(db, [first.id], by=APPROVER, act=by)
    assert award_store.current(db, "a") is not None


def test_none_is_awarded_where_one_went_on_since_it_was_shown(db: Database) -> None:
    first, second = noticed(db), noticed(db, "b", points=70)
    seen = [(first.id, first.version), (second.id, second.version - 1)]
    with pytest.raises(Refused, match="在您打开页面以后有了变化") as refused:
        awarding.award_many(db, seen, by=APPROVER, act=act(APPROVER, days=OVER))
    assert refused.value.code == "stale_step"
    assert stations.get(db, "b").name in refused.value.message
    assert award_store.history(db, "a") == []
    assert store.get(db, first.id) == first


def test_a_recheck_lowers_the_stars_or_strikes_the_station_off(db: Database) -> None:
    award(db, noticed(db))
    a_year = act(ADMINISTRATOR, days=380)
    (recheck,) = orders.order(db, ["a"], "一年到了", by=ADMINISTRATOR, act=a_year)
    assert (recheck.kind, recheck.state) == (ReviewKind.RECHECK, ReviewState.CHECKED)
    assert recheck.applicant == ADMINISTRATOR.id
    with pytest.raises(Refused) as refused:
        orders.order(db, ["a"], "再来一次", by=ADMINISTRATOR, act=a_year)
    assert refused.value.code == "under_way"
    seen = went(db, recheck, ReviewStep.INSPECT, days=381, stars=3, points=62)
    (published,) = starwork.published(db, [seen.id], by=APPROVER, act=act(APPROVER, days=382))
    award(db, published, days=400)
    assert [one.stars for one in award_store.history(db, "a")] == [3, 4]
    star = stations.get(db, "a").star
    assert star is not None
    assert star.level == 3
    (again,) = orders.order(
        db, ["a"], "多次关门", by=ADMINISTRATOR, act=act(ADMINISTRATOR, days=410)
    )
    bad = went(db, again, ReviewStep.INSPECT, days=411, stars=0, points=20)
    warned = went(db, bad, ReviewStep.ORDER_RECTIFYING, days=412)
    warned = went(db, warned, ReviewStep.WARN_STRIKE_OFF, days=443)
    turn = StepRequest(step=ReviewStep.STRIKE_OFF, version=warned.version, reason="长期不开门")
    other = replace(APPROVER, id="second")
    awarding.strike_off(db, bad.id, turn, by=other, act=act(other, days=460))
    assert stations.get(db, "a").star is None
    assert award_store.current(db, "a") is None
    newest = award_store.history(db, "a")[0]
    assert (newest.stars, newest.until) == (0, None)
    assert history_store.of_station(db, "a")[0]["action"] == "unstarred"
    assert audit.verify(db, history_store).sound


def test_nobody_orders_a_recheck_elsewhere_or_without_a_reason(db: Database) -> None:
    starwork.opened(db)
    starwork.stationed(db, "a")
    far = replace(ADMINISTRATOR, grants=(replace(ADMINISTRATOR.grants[0], area="410100"),))
    with pytest.raises(NotFound):
        orders.order(db, ["a"], "看看", by=far, act=act(far))
    with pytest.raises(Refused, match="权限"):
        orders.order(db, ["a"], "看看", by=EDITOR, act=act(EDITOR))
    assert store.of_station(db, "a") == []


def test_an_appeal_is_in_time_and_answered_by_somebody_else(db: Database) -> None:
    starwork.opened(db)
    starwork.stationed(db, "a")
    refused = went(db, starwork.applied(db), ReviewStep.CHECK, ReviewStep.REFUSE)
    keeper = starwork.keeper_of("a")
    turn = StepRequest(step=ReviewStep.APPEAL, version=refused.version, reason="当天停电")
    with pytest.raises(Refused) as late:
        deciding.appeal(db, refused.id, turn, by=keeper, act=act(keeper, days=8))
    assert late.value.code == "appeal_over"
    appealed = deciding.appeal(db, refused.id, turn, by=keeper, act=act(keeper, days=7))
    grant = StepRequest(step=ReviewStep.GRANT_APPEAL, version=appealed.version, reason="属实")
    with pytest.raises(Refused, match="另一个人"):
        review_steps.take(db, appealed.id, grant, by=APPROVER, act=act(APPROVER, days=7))
    second = replace(APPROVER, id="second")
    granted = review_steps.take(db, appealed.id, grant, by=second, act=act(second, days=7))
    assert granted.state is ReviewState.CHECKED


def test_a_decision_is_appealed_against_once_and_a_new_one_again(db: Database) -> None:
    starwork.opened(db)
    starwork.stationed(db, "a")
    keeper, second = starwork.keeper_of("a"), replace(APPROVER, id="second")
    review = went(db, starwork.applied(db), ReviewStep.CHECK, ReviewStep.REFUSE)

    def appeals(days: float) -> Review:
        turn = StepRequest(step=ReviewStep.APPEAL, version=review.version, reason="当天停电")
        return deciding.appeal(db, review.id, turn, by=keeper, act=act(keeper, days=days))

    def answers(step: ReviewStep, days: float) -> Review:
        turn = StepRequest(step=step, version=review.version, reason="核对过")
        return review_steps.take(db, review.id, turn, by=second, act=act(second, days=days))

    review = appeals(1)
    review = answers(ReviewStep.GRANT_APPEAL, 1)
    review = went(db, review, ReviewStep.REFUSE, days=2)
    review = appeals(2)
    review = answers(ReviewStep.REJECT_APPEAL, 3)
    assert (review.state, review.due_on) == (ReviewState.REFUSED, None)
    with pytest.raises(Refused) as answered:
        appeals(3)
    assert answered.value.code == "appeal_answered"
    assert store.get(db, review.id) == review
