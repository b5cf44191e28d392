"""While a notice runs anybody objects; somebody who took no part answers, and only that is told."""

from __future__ import annotations

from dataclasses import replace

import make
import pytest
from starwork import ADMINISTRATOR, APPROVER, EDITOR, REVIEWER, act, applied, opened, stationed

from stations.accounts.model import Account, Grant
from stations.accounts.roles import Role
from stations.db.base import Database
from stations.errors import Invalid, Refused
from stations.feedback.model import Near, Visitor
from stations.registry.scoping import Reach
from stations.stars import deadlines, objecting, receiving, reviewing, showing, store
from stations.stars.model import Review, State, Step
from stations.stars.objecting import Objected, Objection, Outcome
from stations.stars.reviewing import Turn

HERE = Reach(areas=("370102",))


def noticed(db: Database) -> Review:
    """A review of which the notice began on the day of NOON."""
    stationed(db, "a")
    opened(db)
    review = applied(db)
    for by, step in ((EDITOR, Step.CHECK), (REVIEWER, Step.INSPECT), (APPROVER, Step.PUBLISH)):
        turn = Turn(step=step, version=review.version)
        with db.writing():
            review = reviewing.step(db, review.id, turn, by=by, act=act(by), stars=4, points=88)
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
    return receiving.receive(db, given, by=phone(), at=act(APPROVER, days=days).at)


def answered(db: Database, one: Objection, *, upheld: bool, by: Account = APPROVER) -> Objection:
    return objecting.answer(db, one.id, upheld=upheld, reply="已核实", by=by, act=act(by, days=1))


def test_the_same_form_sent_twice_is_one_objection(db: Database) -> None:
    review = noticed(db)
    assert objected(db, review).id == objected(db, review).id
    assert len(objecting.of_review(db, review.id)) == 1
    kept = db.row("select receipt, words from objections")
    assert kept is not None
    assert "t1" not in kept["receipt"]


def test_nobody_objects_after_the_last_day(db: Database) -> None:
    review = noticed(db)
    assert review.notice_until is not None
    days = (review.notice_until - deadlines.today(make.NOON)).days
    assert objected(db, review, days=days).state is Outcome.NEW
    with pytest.raises(Refused, match="不在公示期内"):
        objected(db, review, "t2", days=days + 1)


def test_words_are_needed_and_bounded(db: Database) -> None:
    review = noticed(db)
    for words in ("", " \u200b ", "长" * 1001):
        with pytest.raises(Invalid, match="1000 个字"):
            objected(db, review, words=words)


def test_one_phone_fills_its_day_and_another_does_not(db: Database) -> None:
    review = noticed(db)
    for n in range(receiving.BY_DEVICE):
        objected(db, review, f"t{n}")
    with pytest.raises(Refused, match="明天再来"):
        objected(db, review, "more")
    assert len(objecting.of_review(db, review.id)) == receiving.BY_DEVICE
    given = Objected(review_id=review.id, words="另一部手机", token="other")
    receiving.receive(db, given, by=phone("q"), at=make.NOON)
    assert objected(db, review, "tomorrow", days=1).state is Outcome.NEW


def test_an_upheld_objection_sends_the_review_back_at_once(db: Database) -> None:
    review = noticed(db)
    one = answered(db, objected(db, review), upheld=True)
    assert one.state is Outcome.UPHELD
    assert store.get(db, review.id).state is State.CHECKED
    assert "已核实" in store.steps(db, review.id)[-1].reason
    with pytest.raises(Refused):
        answered(db, one, upheld=False)


def test_a_rejected_objection_leaves_the_notice_and_is_told_without_its_words(db: Database) -> None:
    review = noticed(db)
    answered(db, objected(db, review, words="某人说的原话"), upheld=False)
    assert store.get(db, review.id).state is State.NOTICED
    [told] = showing.answered(db, review.cycle_id)
    assert (told.outcome, told.reply) == ("异议不成立", "已核实")
    assert "原话" not in repr(told)


@pytest.mark.parametrize("part", [EDITOR, REVIEWER])
def test_nobody_who_took_part_answers(db: Database, part: Account) -> None:
    review = noticed(db)
    one = objected(db, review)
    both = replace(part, grants=(*part.grants, Grant(role=Role.APPROVER, area="370102")))
    with pytest.raises(Refused, match="另一个人"):
        answered(db, one, upheld=True, by=both)
    with pytest.raises(Refused):
        answered(db, one, upheld=True, by=ADMINISTRATOR)
    assert objecting.get(db, one.id).state is Outcome.NEW
    assert store.get(db, review.id).state is State.NOTICED


def test_what_waits_too_long_for_an_answer_is_counted(db: Database) -> None:
    review = noticed(db)
    one = objected(db, review)
    assert one.due_on is not None
    today = deadlines.today(make.NOON)
    assert one.due_on > today
    assert objecting.waiting(db, HERE, today=one.due_on) == (1, 0)
    assert objecting.waiting(db, HERE, today=one.due_on.replace(year=2027)) == (1, 1)
    assert objecting.waiting(db, Reach(areas=("370103",)), today=today) == (0, 0)
