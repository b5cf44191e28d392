"""Levels of inspected stations made public."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from stations.accounts.model import Account, Scope, authorise
from stations.accounts.roles import Action
from stations.audit.model import Act
from stations.db.base import Database, Transaction
from stations.errors import Invalid, Refused
from stations.stars import case_store, review_steps, store
from stations.stars.case import Case
from stations.stars.cycle import level_ranking
from stations.stars.cycle_model import Cycle
from stations.stars.model import Review, ReviewStep
from stations.stars.review_steps import Outcome, StepRequest

_RERANKED = "按全部验收过的分数重新排名"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A review as a page showed it: its version, and the level it was proposed for."""

    review_id: str
    version: int
    stars: int


def shown(db: Database, review_ids: Iterable[str]) -> list[Shown]:
    """These reviews as a page would show them now."""
    return [
        Shown(
            review_id=case.review.id,
            version=case.review.version,
            stars=case.place.stars if case.place else case.review.stars,
        )
        for case in _placed(db, review_ids)
    ]


def publish(
    db: Database, wanted: Iterable[Shown], *, by: Account, act: Act, reason: str = ""
) -> list[Review]:
    """Makes these public with the levels that were shown; all of them or none.

    Refused ('stale_step') where a review went on or its level is another one since: a choice
    among equals or an inspection moves the levels of others. Refused ('too_early') without a
    reason while others of the cycle wait for their check or visit. What is in the notice already
    is made public anew where its level is another one.
    """
    reason = review_steps.kept(reason)
    seen = {one.review_id: one for one in wanted}
    if not seen:
        raise Invalid("invalid.notices_chosen", field="id")
    with db.writing() as tx:
        cases = _placed(tx, seen)
        for case in cases:
            authorise(by, Action.DECIDE, case.scope)
        moved_on = [one for one in cases if not _is_as_shown(one, seen[one.review.id])]
        review_steps.refuse_stale([one.station.name for one in moved_on])
        waiting = max((one.place.waiting for one in cases if one.place), default=0)
        if waiting and not reason:
            raise Refused("too_early", waiting=waiting)
        done = [_published(tx, one, reason, by=by, act=act) for one in cases]
        for cycle in {one.cycle.id: one.cycle for one in cases}.values():
            _reranked(tx, cycle, by=by, act=act)
        return done


def rerank(db: Database, cycle_id: str, *, by: Account, act: Act) -> list[Review]:
    """Makes public anew what is in the notice for another level than it is ranked for now.

    Refused ('stale_step') where there is none.
    """
    with db.writing() as tx:
        cycle = store.cycle(tx, cycle_id)
        authorise(by, Action.DECIDE, Scope(areas=(cycle.area,)))
        done = _reranked(tx, cycle, by=by, act=act)
        if not done:
            raise Refused("stale_step.ranks")
        return done


def _reranked(tx: Transaction, cycle: Cycle, *, by: Account, act: Act) -> list[Review]:
    moved = [row.review.id for row in level_ranking.ranked(tx, cycle).moved]
    done = []
    for case in _placed(tx, moved):
        before, after = (
            level.name if (level := cycle.scheme.level(stars)) else ""
            for stars in (case.review.stars, case.place.stars if case.place else 0)
        )
        reason = f"{_RERANKED}：{before}改为{after}，重新公示"
        done.append(review_steps.rerank(tx, case, reason, by=by, act=act).review)
    return done


def _placed(db: Database, review_ids: Iterable[str]) -> list[Case]:
    return level_ranking.placed(db, case_store.load_all(db, review_ids))


def _is_as_shown(case: Case, seen: Shown) -> bool:
    place = case.place
    return case.review.version == seen.version and (place is None or place.stars == seen.stars)


def _published(tx: Transaction, case: Case, reason: str, *, by: Account, act: Act) -> Review:
    turn = StepRequest(step=ReviewStep.PUBLISH, version=case.review.version, reason=reason)
    outcome = Outcome(stars=case.place.stars) if case.place else Outcome()
    return review_steps.step(tx, case, turn, by=by, act=act, outcome=outcome).review
