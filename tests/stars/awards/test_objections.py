"""While a notice runs anybody objects; somebody who took no part answers, and only that is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from stations.accounts.model import Account, Grant
from stations.accounts.roles import Action, Role
from stations.db.base import Database
from stations.errors import Invalid, Refused
from stations.feedback.model import Near, Visitor
from stations.moments import china_day
from stations.registry.scoping import Reach, reach_of
from stations.stars import objection_store, store
from stations.stars.awards import awarding, objection_limit, objections
from stations.stars.awards.objections import Objected
from stations.stars.cycle import review_list_store
from stations.stars.cycle.review_list_store import ReviewQuery
from stations.stars.model import Review, ReviewState, ReviewStep
from stations.stars.objection_store import Objection, ObjectionState
from stations.stars.overview import public_star_store
from stations.stars.review_steps import StepRequest
from tests.support import make, starwork
from tests.support.starwork import (
    ADMINISTRATOR,
    APPROVER,
    EDITOR,
    REVIEWER,
    act,
    applied,
    opened,
    stationed,
)

HERE = Reach(areas=("370102",))


def noticed(db: Database) -> Review:
    """A review of which the notice began on the day of NOON."""
    stationed(db, "a")
    opened(db)
    review = applied(db)
    for by, step in (
        (EDITOR, ReviewStep.CHECK),
        (REVIEWER, ReviewStep.INSPECT),
        (APPROVER, ReviewStep.PUBLISH),
    ):
        turn = StepRequest(step=step, version=review.version)
        with db.writing():
            review = starwork.step(db, review.id, turn, by=by, act=act(by), stars=4, points=88)
    return review


def phone(name: str = "p") -> Visitor:
    return Visitor(
        device=name, network="n", device_today=name, network_today="n", device_here_today=name,
        network_here_today=f"n-{name}", device_since=make.NOON, poster=False, near=Near.UNKNOWN,
        staff=False,
    )  # fmt: skip


def objected(
    db: Database, review: Review, token: str = "t1", *, words: str = "晚上不开", days: float = 0
) -> Objection:
    given = Objected(review_id=review.id, words=words, token=token)
    return objection_limit.receive(db, given, by=phone(), at=act(APPROVER, days=days).at)


def answered(
    db: Database,
    one: Objection,
    *,
    upheld: bool,
    by: Account = APPROVER,
    reply: str = "已核实",
    days: float = 1,
) -> Objection:
    return objections.answer(db, one.id, upheld=upheld, reply=reply, by=by, act=act(by, days=days))


def stepped(db: Database, review: Review, step: ReviewStep, by: Account) -> Review:
    turn = StepRequest(step=step, version=store.get(db, review.id).version, reason="看过了")
    return starwork.stepped(db, review.id, turn, by=by, act=act(by, days=2))


def met(name: str, *, days: float) -> Visitor:
    """A phone behind the one network of all, first met so many days ago."""
    since = make.NOON - timedelta(days=days)
    return replace(phone(name), network_here_today="everybody", device_since=since)


def test_the_same_form_sent_twice_is_one_objection(db: Database) -> None:
    review = noticed(db)
    assert objected(db, review).id == objected(db, review).id
    assert len(objection_store.of_review(db, review.id)) == 1
    kept = db.row("select receipt, words from objections")
    assert kept is not None
    assert "t1" not in kept["receipt"]


def test_nobody_objects_after_the_last_day(db: Database) -> None:
    review = noticed(db)
    assert review.notice_until is not None
    days = (review.notice_until - china_day(make.NOON)).days
    assert objected(db, review, days=days).state is ObjectionState.NEW
    with pytest.raises(Refused, match="不在公示期内"):
        objected(db, review, "t2", days=days + 1)


def test_words_are_needed_and_bounded(db: Database) -> None:
    review = noticed(db)
    for words in ("", " \u200b ", "长" * 1001):
        with pytest.raises(Invalid, match="1000 个字"):
            objected(db, review, words=words)


def test_one_phone_fills_its_day_and_another_does_not(db: Database) -> None:
    review = noticed(db)
    for n in range(objection_limit.BY_DEVICE):
        objected(db, review, f"t{n}")
    with pytest.raises(Refused, match="明天再来"):
        objected(db, review, "more")
    assert len(objection_store.of_review(db, review.id)) == objection_limit.BY_DEVICE
    given = Objected(review_id=review.id, words="另一部手机", token="other")
    objection_limit.receive(db, given, by=phone("q"), at=make.NOON)
    assert objected(db, review, "tomorrow", days=1).state is ObjectionState.NEW


def test_an_upheld_objection_sends_the_review_back_at_once(db: Database) -> None:
    review = noticed(db)
    one = answered(db, objected(db, review), upheld=True)
    assert one.state is ObjectionState.UPHELD
    assert store.get(db, review.id).state is ReviewState.CHECKED
    assert "已核实" in store.steps(db, review.id)[-1].reason
    with pytest.raises(Refused):
        answered(db, one, upheld=False)


def test_a_rejected_objection_leaves_the_notice_and_is_told_without_its_words(db: Database) -> None:
    review = noticed(db)
    answered(db, objected(db, review, words="某人说的原话"), upheld=False)
    assert store.get(db, review.id).state is ReviewState.NOTICED
    [told] = public_star_store.answered(db, review.cycle_id)
    assert (told.outcome, told.reply) == ("异议不成立", "已核实")
    assert "原话" not in repr(told)


def test_nobody_who_took_part_answers(db: Database) -> None:
    review = noticed(db)
    one = objected(db, review)
    for part in (EDITOR, REVIEWER):
        both = replace(part, grants=(*part.grants, Grant(role=Role.APPROVER, area="370102")))
        with pytest.raises(Refused, match="另一个人"):
            answered(db, one, upheld=True, by=both)
    with pytest.raises(Refused):
        answered(db, one, upheld=True, by=ADMINISTRATOR)
    assert objection_store.get(db, one.id).state is ObjectionState.NEW
    assert store.get(db, review.id).state is ReviewState.NOTICED


def test_what_waits_too_long_for_an_answer_is_counted(db: Database) -> None:
    review = noticed(db)
    one = objected(db, review)
    assert one.due_on is not None
    today = china_day(make.NOON)
    assert one.due_on > today
    assert objections.waiting(db, HERE, today=one.due_on) == (1, 0)
    assert objections.waiting(db, HERE, today=one.due_on.replace(year=2027)) == (1, 1)
    assert objections.waiting(db, Reach(areas=("370103",)), today=today) == (0, 0)


def test_phones_that_are_new_today_shut_out_none_that_were_met_before(db: Database) -> None:
    review = noticed(db)

    def sends(name: str, *, days: float) -> Objection:
        given = Objected(review_id=review.id, words="晚上不开", token=name)
        return objection_limit.receive(db, given, by=met(name, days=days), at=make.NOON)

    for n in range(objection_limit.BY_NETWORK_AND_STATION):
        sends(f"new{n}", days=0)
    with pytest.raises(Refused, match="明天再来"):
        sends("one more", days=0)
    assert sends("known", days=1).state is ObjectionState.NEW
    assert (
        len(objection_store.of_review(db, review.id)) == objection_limit.BY_NETWORK_AND_STATION + 1
    )


@pytest.mark.parametrize("upheld", [True, False])
def test_the_others_are_answered_also_where_one_was_upheld(db: Database, upheld: bool) -> None:
    review = noticed(db)
    first, second, third = (objected(db, review, f"t{n}") for n in range(3))
    answered(db, first, upheld=True)
    steps = len(store.steps(db, review.id))
    assert [one.id for one in objection_store.open_ones(db, HERE)] == sorted([second.id, third.id])
    assert objections.waiting(db, HERE, today=china_day(make.NOON)) == (2, 0)
    today, reach = china_day(make.NOON), reach_of(APPROVER, Action.SEE_REVIEWS)
    for wanted in (
        ReviewQuery(today=today, objected=True),
        ReviewQuery(today=today, mine=APPROVER),
    ):
        assert [one.review.id for one in review_list_store.reviews(db, wanted, reach)[0]] == [
            review.id
        ]
    both = replace(REVIEWER, grants=(*REVIEWER.grants, Grant(role=Role.APPROVER, area="370102")))
    with pytest.raises(Refused, match="另一个人"):
        answered(db, second, upheld=upheld, by=both)
    assert answered(db, second, upheld=upheld).reply == "已核实"
    stepped(db, review, ReviewStep.REFUSE, APPROVER)
    answered(db, third, upheld=upheld, days=3)
    assert store.get(db, review.id).state is ReviewState.REFUSED
    assert len(store.steps(db, review.id)) == steps + 1, "the answers are no steps"
    assert objection_store.open_ones(db, HERE) == []
    assert review_list_store.reviews(db, ReviewQuery(today=today, objected=True), reach) == ([], 0)


def test_one_of_an_earlier_notice_sends_it_back_from_the_next(db: Database) -> None:
    review = noticed(db)
    first, second = objected(db, review), objected(db, review, "t2")
    answered(db, first, upheld=True)
    other = replace(REVIEWER, id="id-another", name="a-another")
    for by, step in ((other, ReviewStep.INSPECT), (APPROVER, ReviewStep.PUBLISH)):
        stepped(db, review, step, by)
    version = store.get(db, review.id).version
    with pytest.raises(Refused, match="还没有答复"):
        awarding.award(db, review.id, version=version, by=APPROVER, act=act(APPROVER, days=30))
    answered(db, second, upheld=True, days=3)
    assert store.get(db, review.id).state is ReviewState.CHECKED


def test_no_public_reply_holds_a_number_of_somebodys_own(db: Database) -> None:
    one = objected(db, noticed(db))
    for reply in ("请打 13800138000", "联系人+86 138-0013-8000。", "电话１３８００１３８０００",
                  "身份证370102199003071234", "370102 19900307 123X"):  # fmt: skip
        with pytest.raises(Invalid, match="不要写手机号或身份证号") as error:
            answered(db, one, upheld=False, reply=reply)
        assert error.value.field == "reply", reply
        assert objection_store.get(db, one.id).state is ObjectionState.NEW


def test_numbers_that_are_nobodys_own_are_published(db: Database) -> None:
    reply = "请打 0531-86551234 或 12351；信用代码 913701020000000015，2026-11-20 核实。"
    assert answered(db, objected(db, noticed(db)), upheld=False, reply=reply).reply == reply
