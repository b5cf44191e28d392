"""A clerk changes a station in a form, meets a colleague's change, and loses nothing."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any

import make
import pytest
from deskwork import signed_in
from flask import Flask
from flask.testing import FlaskClient

from stations.db import opening
from stations.db.base import Database
from stations.registry import store
from stations.registry.model import Amenity, Place
from stations.registry.states import AmenityState, Phase



@pytest.fixture
def db(address: str) -> Iterator[Database]:
    database = opening.open_ready(address)
    with database.writing():
        store.add(
            database,
            [
                make.station(
                    id="a",
                    number="LX-1",
                    name="解放路驿站",
                    amenities=(Amenity(id="restroom", note="二楼"),),
                ),
                make.station(
                    id="far",
                    name="天桥的驿站",
                    place=Place(area_code="370105", district_code="370105", city_code="3701"),
                ),
            ],
            history=(),
        )
    yield database
    database.close()


def form_of(page: str) -> dict[str, str]:
    """What a browser would send of the form of a page, were nothing touched."""
    form = page.partition('id="station-form"')[2] or page.partition('id="conflict-form"')[2]
    form = form.partition("</form>")[0]
    sent: dict[str, str] = {}
    for match in re.finditer(r"<input ([^>]*)>", form):
        attributes = dict(re.findall(r'([\w-]+)="([^"]*)"', match[1]))
        if "name" in attributes and attributes.get("type") not in ("checkbox", "radio"):
            sent[attributes["name"]] = html.unescape(attributes.get("value", ""))
    for match in re.finditer(r"<textarea ([^>]*)>\n?(.*?)</textarea>", form, re.S):
        sent[dict(re.findall(r'([\w-]+)="([^"]*)"', match[1]))["name"]] = html.unescape(match[2])
    for match in re.finditer(r"<select ([^>]*)>(.*?)</select>", form, re.S):
        name = dict(re.findall(r'([\w-]+)="([^"]*)"', match[1]))["name"]
        chosen = re.search(r'<option value="([^"]*)" selected', match[2])
        first = re.search(r'<option value="([^"]*)"', match[2])
        sent[name] = (chosen or first)[1]  # type: ignore[index]
    return sent


def opened(client: FlaskClient, path: str = "/desk/stations/a/edit") -> dict[str, str]:
    page = client.get(path)
    assert page.status_code == 200, page.get_data(as_text=True)[:3000]
    return form_of(page.get_data(as_text=True))


def sent(client: FlaskClient, form: dict[str, Any], path: str = "/desk/stations/a/edit") -> Any:
    return client.post(path, data=form)


def test_a_form_that_nobody_touched_changes_nothing(app: Flask, db: Database) -> None:
    client, before = signed_in(app, "a-editor"), store.get(db, "a")
    answer = sent(client, opened(client))
    assert answer.status_code == 303
    assert "没有要保存的修改" in client.get(answer.headers["Location"]).get_data(as_text=True)
    assert store.get(db, "a") == before


def test_what_a_clerk_types_is_stored_and_told(app: Flask, db: Database) -> None:
    client = signed_in(app, "a-editor")
    form = opened(client)
    form |= {
        "door": "东门进",
        "hours": "周一到周五 9:00-17:00",
        "amenity-restroom-state": "out_of_order",
        "amenity-microwave-state": "available",
        "lifecycle": "suspended",
        "reason": "装修",
        "until": "2026-12-01",
        "why": "到现场看过",
    }
    answer = sent(client, form)
    assert answer.status_code == 303, answer.get_data(as_text=True)
    after = store.get(db, "a")
    assert after.place.door == "东门进"
    assert after.hours.osm == "Mo-Fr 09:00-17:00"
    assert {(one.id, one.state, one.note) for one in after.amenities} == {
        ("restroom", AmenityState.OUT_OF_ORDER, "二楼"),
        ("microwave", AmenityState.AVAILABLE, ""),
    }
    assert after.lifecycle.phase is Phase.SUSPENDED
    assert str(after.lifecycle.since) == "2026-11-20"
    assert after.record and after.record.version == 2
    (told,) = store.history(db, "a")
    assert told["reason"] == "到现场看过"
    assert told["changes"]["door"] == ["", "东门进"]
    page = client.get(answer.headers["Location"]).get_data(as_text=True)
    assert "已经保存" in page
