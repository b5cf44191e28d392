"""Which steps may this account take with a review now, so that no other is offered?

The same checks as in `reviewing.step`, asked beforehand; there they decide.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from stations.accounts.model import Account
from stations.db.base import Database
from stations.errors import Refused, StationsError
from stations.registry.model import Station
from stations.registry.scoping import scope_of
from stations.stars import review_steps
from stations.stars.awards import awarding
from stations.stars.cycle_model import Cycle
from stations.stars.model import NEXT, Review, Step


def open_steps(
    db: Database, review: Review, cycle: Cycle, station: Station, *, by: Account, today: date
) -> list[Step]:
    """The steps in their usual order. What an objection brings about is answered there."""
    return [
        step
        for step, error in _asked(review, cycle, station, by=by)
        if error is None and _in_time(review, step, today=today)
        and not (step is Step.AWARD and awarding.hindrance(db, review, station, today=today))
    ]  # fmt: skip


def barred(review: Review, cycle: Cycle, station: Station, *, by: Account) -> list[str]:
    """Why somebody with the right to go on may not: they had another part in this review."""
    return [
        error.message
        for _, error in _asked(review, cycle, station, by=by)
        if isinstance(error, Refused) and error.code == "four_eyes"
    ]


def _asked(
    review: Review, cycle: Cycle, station: Station, *, by: Account
) -> Iterator[tuple[Step, StationsError | None]]:
    """Each step from here that this account has the right to, and what is against it."""
    scope = scope_of(station)
    for step in Step:
        right = review_steps.action_for(step, review.state, review.kind)
        if step is Step.REOPEN or review.state not in NEXT[step] or not by.may(right, scope):
            continue
        try:
            review_steps.check_role(cycle.scheme, step, by, scope)
            review.check(step, by=by.id, reason="asked beforehand")
        except StationsError as error:
            yield step, error
        else:
            yield step, None


def _in_time(review: Review, step: Step, *, today: date) -> bool:
    if step is Step.APPEAL:
        return review.may_appeal(today)
    if step is Step.STRIKE_OFF:
        return not review.may_appeal(today)
    return True
