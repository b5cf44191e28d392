"""Corrections that were noted, in the database; none is ever changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from stations.db.base import Database, Row, Transaction
from stations.moments import utc_text
from stations.subsidies.model import Payment


@dataclass(frozen=True, slots=True, kw_only=True)
class NotedCorrection:
    """What somebody says came back after row `seq` of a payment; 0: the note before is void."""

    payment: str
    seq: int
    number: int
    back_fen: int
    reason: str
    voucher: str
    by: str
    shown: str


def add(tx: Transaction, noted: NotedCorrection, *, at: datetime, log: int) -> None:
    """Writes a note."""
    row: Row = {
        "payment": noted.payment,
        "seq": noted.seq,
        "number": noted.number,
        "back": noted.back_fen,
        "reason": noted.reason,
        "voucher": noted.voucher,
        "by": noted.by,
        "shown": noted.shown,
        "at": utc_text(at),
        "log": log,
    }
    tx.load("money_corrections", [row])


def last_number(db: Database, payment_id: str, *, seq: int) -> int:
    """The number of the newest note after a row of a payment; 0 for none."""
    row = db.row(
        "select max(number) as n from money_corrections where payment = :id and seq = :seq",
        id=payment_id,
        seq=seq,
    )
    return int((row and row["n"]) or 0)


def waiting(db: Database, payments: Iterable[Payment]) -> dict[str, NotedCorrection]:
    """The notes that wait for a second person, by payment: the newest after its last row."""
    last = {one.id: one.seq for one in payments}
    found = {}
    for row in db.rows("select * from money_corrections order by payment, seq, number"):
        if last.get(row["payment"]) == row["seq"]:
            found[row["payment"]] = _noted(row)
    return {payment: one for payment, one in found.items() if one.back_fen}


def values(noted: NotedCorrection) -> list[str | int]:
    """What the log proves of a note."""
    return [noted.payment, noted.seq, noted.number, noted.back_fen, noted.by, noted.reason,
            noted.voucher]  # fmt: skip


def _noted(row: Row) -> NotedCorrection:
    return NotedCorrection(
        payment=row["payment"],
        seq=int(row["seq"]),
        number=int(row["number"]),
        back_fen=int(row["back"]),
        reason=row["reason"],
        voucher=row["voucher"],
        by=row["by"],
        shown=row["shown"],
    )
