"""Rows of the ledger, each with the entry of the log that proves it."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import orjson

from stations.accounts.model import Account
from stations.audit import log
from stations.audit.model import Act
from stations.db.base import Transaction
from stations.errors import Invalid
from stations.subsidies import store
from stations.subsidies.model import (
    LONGEST_GROUNDS,
    LONGEST_REASON,
    LONGEST_VOUCHER,
    LedgerEntry,
    Payment,
)
from stations.tables.text import clean

MOST = 500
"""How many payments are handled at once; more would hold the write lock for too long."""


def entry(
    act: Act, *, by: Account, reason: str = "", grounds: str = "", voucher: str = ""
) -> LedgerEntry:
    """Who does something now, with the words as they are kept for ever.

    `grounds` are the program's own, which may be longer than what a person writes.
    """
    return LedgerEntry(
        by=by.id,
        shown=act.by,
        at=act.at,
        reason=grounds[:LONGEST_GROUNDS] or words(reason, longest=LONGEST_REASON, field="reason"),
        voucher=words(voucher, longest=LONGEST_VOUCHER, field="voucher"),
    )


def words(text: str, *, longest: int, field: str) -> str:
    """One line without invisible signs; Invalid where it is too long."""
    told = clean(" ".join(text.split()), multiline=False).text.strip()
    if len(told) > longest:
        raise Invalid("field_too_long.words", field=field, longest=longest)
    return told


def add(
    tx: Transaction, payment: Payment, before: Payment | None, *, act: Act, replaced: int = 0
) -> Payment:
    """Writes a row that follows another one, and what the log says of it."""
    number = log.append(
        tx,
        act=replace(
            act, action=f"money_{payment.state.value}", reason=payment.entry.reason or act.reason
        ),
        subject=f"payment:{payment.id}",
        area=payment.claim.area,
        body={
            "station": payment.claim.station_id,
            "rule": payment.claim.rule,
            "year": payment.claim.year,
            "amount": payment.amount_fen,
            "remaining": payment.remaining_fen,
            "row": digest(store.values(payment)),
        },
    )
    written = replace(payment, log=number)
    store.add(tx, written, before, replaced=replaced)
    return written


def digest(values: list[str | int]) -> str:
    """What the log holds of a row."""
    return hashlib.sha256(orjson.dumps(values)).hexdigest()


def check_number(wanted: int) -> None:
    """Invalid for nothing, and for more than is handled at once."""
    if not wanted:
        raise Invalid("invalid.none_chosen", field="id")
    if wanted > MOST:
        raise Invalid("invalid.batch_size", field="id", most=MOST)
