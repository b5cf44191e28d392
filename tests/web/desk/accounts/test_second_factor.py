"""A second factor is shown as on or off, and ends only knowingly."""

from __future__ import annotations

from datetime import timedelta

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient

from stations.accounts import authentication
from stations.accounts import store as accounts
from stations.accounts.authentication import Attempt
from stations.audit import log
from stations.db.base import Database
from stations.errors import Refused
from tests.support import make
from tests.support.deskwork import PASSWORD, seated, token_in

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
LATER = make.NOON + timedelta(minutes=5)


@pytest.fixture
def db(app: Flask) -> Database:
    connection: Database = app.extensions["stations"].connections()
    return connection


@pytest.fixture
def holder(app: Flask, db: Database) -> FlaskClient:
    """An editor who has set one up."""
    editor = accounts.get(db, "id-editor")
    authentication.begin_second_factor(
        db, editor, secret=SECRET, code=pyotp.TOTP(SECRET).at(make.NOON), at=make.NOON
    )
    return seated(app, "a-editor")


def sent(client: FlaskClient, path: str, **given: str) -> tuple[int, str]:
    form = {"csrf_token": token_in(client.get("/desk/password").data), **given}
    answer = client.post(path, data=form)
    return answer.status_code, answer.get_data(as_text=True)


def test_it_says_that_it_is_on_since_when_and_offers_no_new_key_by_itself(
    app: Flask, holder: FlaskClient
) -> None:
    page = holder.get("/desk/password").get_data(as_text=True)
    assert "已开通" in page
    assert "2026-11-20" in page
    assert "没有开通" in seated(app, "a-reviewer").get("/desk/password").get_data(as_text=True)
    room = holder.get("/desk/second-factor").get_data(as_text=True)
    assert "<h1>换一部手机</h1>" in room
    chief = seated(app, "a-administrator")
    told = chief.get("/desk/accounts/id-editor").get_data(as_text=True)
    assert "二次验证已开通，2026-11-20 起" in told


def test_it_is_switched_off_with_password_and_code_only(
    monkeypatch: pytest.MonkeyPatch, holder: FlaskClient, db: Database
) -> None:
    monkeypatch.setenv("STATIONS_NOW", LATER.isoformat())
    code = pyotp.TOTP(SECRET).at(LATER)
    path = "/desk/second-factor/end"
    used = pyotp.TOTP(SECRET).at(make.NOON)
    for old, given in (("wrong", code), (PASSWORD, "000000"), (PASSWORD, ""), (PASSWORD, used)):
        assert sent(holder, path, old=old, code=given)[0] == 400
        assert accounts.get(db, "id-editor").second_factor
    assert sent(holder, path, old=PASSWORD, code=code)[0] == 303
    after = accounts.get(db, "id-editor")
    assert (after.second_factor, after.factor_since) == (False, None)
    assert log.newest(db, limit=1)[0]["action"] == "second_factor_ended"


@pytest.mark.parametrize(("fate", "told"), [("kept", "保留了您的"), ("removed", "去掉了您的")])
def test_a_reset_keeps_or_removes_it_as_the_administrator_chose_and_its_owner_is_told(
    app: Flask, holder: FlaskClient, db: Database, fate: str, told: str
) -> None:
    chief, path = seated(app, "a-administrator"), "/desk/accounts/id-editor/reset"
    assert sent(chief, path)[0] == 400, "without a choice nothing is reset"
    status, page = sent(chief, path, factor=fate)
    assert status == 200
    password = page.split("<code>")[1].split("</code>")[0]
    kept = fate == "kept"
    assert accounts.get(db, "id-editor").second_factor is kept
    entry = log.newest(db, limit=1)[0]
    assert (entry["action"], entry["body"]) == ("account_reset", {"second_factor": fate})
    attempt = Attempt(name="a-editor", password=password)
    if kept:
        with pytest.raises(Refused):
            authentication.sign_in(db, attempt, at=LATER)
    code = pyotp.TOTP(SECRET).at(LATER) if kept else ""
    authentication.sign_in(db, Attempt(name="a-editor", password=password, code=code), at=LATER)
    owner = seated(app, "a-editor").get("/desk/password").get_data(as_text=True)
    assert told in owner


def test_who_has_none_is_reset_without_being_asked_about_it(app: Flask, db: Database) -> None:
    chief = seated(app, "a-administrator")
    assert "二次验证怎么办" not in chief.get("/desk/accounts/id-editor").get_data(as_text=True)
    assert sent(chief, "/desk/accounts/id-editor/reset")[0] == 200
    assert "二次验证" not in str(log.newest(db, limit=1)[0]["body"])
