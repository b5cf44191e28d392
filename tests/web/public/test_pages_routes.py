"""Do the pages say what is known, to everybody, and nothing that is private?"""

from __future__ import annotations

import contextlib
import gzip
import re
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from posixpath import dirname, normpath

import pytest
from flask.testing import FlaskClient

from stations import config
from stations.app import create_app
from stations.db import migration, opening
from stations.geo.point import Point
from stations.registry import vocabulary, wishes
from stations.registry.model import Place
from stations.registry.stored import store
from tests.support import make, small_city


@contextlib.contextmanager
def _visiting(address: str, folder: Path) -> Iterator[FlaskClient]:
    small_city.fill(address)
    given = {"STATIONS_DATABASE": address, "STATIONS_STATE": str(folder)}
    app = create_app(config.from_environment(given))
    try:
        yield app.test_client()
    finally:
        app.extensions["stations"].connections().close()


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """A visitor of the small city; the pages only read, so all tests share it."""
    folder = tmp_path_factory.mktemp("pages")
    database = opening.connect(str(folder / "stations.db"), create=True)
    migration.migrate(database)
    database.close()
    with _visiting(str(folder / "stations.db"), folder) as visitor:
        yield visitor


@pytest.fixture(autouse=True)
def _moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STATIONS_NOW", small_city.NOW.isoformat())


def test_both_engines_show_the_same_pages(
    address: str, tmp_path: Path, client: FlaskClient
) -> None:
    with _visiting(address, tmp_path) as visitor:
        for path in ("/", "/?q=qcgc", "/?area=370102&wants=restroom&open=any", "/stations/a-open"):
            assert visitor.get(path).data == client.get(path).data


def _text(client: FlaskClient, path: str, *, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status
    return answer.get_data(as_text=True)


def _ids(html: str) -> list[str]:
    return re.findall(r'data-id="([^"]+)"', html)


def test_the_first_page_offers_open_stations_and_then_the_unknown(client: FlaskClient) -> None:
    html = _text(client, "/?area=370102")
    ids = _ids(html)
    assert set(ids) == {"a-open", "b-soon", "c-always", "i-hostile", "d-unknown"}
    assert ids[-1] == "d-unknown"
    assert html.index("开放时间不详") < html.index('data-id="d-unknown"')
    assert "演示数据" in html


def test_a_shut_station_is_never_offered_as_open(client: FlaskClient) -> None:
    for path in ("/", "/?area=370102", "/?q=驿站", "/?wants=restroom"):
        assert not {"e-weekdays", "f-paused", "g-gone", "h-planned", "x-draft"} & set(
            _ids(_text(client, path))
        )


def test_all_shows_the_closed_ones_with_their_words(client: FlaskClient) -> None:
    html = _text(client, "/?area=370102&open=any")
    assert {"e-weekdays", "f-paused"} <= set(_ids(html))
    assert "周一 09:00 开门" in html
    assert "暂停开放" in html
    assert not {"g-gone", "h-planned", "x-draft"} & set(_ids(html))


def _wishes_in_sight(html: str) -> list[str]:
    row = html.partition('class="chips slide"')[2].partition("</div>")[0]
    chips = row.split("</label>")[:-1]
    assert all(re.search(r"icons\.svg#(?!tick)\w+", chip) for chip in chips), "one has no picture"
    return re.findall(r'name="wants" value="(\w+)"', row)


def test_the_data_alone_decide_which_wishes_are_seen_first_and_with_which_picture(
    client: FlaskClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = _wishes_in_sight(_text(client, "/"))
    assert seen[:2] == ["drinking_water", "toilet"]
    assert "air_conditioning" not in seen
    data = shutil.copytree(config.DATA, tmp_path / "data")
    terms = (data / "amenities.toml").read_text("utf-8")
    before, entry, after = terms.partition("[air_conditioning]")
    after = after.replace('zh = "空调"', 'zh = "空调"\nwish = "first"', 1)
    (data / "amenities.toml").write_text(before + entry + after, "utf-8")
    monkeypatch.setattr(vocabulary, "DATA", data)
    monkeypatch.setattr(wishes, "DATA", data)
    vocabulary.load.cache_clear()
    wishes.load.cache_clear()
    # Words of the data are read at the start, and a page is kept for its minute.
    later = small_city.NOW + timedelta(minutes=1)
    monkeypatch.setenv("STATIONS_NOW", later.isoformat())
    try:
        html = _text(client, "/")
    finally:
        vocabulary.load.cache_clear()
        wishes.load.cache_clear()
    assert _wishes_in_sight(html) == [*seen[:-1], "air_conditioning", seen[-1]]
    assert "#air_conditioning" in html.partition('class="chips slide"')[2].partition("</div>")[0]


def test_wishes_keep_stations_that_have_all_of_them(client: FlaskClient) -> None:
    html = _text(client, "/?wants=drinking_water&wants=restroom&open=any")
    assert _ids(html) == ["e-weekdays"]
    assert _ids(_text(client, "/?wants=microwave&open=any")) == []


def test_the_pages_of_a_list_hold_every_station_once(client: FlaskClient) -> None:
    first, second = _text(client, "/?open=any"), _text(client, "/?open=any&page=2")
    found = _ids(first) + _ids(second)
    assert len(found) == len(set(found)) == 7 + small_city.FILLERS
    assert "还有 12 个" in first
    assert "page=2" in first
    assert "后面没有了" in _text(client, "/?open=any&page=9")


@pytest.mark.parametrize("words", ["泉城广场", "quanchengguangchang", "qcgc", "QCGC", "广场"])
def test_a_station_is_found_by_part_pinyin_and_initials(client: FlaskClient, words: str) -> None:
    assert _ids(_text(client, f"/?area=370102&q={words}")) == ["a-open"]


def test_words_that_name_nothing_here_are_looked_for_elsewhere(client: FlaskClient) -> None:
    html = _text(client, "/?area=370102&q=二七")
    assert _ids(html) == ["z-far"]
    assert "历下区没有“二七”" in html


def test_an_empty_answer_says_what_to_do_next(client: FlaskClient) -> None:
    html = _text(client, "/?area=370102&q=没有这样的地方&open=any")
    assert _ids(html) == []
    assert "换个短一点的词" in html
    assert "减少条件" in _text(client, "/?area=370102&wants=shower")


def test_the_switcher_counts_what_the_list_counts(sqlite_address: str, tmp_path: Path) -> None:
    point = Point(lat=36.65, lon=117.0)
    place = Place(area_code="3701", city_code="3701", district_code="", point=point)
    nowhere = make.station(id="no-district", name="流动驿站", place=place)
    database = opening.open_ready(sqlite_address)
    with database.writing():
        store.add(database, [nowhere], history=())
    database.close()
    with _visiting(sqlite_address, tmp_path) as visitor:
        html = _text(visitor, "/?open=any")
    switched = re.search(r"全济南市<span class=\"note\">(\d+)", html)
    listed = re.search(r"济南市 (\d+) 个驿站", html)
    assert switched
    assert listed
    assert switched[1] == listed[1]


def test_words_that_name_nothing_are_said_to_name_nothing(client: FlaskClient) -> None:
    html = _text(client, "/?q=没有这样的地方")
    assert "没有找到“没有这样的地方”" in html
    assert "现在已关门的" not in html


def test_an_unknown_wish_in_a_link_is_left_out_and_said(client: FlaskClient) -> None:
    html = _text(client, "/?wants=sauna&wants=drinking_water&open=any")
    assert "不认识的条件" in html
    assert "a-open" in _ids(html)
    assert "sauna" not in html
    assert "不认识的条件" not in _text(client, "/?wants=drinking_water")
    answer = client.get("/api/v1/stations?wants=sauna")
    assert answer.status_code == 400


@pytest.mark.parametrize(
    "path", ["/?area=abc", "/?area=999999", "/?page=0", "/stations/none", "/no"]
)
def test_a_wrong_address_gets_a_page_that_leads_back(client: FlaskClient, path: str) -> None:
    answer = client.get(path, headers={"Accept": "text/html"})
    assert answer.status_code in {400, 404}
    html = answer.get_data(as_text=True)
    assert '<html lang="zh-CN">' in html
    assert 'href="/"' in html


def test_the_page_of_a_station_says_how_to_get_in_and_what_works(client: FlaskClient) -> None:
    html = _text(client, "/stations/a-open")
    for words in (
        "泉城广场驿站", "开放中 · 21:00 关门", "扫码登记，或会员码", "晚上扫码进门", "东门进，一楼",
        "0531-8290 1234", "3 天前核实", "区工会巡查员", "故障", "2025 年名单", "演示数据",
    ):  # fmt: skip
        assert words in html
    assert html.index("怎么进门") < html.index("去这里") < html.index("开放时间")
    assert 'class="today"' in html
    assert '<link rel="canonical"' in html


def test_private_contact_is_on_no_page(client: FlaskClient) -> None:
    for path in ("/stations/a-open", "/?area=370102&open=any"):
        assert "13812345678" not in _text(client, path)


def test_each_phase_is_told(client: FlaskClient) -> None:
    assert "装修" in _text(client, "/stations/f-paused")
    assert "2026-12-01" in _text(client, "/stations/f-paused")
    assert "筹建" in _text(client, "/stations/h-planned")
    assert "去找开着的驿站" in _text(client, "/stations/g-gone", status=410)
    _text(client, "/stations/x-draft", status=404)


def test_names_are_text_in_every_page(client: FlaskClient) -> None:
    for path in ("/?q=onerror", "/stations/i-hostile"):
        html = _text(client, path)
        assert "<img src=x" not in html
        assert "&lt;img src=x onerror=alert(1)&gt;" in html


def test_the_whole_day_means_open_today_and_tomorrow(client: FlaskClient) -> None:
    assert set(_ids(_text(client, "/?area=370102&hours=24"))) == {"c-always", "i-hostile"}
    # One that is paused keeps no hours, and closed ones are not open the whole day either.
    assert set(_ids(_text(client, "/?area=370102&hours=24&open=any"))) == {"c-always", "i-hostile"}
    assert _ids(_text(client, "/?area=370102&hours=24&wants=restroom")) == ["c-always"]
    assert "减少条件" in _text(client, "/?area=370102&hours=24&wants=microwave")


def test_no_position_can_be_sent_to_a_page(client: FlaskClient) -> None:
    assert client.post("/near", data={"lat": "36.66649", "lon": "117.02349"}).status_code == 404
    assert client.get("/marks").status_code == 404
    assert client.post("/", data={"lat": "36.66649"}).status_code == 405


def test_a_page_says_when_it_was_made_and_at_which_time_its_clock_stands(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    html = _text(client, "/")
    assert f'data-made="{small_city.NOW.isoformat()}"' in html
    assert f'data-now="{small_city.NOW.isoformat()}"' in html
    monkeypatch.delenv("STATIONS_NOW")
    assert "data-now" not in _text(client, "/")


def test_a_shared_link_shows_what_the_page_is(client: FlaskClient) -> None:
    html = _text(client, "/?area=370102")
    told = dict(re.findall(r'<meta property="og:(\w+)" content="([^"]*)"', html))
    assert told["title"].startswith("历下区驿站")
    assert told["description"].startswith("历下区最近的")
    assert told["image"] == "http://localhost/static/img/icon-512.png"
    assert told["url"] == "http://localhost/?area=370102"


def test_what_the_first_answer_needs_is_fetched_beside_the_entry(client: FlaskClient) -> None:
    html = _text(client, "/")
    named = set(re.findall(r'<link rel="modulepreload" href="/assets/\w+/js/([\w/]+\.js)">', html))
    needed, left = set(), ["first/first.js"]
    while left:
        script = left.pop()
        source = (config.STATIC / "js" / script).read_text("utf-8")
        imported = re.findall(r'^import .*?"(\.\.?/[\w/]+\.js)";', source, re.M | re.S)
        found = {normpath(f"{dirname(script)}/{name}") for name in imported} - needed
        needed |= found
        left += found
    assert named == needed


def test_other_cities_are_one_tap_away(client: FlaskClient) -> None:
    assert "郑州市" in _text(client, "/")
    assert _ids(_text(client, "/?area=410100")) == ["z-far"]


def test_nothing_is_styled_or_scripted_inside_a_page(client: FlaskClient) -> None:
    for path in ("/", "/stations/a-open", "/about/privacy"):
        html = _text(client, path)
        assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", html)
        assert not re.search(
            r'(?:src|href)="(?:https?:)?//(?!localhost|uri\.amap|api\.map'
            r"|apis\.map|maps\.apple)",
            html,
        )


def test_pages_stay_light(client: FlaskClient) -> None:
    html = client.get("/").data
    css = (config.STATIC / "css" / "site.css").read_bytes()
    addresses = set(re.findall(r'"(/assets/\w+/js/[\w/]+\.js)"', html.decode()))
    assert len(addresses) > 15
    scripts = b""
    for address in sorted(addresses):
        with client.get(address) as script:
            scripts += script.data
    assert len(gzip.compress(html)) <= 8 * 1024
    assert len(gzip.compress(css)) <= 6 * 1024
    assert len(gzip.compress(scripts)) <= 22 * 1024
