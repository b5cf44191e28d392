"""A person decides on a proposed re-check, and nobody gets out of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from stations.accounts.model import Account
from stations.accounts.roles import BY_STATION, Action, Role
from stations.audit import verification
from stations.db.base import Database
from stations.errors import Invalid, NotFound, Refused
from stations.rechecks import orders, proposal_store, proposals, unannounced_visits
from stations.rechecks.proposal_store import Cause, Fate
from stations.rechecks.unannounced_visits import VisitPlan
from stations.registry.scoping import Reach, reach_of
from stations.registry.stored import history_store
from stations.stars import review_steps, store
from stations.stars.applications import applying
from stations.stars.cycle import review_list_store
from stations.stars.cycle_model import Cycle
from stations.stars.model import ReviewKind, ReviewState, ReviewStep
from stations.stars.overview import review_reasons
from stations.stars.review_steps import StepRequest
from tests.rechecks.awarded import ACT, awarded, open_ones, reviewed, shut, visited
from tests.support import make, starwork
from tests.support.deskwork import person
from tests.support.starwork import ADMINISTRATOR, APPROVER


def test_who_takes_a_proposal_orders_the_re_check_with_it(running: tuple[Database, Cycle]) -> None:
    db, cycle = running
    awarded(db, cycle)
    # What is due counts before anybody has opened the list, and once.
    assert db.rows("select id from recheck_proposals") == []
    assert (len(open_ones(db)), proposals.waiting(db, by=APPROVER, at=make.NOON)) == (1, 1)
    assert proposals.waiting(db, by=person(Role.REVIEWER), at=make.NOON) == 0
    proposals.refresh(db, at=make.NOON)
    (one,) = open_ones(db)
    assert proposals.waiting(db, by=APPROVER, at=make.NOON) == 1
    (review,) = proposals.take(db, [one.proposal.id], by=APPROVER, act=ACT)
    assert store.get(db, review.id) == review
    assert (review.kind, review.state, review.cycle_id) == (
        ReviewKind.RECHECK,
        ReviewState.CHECKED,
        cycle.id,
    )
    assert (review.applicant, review.checker, review.due_on) == (
        APPROVER.id, "", date(2026, 12, 18),
    )  # fmt: skip
    taken = proposal_store.get(db, one.proposal.id)
    assert (taken.state, taken.review_id, taken.decided_by) == (Fate.TAKEN, review.id, "clerk")
    with pytest.raises(Refused, match="已转为复核"):
        proposals.take(db, [one.proposal.id], by=ADMINISTRATOR, act=ACT)
    assert (open_ones(db), proposals.waiting(db, by=APPROVER, at=make.NOON)) == ([], 0)
    assert proposals.refresh(db, at=make.NOON) == 0
    assert verification.verify(db, history_store).sound


def test_many_are_taken_together_or_not_at_all(running: tuple[Database, Cycle]) -> None:
    db, cycle = running
    awarded(db, cycle, until=date(2026, 6, 30))
    for days_ago in (9, 6):
        shut(db, "a", days_ago=days_ago)
        shut(db, "b", days_ago=days_ago)
    assert proposals.refresh(db, at=make.NOON) == 3
    ids = [one.proposal.id for one in open_ones(db)]
    with pytest.raises(NotFound):
        proposals.take(db, [*ids, "nothing"], by=APPROVER, act=ACT)
    assert len(open_ones(db)) == 3
    made = proposals.take(db, [*ids, *ids], by=APPROVER, act=ACT)
    # Two causes at one station are one re-check.
    assert sorted(one.station_id for one in made) == ["a", "a", "b"]
    assert len({one.id for one in made}) == 2
    with pytest.raises(Invalid):
        proposals.take(db, [], by=APPROVER, act=ACT)


def test_without_an_open_cycle_nothing_is_taken_and_the_proposal_stays(
    running: tuple[Database, Cycle],
) -> None:
    db, cycle = running
    awarded(db, cycle)
    proposals.refresh(db, at=make.NOON)
    db.run("update cycles set closed_at = '2026-11-20T00:00:00Z'")
    (one,) = open_ones(db)
    with pytest.raises(Refused, match="没有进行中的一轮评定"):
        proposals.take(db, [one.proposal.id], by=APPROVER, act=ACT)
    assert open_ones(db) == [one]
    assert store.open_of_station(db, "a") is None


def test_nobody_gets_out_of_a_re_check_by_a_draft(running: tuple[Database, Cycle]) -> None:
    db, cycle = running
    awarded(db, cycle)
    keeper = starwork.keeper_of("a")
    applying.begin(db, "a", by=keeper, act=starwork.act(keeper))
    assert proposals.refresh(db, at=make.NOON) == 1
    (one,) = open_ones(db)
    [review] = proposals.take(db, [one.proposal.id], by=APPROVER, act=ACT)
    assert (review.kind, review.state) == (ReviewKind.RECHECK, ReviewState.CHECKED)
    assert store.draft_of_station(db, "a") is None


def test_nobody_gets_out_of_a_re_check_by_withdrawing_it(running: tuple[Database, Cycle]) -> None:
    db, _ = running
    (review,) = orders.order(db, ["a"], "有人举报", by=ADMINISTRATOR, act=ACT)
    turn = StepRequest(step=ReviewStep.WITHDRAW, version=review.version, reason="不想查")
    keeper = starwork.keeper_of("a")
    with pytest.raises(Refused):
        review_steps.take(db, review.id, turn, by=keeper, act=starwork.act(keeper))
    assert store.get(db, review.id) == review
    taken = review_steps.take(db, review.id, turn, by=APPROVER, act=starwork.act(APPROVER))
    assert taken.state is ReviewState.WITHDRAWN


def test_rectifying_past_its_day_goes_to_the_review_it_is_of(
    running: tuple[Database, Cycle],
) -> None:
    db, cycle = running
    review = reviewed(db, cycle, "b", ReviewState.RECTIFYING, due_on=date(2026, 11, 20))
    assert proposals.refresh(db, at=make.NOON) == 0
    assert proposals.refresh(db, at=make.NOON + timedelta(days=1)) == 1
    (one,) = open_ones(db)
    assert one.proposal.due.cause is Cause.NOT_RECTIFIED
    assert "2026-11-20 前整改" in one.proposal.due.grounds
    assert proposals.take(db, [one.proposal.id], by=APPROVER, act=ACT) == [store.get(db, review.id)]
    assert proposal_store.get(db, one.proposal.id).review_id == review.id


def test_a_proposal_is_dismissed_with_a_reason_by_whoever_decides_there(
    running: tuple[Database, Cycle],
) -> None:
    db, cycle = running
    awarded(db, cycle)
    proposals.refresh(db, at=make.NOON)
    (one,) = open_ones(db)
    for role in set(Role) - {Role.APPROVER, Role.ADMINISTRATOR}:
        who = person(role, "a" if role in BY_STATION else "370102")
        with pytest.raises(Refused):
            proposals.dismiss(db, one.proposal.id, "不用", by=who, act=ACT)
        with pytest.raises(Refused):
            proposals.take(db, [one.proposal.id], by=who, act=ACT)
    elsewhere = person(Role.APPROVER, "370104")
    with pytest.raises(NotFound):
        proposals.dismiss(db, one.proposal.id, "不用", by=elsewhere, act=ACT)
    assert proposals.listed(db, {Fate.OPEN}, by=elsewhere, at=make.NOON, number=1) == ([], 0)
    with pytest.raises(Invalid, match="为什么"):
        proposals.dismiss(db, one.proposal.id, "  ", by=APPROVER, act=ACT)
    both = replace(APPROVER, grants=(*APPROVER.grants, *starwork.keeper_of("a").grants))
    with pytest.raises(Refused, match="另一个人"):
        proposals.dismiss(db, one.proposal.id, "不用", by=both, act=ACT)
    assert open_ones(db) == [one]
    made = proposals.dismiss(db, one.proposal.id, "正在装修，下月一起看", by=APPROVER, act=ACT)
    assert proposal_store.get(db, made.id) == made
    assert (made.state, made.reason) == (Fate.DISMISSED, "正在装修，下月一起看")
    with pytest.raises(Refused, match="没有采纳"):
        proposals.take(db, [one.proposal.id], by=APPROVER, act=ACT)


def test_a_drawn_station_without_a_review_becomes_a_re_check_on_request(
    running: tuple[Database, Cycle],
) -> None:
    db, cycle = running
    plan = VisitPlan(area="370102", n=1, seed="a fixed seed")
    made = unannounced_visits.draw(db, plan, by=ADMINISTRATOR, act=ACT)
    (picked,) = made.picked
    other = ({"a", "b"} - {picked}).pop()
    with pytest.raises(NotFound):
        unannounced_visits.recheck(db, made.id, other, by=APPROVER, act=ACT)
    with pytest.raises(Refused):
        unannounced_visits.recheck(db, made.id, picked, by=person(Role.EDITOR), act=ACT)
    review = unannounced_visits.recheck(db, made.id, picked, by=APPROVER, act=ACT)
    assert (review.kind, review.station_id) == (ReviewKind.RECHECK, picked)
    [why] = review_reasons.told(db, review)
    assert why.words == "抽查暗访，2026-11-20 抽签抽到"
    stopped = review.hindrance(ReviewStep.INSPECT, by=APPROVER.id)
    assert stopped
    assert "提出人" in stopped.message
    with pytest.raises(Refused, match="已经在评定中"):
        unannounced_visits.recheck(db, made.id, picked, by=APPROVER, act=ACT)
    (shown,) = unannounced_visits.picked(db, made, by=person(Role.REVIEWER))
    assert shown.review == review
    of_cycle = VisitPlan(area="370102", n=5, cycle_id=cycle.id, seed="a fixed seed")
    assert unannounced_visits.draw(db, of_cycle, by=ADMINISTRATOR, act=ACT).picked == (picked,)
    reach = Reach(areas=["370102"])
    assert unannounced_visits.unannounced(db, reach) == {picked}
    visited(db, review.id, at="2026-11-21T04:00:00Z")
    assert unannounced_visits.unannounced(db, reach) == set()
    (shown,) = unannounced_visits.picked(db, made, by=person(Role.REVIEWER))
    assert shown.visited


def test_who_keeps_a_drawn_station_learns_of_its_re_check_by_the_visit(
    running: tuple[Database, Cycle],
) -> None:
    db, _ = running
    made = unannounced_visits.draw(db, VisitPlan(area="370102", n=2), by=ADMINISTRATOR, act=ACT)
    review = unannounced_visits.recheck(db, made.id, "a", by=APPROVER, act=ACT)
    keeper = starwork.keeper_of("a")
    both = replace(keeper, grants=(*keeper.grants, *starwork.EDITOR.grants))

    def known(who: Account) -> bool:
        reach = reach_of(who, Action.SEE_REVIEWS)
        wanted = review_list_store.ReviewQuery(today=date(2026, 11, 20))
        (_, total) = review_list_store.reviews(db, wanted, reach)
        try:
            review_steps.seen(db, review.id, by=who)
        except NotFound:
            assert total == 0
            return False
        assert total == 1
        return True

    assert [known(who) for who in (keeper, both, starwork.REVIEWER)] == [False, False, True]
    assert not known(replace(keeper, grants=starwork.keeper_of("b").grants))
    visited(db, review.id, at="2026-11-21T04:00:00Z")
    assert [known(who) for who in (keeper, both, starwork.REVIEWER)] == [True, True, True]


def test_a_draw_ends_with_its_cycle(running: tuple[Database, Cycle]) -> None:
    db, cycle = running
    reviewed(db, cycle, "b", ReviewState.CHECKED)
    plan = VisitPlan(area="370102", n=5, cycle_id=cycle.id, seed="a fixed seed")
    made = unannounced_visits.draw(db, plan, by=ADMINISTRATOR, act=ACT)
    assert made.picked == ("b",)
    assert unannounced_visits.unannounced(db, Reach(stations=["b"])) == {"b"}
    db.run("update cycles set closed_at = '2026-12-31T00:00:00Z'")
    assert unannounced_visits.unannounced(db, Reach(stations=["b"])) == set()
    with pytest.raises(Refused, match="已经结束"):
        unannounced_visits.draw(db, plan, by=ADMINISTRATOR, act=ACT)
