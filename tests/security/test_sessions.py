"""T14, T17, T18: what a browser holds is worth nothing once it should not be."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import make
import pytest
from flask import Flask
from flask.testing import FlaskClient
from world import OWN

from stations.accounts import managing
from stations.accounts.managing import Manager
from stations.accounts.model import Account, Grant, Scope
from stations.accounts.roles import Role
from stations.accounts.sessions import IDLE, LONGEST
from stations.db.base import Database

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
    managing.shut(db, "id-editor", disabled=True, by=CHIEF, at=make.NOON)
    assert client.get(PAGE).status_code == 302
    managing.shut(db, "id-editor", disabled=False, by=CHIEF, at=make.NOON)
    assert client.get(PAGE).status_code == 302, "the old session stays dead"


def test_a_right_taken_away_is_gone_with_the_next_request(db: Database, enter: Enter) -> None:
    client = enter(Role.EDITOR)
    elsewhere = [Grant(role=Role.EDITOR, area="370104")]
    managing.set_grants(db, "id-editor", elsewhere, by=CHIEF, at=make.NOON)
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
