"""When a backup or a drill was tried, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from stations.db.base import Database, Row, Transaction
from stations.moments import utc_text

_LISTED_FOR = timedelta(days=400)


class RunKind(StrEnum):
    """What was tried."""

    BACKUP = "backup"
    DRILL = "drill"


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One try, and what is to be told of it. `size_bytes` is 0 where no file came of it."""

    kind: RunKind
    at: datetime
    file: str
    size_bytes: int
    good: bool
    words: str


def add(tx: Transaction, run: Run) -> None:
    """Notes a try, and drops what is older than a year."""
    tx.run(
        "insert into backup_runs (at, kind, file, bytes, good, words)"
        " values (:at, :kind, :file, :bytes, :good, :words)",
        at=utc_text(run.at),
        kind=run.kind,
        file=run.file,
        bytes=run.size_bytes,
        good=run.good,
        words=run.words,
    )
    tx.run("delete from backup_runs where at < :before", before=utc_text(run.at - _LISTED_FOR))


def last(db: Database, kind: RunKind) -> Run | None:
    """The last try, good or not."""
    return _run(
        db.row("select * from backup_runs where kind = :kind order by at desc limit 1", kind=kind)
    )


def last_good(db: Database, kind: RunKind) -> Run | None:
    """The last one that was found whole."""
    return _run(
        db.row(
            "select * from backup_runs where kind = :kind and good = 1 order by at desc limit 1",
            kind=kind,
        )
    )


def _run(row: Row | None) -> Run | None:
    if row is None:
        return None
    return Run(
        kind=RunKind(row["kind"]),
        at=datetime.fromisoformat(row["at"]),
        file=row["file"],
        size_bytes=int(row["bytes"]),
        good=bool(row["good"]),
        words=row["words"],
    )
