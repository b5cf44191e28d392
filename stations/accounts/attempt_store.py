"""Attempts to sign in, in the database, by what they are counted for."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from stations.db.base import Database, Transaction


def count(db: Database, bucket: str, *, since: datetime, until: datetime) -> int:
    """How many attempts of a bucket came between two moments."""
    row = db.row(
        "select count(*) as n from attempts"
        " where bucket = :bucket and at > :since and at <= :until",
        bucket=bucket,
        since=since.isoformat(),
        until=until.isoformat(),
    )
    return int(row["n"]) if row else 0


def add(tx: Transaction, attempt_id: str, buckets: Iterable[str], *, at: datetime) -> None:
    """Writes one attempt in each of these buckets."""
    rows = [{"id": attempt_id, "bucket": one, "at": at.isoformat()} for one in buckets]
    tx.load("attempts", rows)


def delete(tx: Transaction, attempt_id: str, *, bucket: str) -> None:
    """Deletes one attempt, and all of a bucket."""
    tx.run("delete from attempts where id = :id or bucket = :bucket", id=attempt_id, bucket=bucket)


def keep_between(tx: Transaction, since: datetime, until: datetime) -> None:
    """Deletes all other attempts."""
    tx.run(
        "delete from attempts where at <= :since or at > :until",
        since=since.isoformat(),
        until=until.isoformat(),
    )
