"""Which sessions are open? One row each, so that ending one holds at once in every process."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from stations.accounts import store
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
    tx.run("delete from sessions where opened_at < :before", before=(at - LONGEST).isoformat())
    row = {"id": _id(token), "account_id": account_id, "opened_at": moment, "seen_at": moment}
    tx.load("sessions", [row])
    return token


def account_of(db: Database, token: str, *, at: datetime) -> Account | None:
    """Who holds this token; None where the session has ended or the account is shut."""
    row = db.row("select * from sessions where id = :id", id=_id(token))
    if row is None:
        return None
    opened, seen = (datetime.fromisoformat(row[name]) for name in ("opened_at", "seen_at"))
    if at - opened > LONGEST or at - seen > IDLE:
        return None
    if at - seen > _NOTED_EVERY:
        # A note only: who reads on goes on reading while nothing can be written.
        db.note("update sessions set seen_at = :at where id = :id", at=at.isoformat(), id=row["id"])
    try:
        account = store.get(db, row["account_id"])
    except NotFound:
        return None
    return None if account.disabled else account


def close(tx: Transaction, token: str) -> None:
    """Ends one session."""
    tx.run("delete from sessions where id = :id", id=_id(token))


def close_all(tx: Transaction, account_id: str) -> int:
    """Ends every session of an account; how many there were."""
    return tx.run("delete from sessions where account_id = :id", id=account_id)


def _id(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
