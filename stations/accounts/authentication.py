"""Signing in, passwords and the second factor."""

from __future__ import annotations

import hmac
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pyotp

from stations.accounts import account_log, attempt_limits, passwords, sessions, store
from stations.accounts.model import Account
from stations.db.base import Database, Transaction
from stations.errors import Invalid, Refused

ISSUER = "驿站"
_STEP_S = 30
FIRST_PASSWORD = timedelta(days=3)
"""So long a password that somebody else has read lets its owner in."""
_SIGNED_IN = "signed in"
"""Stands for the browser of whoever is asked again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """What somebody types to come in, and from where.

    `device` is set where this browser has come in with this name before: its tries count apart, so
    that the wrong guesses of others do not keep the owner out.
    """

    name: str
    password: str
    code: str = ""
    address: str = ""
    device: str = ""


def sign_in(db: Database, attempt: Attempt, *, at: datetime) -> str:
    """Opens a session; its token. Refused with one sentence whatever was wrong.

    Name, password and the code of the second factor are asked for together, so that no answer
    tells which of them was right, nor whether the name exists.
    """
    attempt = replace(attempt, name=attempt.name.strip().casefold())
    with db.writing() as tx:
        known = attempt_limits.begin(
            tx, name=attempt.name, address=attempt.address, at=at, device=attempt.device
        )
    found = store.named(db, attempt.name)
    account, kept = found if found else (None, None)
    right = passwords.right(attempt.password, kept)
    if account is not None and right and not account.disabled:
        with db.writing() as tx:
            if not account.second_factor or _used(tx, account.id, attempt.code, at=at):
                attempt_limits.succeeded(tx, known, name=attempt.name, device=attempt.device)
                if _is_over(account, at=at):
                    raise Refused("first_password_over")
                account_log.note(tx, "signed_in", account.id, by=account, at=at)
                return sessions.open_for(tx, account.id, at=at)
    raise Refused("wrong_sign_in")


def _is_over(account: Account, *, at: datetime) -> bool:
    """Whether a first password has waited too long to be changed."""
    since = account.changed_at
    until = account.first_until or (since + FIRST_PASSWORD if since else None)
    return account.must_change and until is not None and at > until


def confirm_password(db: Database, account: Account, password: str, *, at: datetime) -> None:
    """Asks who is signed in for their password again; counted apart from what others guess.

    An open session on a borrowed phone is not enough to change what lets one in.
    """
    with db.writing() as tx:
        known = attempt_limits.begin(tx, name=account.name, address="", at=at, device=_SIGNED_IN)
    found = store.named(db, account.name)
    if found is None or not passwords.right(password, found[1]):
        raise Invalid("invalid.old_password", field="old")
    with db.writing() as tx:
        attempt_limits.succeeded(tx, known, name=account.name, device=_SIGNED_IN)


def change_password(db: Database, account: Account, *, old: str, new: str, at: datetime) -> str:
    """Changes one's own password, once `confirm_password` has been asked; ends all sessions.

    The token of the new one.
    """
    if hmac.compare_digest(old.encode(), new.encode()):
        raise Invalid("invalid.same_password", field="password")
    passwords.check(new, name=account.name)
    kept = passwords.hashed(new)
    with db.writing() as tx:
        store.set_password(tx, account.id, kept, must_change=False, at=at)
        sessions.close_all(tx, account.id)
        account_log.note(tx, "password_changed", account.id, by=account, at=at)
        return sessions.open_for(tx, account.id, at=at)


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
    step = _step_of(secret, code, at=at)
    if step is None:
        raise Invalid("invalid.one_time_code", field="code")
    with db.writing() as tx:
        store.set_second_factor(tx, account.id, secret, at=at)
        store.use_step(tx, account.id, step)
        account_log.note(tx, "second_factor_begun", account.id, by=account, at=at)


def end_second_factor(db: Database, account: Account, *, code: str, at: datetime) -> None:
    """Asks for no code any more, once the password and a last code have been given."""
    with db.writing() as tx:
        right = _used(tx, account.id, code, at=at)
        if right:
            store.set_second_factor(tx, account.id, "", at=at)
            account_log.note(tx, "second_factor_ended", account.id, by=account, at=at)
    if not right:
        raise Invalid("invalid.one_time_code", field="code")


def _used(tx: Transaction, account_id: str, code: str, *, at: datetime) -> bool:
    """Whether a code is right and was not used before; it is used now."""
    secret, _ = store.second_factor(tx, account_id)
    step = _step_of(secret, code, at=at)
    return step is not None and store.use_step(tx, account_id, step)


def _step_of(secret: str, code: str, *, at: datetime) -> int | None:
    """The time step whose code this is: the present one or its neighbours, as clocks differ."""
    given = "".join(code.split())
    now = int(at.timestamp()) // _STEP_S
    for step in (now, now - 1, now + 1):
        if given and hmac.compare_digest(pyotp.TOTP(secret).at(step * _STEP_S), given):
            return step
    return None
