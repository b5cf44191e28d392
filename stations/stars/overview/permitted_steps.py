"""Steps that an account may take with a review now, so that no other is offered."""

from __future__ import annotations

from datetime import date

from stations.accounts.model import Account
from stations.errors import Refused
from stations.stars.case import Case
from stations.stars.model import NEXT, ReviewStep

_ASIDE = (ReviewStep.REOPEN, ReviewStep.RERANK)
"""What comes of an answer to an objection, and of a publication."""


def open_steps(case: Case, *, by: Account, today: date) -> list[ReviewStep]:
    """The steps in their usual order."""
    return [step for step in _near(case) if case.refusal(step, by=by, today=today) is None]


def barred(case: Case, *, by: Account, today: date) -> list[Refused]:
    """Why somebody with the right to go on may not: another part in it, or an own station."""
    refused = (case.refusal(step, by=by, today=today) for step in _near(case))
    return [one for one in refused if isinstance(one, Refused) and one.code == "four_eyes"]


def _near(case: Case) -> list[ReviewStep]:
    state = case.review.state
    return [step for step in ReviewStep if step not in _ASIDE and state in NEXT[step]]
