"""Proof that each row of the ledger agrees with the log."""

from __future__ import annotations

from collections.abc import Iterator

import orjson

from stations.audit import log
from stations.audit.finding import Finding
from stations.audit.model import Head
from stations.audit.verification import LogVerdict
from stations.db.base import Database
from stations.registry.upkeep import history_proof
from stations.remarks import Remark
from stations.subsidies import ledger_entries, store

_ACTIONS = (
    "money_proposed", "money_approved", "money_paid", "money_rejected", "money_corrected",
)  # fmt: skip
"""Entries of the log that each prove a row."""


def prove(db: Database, *, kept: Head | None = None) -> LogVerdict:
    """What the log and the stations were found to be, and with them every row of the ledger."""
    verdict = history_proof.prove(db, kept=kept)
    with db.reading():
        beside = tuple(_unproved(db))
    return LogVerdict(head=verdict.head, findings=(*verdict.findings, *beside))


def _unproved(db: Database) -> Iterator[Finding]:
    told = {}
    for number, body in log.of_actions(db, _ACTIONS):
        told[number] = _digest(body)
    for payment in store.every(db):
        if told.pop(payment.log, None) != ledger_entries.digest(store.values(payment)):
            number, seq = payment.log, payment.seq
            told_of = Remark("money_altered", payment=payment.id, seq=seq, number=number)
            yield Finding(number, told_of)
    for number in sorted(told):
        yield Finding(number, Remark("money_gone", number=number))


def _digest(body: str) -> str | None:
    """What an entry says of its row; nothing where somebody broke it, which its hash tells."""
    try:
        told = orjson.loads(body)
    except orjson.JSONDecodeError:
        return None
    return told.get("row") if isinstance(told, dict) else None
