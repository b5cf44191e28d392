"""Proof that the log was not altered or cut."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

import orjson

from stations.audit import log, seal_proof
from stations.audit.finding import Finding
from stations.audit.model import BEGINNING, Head, digest, following
from stations.db.base import Database, Row
from stations.remarks import Remark


@dataclass(frozen=True, slots=True, kw_only=True)
class LogVerdict:
    """What the whole log was found to be."""

    head: Head
    findings: tuple[Finding, ...]

    @property
    def sound(self) -> bool:
        return not self.findings


class History(Protocol):
    """The history of stations that the log stands for, asked from above."""

    def of_entry(self, db: Database, log: int, /) -> list[Row]:
        """All rows that an entry of the log made."""
        ...

    def unlogged(self, db: Database, /, *, after: int) -> int:
        """How many rows name an entry after this one."""
        ...


def verify(db: Database, history: History, *, kept: Head | None = None) -> LogVerdict:
    """Reads the whole log with the history and the seals it stands for; all that was altered.

    Alone the chain shows alterations inside it. That its end was cut off, or all of it written
    anew, shows only against a head that was kept elsewhere: `kept`.
    """
    findings: list[Finding] = []
    vouched: dict[int, tuple[int, str]] = {}
    last = Head(number=0, hash=BEGINNING)
    with db.reading():
        for row in log.entries(db):
            told = _told(row["body"])
            findings += _against(row, last)
            findings += _history(db, history, row, told)
            if log.SEALS in told:
                number, sealed = told[log.SEALS]
                vouched[number] = int(row["number"]), sealed
            last = Head(number=int(row["number"]), hash=row["hash"])
            if kept and kept.number == last.number and kept.hash != last.hash:
                findings.append(Finding(last.number, Remark("other_head")))
        findings += _unlogged(db, history, last.number)
        findings += seal_proof.unsound(db, vouched)
    if kept and kept.number > last.number:
        cut = Remark("cut_off", kept=kept.number, last=last.number)
        findings.append(Finding(last.number, cut))
    return LogVerdict(head=last, findings=tuple(findings))


def _against(row: Row, last: Head) -> list[Finding]:
    number, found = int(row["number"]), []
    if number != last.number + 1:
        found.append(Finding(number, Remark("removed", number=last.number + 1)))
    elif following(last.hash, row) != row["hash"]:
        found.append(Finding(number, Remark("altered", number=number)))
    return found


def _history(db: Database, history: History, row: Row, told: dict[str, Any]) -> list[Finding]:
    wanted = told.get("history")
    attached = history.of_entry(db, int(row["number"]))
    if wanted is None:
        wanted = digest(()) if attached else None
    if wanted is None or digest(attached) == wanted:
        return []
    number = int(row["number"])
    return [Finding(number, Remark("history_altered", number=number))]


def _told(body: str) -> dict[str, Any]:
    """The body of an entry; nothing where somebody broke it, which its hash tells."""
    try:
        told = orjson.loads(body)
    except orjson.JSONDecodeError:
        return {}
    return told if isinstance(told, dict) else {}


def _unlogged(db: Database, history: History, last: int) -> Iterator[Finding]:
    number = history.unlogged(db, after=last)
    if number:
        yield Finding(last, Remark("removed.unlogged", count=number))
