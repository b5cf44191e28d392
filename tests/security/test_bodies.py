"""Who sends something, and whether they may, is asked before a byte of it is read."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from stations.accounts.roles import MAY, Action, Role
from stations.web import guarding
from tests.security import world
from tests.support.deskwork import token_in

Enter = Callable[[Role], FlaskClient]
HUGE = 200_000_000
PHOTO = 8_000_000
REPORT = f"/voice/{world.OWN}/report"


class Unread(io.RawIOBase):
    """A body that must not be asked for."""

    def readinto(self, _buffer: object) -> int:
        raise AssertionError("the body was read")

    def readable(self) -> bool:
        return True


def sent(client: FlaskClient, path: str, *, size: int) -> TestResponse:
    """The answer to a form of this size, of which no byte was read."""
    given = {
        "wsgi.input": Unread(),
        "wsgi.input_terminated": True,
        "CONTENT_LENGTH": str(size),
        "CONTENT_TYPE": "multipart/form-data; boundary=between",
    }
    return client.post(path, environ_overrides=given)


def routes(app: Flask) -> Iterator[tuple[str, guarding.Policy]]:
    """Every guarded route that takes a form, and what it needs."""
    adapter = app.url_map.bind("localhost")
    for prefix in guarding.GUARDED:
        for method, path, _own in world.routes(app, world.OWN, prefix=prefix):
            if method == "POST":
                endpoint, _ = adapter.match(path, method=method)
                yield path, app.view_functions[endpoint].policy  # type: ignore[attr-defined]


def test_nothing_that_a_stranger_sends_to_the_desk_is_read(app: Flask) -> None:
    client, walked = app.test_client(), 0
    for path, policy in routes(app):
        if policy != guarding.ANYBODY:
            for size in (100, HUGE):
                answer = sent(client, path, size=size)
                assert answer.status_code == 403, path
                assert "请重新登录" in answer.text, path
            walked += 1
    assert walked > 40


@pytest.mark.parametrize("role", list(Role))
def test_nothing_is_read_of_somebody_whose_role_may_not_send_it(
    app: Flask, enter: Enter, role: Role
) -> None:
    client = enter(role)
    for path, policy in routes(app):
        if isinstance(policy, Action) and policy not in MAY[role]:
            answer = sent(client, path, size=HUGE)
            assert answer.status_code == 403, path
            assert "没有这项权限" in answer.text, path


def test_nothing_is_read_of_more_than_a_route_takes(app: Flask, enter: Enter) -> None:
    roles, walked = {role: enter(role) for role in Role}, 0
    for client in roles.values():
        token_in(client.get("/desk/password").data)
    for path, policy in routes(app):
        for role, client in roles.items():
            if not isinstance(policy, Action) or policy in MAY[role]:
                assert sent(client, path, size=HUGE).status_code == 413, (path, role)
                walked += 1
    assert walked > 100


def test_only_routes_that_take_files_take_more_than_a_form(app: Flask) -> None:
    large = {
        endpoint for endpoint, view in app.view_functions.items() if getattr(view, "most_bytes", 0)
    }
    assert large == {
        "applying.save", "desk_photos.add", "importing.upload", "inspecting.receive",
        "voice.report",
        "kept_reports.send",
        "people.look",
        "star_lists.upload",
        "desk_schemes.begin",
        "desk_schemes.save",
        "desk_outcomes.add_photos",
        "campaign_deliveries.deliver",
        "desk_campaigns.take_list",
    }  # fmt: skip
    assert app.config["MAX_CONTENT_LENGTH"] <= 256_000


def test_a_photo_is_read_of_those_only_who_opened_the_form(app: Flask) -> None:
    answer = sent(app.test_client(), REPORT, size=PHOTO)
    assert answer.status_code == 403
    assert "允许 Cookie" in answer.text
    made_up = app.test_client()
    made_up.set_cookie("desk", "made-up", path="/")
    answer = sent(made_up, REPORT, size=PHOTO)
    assert answer.status_code == 403
    assert "请返回上一页" in answer.text


def test_nothing_is_read_where_no_form_is_taken(app: Flask) -> None:
    for path in ("/", f"/stations/{world.OWN}", "/api/v1/stations/nearest", "/healthz", "/no"):
        assert sent(app.test_client(), path, size=HUGE).status_code in (404, 405)
