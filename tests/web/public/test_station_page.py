"""Does the page of one station hold what a link, a map and a person at the door need of it?"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from stations import config
from stations.app import create_app
from tests.support import small_city


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory, migrated_file: Path) -> Iterator[FlaskClient]:
    folder = tmp_path_factory.mktemp("station")
    path = folder / "stations.db"
    path.write_bytes(migrated_file.read_bytes())
    small_city.fill(str(path))
    given = {"STATIONS_DATABASE": str(path), "STATIONS_STATE": str(folder)}
    app = create_app(config.from_environment(given))
    yield app.test_client()
    app.extensions["stations"].connections().close()


@pytest.fixture(autouse=True)
def _held_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STATIONS_NOW", small_city.NOW.isoformat())


def _page(client: FlaskClient, station_id: str) -> str:
    answer = client.get(f"/stations/{station_id}", base_url="https://yizhan.example.cn")
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def _told(page: str) -> dict[str, str]:
    pairs = re.findall(r'<meta (?:property="og:|name=")([\w:]+)" content="([^"]*)"', page)
    return {name: html.unescape(content) for name, content in pairs}


def test_a_shared_link_shows_name_words_picture_and_whose_it_is(client: FlaskClient) -> None:
    told = _told(_page(client, "a-open"))
    assert told["title"] == "泉城广场驿站"
    assert told["site_name"] == "驿站"
    assert told["url"] == "https://yizhan.example.cn/stations/a-open"
    assert told["image"] == "https://yizhan.example.cn/static/img/icon-512.png"
    assert told["description"] == told["description"].strip() != ""
    assert "泉城路1号" in told["description"]
    assert told["locale"] == "zh_CN"


def test_a_hostile_name_stays_one_value(client: FlaskClient) -> None:
    page = _page(client, "i-hostile")
    assert _told(page)["title"] == small_city.HOSTILE
    assert f'data-name="{html.escape(small_city.HOSTILE)}"' in page.replace(
        "&#34;", "&quot;"
    ).replace("&#39;", "&#x27;")


def test_the_door_comes_before_everything_but_the_state(client: FlaskClient) -> None:
    page = _page(client, "a-open")
    order = [
        page.index(words) for words in ("开放中", "怎么进门", "用高德去这里", "打电话", "开放时间")
    ]
    assert order == sorted(order)


def test_both_datums_are_told_by_name(client: FlaskClient) -> None:
    page = _page(client, "a-open")
    plain = re.sub(r"<[^>]*>", " ", page)
    assert re.search(r"GCJ-02）\s+36\.666834,117\.030245", plain)
    assert re.search(r"WGS-84）\s+36\.666500,117\.024300", plain)
    # A phone keeps the true place, as the cells have it.
    assert 'data-lat="36.6665" data-lon="117.0243"' in " ".join(page.split())
