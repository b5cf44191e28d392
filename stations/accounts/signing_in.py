"""How does somebody come in, and change what lets them in?"""

from __future__ import annotations

import hmac
from datetime import datetime

import pyotp

from stations.accounts import limits, noting, passwords, sessions, store
from stations.accounts.model import Account
from stations.db.base import Database
from stations.errors import Invalid, Refused

ISSUER = "驿站"
_STEP_S = 30


def sign_in(
    db: Database, *, name: str, password: str, code: str, address: str, at: datetime
) -> str:
    """Opens a session; its token. Refused with one sentence whatever was wrong.

    Name, password and the code of the second factor are asked for together, so that no answer
    tells which of them was right, nor whether the name exists.
    """
    name = name.strip().casefold()
    with db.writing():
        known = limits.begin(db, name=name, address=address, at=at)
    found = store.named(db, name)
    account, kept = found if found else (None, None)
    right = passwords.right(password, kept)
    if account is not None and right and not account.disabled:
        with db.writing():
            if not account.second_factor or _used(db, account.id, code, at=at):
                limits.succeeded(db, known, name=name)
                noting.note(db, "signed_in", account.id, by=account, at=at)
                return sessions.open_for(db, account.id, at=at)
    raise Refused("登录名、密码或动态口令不对。请再试一次。", code="wrong_sign_in")


def change_password(db: Database, account: Account, *, old: str, new: str, at: datetime) -> str:
    """Changes one's own password, ends all sessions and opens a new one; its token."""
    found = store.named(db, account.name)
    if found is None or not passwords.right(old, found[1]):
        raise Invalid("现在的密码不对。请再试一次。", field="old")
    if hmac.compare_digest(old.encode(), new.encode()):
        raise Invalid("新密码和现在的一样。请换一个。", field="password")
    passwords.check(new, name=account.name)
    kept = passwords.hashed(new)
    with db.writing():
        store.set_password(db, account.id, kept, must_change=False, at=at)
        sessions.close_all(db, account.id)
        noting.note(db, "password_changed", account.id, by=account, at=at)
        return sessions.open_for(db, account.id, at=at)


def new_secret() -> str:
    """A secret for an authenticator app."""
    return pyotp.random_base32()


def secret_url(account: Account, secret: str) -> str:
    """What an authenticator app reads, as a link or from a QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=account.name, issuer_name=ISSUER)


def begin_second_factor(
    db: Database, account: Account, *, secret: str, code: str, at: datetime
) -> None:
    """Asks for a code from now on, once the first one shows that the app knows the secret."""
    if _step_of(secret, code, at=at) is None:
        raise Invalid("动态口令不对。请看应用里现在显示的六位数。", field="code")
    with db.writing():
        store.set_second_factor(db, account.id, secret)
        noting.note(db, "second_factor_begun", account.id, by=account, at=at)


def _used(db: Database, account_id: str, code: str, *, at: datetime) -> bool:
    """Whether a code is right and was not used before; it is used now (inside `writing`)."""
    secret, _ = store.second_factor(db, account_id)
    step = _step_of(secret, code, at=at)
    return step is not None and store.use_step(db, account_id, step)


def _step_of(secret: str, code: str, *, at: datetime) -> int | None:
    """The time step whose code this is: the present one or its neighbours, as clocks differ."""
    given = "".join(code.split())
    now = int(at.timestamp()) // _STEP_S
    for step in (now, now - 1, now + 1):
        if given and hmac.compare_digest(pyotp.TOTP(secret).at(step * _STEP_S), given):
            return step
    return None
