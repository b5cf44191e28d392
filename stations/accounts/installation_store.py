"""What the nodes of an installation agree on, in the database."""

from __future__ import annotations

from stations.db.base import Database, Transaction


def get(db: Database, name: str) -> str | None:
    """What is agreed on under this name."""
    row = db.row("select value from installation where name = :name", name=name)
    return None if row is None else str(row["value"])


def put(tx: Transaction, name: str, value: str) -> None:
    """Agrees on it from now on."""
    tx.run(
        "insert into installation (name, value) values (:name, :value)"
        " on conflict (name) do update set value = excluded.value",
        name=name,
        value=value,
    )
