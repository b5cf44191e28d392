"""Which steps may this account take with a review now, so that no other is offered?

The same checks as in `reviewing.step`, asked beforehand; there they decide.
"""

from __future__ import annotations

from datetime import date

from stations.accounts.model import Account
from stations.errors import StationsError
from stations.registry.model import Station
from stations.registry.scoping import scope_of
from stations.stars import reviewing
from stations.stars.cycle import Cycle
from stations.stars.model import Review, Step


def open_steps(
    review: Review, cycle: Cycle, station: Station, *, by: Account, today: date
) -> list[Step]:
    """The steps in their usual order. What an objection brings about is answered there."""
    return [
        step
        for step in Step
        if step is not Step.REOPEN
        and _in_time(review, step, today=today)
        and _allowed(review, cycle, station, step, by)
    ]


def _in_time(review: Review, step: Step, *, today: date) -> bool:
    if step is Step.AWARD:
        return review.notice_until is not None and today > review.notice_until
    if step is Step.APPEAL:
        return review.due_on is not None and today <= review.due_on
    return True


def _allowed(review: Review, cycle: Cycle, station: Station, step: Step, by: Account) -> bool:
    scope = scope_of(station)
    if not by.may(reviewing.action_for(step, review.state), scope):
        return False
    try:
        reviewing.check_role(cycle.scheme, step, by, scope)
        review.check(step, by=by.id, reason="x")
    except StationsError:
        return False
    return True
