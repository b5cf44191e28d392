"""Phones that stay signed in, in the database, by what only their hashes are kept of."""

from __future__ import annotations

from stations.db.base import Database, Row, Transaction


def add(tx: Transaction, row: Row) -> None:
    """Writes a phone."""
    tx.load("own_phones", [row])


def find(db: Database, phone_id: str) -> Row | None:
    """The phone with this id."""
    return db.row("select * from own_phones where id = :id", id=phone_id)


def of_account(db: Database, account_id: str) -> list[Row]:
    """The phones of an account, the newest first."""
    return db.rows(
        "select * from own_phones where account_id = :id order by bound_at desc, id", id=account_id
    )


def counts(db: Database) -> dict[str, int]:
    """How many phones each account has; those without any are left out."""
    rows = db.rows("select account_id, count(*) as n from own_phones group by account_id")
    return {row["account_id"]: int(row["n"]) for row in rows}


def rotate(tx: Transaction, phone_id: str, *, token: str, earlier: str, at: str) -> None:
    """Keeps another hash, and the one before it."""
    tx.run(
        "update own_phones set token = :token, earlier = :earlier, rotated_at = :at where id = :id",
        id=phone_id,
        token=token,
        earlier=earlier,
        at=at,
    )


def delete(tx: Transaction, phone_id: str) -> None:
    """Forgets a phone."""
    tx.run("delete from own_phones where id = :id", id=phone_id)


def delete_of(tx: Transaction, account_id: str) -> int:
    """Forgets the phones of an account; how many there were."""
    return tx.run("delete from own_phones where account_id = :id", id=account_id)


def delete_before(tx: Transaction, moment: str) -> None:
    """Forgets the phones that were bound before a moment."""
    tx.run("delete from own_phones where bound_at < :moment", moment=moment)
