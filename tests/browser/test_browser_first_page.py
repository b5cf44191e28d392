"""Does the first page find an open station: with the position, without it, without JavaScript?"""

from __future__ import annotations

import re
import urllib.parse

import pytest
import small_city
from conftest import Visit, Visits, serving

pytestmark = pytest.mark.browser

GRANTED = {
    "geolocation": {"latitude": small_city.ME[0], "longitude": small_city.ME[1]},
    "permissions": ["geolocation"],
}
DIGITS = re.compile(r"\d+\.\d{3,}")


def _names(visit: Visit) -> list[str]:
    return visit.page.locator("#results .row h3").all_inner_texts()


def _clean(visit: Visit) -> None:
    assert visit.complaints == []
    assert visit.foreign() == []


def _share(visit: Visit) -> None:
    with visit.page.expect_response("**/near"):
        visit.page.get_by_role("button", name="附近驿站").click()
    visit.page.get_by_text("已由近到远排好").wait_for()


def test_a_shared_position_orders_the_list_by_true_distance(visits: Visits) -> None:
    visit = visits(**GRANTED)
    visit.open()
    _share(visit)
    assert _names(visit)[:2] == ["泉城广场驿站", "县西巷驿站"]
    assert visit.page.locator(".row .metres").first.inner_text() == "70 m"
    assert "（直线估算）" in visit.page.locator(".row .minutes").first.inner_text()
    _clean(visit)


def test_only_three_decimals_of_the_position_leave_the_phone(visits: Visits) -> None:
    visit = visits(**GRANTED)
    visit.open()
    _share(visit)
    asked = [r for r in visit.requests if r.url.endswith("/near")]
    assert len(asked) == 1
    body = urllib.parse.parse_qs(asked[0].post_data or "")
    assert (body["lat"], body["lon"]) == (["36.666"], ["117.023"])
    for request in visit.requests:
        assert not DIGITS.search(urllib.parse.unquote(request.url))
        assert "36.66649" not in (request.post_data or "")
    assert not DIGITS.search(visit.page.url)
    stored = visit.page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    assert not DIGITS.search(stored)


def test_wishes_apply_at_once_and_keep_the_order_by_distance(visits: Visits) -> None:
    visit = visits(**GRANTED)
    visit.open()
    _share(visit)
    with visit.page.expect_response("**/near"):
        visit.page.get_by_label("卫生间", exact=True).check(force=True)
    visit.page.wait_for_function("document.querySelectorAll('#results .row').length === 1")
    assert _names(visit) == ["大明湖驿站"]
    assert visit.page.url.endswith("/?wants=restroom")
    _clean(visit)


def test_a_search_after_sharing_the_position_shows_what_was_searched_for(visits: Visits) -> None:
    visit = visits(**GRANTED)
    visit.open()
    _share(visit)
    visit.page.get_by_role("searchbox").fill("qcgc")
    visit.page.get_by_role("button", name="搜索").click()
    visit.page.wait_for_url("**q=qcgc**")
    visit.page.locator("#map .mark-pin").first.wait_for(state="attached")
    assert _names(visit) == ["泉城广场驿站"]
    assert len([r for r in visit.requests if r.url.endswith("/near")]) == 1
    _clean(visit)


def test_a_refused_position_says_what_to_do_and_leaves_the_list(visits: Visits) -> None:
    visit = visits(permissions=[])
    visit.open()
    before = _names(visit)
    visit.page.get_by_role("button", name="附近驿站").click()
    visit.page.get_by_text("没有得到位置许可").wait_for()
    assert "选一个区" in visit.page.locator("#near-say").inner_text()
    assert _names(visit) == before
    assert visit.page.get_by_role("button", name="附近驿站").is_enabled()
    _clean(visit)


def test_a_browser_without_geolocation_or_storage_still_works(visits: Visits) -> None:
    visit = visits()
    visit.page.add_init_script(
        "Object.defineProperty(Navigator.prototype, 'geolocation', {value: undefined});"
        "Object.defineProperty(window, 'sessionStorage', {get() { throw new Error('off'); }});"
    )
    visit.open()
    visit.page.get_by_role("button", name="附近驿站").click()
    visit.page.get_by_text("这个浏览器不能定位").wait_for()
    _clean(visit)


def test_without_javascript_district_search_and_wishes_work(visits: Visits) -> None:
    visit = visits(java_script_enabled=False)
    page = visit.open()
    assert not page.get_by_role("button", name="附近驿站").is_visible()
    assert not page.locator("#map").is_visible()
    page.locator(".places summary").click()
    page.get_by_role("link", name=re.compile("历下区")).click()
    assert "area=370102" in page.url
    page.get_by_label("卫生间", exact=True).check(force=True)
    page.get_by_role("button", name="按条件找").click()
    assert _names(visit) == ["大明湖驿站"]
    page.goto(f"{visit.base}/")
    page.get_by_label("驿站名、路名或拼音").fill("qcgc")
    page.get_by_role("button", name="搜索").click()
    assert _names(visit) == ["泉城广场驿站"]
    page.locator(".row h3 a").first.click()
    assert page.locator("h1").inner_text() == "泉城广场驿站"
    _clean(visit)


def test_the_keyboard_alone_reaches_a_station(visits: Visits) -> None:
    visit = visits()
    page = visit.open()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "跳到正文"
    page.get_by_label("驿站名、路名或拼音").focus()
    page.keyboard.type("大明湖")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=*")
    page.locator("#map .mark-pin").first.wait_for()
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('.row h3 a')"):
            break
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline != "none"
    page.keyboard.press("Enter")
    page.wait_for_url("**/stations/c-always")
    _clean(visit)


def test_a_tap_anywhere_in_the_row_opens_the_station(visits: Visits) -> None:
    visit = visits(has_touch=True)
    page = visit.open("/?q=大明湖")
    page.locator(".row .offers").first.tap(force=True)
    page.wait_for_url("**/stations/c-always")
    page.go_back()
    page.get_by_role("link", name="去这里").first.tap()
    page.wait_for_url("**/stations/c-always#go")


def test_the_map_without_tiles_shows_marks_names_rings_and_a_scale(visits: Visits) -> None:
    visit = visits()
    page = visit.open("/?area=370102")
    page.locator(".mark-pin").first.wait_for()
    listed = page.evaluate(
        "fetch(document.getElementById('map').dataset.marks).then(r => r.json())"
    )
    assert page.locator(".mark-pin").count() == len(listed) == 5
    assert "历下区" in page.locator(".place-name").all_inner_texts()
    assert page.locator(".ring-name").count() == 3
    assert page.locator(".leaflet-control-scale").is_visible()
    assert page.locator(".leaflet-control-attribution").is_visible()
    _clean(visit)


def test_a_name_with_markup_is_only_ever_text(visits: Visits) -> None:
    visit = visits()
    page = visit.open("/?area=370102&q=onerror")
    assert _names(visit) == [small_city.HOSTILE]
    page.locator(".mark-pin").first.click()
    page.locator(".leaflet-popup strong").wait_for()
    assert page.locator(".leaflet-popup strong").inner_text() == small_city.HOSTILE
    visit.open("/stations/i-hostile")
    assert page.locator("h1").inner_text() == small_city.HOSTILE
    assert page.locator("img[src=x]").count() == 0
    _clean(visit)


def test_tiles_come_from_the_chosen_server_only_with_their_attribution(
    visits: Visits, tile_server: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    settings = {
        "STATIONS_TILES": f"{tile_server}/{{z}}/{{x}}/{{y}}.png",
        "STATIONS_TILES_ATTRIBUTION": "某地图 审图号 GS(2026)0000号",
        "STATIONS_ICP": "鲁ICP备00000000号",
    }
    with serving(tmp_path_factory.mktemp("tiled"), **settings) as base:
        visit = visits(base=base)
        page = visit.open()
        page.locator(".leaflet-tile-loaded").first.wait_for()
        assert visit.foreign()
        assert all(url.startswith(tile_server) for url in visit.foreign())
        assert "审图号" in page.locator(".leaflet-bottom.leaflet-left").inner_text()
        assert page.locator(".ring-name").count() == 0
        assert page.get_by_role("link", name="鲁ICP备00000000号").is_visible()
        assert visit.complaints == []


@pytest.mark.parametrize("width", [360, 768, 1280])
def test_nothing_scrolls_sideways_even_with_text_twice_as_large(visits: Visits, width: int) -> None:
    visit = visits(viewport={"width": width, "height": 740}, color_scheme="dark")
    for path in ("/", "/stations/a-open", "/about/privacy"):
        page = visit.open(path)
        for size in ("106.25%", "212.5%"):
            page.evaluate("size => { document.documentElement.style.fontSize = size }", size)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (path, size)
    _clean(visit)
