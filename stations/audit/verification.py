"""Proof that the log was not altered or cut."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

import orjson

from stations.audit import log
from stations.audit.model import BEGINNING, Head, digest, following
from stations.db.base import Database, Row


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something that is not as it was written, at an entry of the log."""

    number: int
    code: str
    message: str


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
    """Reads the whole log with the history it stands for; every alteration that shows.

    Alone the chain shows alterations inside it. That its end was cut off, or all of it written
    anew, shows only against a head that was kept elsewhere: `kept`.
    """
    findings: list[Finding] = []
    last = Head(number=0, hash=BEGINNING)
    with db.reading():
        for row in log.entries(db):
            findings += _against(row, last)
            findings += _history(db, history, row)
            last = Head(number=int(row["number"]), hash=row["hash"])
            if kept and kept.number == last.number and kept.hash != last.hash:
                words = "和留存的记录头不一致：之前的记录被改写过。"
                findings.append(_finding(last.number, "other_head", words))
        findings += _unlogged(db, history, last.number)
    if kept and kept.number > last.number:
        findings.append(
            _finding(
                last.number,
                "cut_off",
                f"留存的记录到第 {kept.number} 条，现在只有 {last.number} 条：末尾被删掉了。",
            )
        )
    return LogVerdict(head=last, findings=tuple(findings))


def _against(row: Row, last: Head) -> list[Finding]:
    number, found = int(row["number"]), []
    if number != last.number + 1:
        found.append(_finding(number, "removed", f"第 {last.number + 1} 条起有记录不见了。"))
    elif following(last.hash, row) != row["hash"]:
        found.append(_finding(number, "altered", f"第 {number} 条和写下时不一样。"))
    return found


def _history(db: Database, history: History, row: Row) -> list[Finding]:
    wanted = _told(row["body"]).get("history")
    attached = history.of_entry(db, int(row["number"]))
    if wanted is None:
        wanted = digest(()) if attached else None
    if wanted is None or digest(attached) == wanted:
        return []
    message = f"第 {row['number']} 条所说的驿站历史被改过或删过。"
    return [_finding(int(row["number"]), "history_altered", message)]


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
        yield _finding(last, "removed", f"有 {number} 条驿站历史找不到对应的记录。")


def _finding(number: int, code: str, message: str) -> Finding:
    return Finding(number=number, code=code, message=message)
