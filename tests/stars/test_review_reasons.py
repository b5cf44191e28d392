"""Keepers and inspectors read why a station is looked at, and approvers what is doubtful."""

from __future__ import annotations

from datetime import timedelta

import pytest

from stations.db.base import Database
from stations.feedback.model import Near
from stations.rechecks import orders
from stations.stars import case_store, review_steps
from stations.stars.awards import objections
from stations.stars.awards.objections import Objected
from stations.stars.inspections import visit_marks
from stations.stars.inspections.delivery import CriterionScore, DeliveredPhoto
from stations.stars.model import Review, ReviewStep
from stations.stars.overview import review_reasons
from stations.stars.review_steps import StepRequest
from tests.stars.inspections.test_inspecting import deliver, delivery, given, waiting
from tests.support.starwork import APPROVER, REVIEWER, act, opened, photo, published, stationed


@pytest.fixture
def review(db: Database) -> Review:
    return waiting(db)


def test_the_reason_of_a_recheck_is_told_until_all_is_over(db: Database) -> None:
    stationed(db, "a")
    opened(db)
    [review] = orders.order(db, ["a"], "有人反映微波炉不见了", by=APPROVER, act=act(APPROVER))
    [why] = review_reasons.told(db, review)
    assert (why.title, why.words) == ("为什么复核", "有人反映微波炉不见了")
    turn = StepRequest(step=ReviewStep.WITHDRAW, version=review.version, reason="弄错了")
    after = review_steps.take(db, review.id, turn, by=APPROVER, act=act(APPROVER, days=1))
    assert review_reasons.told(db, after) == []


def test_why_a_visit_is_made_again_and_what_was_objected_are_told(
    db: Database, review: Review
) -> None:
    deliver(db, delivery(review))
    [noticed] = published(db, [review.id], by=APPROVER, act=act(APPROVER, days=3))
    key = "k" * 22
    doing = act(APPROVER, days=4)
    with db.writing() as tx:
        words = Objected(review_id=review.id, words="下午总锁着，老王知道", token=key)
        one = objections.file(tx, words, at=doing.at - timedelta(hours=1))
    objections.answer(db, one.id, upheld=True, reply="核实属实", by=APPROVER, act=doing)
    [why] = review_reasons.told(db, case_store.load(db, noticed.id).review)
    assert (why.title, why.words) == ("异议成立，重新验收", "异议成立：核实属实")
    assert why.objected == "下午总锁着，老王知道"


def test_the_last_visit_is_told_with_all_that_is_doubtful(db: Database, review: Review) -> None:
    other = given(verified=CriterionScore(points=3, reason="当场核实过"))
    shots = (DeliveredPhoto(criterion="sign", name=photo("sign"), digest="x"),)
    deliver(db, delivery(review, near=Near.FAR, points=other), shots=shots)
    marks = visit_marks.of(db, [case_store.load(db, review.id)])[review.id]
    assert marks.is_doubtful
    assert marks.visit.by == REVIEWER.id
    assert marks.unpictured[:2] == ("基本设施齐全、能用", "设施干净，药箱不过期")
    assert len(marks.overruled) > 0
    assert any("1 张照片别处也用过：“演示驿站a”" in words for words in marks.words)
    assert marks.words[0] == "手机不在站点旁边"


def test_a_visit_of_somebody_who_was_there_with_all_photos_is_not_doubtful(
    db: Database, review: Review
) -> None:
    scheme = case_store.load(db, review.id).cycle.scheme
    wanted = [one.id for one in scheme.criteria if "photo" in one.evidence]
    shots = [DeliveredPhoto(criterion=one, name=photo(f"new {one}"), digest=one) for one in wanted]
    nothing = {one.id: CriterionScore(points=one.points, shown=-1) for one in scheme.criteria}
    deliver(db, delivery(review, points=nothing), shots=shots)
    marks = visit_marks.of(db, [case_store.load(db, review.id)])[review.id]
    assert (marks.unpictured, marks.reused) == ((), ())
    assert marks.visit.near is Near.NEAR
