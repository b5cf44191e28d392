"""Who signed up leaves no trace once they ask, or some days after."""

from __future__ import annotations

import logging
from datetime import timedelta
from pathlib import Path

import pytest

from stations.accounts.model import Account
from stations.accounts.roles import Role
from stations.db import opening
from stations.db.base import Database
from stations.errors import Invalid, NotFound, Refused
from stations.signups import forgetting, own_signup, phone_erasure, store
from stations.signups.people_cipher import PeopleCipher
from tests.signups import classes
from tests.support import make
from tests.support.deskwork import person

PHONE, NAME = "13912345678", "无名氏甲乙丙"


def _files(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def _dumped(db: Database) -> str:
    """Everything that the tables hold."""
    tables = (
        "signups", "signup_counts", "log", "voice_counts", "seals", "activities",
        "activity_sessions", "outbox",
    )  # fmt: skip
    return repr([db.rows(f"select * from {table}") for table in tables])


def test_neither_files_nor_logs_ever_hold_the_number(
    tmp_path: Path, sqlite_address: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    db = opening.open_ready(sqlite_address)
    with db.writing() as tx:
        classes.add(tx, "course")
    classes.sign_up(db, phone=PHONE, name=NAME, token="mine")
    with pytest.raises(Refused) as refused:
        classes.sign_up(db, phone=PHONE, name=NAME)
    kept = _files(tmp_path)
    assert PHONE.encode() not in kept
    assert NAME.encode() not in kept
    signup = store.every(db, "course")[0]
    for trace in (signup.person, signup.phone_mark.encode(), signup.tail_mark.encode()):
        assert trace in kept
    assert PHONE not in caplog.text + str(refused.value)

    own_signup.erase(db, "mine", at=make.NOON)
    db.close()
    kept = _files(tmp_path)
    for trace in (signup.person, signup.phone_mark.encode(), signup.tail_mark.encode()):
        assert trace not in kept


def test_who_asks_is_forgotten_at_once_and_the_next_moves_up(opened: Database) -> None:
    for token in "abc":
        classes.sign_up(opened, token=token)
    gone = store.every(opened, "course")[0]
    own_signup.erase(opened, "a", at=make.NOON)
    for trace in (gone.id, gone.phone_mark, gone.tail_mark, gone.receipt):
        assert trace not in _dumped(opened)
    assert classes.states(opened) == ["in", "offered"]
    with pytest.raises(NotFound):
        own_signup.erase(opened, "a", at=make.NOON)


def test_all_are_forgotten_some_days_after_and_their_number_stays(opened: Database) -> None:
    for token in "abc":
        classes.sign_up(opened, token=token)
    ended = classes.STARTS + timedelta(hours=2)
    act = make.act(forgetting.ACTION)
    nights = [ended + timedelta(days=days, hours=14) for days in (29, 30, 30)]
    for night, left in zip(nights, (3, 0, 0), strict=True):
        forgetting.nightly(opened, after_days=30, at=night)
        assert len(classes.states(opened)) == left
    assert store.counted(opened, ["course"]) == {"course": (2, 0)}
    assert forgetting.forget(opened, after_days=30, act=act) == 0


def test_another_key_opens_nothing_and_says_so() -> None:
    signup = classes.signup()
    stranger = PeopleCipher(b"another key")
    with pytest.raises(Refused, match="people_key"):
        stranger.person(signup.person, id=signup.id)
    with pytest.raises(Refused):
        classes.CIPHER.person(signup.person, id="another one")
    assert classes.CIPHER.person(signup.person, id=signup.id).masked_phone.startswith("138****")


def test_who_asks_by_telephone_is_forgotten_in_all_sessions_of_ones_own_area(
    opened: Database, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with opened.writing() as tx:
        classes.add(tx, "second")
        classes.add(tx, "abroad", area_code="440304")
    classes.sign_up(opened, phone=PHONE, name=NAME, token="mine")
    for token in "ab":
        classes.sign_up(opened, token=token)
    for session in ("second", "abroad"):
        classes.sign_up(opened, session_id=session, phone=PHONE, name=NAME)
    gone = [*store.every(opened, "course")[:1], *store.every(opened, "second")]

    def erased(typed: str, by: Account | None) -> int:
        act = make.act(phone_erasure.ACTION)
        return phone_erasure.erase(opened, typed, cipher=classes.CIPHER, act=act, by=by)

    assert erased("13912345679", person(Role.EDITOR)) == 0
    assert erased("+86 139-1234-5678", person(Role.KEEPER, "elsewhere")) == 0
    assert erased("１３９ 1234 5678", person(Role.EDITOR)) == 2
    for one in gone:
        for trace in (one.id, one.phone_mark, one.tail_mark, one.receipt, PHONE):
            assert trace not in _dumped(opened)
    assert classes.states(opened) == ["in", "offered"], "who waited moves up"
    assert len(store.every(opened, "abroad")) == 1
    assert erased(PHONE, None) == 1
    with pytest.raises(Invalid):
        erased("1391234567", None)
    assert PHONE not in caplog.text
