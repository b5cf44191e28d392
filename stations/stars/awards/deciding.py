"""Vetoes, and appeals against decisions."""

from __future__ import annotations

from datetime import date

from stations.accounts.model import Account
from stations.audit.model import Act
from stations.db.base import Database
from stations.stars import case_store, review_steps
from stations.stars.model import Review
from stations.stars.review_steps import Outcome, StepRequest


def veto(
    db: Database, review_id: str, turn: StepRequest, veto_id: str, *, by: Account, act: Act
) -> Review:
    """Ends a review at once by one of the veto rules that it began with."""
    with db.writing() as tx:
        case = case_store.load(tx, review_id)
        outcome = Outcome(veto=veto_id)
        return review_steps.step(tx, case, turn, by=by, act=act, outcome=outcome).review


def extend(
    db: Database, review_id: str, turn: StepRequest, until: date | None, *, by: Account, act: Act
) -> Review:
    """Gives a station until another day for what it has to do: to apply, to mend, to put right."""
    with db.writing() as tx:
        case = case_store.load(tx, review_id)
        return review_steps.step(
            tx, case, turn, by=by, act=act, outcome=Outcome(until=until)
        ).review


def appeal(db: Database, review_id: str, turn: StepRequest, *, by: Account, act: Act) -> Review:
    """Asks for another look, once for each decision and within the working days of the scheme.

    Whether it is granted is a step of somebody else than who decided before.
    """
    with db.writing() as tx:
        case = case_store.load(tx, review_id)
        return review_steps.step(tx, case, turn, by=by, act=act).review
