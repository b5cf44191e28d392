"""Open sessions: one row each, so that ending one holds at once in every process."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from stations.accounts import own_phone_store, session_store, store
from stations.accounts.model import Account
from stations.db.base import Database, Transaction
from stations.errors import NotFound

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)
_NOTED_EVERY = timedelta(minutes=1)


def open_for(tx: Transaction, account_id: str, *, at: datetime, phone: str = "") -> str:
    """Opens a session; the token that the browser holds. Only its hash stays.

    `phone` is the id of the own phone that opened it without a password.
    """
    token = secrets.token_urlsafe(32)
    moment = at.isoformat()
    session_store.delete_before(tx, at - LONGEST)
    row = {
        "id": _id(token), "account_id": account_id, "opened_at": moment, "seen_at": moment,
        "phone": phone,
    }  # fmt: skip
    session_store.add(tx, row)
    return token


def found(db: Database, token: str, *, at: datetime) -> tuple[Account, str] | None:
    """Who holds this token, and the phone that opened the session.

    None where the session has ended or the account is shut. Whether the phone may still do so,
    `own_phones` knows.
    """
    row = session_store.find(db, _id(token))
    if row is None:
        return None
    opened, seen = (datetime.fromisoformat(row[name]) for name in ("opened_at", "seen_at"))
    if at - opened > LONGEST or at - seen > IDLE:
        return None
    if at - seen > _NOTED_EVERY:
        # A note only: who reads on goes on reading while nothing can be written.
        session_store.note_seen(db, row["id"], at=at)
    try:
        account = store.get(db, row["account_id"])
    except NotFound:
        return None
    return None if account.disabled else (account, row["phone"])


def close(tx: Transaction, token: str) -> None:
    """Ends one session."""
    session_store.delete(tx, _id(token))


def close_all(tx: Transaction, account_id: str) -> int:
    """Ends every session of an account, and has its phones forgotten; how many there were."""
    own_phone_store.delete_of(tx, account_id)
    return session_store.delete_of(tx, account_id)


def close_of_phone(tx: Transaction, phone: str) -> None:
    """Ends the sessions that a phone opened."""
    session_store.delete_of_phone(tx, phone)


def _id(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
