"""A second factor can be demanded: nothing else is done before it is set up."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient

from stations import config
from stations.accounts import passwords, pending_rights
from stations.accounts import store as accounts
from stations.accounts.roles import Role
from stations.app import create_app
from stations.config import FactorDemand
from stations.errors import Invalid
from tests.support import deskwork, make
from tests.support.deskwork import PASSWORD, person, seated, signed_in, token_in

ROOM = "/desk/second-factor"
NEVER_DEMANDED = [role for role in Role if role not in pending_rights.WEIGHTY]


@pytest.fixture
def made(
    sqlite_address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Flask]:
    monkeypatch.setenv("STATIONS_NOW", make.NOON.isoformat())

    def make_app(demand: str, **settings: str) -> Flask:
        given = {"STATIONS_DATABASE": sqlite_address, "STATIONS_STATE": str(tmp_path)}
        given |= {"STATIONS_SECOND_FACTOR": demand, **settings}
        app = create_app(config.from_environment(given))
        deskwork.staff(app.extensions["stations"].connections())
        return app

    return make_app


def is_led_there(client: FlaskClient, path: str = "/desk/") -> bool:
    answer = client.get(path)
    return answer.status_code == 302 and answer.headers["Location"] == ROOM


def set_up(client: FlaskClient) -> None:
    page = client.get(ROOM)
    secret = re.search(r"<code>([A-Z2-7]+)</code>", page.get_data(as_text=True))
    assert secret
    code = pyotp.TOTP(secret[1]).at(make.NOON)
    form = {"csrf_token": token_in(page.data), "old": PASSWORD, "code": code}
    assert client.post(ROOM, data=form).status_code == 303


def test_who_holds_weighty_rights_does_nothing_before_it_is_set_up(
    made: Callable[..., Flask],
) -> None:
    app = made("weighty")
    for role in pending_rights.WEIGHTY:
        assert is_led_there(seated(app, f"a-{role.value}")), role
    for role in NEVER_DEMANDED:
        answer = seated(app, f"a-{role.value}").get("/desk/", follow_redirects=True)
        begins = "/desk/rounds/" if role is Role.RIDER else "/desk/"
        assert (answer.status_code, answer.request.path) == (200, begins), role


def test_no_page_of_the_desk_is_open_to_who_lacks_it(made: Callable[..., Flask]) -> None:
    app = made("all")
    client = seated(app, "a-administrator")
    pages = [
        rule.rule
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/desk") and not rule.arguments and "GET" in (rule.methods or ())
    ]
    opened = {path for path in pages if not is_led_there(client, path)}
    assert opened == {"/desk/sign-in", "/desk/password", ROOM}


def test_everybody_can_be_asked_for_it_and_goes_on_once_it_is_there(
    made: Callable[..., Flask],
) -> None:
    app = made("all")
    client = signed_in(app, "a-keeper")
    page = client.get("/desk/", follow_redirects=True).get_data(as_text=True)
    assert "请先开通二次验证" in page
    set_up(client)
    assert client.get("/desk/").status_code == 200
    assert "请先" not in client.get(ROOM).get_data(as_text=True)


def test_what_is_sent_meanwhile_is_refused_in_words(made: Callable[..., Flask]) -> None:
    app = made("weighty")
    client = seated(app, "a-administrator")
    form = {"csrf_token": token_in(client.get(ROOM).data), "name": "new", "shown": "New"}
    answer = client.post("/desk/accounts", data=form)
    assert answer.status_code == 403
    assert "要先开通二次验证" in answer.get_data(as_text=True)
    assert not accounts.named(app.extensions["stations"].connections(), "new")
    assert client.post("/desk/sign-out", data=form).status_code == 303


def test_a_first_password_is_changed_before_and_a_reset_asks_for_both_again(
    made: Callable[..., Flask],
) -> None:
    app = made("all")
    db = app.extensions["stations"].connections()
    client = seated(app, "a-finance")
    set_up(client)
    with db.writing() as tx:
        accounts.set_password(
            tx, "id-finance", passwords.hashed(PASSWORD), must_change=True, at=make.NOON
        )
        accounts.set_second_factor(tx, "id-finance", "", at=make.NOON)
    assert client.get(ROOM).headers["Location"] == "/desk/password"
    form = {"csrf_token": token_in(client.get("/desk/password").data), "old": PASSWORD}
    new = "five quite unlike words"
    client.post("/desk/password", data={**form, "new": new, "again": new})
    assert is_led_there(client)


def test_as_before_nobody_is_asked_where_nothing_is_set(made: Callable[..., Flask]) -> None:
    app = made("")
    assert seated(app, "a-administrator").get("/desk/").status_code == 200


def test_accounts_of_the_demo_are_never_asked() -> None:
    shown = replace(person(Role.ADMINISTRATOR), demo=True)
    assert not any(pending_rights.lacks_second_factor(shown, demand) for demand in FactorDemand)


@pytest.mark.parametrize("wrong", ["yes", "1", "WEIGHTY", "everybody"])
def test_a_demand_that_is_none_is_refused_at_the_start(wrong: str) -> None:
    with pytest.raises(Invalid, match=f"weighty.*“{wrong}”"):
        config.from_environment({"STATIONS_SECOND_FACTOR": wrong, "STATIONS_STATE": "x"})
