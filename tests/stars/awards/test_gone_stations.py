"""A station that is closed or combined in its review is marked, and a person decides."""

from __future__ import annotations

from dataclasses import replace

import pytest

from stations.accounts.model import Account
from stations.accounts.roles import Action
from stations.db.base import Database
from stations.errors import Refused, StationsError
from stations.registry.model import Lifecycle, next_version
from stations.registry.scoping import reach_of
from stations.registry.states import Phase
from stations.registry.stored import change_store, redirects
from stations.registry.stored import store as stations
from stations.stars import case_store, points_store, store
from stations.stars.awards import awarding, deciding
from stations.stars.cycle import level_ranking, review_list_store
from stations.stars.cycle.review_list_store import ReviewQuery
from stations.stars.model import Review, ReviewState, ReviewStep
from stations.stars.overview import permitted_steps
from stations.stars.points_store import OWN
from stations.stars.review_steps import StepRequest
from tests.support import make, starwork
from tests.support.starwork import APPROVER, EDITOR, REVIEWER, act

KEEPER = starwork.keeper_of("a")
BY = {ReviewStep.CHECK: EDITOR, ReviewStep.RETURN: EDITOR, ReviewStep.INSPECT: REVIEWER}
TODAY = make.NOON.date()
WAYS: dict[ReviewState, tuple[ReviewStep, ...]] = {
    ReviewState.SUBMITTED: (),
    ReviewState.RETURNED: (ReviewStep.RETURN,),
    ReviewState.CHECKED: (ReviewStep.CHECK,),
    ReviewState.INSPECTED: (ReviewStep.CHECK, ReviewStep.INSPECT),
    ReviewState.NOTICED: (ReviewStep.CHECK, ReviewStep.INSPECT, ReviewStep.PUBLISH),
}
"""How a review comes to a state."""


def went(db: Database, state: ReviewState) -> Review:
    starwork.opened(db)
    starwork.stationed(db, "a", "b")
    review = starwork.applied(db)
    for step in WAYS[state]:
        turn = StepRequest(step=step, version=review.version, reason="（演示）原因")
        by = BY.get(step, APPROVER)
        review = starwork.stepped(db, review.id, turn, by=by, act=act(by))
    return review


def closed(db: Database, *, into: str = "") -> None:
    """Station a is closed, or combined into another one."""
    before = stations.get(db, "a")
    after = next_version(
        replace(before, lifecycle=Lifecycle(phase=Phase.CLOSED, reason="拆除")), at=make.NOON
    )
    with db.writing() as tx:
        number = change_store.record(tx, [(before, after)], act=make.act("edited"))
        if into:
            redirects.add(tx, "a", into, log=number)


def ended(db: Database, review: Review, by: Account = APPROVER) -> Review:
    turn = StepRequest(step=ReviewStep.END, version=review.version, reason="已经拆了")
    return starwork.stepped(db, review.id, turn, by=by, act=act(by, days=1))


def gone_on(db: Database, review: Review, by: Account = APPROVER) -> Review:
    turn = StepRequest(step=ReviewStep.GO_ON, version=review.version, reason="同一个地方")
    return deciding.go_on(db, review.id, turn, by=by, act=act(by, days=1))


def waiting(db: Database, by: Account) -> int:
    return review_list_store.waiting(db, by=by, today=TODAY)


@pytest.mark.parametrize("state", WAYS)
@pytest.mark.parametrize("into", ["", "b"])
def test_nothing_goes_on_unmarked(db: Database, state: ReviewState, into: str) -> None:
    review = went(db, state)
    closed(db, into=into)
    reach = reach_of(APPROVER, Action.SEE_REVIEWS)
    [item], _ = review_list_store.reviews(db, ReviewQuery(today=TODAY), reach)
    assert (item.gone, item.successor) == (True, into)
    assert waiting(db, APPROVER) == 1
    assert waiting(db, EDITOR) == waiting(db, REVIEWER) == waiting(db, KEEPER) == 0
    [case] = level_ranking.placed(db, [case_store.load(db, review.id)])
    for by in (EDITOR, REVIEWER, KEEPER):
        further = set(permitted_steps.open_steps(case, by=by, today=TODAY))
        assert further <= {ReviewStep.RETURN, ReviewStep.WITHDRAW}
    offered = set(permitted_steps.open_steps(case, by=APPROVER, today=TODAY))
    assert offered >= ({ReviewStep.END, ReviewStep.GO_ON} if into else {ReviewStep.END})
    assert not offered & {ReviewStep.PUBLISH, ReviewStep.AWARD}
    if not into:
        assert ReviewStep.GO_ON not in offered


@pytest.mark.parametrize("state", WAYS)
def test_somebody_ends_it_with_a_reason(db: Database, state: ReviewState) -> None:
    review = went(db, state)
    with pytest.raises(Refused, match="没有撤销"):
        ended(db, review)
    closed(db)
    for by in (EDITOR, KEEPER):
        with pytest.raises(Refused, match="权限"):
            ended(db, review, by)
    after = ended(db, review)
    assert after.state is ReviewState.WITHDRAWN
    assert store.steps(db, review.id)[-1].reason == "已经拆了"
    assert waiting(db, APPROVER) == 0
    with pytest.raises(Refused) as refused:
        ended(db, review)
    assert refused.value.code == "stale_step"


@pytest.mark.parametrize("state", WAYS)
def test_it_goes_on_at_the_successor_from_where_it_stood(db: Database, state: ReviewState) -> None:
    review = went(db, state)
    own = points_store.of(db, review.id, visit=OWN)
    with pytest.raises(Refused, match="没有并入别的驿站"):
        gone_on(db, review)
    closed(db, into="b")
    after = gone_on(db, review)
    assert store.get(db, review.id) == after
    assert (after.station_id, after.state) == ("b", state)
    assert points_store.of(db, review.id, visit=OWN) == own
    assert store.of_station(db, "a") == []
    assert store.steps(db, review.id)[-1].reason == "转给“演示驿站b”：同一个地方"
    reach = reach_of(APPROVER, Action.SEE_REVIEWS)
    [item], _ = review_list_store.reviews(db, ReviewQuery(today=TODAY), reach)
    assert (item.gone, item.station) == (False, "演示驿站b")
    if state is ReviewState.NOTICED:
        doing = act(APPROVER, days=12)
        awarding.award(db, review.id, version=after.version, by=APPROVER, act=doing)
        assert stations.get(db, "b").star is not None
        assert stations.get(db, "a").star is None


def test_a_successor_with_a_review_of_its_own_takes_no_second_one(db: Database) -> None:
    review = went(db, ReviewState.CHECKED)
    starwork.applied(db, "b")
    closed(db, into="b")
    with pytest.raises(Refused, match="自己有一次评定"):
        gone_on(db, review)
    assert store.get(db, review.id) == review


def test_what_was_closed_by_mistake_goes_on_as_before(db: Database) -> None:
    review = went(db, ReviewState.CHECKED)
    before = stations.get(db, "a")
    closed(db)
    turn = StepRequest(step=ReviewStep.INSPECT, version=review.version)
    with pytest.raises(StationsError, match="不能照常往下走"):
        starwork.stepped(db, review.id, turn, by=REVIEWER, act=act(REVIEWER))
    now = stations.get(db, "a")
    with db.writing() as tx:
        again = next_version(replace(now, lifecycle=before.lifecycle), at=make.NOON)
        change_store.record(tx, [(now, again)], act=make.act("reverted"))
    after = starwork.stepped(db, review.id, turn, by=REVIEWER, act=act(REVIEWER))
    assert after.state is ReviewState.INSPECTED
