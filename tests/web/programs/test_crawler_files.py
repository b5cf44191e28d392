"""Search engines find the pages, and are told nothing that is not so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import orjson
import pytest
from flask import Flask
from flask.testing import FlaskClient

from stations import config
from stations.app import create_app
from stations.db import opening
from stations.registry.model import Amenity, Closure, Hours, Premises
from stations.registry.states import AmenityState, Phase
from stations.registry.stored import store
from tests.support import make, small_city

OURS = "https://yizhan.example.cn"
HOSTILE = "</script><script>alert(1)</script>"
PLACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"


def _stations() -> list[Any]:
    real = {"demo": False, "lat": 36.66, "lon": 117.02}
    closure = Closure(phase=Phase.SUSPENDED, since=date(2026, 11, 23), until=date(2026, 11, 24))
    return [
        make.station(
            id="r-day", name="白天的驿站", hours=Hours(osm="Mo-Fr 08:00-20:00"),
            amenities=(
                Amenity(id="restroom"),
                Amenity(id="microwave", state=AmenityState.OUT_OF_ORDER),
                Amenity(id="wifi", state=AmenityState.UNKNOWN),
            ),
            premises=Premises(public_phone="0531-12345678", private_contact="13812345678"),
            closures=(closure,), **real,
        ),
        make.station(id="r-night", name=HOSTILE, hours=Hours(osm="Mo-Su 22:00-02:00"), **real),
        make.station(id="r-always", name="一直开的驿站", hours=Hours(osm="24/7"), **real),
        make.station(id="r-unknown", name="不知道几时开的驿站", hours=Hours(), **real),
    ]  # fmt: skip


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory, migrated_file: Path) -> Iterator[Flask]:
    folder = tmp_path_factory.mktemp("crawlers")
    path = folder / "stations.db"
    path.write_bytes(migrated_file.read_bytes())
    small_city.fill(str(path))
    db = opening.open_ready(str(path))
    with db.writing():
        store.add(db, _stations(), history=())
    db.close()
    given = {"STATIONS_DATABASE": str(path), "STATIONS_STATE": str(folder), "STATIONS_URL": OURS}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("STATIONS_NOW", small_city.NOW.isoformat())
        made = create_app(
            config.from_environment({**given, "STATIONS_SECURITY_CONTACT": "anquan@example.cn"})
        )
        yield made
        made.extensions["stations"].connections().close()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def places(client: FlaskClient, path: str) -> list[str]:
    answer = client.get(path)
    assert answer.status_code == 200
    return [str(one.text) for one in ElementTree.fromstring(answer.data).iter(PLACE)]


def test_the_sitemap_names_pages_that_are_there_and_no_made_up_station(client: FlaskClient) -> None:
    (named,) = re.findall(r"^Sitemap: (.*)$", client.get("/robots.txt").text, re.MULTILINE)
    assert named == f"{OURS}/sitemap.xml"
    found = places(client, "/sitemap.xml")
    stations = {one.id for one in _stations()}
    assert {one.rpartition("/")[2] for one in found if "/stations/" in one} == stations
    assert f"{OURS}/?area=370102" in found
    assert len(set(found)) == len(found)
    for place in found:
        path = place.removeprefix(OURS)
        assert path != place
        assert client.get(path).status_code == 200, path


def test_many_stations_are_named_in_several_files(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = places(client, "/sitemap.xml")
    monkeypatch.setattr("stations.web.programs.crawler_files.MOST_ADDRESSES", 9)
    files = places(client, "/sitemap.xml")
    assert len(files) > 2
    parts = [places(client, one.removeprefix(OURS)) for one in files]
    assert sorted(one for part in parts for one in part) == sorted(whole)
    assert all(len(part) <= 9 for part in parts[1:])
    for wrong in ("99", "-1", "x"):
        assert client.get(f"/sitemap-{wrong}.xml").status_code == 404


def test_a_sitemap_is_made_again_only_for_other_stations(client: FlaskClient) -> None:
    first = client.get("/sitemap.xml")
    again = client.get("/sitemap.xml", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_weaknesses_are_reported_to_whom_the_settings_name(
    client: FlaskClient, tmp_path: Path
) -> None:
    answer = client.get("/.well-known/security.txt")
    assert answer.content_type == "text/plain; charset=utf-8"
    told = dict(line.split(": ", 1) for line in answer.text.splitlines())
    assert told["Contact"] == "mailto:anquan@example.cn"
    assert told["Canonical"] == f"{OURS}/.well-known/security.txt"
    assert told["Expires"] == "2027-05-19T16:00:00Z"
    silent = create_app(config.from_environment({"STATIONS_STATE": str(tmp_path)}))
    assert silent.test_client().get("/.well-known/security.txt").status_code == 404


def test_a_browser_that_asks_for_a_picture_gets_one(client: FlaskClient) -> None:
    with client.get("/favicon.ico") as answer:
        assert answer.status_code == 200
        assert answer.data[:4] == b"\0\0\1\0"


def linked(client: FlaskClient, station: str) -> Any:
    page = client.get(f"/stations/{station}")
    assert "unsafe" not in page.headers["Content-Security-Policy"]
    blocks = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page.text)
    return orjson.loads(blocks[0]) if blocks else None


def hours(told: Any) -> list[tuple[str, str, str]]:
    days = told["openingHoursSpecification"]
    assert all(one["validFrom"] == one["validThrough"] for one in days)
    return [(one["validFrom"][5:], one["opens"], one["closes"]) for one in days]


def test_a_page_tells_machines_what_it_tells_people(client: FlaskClient) -> None:
    told = linked(client, "r-day")
    assert told["@id"] == told["url"] == f"{OURS}/stations/r-day"
    assert told["geo"] == {"@type": "GeoCoordinates", "latitude": 36.66, "longitude": 117.02}
    assert told["telephone"] == "0531-12345678"
    assert "13812345678" not in str(told)
    things = {one["name"]: one["value"] for one in told["amenityFeature"]}
    assert set(things.values()) == {True, False}
    assert len(things) == 2


def test_hours_told_to_machines_are_those_of_the_coming_days(client: FlaskClient) -> None:
    shut = ("00:00", "00:00")
    day = ("08:00", "20:00")
    # From a Saturday on; closed from Monday to Tuesday.
    assert hours(linked(client, "r-day")) == [
        ("11-21", *shut), ("11-22", *shut), ("11-23", *shut), ("11-24", *shut),
        ("11-25", *day), ("11-26", *day), ("11-27", *day),
    ]  # fmt: skip
    night = hours(linked(client, "r-night"))
    assert night[:2] == [("11-21", "00:00", "02:00"), ("11-21", "22:00", "23:59")]
    assert hours(linked(client, "r-always")) == [
        (f"11-{day}", "00:00", "23:59") for day in range(21, 28)
    ]
    assert "openingHoursSpecification" not in linked(client, "r-unknown")


def test_a_text_of_a_station_ends_no_block(client: FlaskClient) -> None:
    assert linked(client, "r-night")["name"] == HOSTILE
    assert "<script>alert" not in client.get("/stations/r-night").text


def test_a_made_up_station_is_told_to_no_machine(client: FlaskClient) -> None:
    assert linked(client, "a-open") is None
    assert '<meta name="robots" content="noindex">' in client.get("/stations/a-open").text
    assert '<meta name="robots"' not in client.get("/stations/r-day").text
