"""Payments made and money returned, noted by one who neither proposed nor approved it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from stations.accounts.model import Account, authorise
from stations.accounts.roles import Action
from stations.audit.model import Act
from stations.db.base import Database
from stations.errors import Invalid, Refused
from stations.moments import china_day
from stations.registry.model import Station
from stations.registry.scoping import scope_of
from stations.registry.stored import store as stations
from stations.subsidies import approving, assessment, ledger_entries, store
from stations.subsidies.model import DONE_WORDS, Payment, PaymentState


def pay(
    db: Database, payment_ids: Sequence[str], *, voucher: str, reason: str = "", by: Account,
    act: Act,
) -> list[Payment]:  # fmt: skip
    """Notes that approved payments were paid, with the number of the receipt; all or none.

    Invalid where a station is not eligible any more and no reason is given.
    """
    entry = ledger_entries.entry(act, by=by, reason=reason, voucher=voucher)
    with db.writing() as tx:
        found = approving.theirs(tx, payment_ids, Action.PAY_PROPOSE, by=by)
        moved = [(payment, payment.paid(entry)) for payment, _ in found]
        for payment, _ in found:
            _refuse_parties(tx, payment, by=by)
        if not entry.reason:
            _ask_reason(tx, found, today=china_day(act.at))
        return [ledger_entries.add(tx, after, before, act=act) for before, after in moved]


def _ask_reason(db: Database, found: Sequence[tuple[Payment, Station]], *, today: date) -> None:
    """Invalid where one of these would not be approved today."""
    known = assessment.facts(db, [station for _, station in found])
    for payment, station in found:
        verdict = assessment.of_claim(payment.claim, known[station.id], today=today)
        if not verdict.eligible:
            raise Invalid(
                "doubtful.paying", field="reason", name=station.name, reason=verdict.reason
            )


def _refuse_parties(db: Database, payment: Payment, *, by: Account) -> None:
    """Refused for those with an earlier part in it: three people for every payment."""
    for row in store.chain(db, payment.id):
        if row.entry.by == by.id:
            paid = DONE_WORDS[PaymentState.PAID]
            raise Refused("four_eyes.payments", state=DONE_WORDS[row.state], deed=paid)


def seen(db: Database, payment_id: str, *, by: Account) -> list[Payment]:
    """All rows of a payment of a station that is theirs; NotFound else."""
    found = store.chain(db, payment_id)
    if not found:
        store.get(db, payment_id)
    station = stations.get(db, found[0].claim.station_id)
    authorise(by, Action.SEE_MONEY, scope_of(station))
    return found
