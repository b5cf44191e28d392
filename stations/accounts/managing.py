"""How does an administrator make accounts, give rights and take them back?"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from stations.accounts import noting, passwords, sessions, store
from stations.accounts.model import Account, Grant, authorise
from stations.accounts.roles import Action
from stations.audit import log
from stations.audit.model import Act
from stations.db.base import Database
from stations.errors import Refused

_SYLLABLES = ("ba", "de", "fu", "gi", "ho", "ka", "le", "mu", "ni", "po", "ra", "se", "ti", "vu",
              "wa", "zo")  # fmt: skip


def make(
    db: Database, *, name: str, shown: str, grants: Sequence[Grant], act: Act
) -> tuple[Account, str]:
    """Makes an account; it and its first password, which must be changed at once."""
    account = Account(
        id=secrets.token_hex(8),
        name=name.strip().casefold(),
        shown=shown.strip(),
        grants=tuple(grants),
        must_change=True,
    )
    password = first_password()
    kept = passwords.hashed(password)
    with db.writing():
        store.add(db, account, password=kept, at=act.at)
        log.append(db, act=act, subject=f"account:{account.id}", body=_told(account.grants))
    return account, password


def set_grants(
    db: Database, account_id: str, grants: Sequence[Grant], *, by: Account, at: datetime
) -> None:
    """Gives other rights; they hold with the next request. Nobody changes their own."""
    with db.writing():
        authorise(by, Action.MANAGE_ACCOUNTS)
        account = _other(db, account_id, by)
        given = replace(account, grants=tuple(grants)).grants
        store.grant(db, account.id, given)
        noting.note(db, "grants_set", account.id, by=by, at=at, body=_told(given))


def reset(db: Database, account_id: str, *, by: Account, at: datetime) -> str:
    """A new first password for somebody who lost theirs; sessions and second factor end."""
    password = first_password()
    kept = passwords.hashed(password)
    with db.writing():
        authorise(by, Action.MANAGE_ACCOUNTS)
        account = _other(db, account_id, by)
        store.set_password(db, account.id, kept, must_change=True, at=at)
        store.set_second_factor(db, account.id, "")
        sessions.close_all(db, account.id)
        noting.note(db, "account_reset", account.id, by=by, at=at)
    return password


def shut(db: Database, account_id: str, *, disabled: bool, by: Account, at: datetime) -> None:
    """Shuts an account, whose sessions end at once, or opens it again."""
    with db.writing():
        authorise(by, Action.MANAGE_ACCOUNTS)
        account = _other(db, account_id, by)
        store.set_disabled(db, account.id, disabled=disabled, at=at)
        sessions.close_all(db, account.id)
        action = "account_shut" if disabled else "account_opened"
        noting.note(db, action, account.id, by=by, at=at)


def first_password() -> str:
    """Twelve syllables' worth of chance that can be read out over a telephone: 48 bits."""
    words = ["".join(secrets.choice(_SYLLABLES) for _ in range(3)) for _ in range(4)]
    return "-".join(words)


def _told(grants: Sequence[Grant]) -> dict[str, list[str]]:
    return {"grants": [f"{g.role.value} {g.station_id or g.area}".strip() for g in grants]}


def _other(db: Database, account_id: str, by: Account) -> Account:
    """The account; Refused for one's own, so that nobody raises or locks out themselves."""
    if account_id == by.id:
        raise Refused("不能改自己的权限。请另一位市级管理员来改。", code="own_account")
    return store.get(db, account_id)
