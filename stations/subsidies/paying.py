"""Payments made and money returned, noted by one who neither proposed nor approved it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from stations.accounts.model import Account, authorise
from stations.accounts.roles import Action
from stations.audit.model import Act
from stations.db.base import Database
from stations.errors import Refused
from stations.registry.scoping import scope_of
from stations.registry.stored import store as stations
from stations.subsidies import approving, ledger_entries, store
from stations.subsidies.model import DONE_WORDS, Payment, PaymentState


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What came back of a payment, from the page that showed its row `seq`."""

    seq: int
    back_fen: int
    reason: str
    voucher: str = ""


def pay(
    db: Database, payment_ids: Sequence[str], *, voucher: str, by: Account, act: Act
) -> list[Payment]:
    """Notes that approved payments were paid, with the number of the receipt; all or none."""
    entry = ledger_entries.entry(act, by=by, voucher=voucher)
    with db.writing() as tx:
        found = approving.theirs(tx, payment_ids, Action.PAY_PROPOSE, by=by)
        moved = [(payment, payment.paid(entry)) for payment, _ in found]
        for payment, _ in found:
            _refuse_parties(tx, payment, by=by)
        return [ledger_entries.add(tx, after, before, act=act) for before, after in moved]


def _refuse_parties(db: Database, payment: Payment, *, by: Account) -> None:
    """Refused for those with an earlier part in it: three people for every payment."""
    for row in store.chain(db, payment.id):
        if row.entry.by == by.id:
            paid = DONE_WORDS[PaymentState.PAID]
            raise Refused("four_eyes.payments", state=DONE_WORDS[row.state], deed=paid)


def correct(
    db: Database, payment_id: str, correction: Correction, *, by: Account, act: Act
) -> Payment:
    """Takes back some or all of what was paid, as a new row; the old ones stay.

    After all of it came back the station may be proposed again, since nothing is paid any more.
    Refused where somebody else corrected it since the page was made.
    """
    entry = ledger_entries.entry(act, by=by, reason=correction.reason, voucher=correction.voucher)
    with db.writing() as tx:
        ((before, _),) = approving.theirs(tx, [payment_id], Action.PAY_APPROVE, by=by)
        if before.seq != correction.seq:
            raise Refused("stale_step.payment")
        after = before.corrected(entry, correction.back_fen)
        return ledger_entries.add(tx, after, before, act=act)


def seen(db: Database, payment_id: str, *, by: Account) -> list[Payment]:
    """All rows of a payment of a station that is theirs; NotFound else."""
    found = store.chain(db, payment_id)
    if not found:
        store.get(db, payment_id)
    station = stations.get(db, found[0].claim.station_id)
    authorise(by, Action.SEE_MONEY, scope_of(station))
    return found
