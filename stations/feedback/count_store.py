"""Counts of a day in the database, by what is counted."""

from __future__ import annotations

from datetime import date

from stations.db.base import Database, Transaction


def add(tx: Transaction, bucket: str, *, day: date) -> int:
    """Counts once more; the count then."""
    row = tx.row(
        "insert into voice_counts (day, bucket, n) values (:day, :bucket, 1)"
        " on conflict (day, bucket) do update set n = voice_counts.n + 1 returning n",
        day=day.isoformat(),
        bucket=bucket,
    )
    return int(row["n"]) if row else 0


def get(db: Database, bucket: str, *, day: date) -> int:
    """The count of a day."""
    row = db.row(
        "select n from voice_counts where day = :day and bucket = :bucket",
        day=day.isoformat(),
        bucket=bucket,
    )
    return int(row["n"]) if row else 0


def erase(tx: Transaction, *, before: date) -> int:
    """Deletes the counts of earlier days; how many there were."""
    return tx.run("delete from voice_counts where day < :day", day=before.isoformat())
