"""Accounts and rights that an administrator gives and takes back."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from stations.accounts import account_log, own_phones, passwords, pending_rights, sessions, store
from stations.accounts.model import Account, Grant, Scope, authorise
from stations.accounts.roles import APART, Action
from stations.audit import log
from stations.audit.model import Act
from stations.db.base import Database
from stations.errors import NotFound, Refused

_SYLLABLES = ("ba", "de", "fu", "gi", "ho", "ka", "le", "mu", "ni", "po", "ra", "se", "ti", "vu",
              "wa", "zo")  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Manager:
    """An administrator, who gives and takes rights within their own areas only.

    `locate` tells where a station lies; NotFound where there is none. Auditors stand apart: who
    gives rights away neither makes them nor touches their accounts.
    """

    account: Account
    locate: Callable[[str], Scope]

    def reaches(self, grants: Sequence[Grant]) -> bool:
        """Whether all of these lie where this administrator gives rights."""
        return all(one.role not in APART and self._covers(one) for one in grants)

    def check(self, grants: Sequence[Grant]) -> None:
        """Refused where a right is not theirs to give."""
        authorise(self.account, Action.MANAGE_ACCOUNTS)
        if any(one.role in APART for one in grants):
            raise Refused("apart")
        if not self.reaches(grants):
            raise Refused("own_area")

    def other(self, db: Database, account_id: str) -> Account:
        """An account that they look after; Refused for one's own, NotFound for foreign ones."""
        authorise(self.account, Action.MANAGE_ACCOUNTS)
        if account_id == self.account.id:
            raise Refused("own_account")
        found = store.get(db, account_id)
        resting = pending_rights.grants(pending_rights.of(db, account_id))
        if not self.reaches((*found.grants, *resting)):
            raise NotFound("not_found.account")
        return found

    def _covers(self, grant: Grant) -> bool:
        scope = Scope(areas=(grant.area,))
        if grant.station_id:
            try:
                scope = self.locate(grant.station_id)
            except NotFound:
                return True  # A right for nothing: any manager of accounts may take it away.
        elif not grant.area:
            return "" in self.account.areas_for(Action.MANAGE_ACCOUNTS)
        return self.account.may(Action.MANAGE_ACCOUNTS, scope)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAccount:
    """An account to be made; `lets_in`: for how long its first password does, if not as usual."""

    name: str
    shown: str
    grants: Sequence[Grant]
    lets_in: timedelta | None = None


def make(
    db: Database, new: NewAccount, *, act: Act, by: Manager | None = None
) -> tuple[Account, str]:
    """Makes an account; it and its first password, which must be changed at once.

    Without `by` it is made by the operator of the server, who may give any right. From an
    administrator the weighty ones rest until another one confirms them.
    """
    account = Account(
        id=secrets.token_hex(8),
        name=new.name.strip().casefold(),
        shown=new.shown.strip(),
        grants=tuple(new.grants),
        must_change=True,
        first_until=act.at + new.lets_in if new.lets_in else None,
    )
    password = first_password()
    kept = passwords.hashed(password)
    with db.writing() as tx:
        if by is not None:
            by.check(account.grants)
            account = replace(account, grants=())
        store.add(tx, account, password=kept, at=act.at)
        if by is not None:
            held = pending_rights.give(tx, account, new.grants, by=by.account.id, at=act.at)
            account = replace(account, grants=held)
        log.append(tx, act=act, subject=f"account:{account.id}", body=_told(new.grants))
    return account, password


def set_grants(
    db: Database, account_id: str, grants: Sequence[Grant], *, by: Manager, at: datetime
) -> None:
    """Gives other rights; they hold with the next request. One's own cannot be changed."""
    with db.writing() as tx:
        account = by.other(tx, account_id)
        by.check(grants)
        pending_rights.give(tx, account, grants, by=by.account.id, at=at)
        own_phones.end_all(tx, account.id)
        account_log.note(tx, "grants_set", account.id, by=by.account, at=at, body=_told(grants))


def confirm_rights(
    db: Database, account_id: str, *, act: Act, by: Manager | None = None
) -> Account:
    """Has the rights hold that waited for a second administrator; the account as it is then.

    Without `by` it is the operator of the server who confirms.
    """
    with db.writing() as tx:
        account = by.other(tx, account_id) if by else store.get(tx, account_id)
        held = pending_rights.confirm(tx, account, by=by.account.id if by else "")
        own_phones.end_all(tx, account.id)
        log.append(tx, act=act, subject=f"account:{account.id}", body=_told(held))
        return replace(account, grants=held)


class FactorFate(StrEnum):
    """What becomes of a second factor when the password is reset; the administrator chooses."""

    KEPT = "kept"
    """The phone with the app is still there."""
    REMOVED = "removed"


def reset(db: Database, account_id: str, *, factor: FactorFate, by: Manager, at: datetime) -> str:
    """A new first password for somebody who lost theirs; sessions end.

    Weighty rights rest until another administrator confirms them: whoever reads the password
    could act as its owner.
    """
    password = first_password()
    kept = passwords.hashed(password)
    with db.writing() as tx:
        account = by.other(tx, account_id)
        store.set_password(tx, account.id, kept, must_change=True, at=at)
        if factor is FactorFate.REMOVED:
            store.set_second_factor(tx, account.id, "", at=at)
        sessions.close_all(tx, account.id)
        pending_rights.suspend(tx, account, by=by.account.id, at=at)
        body = {"second_factor": factor.value} if account.second_factor else {}
        account_log.note(tx, "account_reset", account.id, by=by.account, at=at, body=body)
    return password


def factor_at_reset(db: Database, account_id: str) -> tuple[FactorFate, str, datetime] | None:
    """What became of the second factor at the last reset, who chose so, and when.

    None where there was none to decide about, or its owner has set up another one since.
    """
    for number in reversed(log.about(db, f"account:{account_id}")):
        entry = log.get(db, number)
        if entry is None or entry["action"] in ("second_factor_begun", "second_factor_ended"):
            return None
        if entry["action"] == "account_reset":
            fate = entry["body"].get("second_factor")
            at = datetime.fromisoformat(entry["at"])
            return (FactorFate(fate), entry["by"], at) if fate else None
    return None


def shut(db: Database, account_id: str, *, disabled: bool, by: Manager, at: datetime) -> None:
    """Shuts an account, whose sessions end at once, or opens it again."""
    with db.writing() as tx:
        account = by.other(tx, account_id)
        store.set_disabled(tx, account.id, disabled=disabled, at=at)
        sessions.close_all(tx, account.id)
        action = "account_shut" if disabled else "account_opened"
        account_log.note(tx, action, account.id, by=by.account, at=at)


def end_phones(db: Database, account_id: str, *, by: Manager, at: datetime) -> int:
    """Signs the phones of an account out that stay signed in; how many there were."""
    with db.writing() as tx:
        account = by.other(tx, account_id)
        count = own_phones.end_all(tx, account.id)
        account_log.note(tx, "phone_ended", account.id, by=by.account, at=at)
    return count


def first_password() -> str:
    """Twelve syllables' worth of chance that can be read out over a telephone: 48 bits."""
    words = ["".join(secrets.choice(_SYLLABLES) for _ in range(3)) for _ in range(4)]
    return "-".join(words)


def _told(grants: Sequence[Grant]) -> dict[str, list[str]]:
    return {"grants": [f"{g.role.value} {g.station_id or g.area}".strip() for g in grants]}
