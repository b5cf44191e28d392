"""T14: an own phone of a keeper comes in by itself, and does nothing weighty without a password."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from stations.accounts import passwords
from stations.accounts.sessions import IDLE
from stations.db.base import Database
from stations.web.guarding import SIGNED_IN
from tests.security.world import OWN
from tests.support import make
from tests.support.deskwork import PASSWORD, token_in

PAGE = f"/desk/mine/{OWN}"


@pytest.fixture(scope="module")
def hashed() -> str:
    return passwords.hashed(PASSWORD)


@pytest.fixture
def known(db: Database, hashed: str) -> None:
    with db.writing():
        db.run("update accounts set password = :hashed", hashed=hashed)


def signed_in(app: Flask, name: str = "a-keeper", **given: str) -> FlaskClient:
    client = app.test_client()
    form = {"csrf_token": token_in(client.get("/desk/sign-in").data), "name": name}
    answer = client.post("/desk/sign-in", data={**form, "password": PASSWORD, **given})
    assert answer.status_code == 303
    return client


def later(monkeypatch: pytest.MonkeyPatch, after: timedelta) -> None:
    monkeypatch.setenv("STATIONS_NOW", (make.NOON + after).isoformat())


def posted(client: FlaskClient, path: str, **given: str) -> TestResponse:
    token = token_in(client.get("/desk/password").data)
    return client.post(path, data={"csrf_token": token, **given})


def test_the_phone_comes_in_after_the_session_ended_and_others_do_not(
    app: Flask, known: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine, plain = signed_in(app, own_phone="1"), signed_in(app)
    token = token_in(mine.get(PAGE).data)
    later(monkeypatch, IDLE + timedelta(days=2))
    assert plain.get(PAGE).status_code == 302
    # A page that was left open is sent: its token is known still.
    assert mine.post(PAGE, data={"csrf_token": token, "do": "confirm"}).status_code == 303
    assert mine.get(PAGE).status_code == 200
    later(monkeypatch, timedelta(days=31))
    assert mine.get(PAGE).status_code == 302


def test_its_cookie_is_closed_to_scripts_and_to_other_sites(app: Flask, known: None) -> None:
    app.config["SESSION_COOKIE_SECURE"] = True
    client = app.test_client()
    form = {"csrf_token": token_in(client.get("/desk/sign-in", base_url="https://localhost").data)}
    answer = client.post(
        "/desk/sign-in", base_url="https://localhost", headers={"Origin": "https://localhost"},
        data={**form, "name": "a-keeper", "password": PASSWORD, "own_phone": "1"},
    )  # fmt: skip
    [cookie] = [
        one for one in answer.headers.getlist("Set-Cookie") if one.startswith("__Secure-phone=")
    ]
    for part in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/desk", "Max-Age=2592000"):
        assert part in cookie


def test_an_account_with_another_right_comes_in_and_is_told_that_it_is_not_kept(
    app: Flask, known: None
) -> None:
    client = signed_in(app, "a-editor", own_phone="1")
    assert client.get_cookie("phone", path="/desk") is None
    assert "只给没有别的权限" in client.get("/desk/password").get_data(as_text=True)


def test_a_weighty_step_asks_for_the_password_and_then_goes_on(
    app: Flask, known: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = signed_in(app, own_phone="1")
    later(monkeypatch, IDLE + timedelta(minutes=1))
    apply = "/desk/reviews/apply"
    asked = client.get(apply)
    assert asked.headers["Location"].startswith("/desk/sign-in")
    form = client.get(asked.headers["Location"])
    assert "再写一次密码" in form.get_data(as_text=True)
    step = posted(client, f"/desk/reviews/review-{OWN}/steps/withdraw", version="1")
    assert (step.status_code, "再写一次密码" in step.text) == (403, True)
    given = {"csrf_token": token_in(form.data), "next": apply}
    answer = client.post("/desk/sign-in", data={**given, "name": "a-keeper", "password": PASSWORD})
    assert answer.headers["Location"] == apply
    assert client.get(apply).status_code == 200
    later(monkeypatch, 3 * IDLE)
    assert client.get(apply).status_code == 302, "for as long as a session lasts"
    assert client.get(PAGE).status_code == 200


def test_nothing_of_ones_own_is_changed_by_a_phone_but_what_is_named(
    app: Flask, known: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A route that is to come is closed to phones until somebody has thought about it."""
    client = signed_in(app, own_phone="1")
    later(monkeypatch, IDLE + timedelta(minutes=1))
    token = token_in(client.get("/desk/password").data)
    refused = set()
    for rule in app.url_map.iter_rules():
        policy = getattr(app.view_functions[rule.endpoint], "policy", None)
        if policy != SIGNED_IN or "POST" not in (rule.methods or ()):
            continue
        path = "/" + "/".join("9" if "<" in part else part for part in rule.rule.split("/")[1:])
        if rule.endpoint not in ("signing.out", "phones.end"):
            answer = client.post(path, data={"csrf_token": token, "number": "1"})
            if answer.status_code == 403:
                refused.add(rule.endpoint)
    assert not refused & {"messages.read", "signing.password", "signing.second_factor"}
    assert "telling.choose" in refused, "where messages go to"


def test_a_new_password_needs_the_old_one_and_ends_the_phone(
    app: Flask, known: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, other = signed_in(app, own_phone="1"), signed_in(app, own_phone="1")
    later(monkeypatch, IDLE + timedelta(minutes=1))
    new = {"new": "quite another one", "again": "quite another one"}
    assert posted(client, "/desk/password", old="wrong", **new).status_code == 400
    assert posted(client, "/desk/password", old=PASSWORD, **new).status_code == 303
    later(monkeypatch, 3 * IDLE)
    assert other.get(PAGE).status_code == 302


def test_signing_out_forgets_the_phone_and_so_does_its_list(
    app: Flask, known: None, monkeypatch: pytest.MonkeyPatch, db: Database
) -> None:
    client, other = signed_in(app, own_phone="1"), signed_in(app, own_phone="1")
    assert posted(client, "/desk/sign-out").status_code == 303
    [row] = db.rows("select id from own_phones")
    page = other.get("/desk/password").get_data(as_text=True)
    assert f"/desk/phones/{row['id']}/end" in page
    assert "就是这部" in page
    assert posted(signed_in(app, "a-operator"), f"/desk/phones/{row['id']}/end").status_code == 404
    assert posted(other, f"/desk/phones/{row['id']}/end").status_code == 303
    later(monkeypatch, IDLE + timedelta(minutes=1))
    assert client.get(PAGE).status_code == other.get(PAGE).status_code == 302


def test_a_copied_cookie_is_told_to_who_comes_next(
    app: Flask, known: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, thief = signed_in(app, own_phone="1"), app.test_client()
    held = client.get_cookie("phone", path="/desk")
    assert held
    thief.set_cookie("phone", held.value, path="/desk")
    for hours in (1, 2):
        later(monkeypatch, timedelta(hours=hours))
        assert client.get(PAGE).status_code == 200
    answer = thief.get(PAGE, follow_redirects=True)
    assert "被人复制过" in answer.get_data(as_text=True)
    assert client.get(PAGE).status_code == 302


def test_who_signs_in_on_the_phone_of_another_does_not_leave_them_signed_in(
    app: Flask, known: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = signed_in(app, own_phone="1")
    form = {"csrf_token": token_in(client.get("/desk/sign-in").data)}
    client.post("/desk/sign-in", data={**form, "name": "a-operator", "password": PASSWORD})
    later(monkeypatch, IDLE + timedelta(minutes=1))
    assert client.get(PAGE).status_code == 302


def test_the_administrator_signs_the_phones_of_a_keeper_out(
    app: Flask, known: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, chief = signed_in(app, own_phone="1"), signed_in(app, "a-administrator")
    assert "让 1 部手机退出登录" in chief.get("/desk/accounts/id-keeper").get_data(as_text=True)
    assert posted(chief, "/desk/accounts/id-keeper/phones").status_code == 303
    later(monkeypatch, IDLE + timedelta(minutes=1))
    assert client.get(PAGE).status_code == 302
