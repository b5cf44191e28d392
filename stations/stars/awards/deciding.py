"""Vetoes, and appeals against decisions."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from stations.accounts.model import Account, authorise
from stations.accounts.roles import Action
from stations.audit.model import Act
from stations.db.base import Database
from stations.errors import Invalid, Refused
from stations.registry.model import Station
from stations.registry.scoping import scope_of
from stations.registry.stored import store as stations
from stations.stars import case_store, review_steps, store
from stations.stars.case import Case
from stations.stars.cycle import admission
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


def go_on(db: Database, review_id: str, turn: StepRequest, *, by: Account, act: Act) -> Review:
    """Goes on with a review at the station that its own was combined into.

    Refused where that one has a review of its own, or lies in no area of the cycle.
    """
    with db.writing() as tx:
        case = case_store.load(tx, review_id)
        if case.successor:
            successor = stations.get(tx, case.successor)
            authorise(by, Action.DECIDE, scope_of(successor))
            _check_successor(tx, case, successor)
            words = f"转给“{successor.name}”：{turn.reason}" if turn.reason.strip() else ""
            turn = replace(turn, reason=words)
        after = review_steps.step(tx, case, turn, by=by, act=act).review
        store.move(tx, review_id, case.successor)
        return replace(after, station_id=case.successor)


def _check_successor(db: Database, case: Case, successor: Station) -> None:
    if refused := admission.why_not(successor):
        raise refused
    if not admission.holds(case.cycle, successor):
        raise Invalid("invalid.station_outside_cycle", field="station", name=successor.name)
    if store.open_of_station(db, successor.id) is not None:
        raise Refused("successor_busy", name=successor.name)


def appeal(db: Database, review_id: str, turn: StepRequest, *, by: Account, act: Act) -> Review:
    """Asks for another look, once for each decision and within the working days of the scheme.

    Whether it is granted is a step of somebody else than who decided before.
    """
    with db.writing() as tx:
        case = case_store.load(tx, review_id)
        return review_steps.step(tx, case, turn, by=by, act=act).review
