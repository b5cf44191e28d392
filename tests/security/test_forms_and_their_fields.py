"""T02, T12: no form takes a field that it does not show, and none is sent from elsewhere."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from stations.accounts import store as accounts
from stations.accounts.roles import Role
from stations.db.base import Database
from stations.registry.stored import store
from stations.web import guarding
from tests.security import world
from tests.security.page_forms import Forms
from tests.security.world import OWN
from tests.support.deskwork import token_in

Enter = Callable[[Role], FlaskClient]
STRANGE = {
    "star": "5", "star_level": "5", "verified_on": "2030-01-01", "verified": "2030-01-01",
    "verified_by": "我", "created_at": "2000-01-01T00:00:00Z", "updated_at": "2000-01-01T00:00:00Z",
    "demo": "0", "honours": "最美", "reported_shut": "", "record": "9", "role": "administrator",
    "grants": "市级管理员", "account": "id-administrator", "by": "别人", "at": "2000-01-01",
    "actor": "id-auditor", "city_code": "1101", "district_code": "110101", "shown": "1",
    "photo_shown": "1", "weight": "100", "staff": "1", "poster": "1", "position": "0",
    "log": "0", "is_admin": "1", "disabled": "0", "must_change": "0", "private": "1",
}  # fmt: skip
PAGES = ["", "/edit", "/photos", "/answerable", "/combine?with=own"]


def kept(db: Database) -> dict[str, object]:
    """What no form of a station may set."""
    one = store.get(db, OWN)
    assert one.record
    return {
        "id": one.id,
        "star": one.star,
        "honours": one.honours,
        "demo": one.demo,
        "flag": one.reported_shut is not None,
        "created": one.record.created_at,
        "city": one.place.city_code,
        "district": one.place.district_code,
        "accounts": [accounts.get(db, f"id-{role.value}") for role in Role],
    }


@pytest.mark.parametrize("role", [Role.KEEPER, Role.EDITOR])
def test_every_form_of_a_station_ignores_what_it_does_not_show(
    db: Database, enter: Enter, role: Role
) -> None:
    client, before, sent = enter(role), kept(db), 0
    verified = store.get(db, OWN).verified
    for page in PAGES:
        for action, form in Forms(client.get(f"/desk/stations/{OWN}{page}").text).found:
            if not action.startswith(f"/desk/stations/{OWN}") or action.endswith("/verify"):
                continue
            strange = {name: value for name, value in STRANGE.items() if name not in form}
            answer = client.post(action, data={**form, **strange})
            assert answer.status_code < 500, action
            sent += 1
            assert kept(db) == before, action
            assert store.get(db, OWN).verified == verified, action
    assert sent >= 3


def test_whoever_confirms_a_station_says_neither_when_nor_as_whom(
    db: Database, enter: Enter
) -> None:
    client, before = enter(Role.KEEPER), kept(db)
    form = {"csrf_token": token_in(client.get("/desk/password").data), "group": "all"}
    client.post(f"/desk/stations/{OWN}/verify", data={**form, **STRANGE, "on_the_spot": "0"})
    after = store.get(db, OWN)
    assert after.verified
    assert (str(after.verified.on), after.verified.by) == ("2026-11-20", "站点管理员")
    assert kept(db) == before


def test_a_keeper_changes_neither_the_number_nor_the_area_of_a_station(
    db: Database, enter: Enter
) -> None:
    before = store.get(db, OWN)
    client = enter(Role.KEEPER)
    [(action, form)] = [
        one for one in Forms(client.get(f"/desk/stations/{OWN}/edit").text).found
        if one[0].endswith("/edit")
    ]  # fmt: skip
    strange = {"number": "X-1", "area_code": world.FOREIGN_AREA, "area": world.FOREIGN_AREA}
    client.post(action, data={**form, "door": "从西门进", "why": "看过", **strange})
    after = store.get(db, OWN)
    assert after.place.door == "从西门进"
    assert after.number == before.number
    assert after.place.area_code == before.place.area_code


def test_a_worker_reports_and_rates_with_what_is_asked_and_nothing_else(
    app: Flask, db: Database
) -> None:
    client = app.test_client()
    page = client.get(f"/voice/{OWN}?kind=dirty").text
    [(action, form)] = [one for one in Forms(page).found if one[0].endswith("/report")]
    answer = client.post(action, data={**form, **STRANGE, "state": "fixed", "reply": "好了"})
    assert answer.status_code == 303
    row = db.row("select * from reports where kind = 'dirty'")
    assert row
    assert (row["state"], row["reply"], row["photo"], row["photo_shown"]) == ("new", "", "", 0)
    assert (row["staff"], row["poster"]) == (0, 0)


@pytest.mark.parametrize(
    "headers",
    [{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "null"},
     {"Origin": "https://evil.example"}, {}],
)  # fmt: skip
def test_no_route_that_changes_something_listens_to_another_site(
    app: Flask, db: Database, enter: Enter, headers: dict[str, str]
) -> None:
    client = enter(Role.ADMINISTRATOR)
    token = token_in(client.get("/desk/password").data) if headers else "made up"
    before, walked = world.everything(db), 0
    for prefix in guarding.GUARDED:
        for method, path, _own in world.routes(app, OWN, prefix=prefix):
            if method != "GET":
                answer = client.open(
                    path, method=method, data={"csrf_token": token}, headers=headers
                )
                assert answer.status_code == 403, (path, answer.status_code)
                walked += 1
    assert walked > 60
    assert world.everything(db) == before


def test_nothing_changes_by_being_looked_at(app: Flask, db: Database, enter: Enter) -> None:
    client = enter(Role.ADMINISTRATOR)
    before = world.everything(db)
    for prefix in ("/desk", "/voice", "/stars", "/stations", "/api", "/feeds"):
        for method, path, _own in world.routes(app, OWN, prefix=prefix):
            if method == "GET":
                client.get(path)
                client.head(path)
    after = world.everything(db)
    assert {name for name in after if after[name] != before[name]} == set()
