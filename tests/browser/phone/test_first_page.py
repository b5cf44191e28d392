"""Does the first page find an open station: around the phone, around a place, without a network?"""

from __future__ import annotations

import itertools
import re
import urllib.parse

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.visiting import AXE, Visit, Visits
from tests.support import small_city

pytestmark = pytest.mark.browser

CANARY = {"latitude": 36.6664957, "longitude": 117.0234953}
"""Within ten metres of `small_city.ME`, and nowhere else in the city's data."""
GRANTED = {"geolocation": CANARY, "permissions": ["geolocation"]}
WECHAT_ON_IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15"
    " (KHTML, like Gecko) Mobile/15E148 MicroMessenger/8.0.40"
)
PIXEL = {"viewport": {"width": 412, "height": 839}, "has_touch": True, "is_mobile": True}
IPHONE = {
    "viewport": {"width": 390, "height": 664},
    "has_touch": True,
    "is_mobile": True,
    "user_agent": WECHAT_ON_IPHONE,
}
KEPT = {"service_workers": "allow"}
"""A phone that keeps the site, which few of these sentences are about."""
ORDERED = ["泉城广场驿站", "县西巷驿站", "大明湖驿站"]
NEAR = "已由近到远排好"


@pytest.fixture
def worker() -> str:
    return "block"


def _names(visit: Visit) -> list[str]:
    return [name.strip() for name in visit.page.locator("#results .row h3").all_inner_texts()]


def _clean(visit: Visit) -> None:
    assert visit.complaints == []
    assert visit.foreign() == []


def _settled(page: Page) -> None:
    expect(page.locator("#results")).not_to_have_attribute("aria-busy", "true")


def _share(visit: Visit) -> Page:
    """Opens the first page and shares the position; few tests need to wait for the map too."""
    visit.read()
    visit.page.get_by_role("button", name="附近驿站").click()
    visit.page.get_by_text(NEAR).wait_for()
    _settled(visit.page)
    return visit.page


def _furnished(page: Page) -> None:
    """What is asked for less often comes after the list."""
    page.locator("#later:not([hidden])").wait_for(state="attached")


def _listed(page: Page, name: str) -> None:
    """Waits until the list holds a station, and is whole."""
    page.locator("#results h3").get_by_text(name, exact=True).wait_for()
    _settled(page)


def _rows(page: Page, count: int) -> None:
    expect(page.locator("#results .row")).to_have_count(count)


def _choose(page: Page, words: str) -> None:
    page.get_by_label(words, exact=True).set_checked(True, force=True)
    _settled(page)


@pytest.mark.parametrize("phone", [PIXEL, IPHONE], ids=["pixel", "wechat on iphone"])
def test_one_tap_lists_the_nearest_by_true_distance(visits: Visits, phone: dict[str, str]) -> None:
    visit = visits(**GRANTED, **phone)
    page = visit.read()
    page.get_by_role("button", name="附近驿站").tap()
    page.get_by_text(NEAR).wait_for()
    _settled(page)
    assert _names(visit)[:3] == ORDERED
    first = page.locator(".row").first
    assert first.locator(".metres").inner_text() == "70 m"
    assert first.locator(".minutes").inner_text() == "步行约 1 分钟（直线估算）"
    assert first.locator(".state .words").inner_text() == "营业中 · 21:00 关门"
    assert first.locator(".checked").inner_text() == "3 天前核实"
    assert first.locator(".star").inner_text().startswith("★★★★")
    assert "饮水" in first.locator(".offers").inner_text()
    assert page.locator(".row-mark.is-soon").first.is_visible()
    _clean(visit)


def test_a_row_says_the_storey_on_the_server_and_on_the_phone(visits: Visits) -> None:
    visit = visits(**GRANTED)
    visit.read("/?area=370102")
    notes = visit.page.locator('.row[data-id="c-always"] .notes')
    expect(notes).to_have_text("负一层")
    _share(visit)
    _listed(visit.page, "大明湖驿站")
    expect(notes).to_have_text("负一层")
    expect(visit.page.locator('.row[data-id="a-open"] .notes')).to_be_empty()
    _clean(visit)


def test_unknown_hours_stand_apart_and_a_minute_takes_no_focus(visits: Visits) -> None:
    visit = visits(**GRANTED)
    page = _share(visit)
    page.get_by_role("button", name="再多列一些").click()
    page.get_by_role("heading", name=re.compile("开放时间说不准")).wait_for()
    assert _names(visit)[-1] == "趵突泉驿站"
    assert not {"解放路驿站", "文化东路驿站"} & set(_names(visit))
    page.get_by_label("全部").set_checked(True, force=True)
    _listed(page, "解放路驿站")
    assert page.url.endswith("/?open=any")
    # Each minute the rows are told anew.
    page.locator("[data-id=b-soon] h3 a").focus()
    top = page.evaluate("scrollY")
    page.evaluate(_LATER)
    page.locator("[data-id=b-soon] .state.is-closed").wait_for()
    assert page.locator("[data-id=b-soon] .words").inner_text() == "已关门 · 明天 08:00 开门"
    assert page.evaluate("document.activeElement.closest('.row').dataset.id") == "b-soon"
    assert page.evaluate("scrollY") == top
    _clean(visit)


def test_no_request_and_no_address_ever_carries_the_position(visits: Visits) -> None:
    visit = visits(**GRANTED, **KEPT)
    page = _share(visit)
    _choose(page, "卫生间")
    page.get_by_label("卫生间", exact=True).set_checked(False, force=True)
    page.get_by_role("searchbox").first.fill("qcgc")
    page.keyboard.press("Enter")
    page.get_by_text("70 m").wait_for()
    page.locator(".row h3 a").first.click()
    page.wait_for_url("**/stations/a-open")
    page.go_back()
    page.wait_for_url("**q=qcgc**")
    traces = [page.url]
    for request in visit.requests:
        traces += [request.url, request.post_data or "", str(request.headers)]
    for trace in map(urllib.parse.unquote, traces):
        assert not re.search(r"36\.666|117\.023", trace), trace
    # What stays on the phone for good are stations, whose places everybody knows.
    stays = page.evaluate("JSON.stringify([history.state, {...localStorage}, document.cookie])")
    assert not re.search(r"36\.6664|117\.0234", stays), stays
    _clean(visit)


def test_wishes_and_words_are_answered_without_the_network(visits: Visits) -> None:
    visit = visits(**GRANTED, **KEPT)
    page = _share(visit)
    page.locator("#map .mark-pin").first.wait_for(state="attached")
    visit.quiet()
    asked = len(visit.requests)
    page.context.set_offline(True)
    _choose(page, "卫生间")
    _rows(page, 1)
    assert _names(visit) == ["大明湖驿站"]
    assert page.locator(".offers .wished").all_inner_texts() == ["卫生间"]
    assert page.url.endswith("/?wants=restroom")
    page.get_by_label("卫生间", exact=True).set_checked(False, force=True)
    _choose(page, "24 小时")
    _listed(page, small_city.HOSTILE)
    assert set(_names(visit)) >= {"大明湖驿站", small_city.HOSTILE}
    assert not {"泉城广场驿站", "文化东路驿站"} & set(_names(visit))
    # The map may ask for its next blocks; the list asks for nothing.
    later = [r.url for r in visit.requests[asked:]]
    assert not [url for url in later if not re.search(r"\.svg|/cells/\w+/\d+/\d+/\d+", url)]
    page.get_by_label("24 小时", exact=True).set_checked(False, force=True)
    page.get_by_role("searchbox").first.fill("大明湖")
    page.keyboard.press("Enter")
    page.get_by_text("没有网络，只在手机里存下的驿站名里找").wait_for()
    assert _names(visit) == ["大明湖驿站"]


def test_words_are_answered_from_where_the_phone_is_and_it_may_move(visits: Visits) -> None:
    visit = visits(**GRANTED)
    page = _share(visit)
    page.get_by_role("searchbox").first.fill("qcgc")
    page.get_by_role("button", name="搜索").click()
    page.wait_for_url("**q=qcgc**")
    _rows(page, 1)
    assert _names(visit) == ["泉城广场驿站"]
    assert page.locator(".metres").inner_text() == "70 m"
    page.context.set_geolocation({"latitude": 36.7, "longitude": 117.1})
    page.get_by_role("button", name="附近驿站").click()
    _listed(page, "洪家楼10号驿站")
    _clean(visit)


def test_a_refused_position_says_what_to_do_and_begins_no_way(visits: Visits) -> None:
    visit = visits(permissions=[])
    page = visit.read()
    before = _names(visit)
    page.get_by_role("button", name="附近驿站").click()
    page.get_by_text("没有得到位置许可").wait_for()
    assert "选一个区" in page.locator("#near-say").inner_text()
    assert _names(visit) == before
    assert page.get_by_role("button", name="附近驿站").is_enabled()
    page.get_by_role("searchbox").first.fill("大明湖")
    page.keyboard.press("Enter")
    _rows(page, 1)
    _set_out(page, "大明湖")
    page.get_by_text("没有得到位置许可").wait_for()
    assert page.evaluate("JSON.parse(sessionStorage.journey).to") is None
    _clean(visit)


def _set_out(page: Page, words: str) -> None:
    """Asks for the stations on the way to one that is found by words."""
    _furnished(page)
    page.locator(".more summary").first.click()
    page.get_by_label("目的地附近的驿站名或路名").fill(words)
    page.locator("#along button[type=submit]").click()
    page.locator("#along-choices").get_by_role("button", name=f"{words}驿站").click()


def test_a_slow_position_offers_another_way_and_then_gives_up(visits: Visits) -> None:
    visit = visits()
    visit.page.add_init_script(_ASKED_FOR_LATER)
    visit.page.clock.install()
    page = visit.read()
    button = page.get_by_role("button", name="附近驿站")
    button.click()
    page.get_by_text("正在定位").wait_for()
    page.clock.fast_forward(4_000)
    page.get_by_text("还在定位").wait_for()
    assert "选一个区" in page.locator("#near-say").inner_text()
    page.evaluate("giveUp({ code: 3 })")
    page.get_by_text("定位太慢").wait_for()
    assert button.is_enabled()
    button.click()
    page.evaluate("giveUp({ code: 2 })")
    page.get_by_text("现在定不了位").wait_for()
    # A device that never answers leaves a button that works.
    button.click()
    page.get_by_text("正在定位").wait_for()
    page.clock.fast_forward(16_000)
    page.get_by_text("定位太慢").wait_for()
    expect(page.locator("#near")).to_have_attribute("aria-busy", "false")
    button.click()
    assert page.evaluate("asked.length") == 4
    # A position that the device knows only roughly is told to be rough.
    page.evaluate(_FOUND, 5000)
    page.get_by_text("定位只准到约 5 公里").wait_for()
    assert page.get_by_text(NEAR).count() == 0
    _clean(visit)


def test_a_browser_without_geolocation_or_storage_still_works(visits: Visits) -> None:
    visit = visits(**KEPT)
    visit.page.add_init_script(
        "Object.defineProperty(Navigator.prototype, 'geolocation', {value: undefined});"
        "for (const name of ['sessionStorage', 'localStorage', 'caches'])"
        " Object.defineProperty(window, name, {get() { throw new Error('off'); }});"
    )
    page = visit.open()
    page.get_by_role("button", name="附近驿站").click()
    page.get_by_text("这个浏览器不能定位").wait_for()
    _choose(page, "卫生间")
    page.get_by_text("离济南市中心最近").wait_for()
    assert _names(visit) == ["大明湖驿站"]
    _clean(visit)


def test_a_tap_on_the_map_is_a_place_to_look_from(visits: Visits) -> None:
    visit = visits(permissions=[], **PIXEL)
    page = visit.open("/?area=370112")
    page.locator("#map").tap(position={"x": 60, "y": 60})
    here = page.get_by_role("button", name="在这里找")
    shape = here.bounding_box()
    assert shape
    assert shape["height"] < 60, "its words stand in one line"
    here.tap()
    page.get_by_text("按地图上的点排好了").wait_for()
    assert page.locator(".row .metres").first.inner_text() != ""
    assert page.url.endswith("/")
    page.go_back()
    page.wait_for_url("**area=370112")
    page.get_by_text("从中心由近到远").wait_for()
    _clean(visit)


def test_back_from_a_station_is_the_same_list_without_asking_again(visits: Visits) -> None:
    visit = visits(**GRANTED)
    page = _share(visit)
    _choose(page, "饮水")
    listed = _names(visit)
    page.locator(".row h3 a").first.click()
    page.wait_for_url("**/stations/a-open")
    page.context.clear_permissions()
    page.go_back()
    page.get_by_text(NEAR).wait_for()
    _settled(page)
    assert _names(visit) == listed
    page.locator(".places summary").click()
    page.get_by_role("link", name=re.compile("历城区")).click()
    page.wait_for_url("**area=370112**")
    assert page.locator("#count").inner_text().find("历城区") >= 0
    page.go_back()
    page.get_by_text(NEAR).wait_for()
    _clean(visit)


def test_a_shortcut_searches_at_once_where_the_position_is_allowed(visits: Visits) -> None:
    visit = visits(geolocation=CANARY, permissions=[])
    page = visit.read("/?wants=restroom&near=1")
    page.get_by_text("马上按您的位置找").wait_for()
    page.context.grant_permissions(["geolocation"])
    visit.read("/?wants=restroom&near=1")
    page.get_by_text(NEAR).wait_for()
    _settled(page)
    assert _names(visit) == ["大明湖驿站"]
    assert page.url.endswith("/?wants=restroom")
    _clean(visit)


def test_far_from_everything_the_search_stops_and_says_so(visits: Visits) -> None:
    far = {"latitude": 40.1, "longitude": 100.2}
    visit = visits(geolocation=far, permissions=["geolocation"])
    page = visit.page
    page.goto(visit.base)
    page.get_by_role("button", name="附近驿站").click()
    page.get_by_text("附近没有找到").wait_for()
    assert page.get_by_role("heading", name="30 公里内没有符合条件的驿站").is_visible()
    assert page.get_by_text(NEAR).count() == 0
    page.get_by_role("button", name="找更远的").click()
    _listed(page, "二七广场驿站")
    assert "km" in page.locator(".metres").first.inner_text()
    # A thousand kilometres are no ride, of however many minutes.
    assert page.locator(".minutes").first.inner_text() == ""
    _clean(visit)


def _look_at(page: Page, day: str, time: str) -> None:
    page.locator(".more summary").first.click()
    page.get_by_label("哪一天").select_option(day)
    page.get_by_label("几点").fill(time)
    page.get_by_role("button", name="看这时").click()


def test_another_time_is_said_clearly_and_can_be_left(visits: Visits) -> None:
    visit = visits(**GRANTED)
    page = _share(visit)
    _look_at(page, "明天", "22:30")
    page.get_by_text("明天 22:30 的样子：离您最近").wait_for()
    _settled(page)
    # The 22:30 of a Sunday: what closes at nine is shut, what never closes is open.
    assert _names(visit)[0] == "大明湖驿站"
    assert "泉城广场驿站" not in _names(visit)
    page.get_by_role("button", name=re.compile("明天 22:30 的样子")).click()
    _listed(page, "泉城广场驿站")
    expect(page.locator("#told")).to_be_hidden()
    # A time that is over today is taken as tomorrow's.
    _look_at(page, "今天", "03:00")
    page.get_by_text("明天 03:00 的样子：离您最近").wait_for()
    _settled(page)
    assert "今天 03:00 已经过了" in page.locator("#near-say").inner_text()
    assert _names(visit)[0] == "大明湖驿站"
    _clean(visit)


def test_stations_along_the_way_come_by_least_detour(visits: Visits) -> None:
    visit = visits(**GRANTED)
    page = _share(visit)
    _set_out(page, "大明湖")
    page.get_by_text("去“大明湖驿站”顺路的").wait_for()
    _settled(page)
    told = dict(zip(_names(visit), page.locator(".row .minutes").all_inner_texts(), strict=True))
    assert _names(visit)[0] == "大明湖驿站"
    assert told["大明湖驿站"] == "几乎不绕路"
    assert re.fullmatch(r"多绕约 \d+ m（直线估算）", told["县西巷驿站"])
    page.get_by_role("button", name=re.compile("顺路去“大明湖驿站”")).click()
    page.get_by_text("离您最近的").wait_for()
    _clean(visit)


def test_favourites_and_last_places_are_links_on_the_first_page(visits: Visits) -> None:
    visit = visits()
    page = visit.read()
    _furnished(page)
    assert not page.locator("#mine").is_visible()
    page.evaluate(
        """async () => {
          const kept = await import('/static/js/shared/preferences.js');
          kept.toggleFavourite({ id: 'a-open', name: '泉城广场驿站', lat: 36.6, lon: 117.0 });
          for (let n = 0; n < 30; n += 1) {
            kept.remember({ id: `n${n}`, name: `${n}号`, lat: 1, lon: 2 });
          }
          kept.remember({ id: 'c-always', name: '大明湖驿站', lat: 36.6, lon: 117.0 });
        }"""
    )
    page.reload()
    page.locator("#mine summary").click()
    links = page.locator("#mine a")
    assert links.first.inner_text() == "泉城广场驿站"
    assert links.nth(1).inner_text() == "大明湖驿站"
    assert links.count() == 1 + 20
    links.first.click()
    page.wait_for_url("**/stations/a-open")
    _clean(visit)


def test_an_old_page_is_never_shown_as_if_it_were_now(visits: Visits) -> None:
    def aged(route: Route) -> None:
        answer = route.fetch()
        old = re.sub(r'data-made="[^"]+"', 'data-made="2026-11-20T00:00:00+00:00"', answer.text())
        route.fulfill(response=answer, body=old.replace("21:00 关门", "99:99 关门"))

    visit = visits()
    visit.page.route(re.compile(r"/(\?.*)?$"), aged)
    page = visit.read("/?wants=drinking_water")
    page.get_by_text("离济南市中心最近的").wait_for()
    _settled(page)
    assert _names(visit) == ["泉城广场驿站", "县西巷驿站"]
    assert page.get_by_text("99:99").count() == 0
    _clean(visit)


def test_an_old_page_without_any_cells_says_what_to_do(visits: Visits) -> None:
    def aged(route: Route) -> None:
        answer = route.fetch()
        old = re.sub(r'data-made="[^"]+"', 'data-made="2026-11-20T00:00:00+00:00"', answer.text())
        route.fulfill(response=answer, body=old)

    visit = visits()
    visit.page.route(re.compile(r"/$"), aged)
    visit.page.route("**/cells/**", lambda route: route.abort())
    page = visit.page
    page.goto(visit.base + "/")
    page.get_by_role("heading", name="没有网络，手机里也没有存下驿站").wait_for()
    assert page.locator(".row").count() == 0
    page.unroute("**/cells/**")
    page.get_by_role("button", name="再试一次").click()
    page.locator(".row").first.wait_for()


def test_a_page_kept_for_another_address_answers_the_one_that_was_asked(visits: Visits) -> None:
    visit = visits()

    def other(route: Route) -> None:
        route.fulfill(response=route.fetch(url=visit.base + "/"))

    visit.page.route("**/?wants=restroom", other)
    page = visit.read("/?wants=restroom")
    page.get_by_text("离济南市中心最近的").wait_for()
    _settled(page)
    assert _names(visit) == ["大明湖驿站"]
    assert page.get_by_label("卫生间", exact=True).is_checked()
    _clean(visit)


def test_a_cell_that_cannot_be_had_leaves_those_that_the_phone_holds(visits: Visits) -> None:
    def with_one_more(route: Route) -> None:
        answer = route.fetch()
        told = answer.json()
        everything = told["cells"][0][4]
        # Zoom 10: the tile in which the phone is.
        told["cells"].append([10, 844, 399, 5, everything, "missing"])
        route.fulfill(response=answer, json=told)

    # A worker would fetch the manifest past the altered one.
    visit = visits(**GRANTED)
    visit.page.route("**/cells/manifest.json", with_one_more)
    visit.page.route("**/cells/missing.json", lambda route: route.abort())
    page = _share(visit)
    page.get_by_text("没有网络，只列出手机里存下的。").wait_for()
    assert _names(visit)[:3] == ORDERED
    _choose(page, "饮水")
    _choose(page, "远程医疗")
    page.get_by_role("heading", name="手机里存下的驿站没有符合条件的").wait_for()
    # No cell offers a shower, and that is known without opening any.
    _choose(page, "淋浴")
    page.get_by_role("heading", name="没有符合条件的驿站", exact=True).wait_for()


def test_an_open_page_does_not_go_on_listing_what_has_closed(visits: Visits) -> None:
    visit = visits()
    page = visit.read("/?area=370102")
    assert "县西巷驿站" in _names(visit)
    page.evaluate(_LATER)
    _rows_without(page, "县西巷驿站")
    assert "泉城广场驿站" in _names(visit)
    _clean(visit)


def _rows_without(page: Page, name: str) -> None:
    expect(page.locator("#results h3").get_by_text(name, exact=True)).to_have_count(0)
    _settled(page)


_LATER = """() => {
  document.body.dataset.now = '2026-11-21T10:30:00+00:00';
  document.dispatchEvent(new Event('visibilitychange'));
}"""


def test_without_javascript_district_search_and_wishes_work(visits: Visits) -> None:
    visit = visits(java_script_enabled=False)
    page = visit.open()
    assert not page.get_by_role("button", name="附近驿站").is_visible()
    assert not page.locator("#map").is_visible()
    page.locator(".places summary").click()
    page.get_by_role("link", name=re.compile("历下区")).click()
    page.wait_for_url("**area=370102**")
    page.get_by_label("24 小时", exact=True).check(force=True)
    page.get_by_label("卫生间", exact=True).check(force=True)
    page.get_by_role("button", name="按条件找").click()
    page.wait_for_url("**hours=24**")
    assert _names(visit) == ["大明湖驿站"]
    page.goto(f"{visit.base}/")
    page.get_by_label("驿站名、路名或拼音").fill("qcgc")
    page.get_by_role("button", name="搜索").click()
    page.wait_for_url("**q=qcgc**")
    assert _names(visit) == ["泉城广场驿站"]
    page.locator(".row h3 a").first.click()
    page.wait_for_url("**/stations/a-open")
    assert page.locator("h1").inner_text() == "泉城广场驿站"
    _clean(visit)


def test_the_keyboard_alone_shares_the_position_and_reaches_a_station(visits: Visits) -> None:
    visit = visits(**GRANTED)
    page = visit.open()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "跳到正文"
    _tab_to(page, "[name=wants][value=restroom]")
    page.keyboard.press("Space")
    page.get_by_text("离济南市中心最近的").wait_for()
    _settled(page)
    assert page.evaluate("document.activeElement.value") == "restroom"
    _tab_to(page, "#near")
    page.keyboard.press("Enter")
    page.get_by_text(NEAR).wait_for()
    _settled(page)
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")
    _tab_to(page, ".row h3 a", key="Shift+Tab")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
    page.keyboard.press("Enter")
    page.wait_for_url("**/stations/c-always")
    _clean(visit)


def _tab_to(page: Page, selector: str, *, key: str = "Tab") -> None:
    for _ in range(80):
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press(key)
    pytest.fail(f"the keyboard does not reach {selector}")


def test_a_tap_anywhere_in_the_row_opens_the_station(visits: Visits) -> None:
    visit = visits(has_touch=True)
    page = visit.read("/?q=大明湖")
    page.locator(".row .offers").first.tap(force=True)
    page.wait_for_url("**/stations/c-always")
    page.go_back()
    page.wait_for_url("**/?q=*")
    page.get_by_role("link", name="去这里").first.tap()
    page.wait_for_url("**/stations/c-always#go")


def test_a_name_with_markup_is_only_ever_text(visits: Visits) -> None:
    near_it = {"latitude": 36.6401, "longitude": 117.03}
    visit = visits(geolocation=near_it, permissions=["geolocation"])
    page = _share(visit)
    assert _names(visit)[0] == small_city.HOSTILE
    assert page.locator("img[src=x]").count() == 0
    _clean(visit)


def test_the_first_screen_of_a_small_phone_holds_all_that_matters(visits: Visits) -> None:
    visit = visits(viewport={"width": 360, "height": 640}, **GRANTED)
    page = _share(visit)
    page.locator("#map.on").wait_for()
    page.evaluate("scrollTo(0, 0)")
    bar = page.locator("#near-bar").bounding_box()
    row = page.locator(".row").first.bounding_box()
    chips = page.locator(".slide").bounding_box()
    assert bar
    assert row
    assert chips
    assert bar["y"] + bar["height"] <= 640.5
    assert row["y"] + row["height"] <= bar["y"] + 0.5
    assert chips["y"] >= 200
    page.evaluate("scrollTo(0, 300)")
    # The sheet has gone over the map, which has stayed where it was.
    assert page.evaluate("document.getElementById('map').getBoundingClientRect().top") == 0
    assert page.evaluate("document.elementFromPoint(180, 120).closest('.found') !== null")


def _objections(page: Page) -> dict[str, list[list[str]]]:
    """What axe says of the page as it stands, by day and by night."""
    found = {}
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        told = "axe.run().then((r) => r.violations.map((v) => [v.id, v.nodes[0].html]))"
        found[scheme] = page.evaluate(told)
    return found


def test_axe_objects_to_nothing_that_a_tap_brings_up(visits: Visits) -> None:
    nothing: dict[str, list[list[str]]] = {"light": [], "dark": []}
    visit = visits(**GRANTED, bypass_csp=True)
    page = _share(visit)
    page.locator("#map .mark-pin").first.wait_for(state="attached")
    _look_at(page, "今天", "22:30")
    page.get_by_text("今天 22:30 的样子：离您最近").wait_for()
    page.locator(".more summary").first.click()
    page.get_by_label("目的地附近的驿站名或路名").fill("驿站")
    page.locator("#along button[type=submit]").click()
    page.locator("#along-choices button").first.wait_for()
    page.evaluate(AXE.read_text("utf-8"))
    assert _objections(page) == nothing
    _choose(page, "淋浴")
    page.get_by_role("heading", name="没有符合条件的驿站").wait_for()
    assert _objections(page) == nothing


def test_nothing_scrolls_sideways_even_with_text_twice_as_large(visits: Visits) -> None:
    visit = visits(color_scheme="dark", **GRANTED)
    for path in ("/", "/stations/a-open", "/about/privacy"):
        page = _share(visit) if path == "/" else visit.open(path)
        if path == "/":
            page.locator("#map .mark-pin").first.wait_for(state="attached")
            page.locator(".more summary").first.click()
        for width, size in itertools.product((360, 768, 1280), ("106.25%", "212.5%")):
            page.set_viewport_size({"width": width, "height": 740})
            page.evaluate("size => { document.documentElement.style.fontSize = size }", size)
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, (path, width, size)
    _clean(visit)


def test_after_the_tap_the_first_row_is_in_sight(visits: Visits) -> None:
    visit = visits(**GRANTED)
    for width, height, size in ((1280, 800, ""), (360, 740, "212.5%"), (390, 844, "")):
        visit.page.set_viewport_size({"width": width, "height": height})
        page = visit.open()
        page.evaluate("size => { document.documentElement.style.fontSize = size }", size)
        page.evaluate("scrollTo(0, 500)")
        page.locator("#near").focus()
        page.keyboard.press("Enter")
        page.get_by_text(NEAR).wait_for()
        _settled(page)
        row = page.locator(".row h3").first.bounding_box()
        bar = page.locator("#near-bar").bounding_box()
        assert row
        assert bar
        assert row["y"] >= 0, width
        assert row["y"] + row["height"] <= bar["y"], width
        page.evaluate("sessionStorage.clear()")
    _clean(visit)


_ASKED_FOR_LATER = """
window.asked = [];
navigator.geolocation.getCurrentPosition = (found, giveUp) => {
  window.asked.push(found);
  window.giveUp = giveUp;
};
"""
_FOUND = """accuracy => {
  const coords = { latitude: 36.6664957, longitude: 117.0234953, accuracy };
  window.asked.pop()({ coords });
}"""


def test_a_position_that_comes_after_another_choice_changes_nothing(visits: Visits) -> None:
    visit = visits()
    visit.page.add_init_script(_ASKED_FOR_LATER)
    page = visit.page
    page.goto(visit.base)
    page.get_by_role("button", name="附近驿站").click()
    page.get_by_text("正在定位").wait_for()
    # Blanks of any sort are as good as one, for the server and for the phone.
    page.get_by_role("searchbox").first.fill("　泉城　 广场 ")
    page.keyboard.press("Enter")
    _rows(page, 1)
    assert page.get_by_text("正在定位").count() == 0
    page.evaluate(_FOUND, 20)
    assert _names(visit) == ["泉城广场驿站"]
    assert "q=" in page.url
    expect(page.locator("#near")).to_have_attribute("aria-busy", "false")
    _clean(visit)


def test_a_network_that_swallows_everything_is_not_waited_for(visits: Visits) -> None:
    held: list[Route] = []

    def with_one_more(route: Route) -> None:
        answer = route.fetch()
        told = answer.json()
        told["cells"].append([10, 844, 399, 5, told["cells"][0][4], "missing"])
        route.fulfill(response=answer, json=told)

    visit = visits(**GRANTED)
    page = visit.page
    page.route("**/cells/manifest.json", with_one_more)
    page.route("**/cells/missing.json", lambda route: held.append(route))
    page.goto(visit.base)
    page.get_by_role("button", name="附近驿站").click()
    page.get_by_text("网络不通或很慢，先列出手机里存下的。").wait_for()
    assert _names(visit)[:3] == ORDERED
    names = ("ids", "names", "lat", "lon", "times", "patterns", "pauses")
    empty = {"from": 20773, "days": 21, **{name: [] for name in names}}
    held[0].fulfill(json=empty)
    expect(page.get_by_text("先列出手机里存下的")).to_have_count(0)
    assert _names(visit)[:3] == ORDERED


def test_words_are_answered_in_time_and_again_when_the_server_comes(visits: Visits) -> None:
    held: list[Route] = []
    visit = visits(**GRANTED)
    page = _share(visit)
    freed: list[bool] = []
    page.route("**/?q=*", lambda it: it.continue_() if freed else held.append(it))
    page.get_by_role("searchbox").first.fill("驿站")
    page.keyboard.press("Enter")
    page.get_by_text("网络不通或很慢，只在手机里存下的驿站名里找").wait_for()
    assert _names(visit)[0] == "泉城广场驿站"
    # A full minute may have passed meanwhile, and asked once more.
    freed.append(True)
    for route in held:
        route.continue_()
    expect(page.locator("#count")).to_contain_text("济南市")
    _settled(page)


def test_a_phone_with_a_wrong_clock_is_told_so(visits: Visits) -> None:
    def from_last_year(route: Route) -> None:
        answer = route.fetch()
        date = "Thu, 20 Nov 2025 10:00:00 GMT"
        route.fulfill(response=answer, headers={**answer.headers, "date": date})

    visit = visits()
    visit.page.route("**/cells/manifest.json", from_last_year)
    visit.page.goto(visit.base)
    expect(visit.page.locator(".offline-line")).to_contain_text("手机时间不对")


def test_what_makes_no_sense_in_the_storage_is_left_alone(visits: Visits) -> None:
    visit = visits()
    for kept in ('{"from":5,"at":"x","count":"y"}', '{"from":{"lat":"a"}}', "["):
        page = visit.read("/about/privacy")
        page.evaluate("kept => sessionStorage.setItem('journey', kept)", kept)
        visit.read("/?open=any")
        _choose(page, "饮水")
        page.get_by_text("离济南市中心最近").wait_for()
        assert "泉城广场驿站" in _names(visit)
        assert "NaN" not in page.locator("body").inner_text()
    _clean(visit)


def test_what_is_cleared_in_one_window_is_cleared_in_all(visits: Visits) -> None:
    visit = visits(**GRANTED)
    page = _share(visit)
    assert page.evaluate("sessionStorage.journey") is not None
    other = page.context.new_page()
    other.goto(f"{visit.base}/about/privacy")
    with page.expect_navigation():
        other.get_by_role("button", name="清除手机上留下的").click()
    assert page.evaluate("sessionStorage.journey ?? null") is None
    assert page.locator(".row .metres").first.inner_text() == ""
