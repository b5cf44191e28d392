"""Drafts are placed one after another; nothing is guessed, and nothing proposed is saved."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from stations.app import create_app
from stations.config import Settings
from stations.db import opening
from stations.db.base import Database
from stations.geo.point import Datum
from stations.registry.model import Station
from stations.registry.stored import change_store, store
from tests.geocoding.answering import AMAP, KEY, answering
from tests.support import make
from tests.support.deskwork import seated, token_in

QUEUE = "/desk/stations/place"
AMAP_LINK = "https://uri.amap.com/marker?position=117.1261,36.6512&name=x"


def draft(station_id: str, name: str, *, area: str = "370102") -> Station:
    made = make.station(id=station_id, name=name, lat=None)
    return replace(made, place=replace(made.place, area_code=area, district_code=""))


@pytest.fixture
def kept(address: str) -> Database:
    db = opening.open_ready(address)
    stations = [
        draft("one", "安乐驿站"),
        draft("two", "百花驿站"),
        draft("three", "长青驿站"),
        draft("far", "邻区机密驿站", area="370104"),
        make.station(id="a", name="泉城驿站"),
    ]
    with db.writing():
        change_store.record(db, [(None, one) for one in stations], act=make.act("created"))
    return db


def shown(page: str) -> str:
    found = re.search(r'class="placed-name">([^<]+)<', page)
    return found[1] if found else ""


def sent(client: FlaskClient, station_id: str, **given: str) -> tuple[int, str]:
    token = token_in(client.get("/desk/password").data)
    path = f"/desk/stations/{station_id}/place"
    answer = client.post(path, data={"csrf_token": token, **given})
    if answer.status_code == 303:
        return 303, client.get(answer.headers["Location"]).get_data(as_text=True)
    return answer.status_code, answer.get_data(as_text=True)


def test_the_next_draft_comes_by_itself(app: Flask, kept: Database) -> None:
    client = seated(app, "a-editor")
    page = client.get(QUEUE).get_data(as_text=True)
    assert (shown(page), "还剩 3 个" in page) == ("安乐驿站", True)
    assert shown(client.get(f"{QUEUE}?n=9").get_data(as_text=True)) == "长青驿站"
    status, page = sent(client, "one", point="36.66, 117.13", datum="wgs84")
    assert (status, shown(page)) == (303, "百花驿站")
    assert "“安乐驿站”放好了" in page
    assert '<option value="wgs84" selected>' in page
    _, page = sent(client, "two", n="1", point="36.67, 117.14", datum="gcj02")
    _, page = sent(client, "three", n="2", point="36.69, 117.16", datum="gcj02")
    assert "没有草稿了" in page
    placed = store.get(kept, "three").place
    assert placed.source
    assert placed.source.datum is Datum.GCJ02
    assert "邻区机密" not in page


def test_a_shared_link_tells_its_datum_whatever_was_chosen(app: Flask, kept: Database) -> None:
    status, page = sent(
        seated(app, "a-editor"),
        "one",
        point=f"【安乐驿站】{AMAP_LINK}",
        datum="wgs84",
        usual="bd09",
    )
    assert status == 303
    assert '<option value="bd09" selected>' in page
    source = store.get(kept, "one").place.source
    assert source
    assert (source.datum, source.lat, source.lon) == (Datum.GCJ02, 36.6512, 117.1261)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"point": "", "datum": "gcj02"}, "请粘贴坐标"),
        ({"point": "36.66, 117.13", "datum": ""}, "没有写是哪种地图的坐标"),
        ({"point": "在路口", "datum": "gcj02"}, "坐标没有看懂"),
        ({"point": "https://surl.amap.com/aBc12", "datum": "gcj02"}, "短链接里只有编号"),
        ({"point": "36.66, 117.13", "datum": "mars"}, "坐标系"),
        ({"point": "22.54, 114.05", "datum": "wgs84"}, "远"),
    ],
)
def test_what_is_not_clear_is_asked_and_nothing_typed_is_lost(
    app: Flask, kept: Database, given: dict[str, str], words: str
) -> None:
    status, page = sent(seated(app, "a-editor"), "one", **given)
    assert status == 400
    assert words in page
    assert f'value="{given["point"]}"' in page
    assert store.get(kept, "one").is_draft


def test_a_draft_that_may_be_known_already_asks_first(app: Flask, kept: Database) -> None:
    with kept.writing():
        twin = make.station(id="twin", name="安乐工会驿站", lat=36.66, lon=117.13)
        change_store.record(kept, [(None, twin)], act=make.act("created"))
    client = seated(app, "a-editor")
    where = {"point": "36.66, 117.13", "datum": "wgs84"}
    status, page = sent(client, "one", **where)
    assert (status, "安乐工会驿站" in page) == (409, True)
    assert store.get(kept, "one").is_draft
    assert sent(client, "one", **where, anyway="1")[0] == 303


def test_what_a_colleague_has_placed_meanwhile_stays(app: Flask, kept: Database) -> None:
    client = seated(app, "a-editor")
    sent(client, "one", point="36.66, 117.13", datum="wgs84")
    _, page = sent(client, "one", point="36.70, 117.20", datum="wgs84")
    assert "刚被同事放好了" in page
    point = store.get(kept, "one").place.point
    assert point
    assert point.lat == 36.66


def test_a_draft_of_others_is_neither_shown_nor_placed(app: Flask, kept: Database) -> None:
    client = seated(app, "a-editor")
    where = {"point": "36.66, 117.13", "datum": "wgs84"}
    assert sent(client, "far", **where)[0] == 404
    assert sent(seated(app, "a-auditor"), "one", **where)[0] == 403
    assert all(store.get(kept, one).is_draft for one in ("far", "one"))


@pytest.fixture
def geocoded(address: str, kept: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    monkeypatch.setenv("STATIONS_NOW", make.NOON.isoformat())
    with answering(AMAP) as server:
        settings = Settings(
            database=address, state=Path(address).parent, geocoder=f"amap:{KEY}@{server.address}"
        )
        application = create_app(settings)
        application.extensions["asked"] = server.asked
        yield application
        application.extensions["stations"].connections().close()


def test_an_address_is_proposed_with_its_datum_and_never_saved(
    geocoded: Flask, kept: Database
) -> None:
    client = seated(geocoded, "a-editor")
    assert 'data-geocode-url="/desk/assist/geocode"' in client.get(QUEUE).get_data(as_text=True)
    told = client.get("/desk/assist/geocode?station=one").get_json()
    assert "高德、腾讯地图（GCJ-02）换算" in told["said"]
    assert told["found"][0] == {
        "words": "山东省济南市历下区演示路1号（门牌号）",
        "point": "36.651, 117.126",
        "datum": "gcj02",
    }
    assert "只到区县" in told["found"][1]["words"]
    ((_, fields),) = geocoded.extensions["asked"]
    assert fields["address"] == "历下区演示路 1 号"
    assert store.get(kept, "one").is_draft
    assert client.get("/desk/assist/geocode?station=far").get_json()["found"] == []
    assert len(geocoded.extensions["asked"]) == 1, "nothing of others is asked of a map"


def test_without_a_key_no_geocoder_is_shown(app: Flask, kept: Database) -> None:
    client = seated(app, "a-editor")
    assert 'data-geocode-url=""' in client.get(QUEUE).get_data(as_text=True)
    assert client.get("/desk/assist/geocode?station=one").get_json()["found"] == []
