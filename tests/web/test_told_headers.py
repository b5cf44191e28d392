"""What answers tell browsers and programs in their headers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.exceptions import TooManyRequests

from stations import config
from stations.app import create_app
from stations.web import retrying
from tests.support import deskwork, make

NEAREST = "/api/v1/stations/nearest?lat=36.65&lon=117.12"


@pytest.fixture
def made(
    sqlite_address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Flask]:
    monkeypatch.setenv("STATIONS_NOW", make.NOON.isoformat())

    def make_app(**settings: str) -> Flask:
        given = {"STATIONS_DATABASE": sqlite_address, "STATIONS_STATE": str(tmp_path), **settings}
        return create_app(config.from_environment(given))

    return make_app


def test_who_has_tried_too_often_is_told_when_to_try_again(made: Callable[..., Flask]) -> None:
    app = made()
    client = app.test_client()
    token = deskwork.token_in(client.get("/desk/sign-in").data)
    form = {"csrf_token": token, "name": "nobody", "password": "wrong", "code": ""}
    for _ in range(40):
        answer = client.post("/desk/sign-in", data=form)
        if answer.status_code == 429:
            break
    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == str(retrying.ATTEMPTS_S)


@pytest.mark.parametrize("path", ["/voice/a/report", "/desk/x", "/stars/objections/x", "/x"])
def test_every_refusal_of_too_much_tells_when_to_ask_again(
    made: Callable[..., Flask], path: str
) -> None:
    app = made()

    def refuse() -> None:
        raise TooManyRequests

    app.before_request_funcs.setdefault(None, []).insert(0, refuse)
    answer = app.test_client().get(path)
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0


@pytest.mark.parametrize(
    ("at", "seconds"),
    [("2026-11-30T23:59:30+08:00", 30), ("2026-11-30T00:00:00+08:00", 86_400),
     ("2026-11-30T15:00:00+00:00", 3_600)],
)  # fmt: skip
def test_what_is_counted_by_the_day_may_be_sent_again_tomorrow(at: str, seconds: int) -> None:
    assert retrying.until_tomorrow_s(datetime.fromisoformat(at)) == seconds


def test_names_below_are_bound_to_https_only_where_that_is_set(made: Callable[..., Flask]) -> None:
    for app, ends in ((made(), "31536000"), (made(STATIONS_HSTS_SUBDOMAINS="1"), "SubDomains")):
        client = app.test_client()
        for path in ("/", NEAREST, "/nowhere"):
            secure = client.get(path, base_url="https://localhost").headers
            assert secure["Strict-Transport-Security"].endswith(ends)
            assert "Strict-Transport-Security" not in client.get(path).headers


def test_signing_out_leaves_no_page_behind_and_what_workers_keep(
    made: Callable[..., Flask],
) -> None:
    app = made()
    deskwork.staff(app.extensions["stations"].connections())
    client = deskwork.signed_in(app, "a-editor")
    token = deskwork.token_in(client.get("/desk/password").data)
    answer = client.post("/desk/sign-out", data={"csrf_token": token})
    assert answer.status_code == 303
    assert answer.headers["Clear-Site-Data"] == '"cache"'
