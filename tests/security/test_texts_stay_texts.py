"""T05, T06, T07: what people type is shown as they typed it, wherever it is shown."""

from __future__ import annotations

import csv
import io
import json
import shutil
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from pathlib import Path

import pytest
import vobject
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser

from stations.accounts.roles import Role
from stations.app import create_app
from stations.config import Settings
from stations.db import opening
from stations.db.base import Database
from tests.security import world
from tests.security.page_forms import Forms
from tests.security.world import EVIL, OWN, WORSE, Broken
from tests.support import make, serving
from tests.support.deskwork import taken

Enter = Callable[[Role], FlaskClient]
PUBLIC = [
    "/",
    "/?area=370102",
    "/?q=演示",
    f"/stations/{OWN}",
    f"/voice/{OWN}",
    "/embed?area=370102",
    f"/voice/{OWN}?kind=broken",
    "/figures?area=3701",
    f"/?q={EVIL}",
    f"/stations/{EVIL[:20]}",
    f"/giveaways/giveaway-{WORSE[0]}",
    f"/giveaways/cards/secret-{WORSE[0]}",
    f"/stations/{WORSE[0]}",
    "/voice/reports/evil",
    "/stars/",
    "/stars/370102",
    f"/stars/notices/cycle-{WORSE[0]}",
    f"/stars/objections/review-{WORSE[0]}",
    f"/stars/certificates/{WORSE[0]}",
    "/menus",
    "/networks/",
    f"/networks/network-{WORSE[0]}",
    "/signups/session-evil",
    "/signups/mine/token-evil",
    f"/voice/menus/menu-{WORSE[0]}",
    f"/voice/menus/menu-{WORSE[0]}-over",
    "/activities?area=all",
    f"/activities?kind={EVIL}&day={EVIL}&typed={EVIL}",
    "/activities/evil",
    "/small-wishes",
    f"/voice/small-wishes/small {WORSE[0]}",
]


@pytest.fixture
def evil(db: Database) -> Database:
    world.poisoned(db)
    return db


def test_no_page_of_the_desk_lets_a_text_out(app: Flask, evil: Database, enter: Enter) -> None:
    told = 0
    for role in (Role.EDITOR, Role.ADMINISTRATOR, Role.AUDITOR):
        client = enter(role)
        extra = [f"/desk/stations?q={EVIL}", f"/desk/stations/bulk/suspend?ids={OWN}&id={OWN}",
                 f"/desk/stations/{OWN}/combine?with={OWN}", "/desk/reports/evil"]  # fmt: skip
        walked = [*world.routes(app, OWN), *world.routes(app, WORSE[0])]
        paths = dict.fromkeys(path for method, path, _ in walked if method == "GET")
        for path in [*paths, *extra]:
            answer = client.get(path)
            if answer.mimetype == "text/html":
                assert Broken(answer.text).count == 0, path
                told += "data-pwned" in answer.text
    assert told > 60, "the texts were there to be let out"


def test_no_page_for_workers_lets_a_text_out(app: Flask, evil: Database) -> None:
    client, told = app.test_client(), 0
    for path in PUBLIC:
        page = client.get(path).text
        assert Broken(page).count == 0, path
        told += "data-pwned" in page
    assert told >= 14


def test_a_form_with_errors_shows_again_what_was_typed_and_as_text(
    app: Flask, enter: Enter
) -> None:
    client, told = enter(Role.EDITOR), 0
    for path in (f"/desk/stations/{OWN}/edit", "/desk/stations/new", f"/desk/stations/{OWN}/photos",
                 f"/desk/stations/{OWN}/answerable"):  # fmt: skip
        for action, form in Forms(client.get(path).text).found:
            if not action.startswith("/desk/stations"):
                continue
            filled = {name: EVIL for name in form if name not in ("csrf_token", "version", "base")}
            answer = client.post(action, data={**form, **filled})
            assert answer.status_code < 500, action
            assert Broken(answer.text).count == 0, action
            told += "data-pwned" in answer.text
    assert told >= 2


def test_feeds_and_interfaces_stay_whole(app: Flask, evil: Database) -> None:
    client = app.test_client()
    atom = client.get("/feeds/370102.atom")
    for element in ElementTree.fromstring(atom.data).iter():
        assert element.tag.rpartition("}")[2] not in ("b", "script")
    calendar = vobject.readOne(client.get(f"/stations/{OWN}.ics").text)
    assert len(calendar.vevent_list) == 2
    atom = client.get("/feeds/activities/370102.atom")
    assert len(ElementTree.fromstring(atom.data).findall("{*}entry")) == 4
    for path in ("/feeds/370102.json", f"/api/v1/stations/{OWN}", "/cells/manifest.json",
                 "/feeds/activities/370102.json", "/api/v1/activities"):  # fmt: skip
        answer = client.get(path)
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "json" in answer.headers["Content-Type"]
        json.loads(answer.data)


def test_an_exported_cell_is_never_a_formula(app: Flask, db: Database, enter: Enter) -> None:
    for sign in "=+-@\t\r":
        with db.writing():
            db.run(
                "update stations set door = :evil where id = :id",
                evil=f"{sign}HYPERLINK(1)",
                id=OWN,
            )
        file = taken(enter(Role.EDITOR), "/desk/stations/export.csv")
        listed = file.get_data(as_text=True)
        cells = [cell for row in csv.reader(io.StringIO(listed.lstrip("\ufeff"))) for cell in row]
        assert any("HYPERLINK(1)" in cell for cell in cells)
        assert not [cell for cell in cells if cell[:1] in "=@\t\r" and "HYPERLINK" in cell]
        assert not [cell for cell in cells if cell[:1] in "+-" and "HYPERLINK" in cell]


@pytest.mark.parametrize("letter", ["\u202e", "\u2066", "\u200f", "\x07", "\U000e0041"])
def test_no_form_keeps_letters_that_turn_or_hide_others(
    db: Database, enter: Enter, letter: str
) -> None:
    client = enter(Role.EDITOR)
    path = f"/desk/stations/{OWN}/edit"
    [form] = [form for action, form in Forms(client.get(path).text).found if action == path]
    for name in ("name", "door", "note"):
        answer = client.post(path, data={**form, name: f"甲{letter}乙", "why": "看过"})
        assert answer.status_code in (400, 422), (name, answer.status_code)
    assert letter not in str(db.rows("select name, door, note from stations"))


@pytest.mark.browser
def test_in_a_browser_no_text_becomes_an_element(
    browser: Browser, filled: Path, tmp_path: Path
) -> None:
    path = tmp_path / "stations.db"
    shutil.copyfile(filled, path)
    db = opening.open_ready(str(path))
    world.poisoned(db)
    db.close()
    cookie = session_cookie(path, tmp_path)
    with serving.serving(tmp_path, STATIONS_NOW=make.NOON.isoformat()) as address:
        context = browser.new_context(
            viewport={"width": 1280, "height": 900}, service_workers="block"
        )
        context.add_cookies([{"name": "desk", "value": cookie, "url": address}])
        context.add_init_script(
            "window.broken = []; addEventListener('securitypolicyviolation', "
            "(event) => window.broken.push(event.violatedDirective + event.blockedURI))"
        )
        page = context.new_page()
        page.on("dialog", lambda dialog: pytest.fail(dialog.message))
        for where in (*PUBLIC[:7], *PUBLIC[-12:], "/desk/stations", f"/desk/stations/{OWN}",
                      f"/desk/stations/{OWN}/edit", f"/desk/stations/{OWN}/history",
                      f"/desk/stations/{OWN}/photos", "/desk/reports/evil",
                      f"/desk/reviews/review-{WORSE[0]}", f"/desk/cycles/cycle-{WORSE[0]}",
                      f"/desk/pairs/pair-{WORSE[0]}", "/desk/bulletin",
                      "/desk/dashboard"):  # fmt: skip
            page.goto(address + where, wait_until="networkidle")
            for mark in page.locator("#map .leaflet-interactive").all()[:3]:
                mark.dispatch_event("click")
            assert page.locator("[data-pwned]").count() == 0, where
            assert page.evaluate("window.broken") == [], where
        page.goto(address + f"/desk/stations/{OWN}")
        assert "data-pwned" in page.locator("h1").inner_text()
        context.close()


def session_cookie(path: Path, state: Path) -> str:
    """What a browser holds that has signed in as the editor."""
    from stations.accounts import sessions

    app = create_app(Settings(database=str(path), state=state))
    db = app.extensions["stations"].connections()
    with db.writing():
        token = sessions.open_for(db, f"id-{Role.EDITOR.value}", at=make.NOON)
    client = app.test_client()
    with client.session_transaction(path="/desk/") as session:
        session["_user_id"] = token
    held = client.get_cookie("desk")
    assert held
    db.close()
    return str(held.value)
