"""May exactly the sites that are named show the map of an area in a frame?"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from stations import config
from stations.app import create_app
from stations.db import migration, opening
from stations.errors import Invalid
from tests.support import small_city

UNION = "https://gonghui.example.org"
OTHERS = ("/", "/stations/a-open", "/about/privacy", "/embed/", "/no/such", "/static/css/site.css")


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> str:
    address = str(tmp_path_factory.mktemp("embedding") / "stations.db")
    connection = opening.connect(address, create=True)
    migration.migrate(connection)
    connection.close()
    small_city.fill(address)
    return address


Visiting = Callable[[str], FlaskClient]


@pytest.fixture
def visiting(database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Visiting]:
    """Visitors of an installation that allows these sites."""
    monkeypatch.setenv("STATIONS_NOW", small_city.NOW.isoformat())
    apps = []

    def visit(origins: str) -> FlaskClient:
        given = {
            "STATIONS_DATABASE": database,
            "STATIONS_STATE": str(tmp_path),
            "STATIONS_EMBED_ORIGINS": origins,
        }
        apps.append(create_app(config.from_environment(given)))
        return apps[-1].test_client()

    yield visit
    for app in apps:
        app.extensions["stations"].connections().close()


def _ancestors(client: FlaskClient, path: str) -> str:
    with client.get(path) as answer:
        policy = answer.headers["Content-Security-Policy"]
    told = re.findall(r"frame-ancestors ([^;]*)", policy)
    assert len(told) == 1
    return str(told[0])


def test_only_this_page_and_only_the_named_sites_may_frame_it(visiting: Visiting) -> None:
    client = visiting(f"{UNION} http://intranet.example:8080")
    assert _ancestors(client, "/embed?area=370102") == f"{UNION} http://intranet.example:8080"
    assert {_ancestors(client, path) for path in OTHERS} == {"'none'"}
    headers = client.get("/embed?area=370102").headers
    assert headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "unsafe-none"
    assert "geolocation=()" in headers["Permissions-Policy"]
    assert "geolocation=(self)" in client.get("/").headers["Permissions-Policy"]


def test_without_the_setting_nobody_may_and_the_page_says_how_to_allow_it(
    visiting: Visiting,
) -> None:
    client = visiting("")
    assert {_ancestors(client, path) for path in ("/embed?area=370102", *OTHERS)} == {"'none'"}
    assert "STATIONS_EMBED_ORIGINS" in client.get("/embed").text
    assert "STATIONS_EMBED_ORIGINS" not in visiting(UNION).get("/embed").text


def test_the_list_holds_the_area_and_its_links_open_apart(visiting: Visiting) -> None:
    text = visiting(UNION).get("/embed?area=370102").text
    rows = re.findall(
        r'<li data-id="([^"]+)".*?<a\s+([^>]+)>([^<]*)</a>.*?>([^<]+)</span>\s*</li>', text, re.S
    )
    assert {row[0] for row in rows} == {
        "a-open", "b-soon", "c-always", "d-unknown", "e-weekdays", "f-paused", "i-hostile",
    }  # fmt: skip
    for station_id, link, _, _ in rows:
        assert link == f'href="/stations/{station_id}" target="_blank" rel="noopener"'
    told = {html.unescape(name): state for _, _, name, state in rows}
    assert told["泉城广场驿站"] == "开放中 · 21:00 关门"
    assert told["趵突泉驿站"] == "开放时间未知"
    assert small_city.HOSTILE in told
    assert "演示数据" in text
    assert "<img" not in text


def test_a_larger_area_lists_the_first_and_leads_to_the_rest(visiting: Visiting) -> None:
    text = visiting(UNION).get("/embed?area=370112").text
    assert text.count("<li ") == 20
    assert f"共 {small_city.FILLERS} 个" in text
    link = '<a class="button" href="/?area=370112&amp;open=any" target="_blank" rel="noopener">'
    assert link in text


@pytest.mark.parametrize(("area", "status"), [("999999", 404), ("37010x", 400), ("", 200)])
def test_an_area_that_is_none_is_told_plainly(visiting: Visiting, area: str, status: int) -> None:
    answer = visiting(UNION).get(f"/embed?area={area}")
    assert answer.status_code == status
    assert answer.mimetype == "text/html"


@pytest.mark.parametrize(
    "origins",
    [
        "gonghui.example.org",
        "https://gonghui.example.org/",
        "https://gonghui.example.org; script-src *",
        "https://*.example.org",
        "*",
        "'self'",
        f"{UNION} data:",
        "ftp://gonghui.example.org",
    ],
)
def test_what_is_not_an_origin_is_refused_at_the_start(tmp_path: Path, origins: str) -> None:
    given = {"STATIONS_STATE": str(tmp_path), "STATIONS_EMBED_ORIGINS": origins}
    with pytest.raises(Invalid, match="STATIONS_EMBED_ORIGINS"):
        config.from_environment(given)
