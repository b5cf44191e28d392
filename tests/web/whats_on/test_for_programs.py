"""Calendars, feeds and the interface tell what is on to programs."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jsonschema_rs
import pytest
import vobject
from flask import Flask
from flask.testing import FlaskClient

from stations import public_site
from stations.app import create_app
from stations.config import Settings
from stations.db import opening
from stations.networks import store as network_store
from stations.networks.model import Network
from stations.registry.model import Membership
from stations.registry.stored import store as station_store
from stations.web.programs import openapi
from tests.activities import season
from tests.support import make, small_city

ATOM = "{http://www.w3.org/2005/Atom}"


def events(client: FlaskClient, path: str) -> dict[str, Any]:
    answer = client.get(path)
    assert answer.status_code == 200, path
    assert answer.mimetype == "text/calendar"
    calendar = vobject.readOne(answer.text)
    return {event.uid.value.partition("@")[0]: event for event in calendar.vevent_list}


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("/activities.ics", {"c1", "c2", "n1", "n2", "l1", "l2", "m1", "o1", "p1"}),
        ("/activities.ics?area=370102", {"c1", "c2", "n1", "n2", "l1", "l2", "m1", "o1", "p1"}),
        ("/activities.ics?area=410100", {"f1"}),
        ("/stations/a-open.ics", {"c1", "c2", "n1", "n2", "p1"}),
        ("/activities/law.ics", {"l1", "l2"}),
    ],
)
def test_each_calendar_has_its_sessions(client: FlaskClient, path: str, found: set[str]) -> None:
    assert events(client, path).keys() == found


def test_a_calendar_may_be_kept_and_is_asked_for_with_its_tag(client: FlaskClient) -> None:
    answer = client.get("/activities.ics?area=370102")
    again = client.get(
        "/activities.ics?area=370102", headers={"If-None-Match": answer.headers["ETag"]}
    )
    assert again.status_code == 304
    assert events(client, "/activities.ics")["l2"].status.value == "CANCELLED"
    assert events(client, "/activities.ics")["o1"].status.value == "CANCELLED"


def test_a_network_has_a_calendar_and_tells_what_is_on_at_its_stations(
    sqlite_address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STATIONS_NOW", small_city.NOW.isoformat())
    db = opening.open_ready(sqlite_address)
    found = [
        make.station(id=one, name=f"{one}书屋", networks=(Membership(name=network),))
        for one, network in (("in-1", "读书网"), ("in-2", "读书网"), ("out", "别的网"))
    ]
    network = Network(id="reading", kind="book_house", name="读书网", area_code="37",
                      created_at=season.NOW, updated_at=season.NOW)  # fmt: skip
    with db.writing() as tx:
        station_store.add(tx, found, history=())
        network_store.add(tx, network)
    db.close()
    season.fill(sqlite_address, [
        season.activity("a", "reading", "读书会", season.session("a1", 2), stations=("in-1",)),
        season.activity("b", "reading", "沙龙", season.session("b1", 3), stations=("in-2", "out")),
        season.activity("c", "film", "电影", season.session("c1", 4), stations=("out",)),
    ])  # fmt: skip
    client = create_app(Settings(database=sqlite_address, state=tmp_path)).test_client()
    assert events(client, "/networks/reading.ics").keys() == {"a1", "b1"}
    page = client.get("/networks/reading").text
    assert "读书会" in page
    assert "/networks/reading.ics" in page
    assert "电影" not in page
    assert client.get("/networks/nothing.ics").status_code == 404


def test_a_calendar_of_nothing_that_is_there_is_not_found(client: FlaskClient) -> None:
    for path in ("/activities.ics?area=999999", "/activities.ics?area=%27", "/stations/no.ics",
                 "/stations/x-draft.ics", "/stations/g-gone.ics"):  # fmt: skip
        assert client.get(path).status_code == 404, path


def test_feeds_of_an_area_tell_each_activity_by_its_dates(client: FlaskClient) -> None:
    feed = client.get("/feeds/activities/370102.json").get_json()
    items = {item["url"].rpartition("/")[2]: item for item in feed["items"]}
    assert items.keys() == {"clinic", "class", "law", "market", "off", "past"}
    assert items["off"]["title"] == "已取消：演出：露天戏（演示数据）"
    law = items["law"]["content_text"].splitlines()
    assert law[:2] == ["2026-11-23 20:05 改期：原定 2026-11-23 00:05 律师出差",
                       "2026-11-24 20:05 已取消 下大雪"]  # fmt: skip
    atom = ElementTree.fromstring(client.get("/feeds/activities/370102.atom").data)
    assert len(atom.findall(f"{ATOM}entry")) == len(items)
    for path in ("/feeds/activities/999999.atom", "/feeds/activities/x.json"):
        assert client.get(path).status_code == 404


def ids(client: FlaskClient, **query: str) -> list[str]:
    answer = client.get("/api/v1/activities", query_string=query)
    assert answer.status_code == 200, answer.text
    return [one["id"] for one in answer.get_json()["sessions"]]


def test_the_interface_tells_sessions_of_a_span(client: FlaskClient) -> None:
    # What goes on at the beginning of the span is in it.
    assert ids(client) == ["c1", "m1", "f1", "c2", "n1", "o1", "l1", "l2", "n2"]
    assert ids(client, area="410103") == ["f1"]
    assert ids(client, station="a-open") == ["c1", "c2", "n1", "n2"]
    assert ids(client, kind="clinic,legal") == ["c1", "c2", "l1", "l2"]
    assert ids(client, to="2026-11-21") == ["c1", "m1", "f1"]
    assert ids(client, **{"from": "2026-11-14", "to": "2026-11-20"}) == ["p1"]


def test_its_answer_is_what_is_described(client: FlaskClient) -> None:
    document = openapi.document(public_site.UNNAMED)
    schema = {
        "$ref": "#/components/schemas/Activities",
        "components": document["components"],
    }
    answer = client.get("/api/v1/activities").get_json()
    jsonschema_rs.Draft202012Validator(schema).validate(answer)
    told = {one["id"]: one for one in answer["sessions"]}
    assert told["l2"]["state"] == told["o1"]["state"] == "cancelled"
    assert told["o1"]["reason"] == "演员病了"
    assert told["m1"]["places"] == [
        {"station": None, "name": "芙蓉街口", "address": "芙蓉街1号",
         "lat": season.MARKET.lat, "lon": season.MARKET.lon}
    ]  # fmt: skip
    assert told["c1"]["sign_up_until"] is None
    assert told["n1"]["sign_up_from"] == "2026-11-22T08:05:00+08:00"


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ({"from": "tomorrow"}, "from"),
        ({"to": "2026-11-01"}, "to"),
        ({"to": "2027-11-01"}, "to"),
        ({"from": "20261121"}, "from"),
        ({"kind": "dancing"}, "kind"),
        ({"area": "370102", "station": "a-open"}, "station"),
        ({"lat": "36.6"}, "lat"),
        ({"cursor": "' or 1"}, "cursor"),
    ],
)
def test_a_slip_is_said(client: FlaskClient, query: dict[str, str], parameter: str) -> None:
    answer = client.get("/api/v1/activities", query_string=query)
    assert answer.status_code == 400
    assert answer.get_json()["parameter"] == parameter
    assert answer.get_json()["detail"]


def test_pages_of_the_interface_lead_on_and_lose_nothing(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = ids(client)
    monkeypatch.setattr("stations.web.whats_on.activity_api.PAGE", 4)
    found, url = [], "/api/v1/activities"
    while url:
        answer = client.get(url).get_json()
        found += [one["id"] for one in answer["sessions"]]
        url = answer["next"]
    assert found == whole
