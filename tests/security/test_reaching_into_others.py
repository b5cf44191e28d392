"""T01: whoever looks after one district reads and changes nothing of another, by any route."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import parse_qs

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from stations.accounts.roles import BY_STATION, MAY, Action, Role
from stations.db.base import Database
from tests.security import starred_world, world
from tests.security.world import FOREIGN, MARK, OWN
from tests.support.deskwork import token_in

Enter = Callable[[Role], FlaskClient]
PUBLIC = ("/desk/stations/", "/desk/reports/", "/desk/photos/")
"""Everybody may know which stations and photos there are."""
FORM = {
    "version": str(starred_world.VERSION), "reason": "试试", "upheld": "1", "reply": "试试",
    "veto": "closed", "review": f"review-{FOREIGN}", "do": "recheck", "id": FOREIGN,
    "station": FOREIGN, "seq": "3", "amount": "1", "voucher": "试试", "day": "2026-11-20",
    "words": "试试", "delivery": "delivery-tried", "points-water": "1", "note": "试试",
    "giver": "试试", "n-clothes": "1", "category": "clothes", "form": "f" * 16, "key": "a" * 32,
    "card": "0001-8", "number": "1", "name": "试试", "state": "closed", "title": "试试",
    "season": "试试", "use-clothes": "1",
}  # fmt: skip
"""Whatever a form of stars and money asks for, so that none is refused for what it lacks."""


@pytest.mark.parametrize("role", Role)
def test_a_foreign_station_is_neither_shown_nor_changed(
    app: Flask, db: Database, enter: Enter, role: Role
) -> None:
    client = enter(role)
    form = {**FORM, "csrf_token": token_in(client.get("/desk/password").data)}
    before = world.everything(db)
    missing = {(m, p) for m, p, own in world.routes(app, "missing") if own}
    for method, path, own in world.routes(app, FOREIGN):
        if not own:
            continue
        answer = client.open(path, method=method, data=form)
        # A form that is refused for itself may be, if it is for a station that there is not.
        alike = path.replace(FOREIGN, "missing")
        nothing = client.open(alike, method=method, data=form)
        assert "/photos/" in path or (method, alike) in missing
        # A ticket says to everybody else that the staff of its door wants to see it.
        ticket = method == "GET" and "/door/c/" in path
        known = (200,) if ticket or path.endswith("/ready") else (400, 403, 404)
        assert answer.status_code in known, (method, path, answer.status_code)
        assert answer.status_code == nothing.status_code, (method, path, nothing.status_code)
        assert MARK not in answer.get_data(as_text=True), path
        if not path.startswith(PUBLIC):
            assert told(answer) == told(nothing), path
    assert world.everything(db) == before


def told(answer: TestResponse) -> str:
    """What an answer says, without what is another at every request."""
    text = answer.get_data(as_text=True).replace(FOREIGN, "missing")
    return re.sub(r'(token"?[:=] ?"|value="|nonce=")[\w.-]{20,}"', "", text)


@pytest.mark.parametrize(
    "role", [Role.KEEPER, Role.EDITOR, Role.ADMINISTRATOR, Role.AUDITOR], ids=str
)
def test_no_list_filter_or_export_lets_a_foreign_station_through(
    app: Flask, enter: Enter, role: Role
) -> None:
    client = enter(role)
    asked = [f"station={FOREIGN}", f"id={FOREIGN}", f"ids={FOREIGN}", "q=机密", "all=1",
             f"area={world.FOREIGN_AREA}", "name=机密&point=36.665,117.13", f"other={FOREIGN}",
             f"with={FOREIGN}", f"ids={OWN}&ids={FOREIGN}", f"id={OWN}&id={FOREIGN}"]  # fmt: skip
    token, files = token_in(client.get("/desk/password").data), 0
    for method, path, own in world.routes(app, OWN):
        file = method == "POST" and "/export" in path
        if (method != "GET" and not file) or (own and path.endswith(".webp")):
            continue
        files += file

        def answered(query: str, path: str = path, file: bool = file) -> TestResponse:
            sent = {"csrf_token": token, **parse_qs(query)}
            return client.post(path, data=sent) if file else client.get(f"{path}?{query}")

        # The page of one thing is asked all at once, and each alone where it refuses that.
        together = "&".join(asked)
        plain, all_of_it = answered(""), answered(together)
        alone = asked if not own or plain.status_code != all_of_it.status_code else ()
        answers = {"": plain, together: all_of_it}
        answers |= {query: answered(query) for query in alone}
        for query, answer in answers.items():
            assert answer.status_code < 500, (path, query)
            assert MARK.encode() not in world.unpacked(answer.data), (path, query)
    assert files == 7


@pytest.mark.parametrize("role", Role)
def test_a_foreign_station_among_ones_own_stops_all_of_it(
    app: Flask, db: Database, enter: Enter, role: Role
) -> None:
    client = enter(role)
    token = token_in(client.get("/desk/password").data)
    before = world.everything(db)
    forms = [
        {"ids": f"{OWN} {FOREIGN}"},
        {"ids": f"{FOREIGN} {OWN}"},
        {"other": FOREIGN, "with": FOREIGN, "station_id": FOREIGN, "station": FOREIGN},
    ]
    common = {"csrf_token": token, "group": "all", "reason": "试试", "until": "2026-12-01",
              "why": "试试", "post-site": "站长", "tier": "site", "go": "save"}  # fmt: skip
    for method, path, _own in world.routes(app, OWN):
        touches = "/bulk/" in path or path.endswith("/combine")
        for form in forms if method == "POST" and touches else ():
            answer = client.post(path, data={**common, **form})
            assert answer.status_code >= 400, (path, form)
            assert MARK not in answer.get_data(as_text=True), path
    assert world.everything(db) == before


def test_the_routes_that_were_walked_do_open_for_whoever_may(app: Flask, enter: Enter) -> None:
    """Without this, a walk along wrong addresses would look like safety."""
    opened = 0
    for role in Role:
        client = enter(role)
        for method, path, own in world.routes(app, OWN):
            if method == "GET" and own and not path.endswith(".webp"):
                status = client.get(path).status_code
                gone_on = path.endswith("/apply") and status == 302
                # Of the two stations, a keeper has one.
                beside = role in BY_STATION and f"/visit-{OWN}" in path and status == 404
                assert status in (200, 403) or gone_on or beside, (role, path, status)
                opened += status == 200
        page = client.get(f"/desk/stations/{OWN}")
        assert ("自己的" in page.get_data(as_text=True)) == (Action.SEE in MAY[role])
    assert opened > 90


def test_a_visitor_sees_no_photo_that_is_not_public_nor_whom_a_station_answers_to(
    app: Flask,
) -> None:
    client = app.test_client()
    for whose in (OWN, FOREIGN):
        name = world.PICTURES[whose].name
        for path in (f"/photos/{name}.webp", f"/photos/{name}-small.webp"):
            assert client.get(path).status_code == 404
    private = world.station("p", world.OWN_AREA, "见不得人").premises.private_contact
    assert private == "见不得人"
    for path in (f"/stations/{FOREIGN}", f"/api/v1/stations/{FOREIGN}", f"/voice/{FOREIGN}"):
        answer = client.get(path)
        assert answer.status_code == 200
        assert "内部备注" not in answer.get_data(as_text=True)
