"""Sessions in the database, by the hash of their token."""

from __future__ import annotations

from datetime import datetime

from stations.db.base import Database, Row, Transaction


def add(tx: Transaction, row: Row) -> None:
    """Writes a new session."""
    tx.load("sessions", [row])


def find(db: Database, session_id: str) -> Row | None:
    """The session with this id."""
    return db.row("select * from sessions where id = :id", id=session_id)


def note_seen(db: Database, session_id: str, *, at: datetime) -> bool:
    """Notes when a session was last used, if that can be done at once."""
    return db.note(
        "update sessions set seen_at = :at where id = :id", at=at.isoformat(), id=session_id
    )


def delete(tx: Transaction, session_id: str) -> None:
    """Ends one session."""
    tx.run("delete from sessions where id = :id", id=session_id)


def delete_of(tx: Transaction, account_id: str) -> int:
    """Ends the sessions of an account; how many there were."""
    return tx.run("delete from sessions where account_id = :id", id=account_id)


def delete_before(tx: Transaction, moment: datetime) -> None:
    """Ends the sessions that were opened before a moment."""
    tx.run("delete from sessions where opened_at < :before", before=moment.isoformat())


def delete_of_phone(tx: Transaction, phone: str) -> None:
    """Ends the sessions that a phone opened."""
    tx.run("delete from sessions where phone = :phone and phone <> ''", phone=phone)
