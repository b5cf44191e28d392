"""A re-check is ordered for all stations or none, and has other people than the one who orders."""

from __future__ import annotations

from dataclasses import replace

import pytest

from stations.accounts.model import Account
from stations.db.base import Database
from stations.errors import Invalid, Refused
from stations.rechecks import orders
from stations.registry.stored import store as stations
from stations.stars import review_steps, store
from stations.stars.awards import awarding
from stations.stars.cycle import cycles
from stations.stars.model import Review, ReviewKind, ReviewState, ReviewStep
from stations.stars.review_steps import StepRequest
from tests.support import starwork
from tests.support.starwork import ADMINISTRATOR, APPROVER, EDITOR, REVIEWER, act


def ordered(
    db: Database, *ids: str, reason: str = "每年一次", by: Account = APPROVER
) -> list[Review]:
    return orders.order(db, ids, reason, by=by, act=act(by, days=1))


def refusal(db: Database, *ids: str, reason: str = "每年一次", by: Account = APPROVER) -> str:
    """The code of why nothing was ordered; and nothing was."""
    before = db.rows("select id from reviews order by id")
    with pytest.raises((Refused, Invalid)) as refused:
        ordered(db, *ids, reason=reason, by=by)
    assert db.rows("select id from reviews order by id") == before
    return str(refused.value.code)


def test_all_are_ordered_or_none_and_once(db: Database) -> None:
    starwork.stationed(db, "a", "b", "c")
    assert refusal(db, "a") == "no_cycle"
    cycle = starwork.opened(db)
    starwork.applied(db, "c")
    assert refusal(db, "a", "c") == "under_way"
    made = ordered(db, "a", "b", "a")
    assert [(one.station_id, one.kind, one.state) for one in made] == [
        ("a", ReviewKind.RECHECK, ReviewState.CHECKED),
        ("b", ReviewKind.RECHECK, ReviewState.CHECKED),
    ]
    assert {(one.cycle_id, one.applicant) for one in made} == {(cycle.id, APPROVER.id)}
    assert [store.open_of_station(db, one.station_id) for one in made] == made
    assert refusal(db, "b") == "under_way"


def test_what_is_asked_is_whole_and_by_somebody_who_may(db: Database) -> None:
    starwork.stationed(db, "a")
    starwork.opened(db)
    assert refusal(db) == refusal(db, "a", reason=" ") == "invalid"
    for by in (EDITOR, REVIEWER, starwork.keeper_of("a")):
        assert refusal(db, "a", by=by) == "forbidden"
    keeps = replace(APPROVER, grants=(*APPROVER.grants, *starwork.keeper_of("a").grants))
    assert refusal(db, "a", by=keeps) == "four_eyes"
    assert len(ordered(db, "a", by=ADMINISTRATOR)) == 1


def test_whoever_orders_it_neither_visits_nor_decides(db: Database) -> None:
    starwork.stationed(db, "a")
    starwork.opened(db)
    both = replace(APPROVER, grants=(*APPROVER.grants, *REVIEWER.grants))
    [review] = ordered(db, "a", by=both)
    for step in (ReviewStep.INSPECT, ReviewStep.VETO):
        turn = StepRequest(step=step, version=review.version, reason="（演示）原因")
        with pytest.raises(Refused) as refused:
            starwork.stepped(db, review.id, turn, by=both, act=act(both, days=2))
        assert refused.value.code == "four_eyes"
    assert store.get(db, review.id) == review


def test_no_recheck_in_a_cycle_that_has_ended(db: Database) -> None:
    starwork.stationed(db, "a")
    cycle = starwork.opened(db)
    cycles.close(db, cycle.id, by=ADMINISTRATOR, act=act(ADMINISTRATOR))
    assert refusal(db, "a") == "no_cycle"


def test_a_recheck_is_not_refused_and_gives_no_stars_that_were_not_there(db: Database) -> None:
    starwork.opened(db)
    starwork.stationed(db, "a")
    by = starwork.ADMINISTRATOR
    (recheck,) = orders.order(db, ["a"], "抽到", by=by, act=starwork.act(by))
    for step in (ReviewStep.REFUSE, ReviewStep.RETURN):
        turn = StepRequest(step=step, version=recheck.version, reason="不想去")
        for who in (starwork.APPROVER, starwork.REVIEWER):
            with pytest.raises(Refused):
                review_steps.take(db, recheck.id, turn, by=who, act=starwork.act(who))
    turn = StepRequest(step=ReviewStep.INSPECT, version=recheck.version)
    who = starwork.REVIEWER
    with db.writing():
        found = {"stars": 4, "points": 90}
        seen = starwork.step(db, recheck.id, turn, by=who, act=starwork.act(who), **found)
    with pytest.raises(Refused, match="没有星级") as refused:
        starwork.published(db, [seen.id], by=starwork.APPROVER, act=starwork.act(starwork.APPROVER))
    assert refused.value.code == "no_star"


def test_a_veto_that_stands_after_an_appeal_still_ends_the_stars(db: Database) -> None:
    starwork.opened(db)
    starwork.stationed(db, "a")
    db.run("update stations set star = 4, star_basis = '名单' where id = 'a'")
    order, approver = starwork.ADMINISTRATOR, starwork.APPROVER
    (review,) = orders.order(db, ["a"], "多次关门", by=order, act=starwork.act(order))
    second, keeper = replace(approver, id="second"), starwork.keeper_of("a")
    for step, by in (
        (ReviewStep.VETO, approver),
        (ReviewStep.APPEAL, keeper),
        (ReviewStep.REJECT_APPEAL, second),
    ):
        turn = StepRequest(step=step, version=review.version, reason="（演示）原因")
        review = starwork.stepped(db, review.id, turn, by=by, act=starwork.act(by))
    turn = StepRequest(step=ReviewStep.STRIKE_OFF, version=review.version, reason="申诉不成立")
    awarding.strike_off(db, review.id, turn, by=second, act=starwork.act(second))
    assert stations.get(db, "a").star is None


def test_too_long_a_reason_is_said_and_not_cut(db: Database) -> None:
    starwork.opened(db)
    starwork.stationed(db, "a")
    by = starwork.ADMINISTRATOR
    with pytest.raises(Invalid, match="500 个字"):
        orders.order(db, ["a"], "长" * 501, by=by, act=starwork.act(by))
    review = starwork.applied(db)
    turn = StepRequest(step=ReviewStep.RETURN, version=review.version, reason="长" * 501)
    with pytest.raises(Invalid, match="500 个字"):
        review_steps.take(
            db, review.id, turn, by=starwork.EDITOR, act=starwork.act(starwork.EDITOR)
        )
    for empty in ("\u200b", " \u2060 "):
        turn = StepRequest(step=ReviewStep.RETURN, version=review.version, reason=empty)
        with pytest.raises(Invalid, match="写明原因"):
            review_steps.take(
                db, review.id, turn, by=starwork.EDITOR, act=starwork.act(starwork.EDITOR)
            )
