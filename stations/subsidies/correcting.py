"""Money that came back: noted by who approves, taken into the ledger by a second person.

The second one approves too, or is of the office for finance, which sees the money arrive.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from stations.accounts.model import Account, authorise
from stations.accounts.roles import Action
from stations.audit import log
from stations.audit.model import Act
from stations.db.base import Database, Transaction
from stations.errors import Invalid, Refused
from stations.registry.scoping import scope_of
from stations.registry.stored import store as stations
from stations.subsidies import approving, correction_store, ledger_entries, store
from stations.subsidies.correction_store import NotedCorrection
from stations.subsidies.model import LONGEST_REASON, LONGEST_VOUCHER, Payment


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What came back of a payment, from the page that showed its row `seq`."""

    seq: int
    back_fen: int
    reason: str
    voucher: str = ""


def note(
    db: Database, payment_id: str, given: Correction, *, by: Account, act: Act
) -> NotedCorrection:
    """Notes that some or all of what was paid came back; it waits for a second person.

    A newer note takes the place of an older one. Refused where somebody else corrected the
    payment since the page was made.
    """
    words = ledger_entries.words
    with db.writing() as tx:
        ((payment, _),) = approving.theirs(tx, [payment_id], Action.PAY_APPROVE, by=by)
        if payment.seq != given.seq:
            raise Refused("stale_step.payment")
        noted = NotedCorrection(
            payment=payment_id,
            seq=payment.seq,
            number=correction_store.last_number(tx, payment_id, seq=payment.seq) + 1,
            back_fen=given.back_fen,
            reason=words(given.reason, longest=LONGEST_REASON, field="reason"),
            voucher=words(given.voucher, longest=LONGEST_VOUCHER, field="voucher"),
            by=by.id,
            shown=act.by,
        )
        # What nobody could confirm is refused at once, in the same words, and so is who paid.
        entry = ledger_entries.entry(act, by=by, reason=noted.reason)
        payment.corrected(entry, noted.back_fen)
        return _kept(tx, payment, noted, act=act)


def drop(
    db: Database, payment_id: str, number: int, *, reason: str, by: Account, act: Act
) -> NotedCorrection:
    """Takes a note away that nobody has confirmed, with the reason."""
    said = ledger_entries.words(reason, longest=LONGEST_REASON, field="reason")
    if not said:
        raise Invalid("invalid.reason_required", field="reason")
    with db.writing() as tx:
        payment = _theirs(tx, payment_id, by=by)
        noted = _waiting(tx, payment, number)
        dropped = replace(noted, number=number + 1, back_fen=0, reason=said, by=by.id, shown=act.by)
        return _kept(tx, payment, dropped, act=act)


def confirm(db: Database, payment_id: str, number: int, *, by: Account, act: Act) -> Payment:
    """Takes a note of somebody else into the ledger, as a new row; the old ones stay.

    After all of it came back the station may be proposed again, since nothing is paid any more.
    """
    with db.writing() as tx:
        before = _theirs(tx, payment_id, by=by)
        noted = _waiting(tx, before, number)
        if noted.by == by.id:
            raise Refused("four_eyes.correction")
        entry = ledger_entries.entry(act, by=by, reason=noted.reason, voucher=noted.voucher)
        return ledger_entries.add(tx, before.corrected(entry, noted.back_fen), before, act=act)


def _theirs(db: Database, payment_id: str, *, by: Account) -> Payment:
    """A payment of which this account approves such, or pays them; NotFound else."""
    payment = store.get(db, payment_id)
    scope = scope_of(stations.get(db, payment.claim.station_id))
    authorise(by, Action.SEE_MONEY, scope)
    if not by.may(Action.PAY_PROPOSE, scope):
        authorise(by, Action.PAY_APPROVE, scope)
    return payment


def _waiting(db: Database, payment: Payment, number: int) -> NotedCorrection:
    noted = correction_store.waiting(db, [payment]).get(payment.id)
    if noted is None or noted.number != number:
        raise Refused("stale_step.correction")
    return noted


def _kept(
    tx: Transaction, payment: Payment, noted: NotedCorrection, *, act: Act
) -> NotedCorrection:
    number = log.append(
        tx,
        act=replace(act, reason=noted.reason),
        subject=f"payment:{payment.id}",
        area=payment.claim.area,
        body={
            "seq": noted.seq,
            "number": noted.number,
            "back": noted.back_fen,
            "row": ledger_entries.digest(correction_store.values(noted)),
        },
    )
    correction_store.add(tx, noted, at=act.at, log=number)
    return noted
