"""T14, T17, T18: what a browser holds is worth nothing once it should not be."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from stations.accounts import management, passwords
from stations.accounts.management import Manager
from stations.accounts.model import Account, Grant, Scope
from stations.accounts.roles import Role
from stations.accounts.sessions import IDLE, LONGEST
from stations.db.base import Database
from tests.security.world import OWN
from tests.support import make
from tests.support.deskwork import PASSWORD, token_in

Enter = Callable[[Role], FlaskClient]
PAGE = f"/desk/stations/{OWN}"
CHIEF = Manager(
    account=Account(
        id="chief", name="chief", shown="总管", grants=(Grant(role=Role.ADMINISTRATOR),)
    ),
    locate=lambda _: Scope(),
)


def test_whoever_is_shut_out_is_out_with_the_next_request(db: Database, enter: Enter) -> None:
    client = enter(Role.EDITOR)
    assert client.get(PAGE).status_code == 200
    management.shut(db, "id-editor", disabled=True, by=CHIEF, at=make.NOON)
    assert client.get(PAGE).status_code == 302
    management.shut(db, "id-editor", disabled=False, by=CHIEF, at=make.NOON)
    assert client.get(PAGE).status_code == 302, "the old session stays dead"


def test_a_right_taken_away_is_gone_with_the_next_request(db: Database, enter: Enter) -> None:
    client = enter(Role.EDITOR)
    elsewhere = [Grant(role=Role.EDITOR, area="370104")]
    management.set_grants(db, "id-editor", elsewhere, by=CHIEF, at=make.NOON)
    assert client.get(PAGE).status_code == 404


@pytest.mark.parametrize("later", [IDLE, LONGEST], ids=["idle", "long"])
def test_a_session_ends_by_itself(
    enter: Enter, monkeypatch: pytest.MonkeyPatch, later: timedelta
) -> None:
    client = enter(Role.EDITOR)
    monkeypatch.setenv("STATIONS_NOW", (make.NOON + later + timedelta(seconds=1)).isoformat())
    assert client.get(PAGE).status_code == 302


def test_a_cookie_that_was_altered_or_made_up_opens_nothing(app: Flask, enter: Enter) -> None:
    held = enter(Role.EDITOR).get_cookie("desk")
    assert held
    payload, _, signature = held.value.partition(".")
    for forged in (f"{payload}x.{signature}", f"{payload}.", "e30.x.y", held.value[:-9]):
        thief = app.test_client()
        thief.set_cookie("desk", forged)
        assert thief.get(PAGE).status_code == 302, forged


def test_what_the_database_holds_of_a_session_opens_nothing(
    app: Flask, db: Database, enter: Enter
) -> None:
    enter(Role.EDITOR)
    [row] = db.rows("select id from sessions where account_id = 'id-editor'")
    thief = app.test_client()
    with thief.session_transaction(path="/desk/") as session:
        session["_user_id"] = row["id"]
    assert thief.get(PAGE).status_code == 302


@pytest.fixture(scope="module")
def hashed() -> str:
    return passwords.hashed(PASSWORD)


@pytest.fixture
def clerk(db: Database, hashed: str) -> str:
    """The name of an account that comes in by its password."""
    with db.writing():
        db.run("update accounts set password = :hashed where name = 'a-editor'", hashed=hashed)
    return "a-editor"


@pytest.mark.parametrize("wanted", ["/desk/stations?matter=stale&page=2", "/desk/", PAGE])
def test_one_comes_back_to_the_page_one_wanted(app: Flask, clerk: str, wanted: str) -> None:
    client = app.test_client()
    asked = client.get(wanted).headers["Location"]
    page = client.get(asked).data
    given = {"name": clerk, "password": PASSWORD, "next": shown_next(page)}
    answer = client.post("/desk/sign-in", data={"csrf_token": token_in(page), **given})
    assert answer.headers["Location"] == wanted


@pytest.mark.parametrize(
    "wanted",
    [
        "/desk/../evil", "/desk/stations/../../evil", "/desk/sign-out", "/desk/sign-in?next=/desk/",
        "/desk//evil.example", "/desk/no/such/page", "https://evil.example/desk/", "/\\evil",
        "/desk/stations#x", "/deskevil", "/voice/a", "/desk/stations/%2e%2e", "//evil/desk/",
        "/desk/stations?\r\nSet-Cookie: a=b", "/desk/" + "x" * 2000,
    ],
)  # fmt: skip
def test_one_comes_to_no_other_page_by_signing_in(app: Flask, clerk: str, wanted: str) -> None:
    client = app.test_client()
    page = client.get("/desk/sign-in", query_string={"next": wanted}).data
    assert shown_next(page) == ""
    given = {"name": clerk, "password": PASSWORD, "next": wanted}
    answer = client.post("/desk/sign-in", data={"csrf_token": token_in(page), **given})
    assert answer.headers["Location"] == "/desk/"


def shown_next(page: bytes) -> str:
    """Where the form would lead on to."""
    found = re.search(rb'name="next" value="([^"]*)"', page)
    return html.unescape(found[1].decode()) if found else ""


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "localhost@evil"])
def test_no_answer_leads_to_another_host(app: Flask, enter: Enter, host: str) -> None:
    client = enter(Role.EDITOR)
    for path in (
        f"//{host}/desk",
        f"/desk/sign-in?next=https://{host}/",
        f"/desk/stations?next=//{host}",
    ):
        answer = client.get(path)
        assert host not in answer.headers.get("Location", "")
    form = {"csrf_token": "x"}
    for path in ("/desk/sign-out", f"{PAGE}/verify"):
        answer = client.post(path, data=form, headers={"Referer": f"https://{host}/"})
        assert host not in answer.headers.get("Location", "")
