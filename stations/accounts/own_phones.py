"""A keeper's own phone, which stays signed in for thirty days.

The phone holds an id and a token that is another one after each use; the database holds hashes.
Two tokens are known: the last that was given, and the one before, as the answer that brought the
last may have been lost. Any other one was used up before: somebody has a copy, and the phone is
forgotten. What a session of such a phone may do is told in `may_do`.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from stations.accounts import account_log, own_phone_store, pending_rights, sessions, store
from stations.accounts.model import Account
from stations.accounts.roles import Action, Role
from stations.db.base import Database, Row, Transaction
from stations.errors import NotFound, Refused

BOUND_FOR = timedelta(days=30)
MOST = 5
"""Phones of one account; the oldest makes room."""
_SIDE_BY_SIDE = timedelta(minutes=1)
"""So long two requests of one page may bring the same token."""
_LONGEST_LABEL = 40
_READS = frozenset({Action.SEE_REVIEWS})
_DOES = frozenset({
    Action.SEE, Action.VERIFY, Action.EDIT, Action.ANSWER, Action.ORGANISE, Action.READ_HISTORY,
})  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnPhone:
    """A phone that stays signed in, as its owner and the administrator see it."""

    id: str
    label: str
    bound_at: datetime
    used_at: datetime

    @property
    def until(self) -> datetime:
        return self.bound_at + BOUND_FOR


@dataclass(frozen=True, slots=True, kw_only=True)
class Reopened:
    """A session of a phone; `cookie` is what the phone holds from now on, '' for the same."""

    phone: str
    token: str
    cookie: str


def may_bind(db: Database, account: Account) -> bool:
    """Whether a phone may stay signed in: for keepers, who have no other right nor wait for one."""
    return (
        account.is_only(Role.KEEPER)
        and not account.disabled
        and not account.must_change
        and not pending_rights.of(db, account.id)
    )


def may_do(action: Action, *, changes: bool) -> bool:
    """Whether a session of a phone may do this without the password."""
    return action in _DOES or (action in _READS and not changes)


def bind(tx: Transaction, account: Account, *, label: str, at: datetime) -> str:
    """Has a phone stay signed in; what it holds. Refused for all but keepers."""
    if not may_bind(tx, account):
        raise Refused("own_phone.keepers_only")
    own_phone_store.delete_before(tx, (at - BOUND_FOR).isoformat())
    for row in own_phone_store.of_account(tx, account.id)[MOST - 1 :]:
        _forget(tx, row)
    phone_id, token = secrets.token_hex(8), secrets.token_urlsafe(32)
    moment = at.isoformat()
    row = {
        "id": phone_id, "account_id": account.id, "token": _hash(token), "earlier": "",
        "label": label[:_LONGEST_LABEL], "bound_at": moment, "rotated_at": moment,
    }  # fmt: skip
    own_phone_store.add(tx, row)
    account_log.note(tx, "phone_bound", account.id, by=account, at=at)
    return f"{phone_id}.{token}"


def reopen(db: Database, cookie: str, *, at: datetime) -> Reopened | None:
    """A new session for a phone that is bound; None for any other.

    Refused ('own_phone_copied') once for a token that was used up: the phone is forgotten.
    """
    phone_id, _, token = cookie.partition(".")
    if not phone_id or own_phone_store.find(db, phone_id) is None:
        return None
    copied = False
    with db.writing() as tx:
        row = own_phone_store.find(tx, phone_id)
        account = _owner(tx, row, at=at) if row else None
        if row is None or account is None:
            return None
        given = _hash(token)
        if not any(hmac.compare_digest(given, row[name]) for name in ("token", "earlier")):
            _forget(tx, row)
            account_log.note(tx, "phone_copied", account.id, by=account, at=at)
            copied = True
        else:
            return Reopened(
                phone=phone_id,
                token=sessions.open_for(tx, account.id, at=at, phone=phone_id),
                cookie=_rotated(tx, row, given, at=at),
            )
    if copied:
        raise Refused("own_phone_copied")
    return None


def _rotated(tx: Transaction, row: Row, given: str, *, at: datetime) -> str:
    """Gives another token: what the phone holds then, '' where a request beside this one did."""
    lately = at - datetime.fromisoformat(row["rotated_at"]) < _SIDE_BY_SIDE
    if given == row["earlier"] and lately:
        return ""
    token = secrets.token_urlsafe(32)
    own_phone_store.rotate(tx, row["id"], token=_hash(token), earlier=given, at=at.isoformat())
    return f"{row['id']}.{token}"


def account_of(db: Database, token: str, *, at: datetime) -> tuple[Account, str] | None:
    """Who holds the token of a session, and the phone that opened it; '' where none did."""
    found = sessions.found(db, token, at=at)
    if found is None:
        return None
    account, phone = found
    row = own_phone_store.find(db, phone) if phone else None
    if phone and (row is None or _owner(db, row, at=at) is None):
        return None
    return account, phone


def of(db: Database, account_id: str, *, at: datetime) -> list[OwnPhone]:
    """The phones of an account that stay signed in."""
    return [
        OwnPhone(
            id=row["id"],
            label=row["label"],
            bound_at=datetime.fromisoformat(row["bound_at"]),
            used_at=datetime.fromisoformat(row["rotated_at"]),
        )
        for row in own_phone_store.of_account(db, account_id)
        if not _is_over(row, at=at)
    ]


def end(db: Database, account: Account, phone_id: str, *, at: datetime) -> None:
    """Signs a phone of one's own out; NotFound for any other."""
    with db.writing() as tx:
        row = own_phone_store.find(tx, phone_id)
        if row is None or row["account_id"] != account.id:
            raise NotFound("not_found.own_phone")
        _forget(tx, row)
        account_log.note(tx, "phone_ended", account.id, by=account, at=at)


def end_all(tx: Transaction, account_id: str) -> int:
    """Signs all phones of an account out, as whenever its rights change; how many there were."""
    rows = own_phone_store.of_account(tx, account_id)
    for row in rows:
        _forget(tx, row)
    return len(rows)


def _forget(tx: Transaction, row: Row) -> None:
    own_phone_store.delete(tx, row["id"])
    sessions.close_of_phone(tx, row["id"])


def _owner(db: Database, row: Row, *, at: datetime) -> Account | None:
    """Whose phone it is, where it may still be bound."""
    if _is_over(row, at=at):
        return None
    try:
        account = store.get(db, row["account_id"])
    except NotFound:
        return None
    return account if may_bind(db, account) else None


def _is_over(row: Row, *, at: datetime) -> bool:
    bound = datetime.fromisoformat(row["bound_at"])
    # A clock that was set back binds nothing for longer.
    return not timedelta(0) <= at - bound <= BOUND_FOR


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
