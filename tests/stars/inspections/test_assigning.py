"""Visits are given to somebody who may take them, for a day, in the order of the way."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest

from stations.accounts import store as accounts
from stations.accounts.model import Account, Grant
from stations.accounts.roles import Role
from stations.db.base import Database
from stations.errors import Invalid, NotFound, Refused
from stations.feedback.model import Near
from stations.geo.point import Point
from stations.moments import china_day
from stations.notifying import messages
from stations.notifying.model import MessageKind
from stations.registry.scoping import EVERYWHERE
from stations.stars import case_store, review_steps
from stations.stars.awards import objections
from stations.stars.awards.objections import Objected
from stations.stars.cycle import review_list_store
from stations.stars.cycle.review_list_store import ReviewQuery
from stations.stars.inspections import assigning, assignment_store
from stations.stars.inspections.assigning import Plan
from stations.stars.inspections.delivery import CriterionScore
from stations.stars.model import Review, ReviewStep
from stations.stars.overview import inspector_figures
from stations.stars.review_steps import StepRequest
from tests.stars.inspections.test_inspecting import (
    NEW_SHOTS,
    OTHER,
    deliver,
    delivery,
    given,
    waiting,
)
from tests.support import make
from tests.support.starwork import APPROVER, EDITOR, KEEPER, REVIEWER, act, published

TODAY = china_day(make.NOON)


@pytest.fixture
def review(db: Database) -> Review:
    keeper = replace(OTHER, id="id-keeping", name="a-keeping", grants=(
        *OTHER.grants, Grant(role=Role.KEEPER, station_id="a")))  # fmt: skip
    with db.writing() as tx:
        for one in (REVIEWER, OTHER, EDITOR, keeper):
            accounts.add(tx, one, password="x", at=make.NOON)
    return waiting(db)


def assign(db: Database, review: Review, who: str, *, by: Account = APPROVER) -> None:
    plan = Plan(account_id=who, day=TODAY + timedelta(days=3), review_ids=(review.id,))
    assigning.assign(db, plan, by=by, act=act(by, days=1))


def reopened(db: Database, review: Review) -> Review:
    deliver(db, delivery(review))
    published(db, [review.id], by=APPROVER, act=act(APPROVER, days=3))
    doing = act(APPROVER, days=4)
    with db.writing() as tx:
        words = Objected(review_id=review.id, words="门锁着", token="k" * 22)
        one = objections.file(tx, words, at=doing.at)
    objections.answer(db, one.id, upheld=True, reply="属实", by=APPROVER, act=doing)
    return case_store.load(db, review.id).review


def test_a_visit_is_given_to_one_and_later_to_another(db: Database, review: Review) -> None:
    assign(db, review, REVIEWER.id)
    assign(db, review, OTHER.id)
    found = assignment_store.of(db, [review.id])[review.id]
    assert (found.account_id, found.day) == (OTHER.id, TODAY + timedelta(days=3))


def test_who_is_given_a_visit_is_told_and_nobody_else(db: Database, review: Review) -> None:
    assign(db, review, REVIEWER.id)
    told = {
        one.id: [m.line for m in messages.page(db, one, today=TODAY).messages
                 if m.kind is MessageKind.VISITS]
        for one in (REVIEWER, OTHER, KEEPER)
    }  # fmt: skip
    assert told == {REVIEWER.id: ["演示驿站a：有一次验收分派给您"], OTHER.id: [], KEEPER.id: []}
    assert MessageKind.VISITS in messages.kinds_for(REVIEWER)
    assert MessageKind.VISITS not in messages.kinds_for(KEEPER)


@pytest.mark.parametrize(
    ("who", "words"), [("id-keeping", "您自己管理这个驿站"), (EDITOR.id, "没有这项权限")]
)
def test_nobody_is_given_what_they_could_not_take(
    db: Database, review: Review, who: str, words: str
) -> None:
    with pytest.raises(Refused) as refused:
        assign(db, review, who)
    assert words in refused.value.message
    assert assignment_store.of(db, [review.id]) == {}


def test_only_who_orders_visits_there_gives_them(db: Database, review: Review) -> None:
    away = replace(APPROVER, grants=(Grant(role=Role.APPROVER, area="370104"),))
    for by, error in ((KEEPER, Refused), (REVIEWER, Refused), (away, NotFound)):
        with pytest.raises(error):
            assign(db, review, REVIEWER.id, by=by)


def test_a_day_gone_by_or_nothing_ticked_is_refused(db: Database, review: Review) -> None:
    for plan in (
        Plan(account_id=REVIEWER.id, day=TODAY - timedelta(days=1), review_ids=(review.id,)),
        Plan(account_id=REVIEWER.id, day=TODAY + timedelta(days=2), review_ids=()),
    ):
        with pytest.raises(Invalid):
            assigning.assign(db, plan, by=APPROVER, act=act(APPROVER))


def test_after_an_upheld_objection_somebody_else_goes(db: Database, review: Review) -> None:
    again = reopened(db, review)
    with pytest.raises(Refused, match="另一位评审员"):
        deliver(db, delivery(again, id="e" * 32), days=5, shots=NEW_SHOTS)
    with pytest.raises(Refused, match="另一位评审员"):
        assigning.assign(
            db,
            Plan(account_id=REVIEWER.id, day=TODAY + timedelta(days=6), review_ids=(review.id,)),
            by=APPROVER,
            act=act(APPROVER, days=5),
        )
    today = TODAY + timedelta(days=5)
    assert review_list_store.waiting(db, by=REVIEWER, today=today) == 0
    found, _ = review_list_store.reviews(db, ReviewQuery(today=today, mine=OTHER), EVERYWHERE)
    assert [one.review.id for one in found] == [review.id]
    told = deliver(db, delivery(again, id="f" * 32), days=5, by=OTHER, shots=NEW_SHOTS)
    assert told.counted


def test_a_visit_that_was_only_sent_back_may_be_made_again_by_the_same(
    db: Database, review: Review
) -> None:
    deliver(db, delivery(review))
    turn = StepRequest(step=ReviewStep.RETURN, version=review.version + 1, reason="看不清")
    again = review_steps.take(db, review.id, turn, by=APPROVER, act=act(APPROVER, days=3))
    assert deliver(db, delivery(again, id="f" * 32), days=4, shots=NEW_SHOTS).counted


def test_the_way_goes_from_the_first_to_whatever_is_nearest_next() -> None:
    points = [Point(lat=36.6, lon=117.0 + step) for step in (0.0, 0.3, 0.1, 0.2)]
    assert assigning.way([*points[:2], None, *points[2:]]) == [0, 3, 4, 1, 2]
    assert assigning.way([]) == []
    assert assigning.way([None, None]) == [0, 1]
    order = assigning.way(points)
    assert sorted(order) == [0, 1, 2, 3]
    steps = [abs(points[a].lon - points[b].lon) for a, b in pairwise(order)]
    assert all(round(one, 6) == 0.1 for one in steps)


def test_it_is_told_who_did_how_many_late_near_and_with_photos(
    db: Database, review: Review
) -> None:
    assign(db, review, REVIEWER.id)
    less = given(sign=CriterionScore(points=5, shown=-1))
    deliver(db, delivery(review, near=Near.FAR, points=less), days=4, shots=())
    [everybody, one] = inspector_figures.of(db, EVERYWHERE, since=make.NOON)
    assert (one.account_id, one.visits, one.late) == (REVIEWER.id, 1, 1)
    assert (one.near, one.far, one.pictured) == (0, 1, 0)
    assert one.months == (("2026-11", 1),)
    sign = next(spread for spread in one.spreads if spread.criterion.startswith("门外有统一标识"))
    assert (sign.count, sign.mean, sign.deviation, sign.most) == (1, 5, 0, 8)
    assert everybody.visits == 1
