"""Does the list tell of stations that are closed, and name them to who asks for them by name?"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from stations import config
from stations.app import create_app
from stations.db import migration, opening
from tests.support import small_city

NIGHT = "2026-11-21T15:50:00+00:00"
"""23:50 in China: of the small city only those that never close are open."""


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    folder = tmp_path_factory.mktemp("closed")
    address = str(folder / "stations.db")
    database = opening.connect(address, create=True)
    migration.migrate(database)
    database.close()
    small_city.fill(address)
    given = {"STATIONS_DATABASE": address, "STATIONS_STATE": str(folder)}
    app = create_app(config.from_environment(given))
    yield app.test_client()
    app.extensions["stations"].connections().close()


@pytest.fixture(autouse=True)
def _night(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STATIONS_NOW", NIGHT)


def _text(client: FlaskClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def _ids(html: str) -> list[str]:
    return re.findall(r'data-id="([^"]+)"', html)


def test_who_names_a_closed_station_finds_it_and_is_told(client: FlaskClient) -> None:
    html = _text(client, "/?q=泉城广场")
    assert _ids(html) == ["a-open"]
    assert "0 个开着，1 个已关门。" in html
    assert html.index("现在已关门的") < html.index('data-id="a-open"')
    assert "明天 08:00 开门" in html


def test_the_closed_ones_of_a_name_come_last_on_whatever_page(client: FlaskClient) -> None:
    first, second = _text(client, "/?q=驿站"), _text(client, "/?q=驿站&page=2")
    ids = _ids(first) + _ids(second)
    assert ids[:2] == ["c-always", "d-unknown"]
    assert len(ids) == len(set(ids)) == 6 + small_city.FILLERS
    assert "1 个开着，1 个开放时间不详，29 个已关门。" in first
    assert "还有 11 个" in first
    assert "现在已关门的" in second
    assert "开放时间不详的" not in second


def test_a_district_says_how_many_are_closed_and_leads_to_them(client: FlaskClient) -> None:
    html = _text(client, "/?area=370102")
    assert _ids(html) == ["c-always", "i-hostile", "d-unknown"]
    assert "2 个开着，1 个开放时间不详，另有 4 个已关门" in html
    link = '<a class="button" href="/?area=370102&amp;open=any">显示已关门的 4 个</a>'
    assert link in html
    assert "显示已关门的" not in _text(client, "/?area=370102&open=any")
    # Where nothing is open at all, too.
    html = _text(client, "/?area=370112")
    assert _ids(html) == []
    assert "显示已关门的 25 个" in html


def test_a_closed_one_without_what_is_wished_for_is_not_counted(client: FlaskClient) -> None:
    assert "显示已关门的 3 个" in _text(client, "/?area=370102&wants=drinking_water")
    assert "显示已关门的" not in _text(client, "/?area=370102&wants=shower")


def test_characters_of_a_name_that_do_not_adjoin_are_offered_as_such(client: FlaskClient) -> None:
    html = _text(client, "/?area=370102&q=泉场驿")
    assert _ids(html) == ["a-open"]
    assert "没有找到“泉场驿”，历下区站名里依次有这几个字的有 0 个开着，1 个已关门。" in html
    html = _text(client, "/?area=370102&q=七广驿")
    assert _ids(html) == ["z-far"]
    assert "别处站名里依次有这几个字的有" in html
