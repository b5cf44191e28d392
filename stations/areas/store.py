"""Outlines of districts in the database."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from stations.db.base import Database, Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """The outline of one district: a (multi)polygon as WKB in WGS-84, longitude first."""

    code: str
    name: str
    shape: bytes


def replace(tx: Transaction, outlines: Iterable[Outline], *, at: datetime) -> None:
    """Stores outlines in place of those with the same codes."""
    for outline in outlines:
        tx.run(
            "insert into outlines (code, name, shape, loaded_at)"
            " values (:code, :name, :shape, :at)"
            " on conflict (code) do update set name = excluded.name, shape = excluded.shape,"
            " loaded_at = excluded.loaded_at",
            code=outline.code,
            name=outline.name,
            shape=outline.shape,
            at=at.astimezone(UTC).isoformat(timespec="seconds"),
        )


OUTLINED = "select code from outlines"
"""SQL that selects the codes of the districts that have an outline."""


def every(db: Database) -> list[Outline]:
    """All outlines, by code."""
    # Sorted here: how text sorts is the one thing in which the engines may differ.
    found = [
        Outline(code=row["code"], name=row["name"], shape=bytes(row["shape"]))
        for row in db.rows("select code, name, shape from outlines")
    ]
    return sorted(found, key=lambda outline: outline.code)


def mark(db: Database) -> tuple[int, str, int]:
    """A mark that differs between any two loads: a moment is kept to the second only."""
    row = db.row(
        "select count(*) as many, coalesce(max(loaded_at), '') as latest,"
        " coalesce(sum(length(shape)), 0) as bytes from outlines"
    )
    found = row or {"many": 0, "latest": "", "bytes": 0}
    return int(found["many"]), str(found["latest"]), int(found["bytes"])
