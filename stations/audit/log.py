"""The log in the database; it only grows."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson

from stations.audit.model import BEGINNING, Act, Head, following
from stations.db import seals
from stations.db.base import Database, Row, Transaction
from stations.moments import utc_text

MOST_LISTED = 50
SEALS = "seals"
"""Under this the body of an entry holds number and hash of the last seal before it."""
_PAGE = 1_000
_BACKWARDS = timedelta(minutes=5)
"""So far the clocks of several machines may differ."""


def head(db: Database) -> Head:
    """The last entry there is; number 0 for a log that has not begun."""
    row = db.row("select number, hash from log order by number desc limit 1")
    return Head(**row) if row else Head(number=0, hash=BEGINNING)


def written_last(db: Database) -> datetime | None:
    """The moment of the last entry; None for a log that has not begun."""
    row = db.row("select at from log order by number desc limit 1")
    return datetime.fromisoformat(row["at"]) if row else None


def append(
    tx: Transaction,
    *,
    act: Act,
    subject: str,
    area: str = "",
    body: Mapping[str, Any] | None = None,
) -> int:
    """Adds an entry; its number.

    `subject` names what it is about, as `station:abc` or `account:abc`. `body` holds no personal
    values: what is in the chain can never be erased.
    """
    row = tx.row("select number, hash, at from log order by number desc limit 1")
    last = Head(number=row["number"], hash=row["hash"]) if row else Head(number=0, hash=BEGINNING)
    before, now = row and datetime.fromisoformat(row["at"]), datetime.now(UTC)
    # What is told of other days, as by a demonstration, has no order; a clock has one.
    if before and before > now + _BACKWARDS:
        logging.getLogger(__name__).warning(
            "the clock is behind the log: entry %d is of %s, and it is %s",
            last.number, before.isoformat(), utc_text(now),
        )  # fmt: skip
    entry: Row = {
        "number": last.number + 1,
        "at": act.moment,
        "actor": act.actor,
        "by": act.by,
        "action": act.action,
        "subject": subject,
        "area": area,
        "reason": act.reason,
        "body": orjson.dumps(_with_seals(tx, body), option=orjson.OPT_SORT_KEYS).decode(),
    }
    tx.load("log", [{**entry, "hash": following(last.hash, entry)}])
    return last.number + 1


def _with_seals(tx: Transaction, body: Mapping[str, Any] | None) -> dict[str, Any]:
    """A body that vouches for the seals before it, so that the head of the log proves them too."""
    last = seals.head(tx)
    return {**(body or {}), **({SEALS: [last.number, last.hash]} if last.number else {})}


def get(db: Database, number: int) -> Row | None:
    """One entry, with its body as values."""
    row = db.row("select * from log where number = :number", number=number)
    return row and _read(row)


def names(db: Database, subject: str) -> bool:
    """Whether an entry is about this subject."""
    row = db.row("select 1 as here from log where subject = :subject limit 1", subject=subject)
    return row is not None


def about(db: Database, subject: str) -> list[int]:
    """The numbers of the entries about this subject, oldest first."""
    rows = db.rows("select number from log where subject = :subject order by number",
                   subject=subject)  # fmt: skip
    return [int(row["number"]) for row in rows]


def subjects(db: Database, actions: Sequence[str]) -> list[tuple[int, str]]:
    """Number and subject of every entry of these actions."""
    where, values = _of(actions)
    rows = db.rows(f"select number, subject from log where {where} order by number", **values)  # noqa: S608
    return [(int(row["number"]), row["subject"]) for row in rows]


def newest(db: Database, *, before: int = 0, limit: int = MOST_LISTED) -> list[Row]:
    """Entries from the newest on, or from before a number: what an auditor reads."""
    rows = db.rows(
        "select * from log where number < :before order by number desc limit :limit",
        before=before or head(db).number + 1,
        limit=limit,
    )
    return [_read(row) for row in rows]


def of_actions(db: Database, actions: Sequence[str]) -> list[tuple[int, str]]:
    """Number and body, as text, of every entry of these actions."""
    where, values = _of(actions)
    rows = db.rows(f"select number, body from log where {where}", **values)  # noqa: S608
    return [(int(row["number"]), row["body"]) for row in rows]


def entries(db: Database) -> Iterator[Row]:
    """All entries from the first on, as they lie in the table."""
    after = -1
    while page := db.rows(
        "select * from log where number > :after order by number limit :limit",
        after=after,
        limit=_PAGE,
    ):
        yield from page
        after = int(page[-1]["number"])


def _of(actions: Sequence[str]) -> tuple[str, dict[str, str]]:
    values = {f"action{n}": one for n, one in enumerate(actions)}
    return f"action in ({', '.join(f':{name}' for name in values)})", values


def _read(row: Row) -> Row:
    body = orjson.loads(row["body"])
    body.pop(SEALS, None)
    return {**row, "body": body}
