"""Open sessions: one row each, so that ending one holds at once in every process."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from stations.accounts import session_store, store
from stations.accounts.model import Account
from stations.db.base import Database, Transaction
from stations.errors import NotFound

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)
_NOTED_EVERY = timedelta(minutes=1)


def open_for(tx: Transaction, account_id: str, *, at: datetime) -> str:
    """Opens a session; the token that the browser holds. Only its hash stays."""
    token = secrets.token_urlsafe(32)
    moment = at.isoformat()
    session_store.delete_before(tx, at - LONGEST)
    row = {"id": _id(token), "account_id": account_id, "opened_at": moment, "seen_at": moment}
    session_store.add(tx, row)
    return token


def account_of(db: Database, token: str, *, at: datetime) -> Account | None:
    """Who holds this token; None where the session has ended or the account is shut."""
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
    return None if account.disabled else account


def close(tx: Transaction, token: str) -> None:
    """Ends one session."""
    session_store.delete(tx, _id(token))


def close_all(tx: Transaction, account_id: str) -> int:
    """Ends every session of an account; how many there were."""
    return session_store.delete_of(tx, account_id)


def _id(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
