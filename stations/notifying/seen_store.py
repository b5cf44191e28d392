"""Up to where in the log each account has read its messages."""

from __future__ import annotations

from stations.db.base import Database, Transaction


def get(db: Database, account_id: str) -> int:
    """The number of the last entry that was read; 0 for none."""
    row = db.row("select number from messages_seen where account_id = :id", id=account_id)
    return int(row["number"]) if row else 0


def put(tx: Transaction, account_id: str, number: int) -> None:
    """Notes that all up to this entry was read; what was read stays so."""
    tx.run(
        "insert into messages_seen (account_id, number) values (:id, :number)"
        " on conflict (account_id) do update set number = excluded.number"
        " where excluded.number > messages_seen.number",
        id=account_id,
        number=number,
    )
