"""Accounts of every role, and how a test signs in with one."""

from __future__ import annotations

import re

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from stations.accounts import passwords, sessions
from stations.accounts import store as accounts
from stations.accounts.model import Account, Grant
from stations.accounts.roles import BY_STATION, Role
from stations.db.base import Database
from stations.web import clock
from tests.support import make

PASSWORD = "four unlike words"
DISTRICT = "370102"


def staff(db: Database, *, station_id: str = "a", district: str = DISTRICT) -> None:
    """One account of each role, past its first sign-in: `a-editor` for the district and so on."""
    kept = passwords.hashed(PASSWORD)
    for role in Role:
        where = {"station_id": station_id} if role in BY_STATION else {"area": district}
        account = Account(
            id=f"id-{role.value}",
            name=f"a-{role.value}",
            shown=role.value,
            grants=(Grant(role=role, **where),),
        )
        with db.writing():
            accounts.add(db, account, password=kept, at=make.NOON)


def token_in(page: bytes) -> str:
    """The token of the form on a page."""
    found = re.search(rb'name="csrf_token" value="([^"]+)"', page)
    assert found
    return found[1].decode()


def taken(client: FlaskClient, path: str, **given: str | list[str]) -> TestResponse:
    """The file that a form of a page sends for, with the token of the session."""
    token = token_in(client.get("/desk/password").data)
    return client.post(path, data={"csrf_token": token, **given})


def signed_in(app: Flask, name: str, password: str = PASSWORD, code: str = "") -> FlaskClient:
    """A browser in which this account has signed in."""
    client = app.test_client()
    form = {"csrf_token": token_in(client.get("/desk/sign-in").data)}
    answer = client.post(
        "/desk/sign-in", data={**form, "name": name, "password": password, "code": code}
    )
    assert answer.status_code == 303, answer.data.decode()
    return client


def seated(app: Flask, name: str) -> FlaskClient:
    """A browser with an open session of this account, for whatever is not about coming in."""
    db = app.extensions["stations"].connections()
    found = accounts.named(db, name)
    assert found, name
    with db.writing():
        token = sessions.open_for(db, found[0].id, at=clock.now())
    client = app.test_client()
    with client.session_transaction(path="/desk/") as session:
        session["_user_id"] = token
    return client


def person(role: Role, where: str = DISTRICT) -> Account:
    """An account with one role, for an area or a station, that is not stored."""
    key = "station_id" if role in BY_STATION else "area"
    grant = Grant(role=role, **{key: where})
    return Account(id=f"id-{role.value}", name=f"a-{role.value}", shown=role.value, grants=(grant,))
