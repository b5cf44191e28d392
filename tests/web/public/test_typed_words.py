"""The page without scripts takes words for wishes, says so, and leads back."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient

from stations.app import create_app
from stations.config import Settings
from tests.support import small_city


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory, migrated_file: Path) -> Iterator[FlaskClient]:
    folder = tmp_path_factory.mktemp("words")
    database = str(shutil.copyfile(migrated_file, folder / "stations.db"))
    small_city.fill(database)
    app = create_app(Settings(database=database, state=folder))
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("STATIONS_NOW", small_city.NOW.isoformat())
        yield app.test_client()
    app.extensions["stations"].connections().close()


def _asked(url: str) -> dict[str, list[str]]:
    return parse_qs(urlsplit(url).query)


def _said(html: str) -> tuple[str, dict[str, str]]:
    """The sentence above the list, and the addresses of the ways on from it."""
    line = re.search(r'<p class="note switched"[^>]*>(.*?)</p>', html, re.DOTALL)
    assert line
    ways = re.findall(r'<a href="([^"]+)">([^<]+)</a>', line[1])
    return line[1].split("<a")[0].strip(), {words: unescape(url) for url, words in ways}


def test_words_lead_to_the_address_that_says_in_full_what_they_ask_for(client: FlaskClient) -> None:
    for given, wanted in (
        ("q=厕所", {"typed": ["厕所"], "wants": ["toilet"]}),
        ("q=厕所&area=370102", {"area": ["370102"], "typed": ["厕所"], "wants": ["toilet"]}),
        ("q=司机之家&open=any", {"typed": ["司机之家"], "kind": ["drivers_home"], "open": ["any"]}),
        ("q=24小时 工地", {"typed": ["24小时 工地"], "host": ["building_site"], "hours": ["24"]}),
        (
            "q=泉城广场 喝水",
            {"q": ["泉城广场"], "typed": ["泉城广场 喝水"], "wants": ["drinking_water"]},
        ),
        ("q=热饭&wants=toilet", {"typed": ["热饭"], "wants": ["toilet", "microwave"]}),
        # The box was sent along with other words than those that switched it on.
        ("q=热饭&typed=厕所&wants=toilet", {"typed": ["热饭"], "wants": ["microwave"]}),
        ("q=大明湖&typed=厕所&wants=toilet&wants=seating", {"q": ["大明湖"], "wants": ["seating"]}),
    ):
        answer = client.get(f"/?{given}")
        assert answer.status_code == 302, given
        assert _asked(answer.headers["Location"]) == wanted


def test_words_that_name_a_station_are_looked_for_as_they_are(client: FlaskClient) -> None:
    for words in ("驿站", "泉城广场", "qcgc", "工会驿站", "泉城路1号", "附近"):
        assert client.get(f"/?q={words}").status_code == 200, words


def test_a_wish_at_the_end_of_a_word_is_one_where_no_station_is_called_so(
    client: FlaskClient,
) -> None:
    answer = client.get("/?q=泉城广场喝水")
    asked = _asked(answer.headers["Location"])
    assert (asked["q"], asked["wants"]) == (["泉城广场"], ["drinking_water"])
    html = client.get(answer.headers["Location"]).get_data(as_text=True)
    assert re.findall(r'data-id="([^"]+)"', html) == ["a-open"]
    assert client.get("/?q=大明湖驿站").status_code == 200


def test_the_sentence_says_what_was_switched_on_and_leads_back(client: FlaskClient) -> None:
    html = client.get("/?q=停车", follow_redirects=True).get_data(as_text=True)
    words, ways = _said(html)
    assert words == "按“电动车停放”筛选"
    assert list(ways) == ["改为“货车停车”", "改为搜名字"]
    html = client.get(ways["改为“货车停车”"]).get_data(as_text=True)
    words, ways = _said(html)
    assert (words, list(ways)) == ("按“货车停车”筛选", ["改为搜名字"])
    html = client.get(ways["改为搜名字"]).get_data(as_text=True)
    words, ways = _said(html)
    assert words == "在名字里搜“停车”"
    assert not re.search(r'value="truck_parking" form="seek"\s+checked', html)
    again = client.get(ways["改为按“电动车停放”筛选"])
    assert _asked(again.headers["Location"]) == {"typed": ["停车"], "wants": ["ebike_parking"]}


def test_what_is_not_asked_for_any_more_is_not_said(client: FlaskClient) -> None:
    assert _said(client.get("/?typed=厕所").get_data(as_text=True)) == ("", {})
    assert _said(client.get("/?typed=厕所&wants=shower").get_data(as_text=True)) == ("", {})
    both = client.get("/?typed=厕所 淋浴&wants=shower").get_data(as_text=True)
    assert _said(both)[0] == "按“淋浴”筛选"
    assert "<script" not in _said(client.get("/?typed=<script>").get_data(as_text=True))[0]
