"""Do the limits on guessing keep guessers out, and nobody else?"""

from __future__ import annotations

from datetime import timedelta

import pytest

from stations.accounts import attempt_limits, authentication, passwords
from stations.accounts.authentication import Attempt
from stations.db.base import Database
from stations.errors import Refused
from tests.accounts.people import AT, made, sign_in

_AHEAD = timedelta(days=3) // timedelta(minutes=1)


def test_one_line_of_the_internet_is_one_address_however_many_it_has(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passwords, "right", lambda *_: False)
    for n in range(attempt_limits.BY_ADDRESS):
        with pytest.raises(Refused, match="不对"):
            sign_in(db, f"name{n}", "guess", address=f"2001:db8:1:2::{n:x}")
    with pytest.raises(Refused, match="太多"):
        sign_in(db, "another", "guess", address="2001:db8:1:2:ffff::1")
    with pytest.raises(Refused, match="不对"):
        sign_in(db, "another", "guess", address="2001:db8:1:3::1")


def test_no_flood_of_guesses_keeps_known_browsers_out(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, password = made(db)
    ours = passwords.right
    monkeypatch.setattr(passwords, "right", lambda *_: False)
    for n in range(attempt_limits.OF_ALL):
        with pytest.raises(Refused, match="不对"):
            sign_in(db, f"name{n}", "guess", address=f"10.{n // 250}.{n % 250}.1")
    monkeypatch.setattr(passwords, "right", ours)
    with pytest.raises(Refused, match="太多"):
        sign_in(db, one.name, password, address="10.200.0.1")
    known = Attempt(name=one.name, password=password, address="10.0.0.1", device="d1")
    assert authentication.sign_in(db, known, at=AT)
    authentication.confirm_password(db, one, password, at=AT)


def test_a_clock_that_was_ahead_locks_nobody_out(db: Database) -> None:
    one, password = made(db)
    for _ in range(attempt_limits.BY_NAME):
        with pytest.raises(Refused):
            sign_in(db, one.name, "slip", minutes=_AHEAD)
    with pytest.raises(Refused, match="太多"):
        sign_in(db, one.name, password, minutes=_AHEAD)
    assert sign_in(db, one.name, password)
