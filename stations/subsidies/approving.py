"""Approval and return of proposed payments, never by those who proposed them."""

from __future__ import annotations

from collections.abc import Sequence

from stations.accounts.model import Account, authorise
from stations.accounts.roles import Action
from stations.areas import codes
from stations.audit.model import Act
from stations.db.base import Database, Transaction
from stations.errors import Invalid, Refused
from stations.moments import china_day
from stations.registry.model import Station
from stations.registry.scoping import scope_of
from stations.registry.stored import store as stations
from stations.subsidies import assessment, budgets, ledger_entries, store
from stations.subsidies.eligibility import EligibilityFacts
from stations.subsidies.model import Payment, yuan


def approve(
    db: Database, payment_ids: Sequence[str], *, reason: str = "", by: Account, act: Act
) -> list[Payment]:
    """Approves proposals, all or none; beyond the budget only with a reason, which is kept.

    Refused where a station is not eligible any more; Invalid where something speaks against it
    and no reason is given.
    """
    entry = ledger_entries.entry(act, by=by, reason=reason)
    with db.writing() as tx:
        found = theirs(tx, payment_ids, Action.PAY_APPROVE, by=by)
        moved = [(payment, payment.approved(entry)) for payment, _ in found]
        known = assessment.facts(tx, [station for _, station in found])
        for payment, station in found:
            _check_still(payment, known[station.id], reason=entry.reason, act=act)
        _check_budgets(tx, [payment for payment, _ in found], reason=entry.reason)
        return [ledger_entries.add(tx, after, before, act=act) for before, after in moved]


def reject(
    db: Database, payment_ids: Sequence[str], *, reason: str, by: Account, act: Act
) -> list[Payment]:
    """Sends payments back that are not paid yet; the stations may be proposed again."""
    entry = ledger_entries.entry(act, by=by, reason=reason)
    with db.writing() as tx:
        found = theirs(tx, payment_ids, Action.PAY_APPROVE, by=by)
        moved = [(payment, payment.rejected(entry)) for payment, _ in found]
        return [ledger_entries.add(tx, after, before, act=act) for before, after in moved]


def theirs(
    tx: Transaction, payment_ids: Sequence[str], action: Action, *, by: Account
) -> list[tuple[Payment, Station]]:
    """These payments with their stations; NotFound where one is not theirs."""
    ids = list(dict.fromkeys(payment_ids))
    ledger_entries.check_number(len(ids))
    found = []
    for payment_id in ids:
        payment = store.get(tx, payment_id)
        station = stations.get(tx, payment.claim.station_id)
        authorise(by, action, scope_of(station))
        found.append((payment, station))
    return found


def _check_still(payment: Payment, known: EligibilityFacts, *, reason: str, act: Act) -> None:
    verdict = assessment.of_claim(payment.claim, known, today=china_day(act.at))
    name = known.station.name
    if not verdict.eligible:
        raise Refused("not_eligible", name=name, reason=verdict.reason)
    if verdict.doubts and not reason:
        raise Invalid("doubtful.approving", field="reason", name=name, doubts=verdict.doubts)


def _check_budgets(db: Database, payments: Sequence[Payment], *, reason: str) -> None:
    beyond = budgets.exceeded(db, payments)
    if not beyond or reason:
        return
    over = []
    for (area, year), more in beyond.items():
        place = codes.by_code(area)
        name = place.name if place else area
        amount = yuan(more.fen)
        over.append(
            Invalid("over.budget", place=name, year=year, amount=amount)
            if more.noted
            else Invalid("over.no_budget", place=name, year=year, amount=amount)
        )
    raise Invalid("over", field="reason", budgets=over)
