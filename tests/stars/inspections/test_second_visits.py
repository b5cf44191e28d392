"""A drawn visit is made again by somebody who sees nothing of the first; points apart, a third."""

from __future__ import annotations

from dataclasses import replace

import pytest

from stations.accounts import store as accounts
from stations.accounts.model import Account
from stations.accounts.roles import Role
from stations.audit import log
from stations.db.base import Database
from stations.errors import Invalid, Refused
from stations.moments import china_day
from stations.notifying import messages
from stations.registry.scoping import EVERYWHERE
from stations.stars import case_store, store, visit_store
from stations.stars.awards import publishing
from stations.stars.cycle import level_ranking, review_list_store
from stations.stars.cycle.review_list_store import ReviewQuery
from stations.stars.inspections import (
    assigning,
    assignment_store,
    second_draw_store,
    second_visits,
)
from stations.stars.inspections.assigning import Plan
from stations.stars.inspections.delivery import NOTHING_SHOWN, CriterionScore, DeliveredPhoto
from stations.stars.inspections.inspecting import Received
from stations.stars.model import Review, ReviewState
from stations.stars.scheme import scheme_file
from stations.web.desk.reviews import review_view
from tests.stars.inspections.test_inspecting import (
    OTHER,
    deliver,
    delivery,
    given,
    waiting,
)
from tests.support import make
from tests.support.deskwork import person
from tests.support.starwork import APPROVER, JINAN, REVIEWER, act, photo

THIRD = replace(OTHER, id="id-third", name="a-third", shown="third")
FILE = scheme_file.FOLDER / "jinan-1.toml"


def ruled(percent: int, apart: int = 10) -> str:
    """The rules of Jinan with a share of second visits."""
    text = FILE.read_text("utf-8")
    return f"{text}\n[second_visit]\nsecond_percent = {percent}\nsecond_apart = {apart}\n"


@pytest.fixture
def review(db: Database) -> Review:
    """A review that waits for a visit, in a cycle that repeats every one."""
    return doubled(db)


def doubled(db: Database, percent: int = 100) -> Review:
    found = waiting(db)
    with db.writing() as tx:
        tx.run("update cycles set scheme_text = :text", text=ruled(percent))
    return found


def visit(
    db: Database, review: Review, who: Account, *, lost: int = 0, days: float = 2
) -> Received:
    """A visit by somebody, with so many points less than all (of two criteria)."""
    first, second = sorted(JINAN.criteria, key=lambda one: -one.points)[:2]
    left = {one.id: CriterionScore(points=n, shown=NOTHING_SHOWN) for one, n in (
        (first, max(first.points - lost, 0)),
        (second, second.points - max(lost - first.points, 0)))}  # fmt: skip
    brought = delivery(review, id=f"visit-of-{who.id}", points=given(**left))
    shots = (DeliveredPhoto(criterion="sign", name=photo(who.id), digest=who.id),)
    return deliver(db, brought, by=who, days=days, shots=shots)


def test_a_second_visit_that_agrees_leaves_the_first_to_count(db: Database, review: Review) -> None:
    first = visit(db, review, REVIEWER)
    assert store.get(db, review.id) == review
    visit(db, review, OTHER, lost=10, days=3)
    after = store.get(db, review.id)
    assert (after.state, after.points, after.inspector) == (
        ReviewState.INSPECTED, 100, REVIEWER.id)  # fmt: skip
    assert (first.counted, visit_store.last(db, review.id)) == (True, 1)
    assert [(one.by, one.counted) for one in visit_store.of_review(db, review.id)] == [
        (OTHER.id, False), (REVIEWER.id, True)]  # fmt: skip


def test_points_too_far_apart_go_to_a_third_who_decides(db: Database, review: Review) -> None:
    visit(db, review, REVIEWER)
    visit(db, review, OTHER, lost=11, days=3)
    assert store.get(db, review.id) == review
    visit(db, review, THIRD, lost=4, days=4)
    after = store.get(db, review.id)
    assert (after.state, after.points, after.inspector) == (
        ReviewState.INSPECTED, 96, THIRD.id)  # fmt: skip
    assert visit_store.last(db, review.id) == 3


def test_nothing_of_the_first_visit_is_shown_before_the_second(
    db: Database, review: Review
) -> None:
    visit(db, review, REVIEWER)
    case = case_store.load(db, review.id)
    assert visit_store.of_review(db, review.id) == []
    assert visit_store.last(db, review.id) == 0
    assert review_view.visits(db, case.review, case.cycle, late=True) == []
    told = [one["body"] for one in log.entries(db) if one["subject"] == f"review:{review.id}"]
    assert not any("points" in body for body in told[-2:])
    visit(db, review, OTHER, days=3)
    after = case_store.load(db, review.id)
    assert len(review_view.visits(db, after.review, after.cycle, late=True)) == 2
    assert len(review_view.visits(db, after.review, after.cycle, late=False)) == 1


def test_both_read_the_same_and_a_repeat_is_answered_alike(db: Database, review: Review) -> None:
    told = [visit(db, review, who) for who in (REVIEWER, REVIEWER, OTHER, OTHER)]
    assert len(set(told)) == 1
    assert len(visit_store.of_review(db, review.id)) == 2


def test_the_first_does_not_go_again_and_does_not_find_it_in_the_list(
    db: Database, review: Review
) -> None:
    visit(db, review, REVIEWER)
    with pytest.raises(Refused) as refused:
        deliver(db, delivery(review, id="once-more"), days=3)
    assert refused.value.code == "four_eyes"
    for who, count in ((REVIEWER, 0), (OTHER, 1)):
        wanted = ReviewQuery(today=china_day(make.NOON), mine=who)
        assert review_list_store.reviews(db, wanted, EVERYWHERE)[1] == count


def test_a_visit_to_be_made_again_is_given_to_somebody_else(db: Database, review: Review) -> None:
    plan = Plan(account_id=REVIEWER.id, day=china_day(make.NOON), review_ids=(review.id,))
    with db.writing() as tx:
        accounts.add(tx, REVIEWER, password="x", at=make.NOON)
        accounts.add(tx, OTHER, password="x", at=make.NOON)
    assigning.assign(db, plan, by=APPROVER, act=act(APPROVER))
    visit(db, review, REVIEWER)
    assert assignment_store.of(db, [review.id]) == {}
    told = [messages.page(db, one, today=plan.day).messages for one in (APPROVER, OTHER)]
    lines = [{one.line for one in found if "另一位" in one.words} for found in told]
    assert lines == [{"演示驿站a：有一次验收要分派给另一位评审员"}, set()]
    with pytest.raises(Refused, match="另一位评审员"):
        assigning.assign(db, plan, by=APPROVER, act=act(APPROVER))
    assigning.assign(db, replace(plan, account_id=OTHER.id), by=APPROVER, act=act(APPROVER))


def test_what_is_not_settled_waits_when_others_are_published(db: Database, review: Review) -> None:
    visit(db, review, REVIEWER)
    cycle = store.cycle(db, review.cycle_id)
    assert level_ranking.ranked(db, cycle).waiting == 1
    visit(db, review, OTHER, days=3)
    assert level_ranking.ranked(db, cycle).waiting == 0


def test_who_made_either_visit_does_not_decide(db: Database, review: Review) -> None:
    both = replace(OTHER, grants=(*OTHER.grants, *person(Role.APPROVER).grants))
    visit(db, review, REVIEWER)
    visit(db, review, both, days=3)
    shown = publishing.shown(db, [review.id])
    with pytest.raises(Refused, match="您去验收过"):
        publishing.publish(db, shown, by=both, act=act(both, days=4))
    assert publishing.publish(db, shown, by=APPROVER, act=act(APPROVER, days=4))


def test_a_return_does_not_get_rid_of_a_second_visit(db: Database) -> None:
    review = doubled(db)
    visit(db, review, REVIEWER)
    with db.writing() as tx:
        tx.run("update cycles set scheme_text = :text", text=ruled(1))
        # As a return, new papers and another check leave it.
        tx.run("update reviews set version = version + 3 where id = :id", id=review.id)
    again = store.get(db, review.id)
    assert len(visit_store.of_review(db, review.id)) == 1
    deliver(db, delivery(again, id="after-return"), days=4)
    assert store.get(db, review.id).state is ReviewState.CHECKED


def test_a_lot_is_kept_with_its_seed_and_proved_by_the_log(db: Database, review: Review) -> None:
    visit(db, review, REVIEWER)
    (draw,) = second_draw_store.of_review(db, review.id)
    assert draw.drawn
    assert second_visits.is_lot(draw.review_id, draw.version, percent=100, seed=draw.seed)
    (entry,) = [one for one in log.entries(db) if one["action"] == "second_visit_drawn"]
    assert entry["number"] == draw.log
    assert second_visits.digest(draw) in entry["body"]


def test_about_the_share_is_drawn_and_always_the_same() -> None:
    drawn = [second_visits.is_lot(f"r{n}", 3, percent=5, seed="s" * 16) for n in range(2_000)]
    assert 70 <= sum(drawn) <= 130
    assert not any(second_visits.is_lot(f"r{n}", 3, percent=0, seed="s" * 16) for n in range(99))


def test_rules_that_say_nothing_of_it_send_nobody_twice(db: Database) -> None:
    review = waiting(db)
    visit(db, review, REVIEWER)
    assert store.get(db, review.id).state is ReviewState.INSPECTED
    assert second_draw_store.of_review(db, review.id) == []


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("second_percent = 101", "0 到 100"),
        ("second_percent = -1", "0 到 100"),
        ("percent = 5", "percent"),
    ],
)
def test_a_share_out_of_bounds_is_named(line: str, words: str) -> None:
    text = f"{FILE.read_text('utf-8')}\n[second_visit]\n{line}\n"
    with pytest.raises(Invalid) as wrong:
        scheme_file.parse(text, name="own.toml")
    assert words in wrong.value.message
