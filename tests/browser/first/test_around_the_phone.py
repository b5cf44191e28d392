"""Does one tap find an open station around the phone, and is the position kept to it?"""

from __future__ import annotations

import re
import urllib.parse

import pytest
from playwright.sync_api import expect

from tests.browser.first.first_page import (
    CANARY,
    GRANTED,
    KEPT,
    LATER,
    NEAR,
    ORDERED,
    PIXEL,
    choose,
    clean,
    listed,
    names,
    rows,
    set_out,
    settled,
    share,
)
from tests.browser.visiting import Visits

pytestmark = pytest.mark.browser

WECHAT_ON_IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15"
    " (KHTML, like Gecko) Mobile/15E148 MicroMessenger/8.0.40"
)

IPHONE = {
    "viewport": {"width": 390, "height": 664},
    "has_touch": True,
    "is_mobile": True,
    "user_agent": WECHAT_ON_IPHONE,
}


@pytest.mark.parametrize("phone", [PIXEL, IPHONE], ids=["pixel", "wechat on iphone"])
def test_one_tap_lists_the_nearest_by_true_distance(visits: Visits, phone: dict[str, str]) -> None:
    visit = visits(**GRANTED, **phone)
    page = visit.read()
    page.get_by_role("button", name="附近驿站").tap()
    page.get_by_text(NEAR).wait_for()
    settled(page)
    assert names(visit)[:3] == ORDERED
    first = page.locator(".row").first
    assert first.locator(".metres").inner_text() == "70 米"
    assert first.locator(".minutes").inner_text() == "步行约 1 分钟（直线估算）"
    assert first.locator(".state .words").inner_text() == "开放中 · 21:00 关门"
    assert first.locator(".checked").inner_text() == "3 天前核实"
    assert first.locator(".star").inner_text().startswith("★★★★")
    assert "饮水" in first.locator(".offers").inner_text()
    assert page.locator(".row-mark.is-soon").first.is_visible()
    clean(visit)


def test_a_row_says_what_stands_before_the_door_on_both_ways(
    visits: Visits,
) -> None:
    visit = visits(**GRANTED)
    visit.read("/?area=370102")
    notes = visit.page.locator('.row[data-id="c-always"] .notes')
    expect(notes).to_have_text("负一层")
    asked = visit.page.locator('.row[data-id="a-open"] .notes')
    expect(asked).to_have_text("需扫码登记或会员码")
    share(visit)
    listed(visit.page, "大明湖驿站")
    expect(notes).to_have_text("负一层")
    expect(asked).to_have_text("需扫码登记或会员码")
    expect(visit.page.locator('.row[data-id="b-soon"] .notes')).to_be_empty()
    clean(visit)


def test_unknown_hours_stand_apart_and_a_minute_takes_no_focus(visits: Visits) -> None:
    visit = visits(**GRANTED)
    page = share(visit)
    page.get_by_role("button", name="再多列一些").click()
    page.get_by_role("heading", name=re.compile("开放时间不详")).wait_for()
    assert names(visit)[-1] == "趵突泉驿站"
    assert not {"解放路驿站", "文化东路驿站"} & set(names(visit))
    page.get_by_label("全部").set_checked(True, force=True)
    listed(page, "解放路驿站")
    assert page.url.endswith("/?open=any")
    # Each minute the rows are told anew.
    page.locator("[data-id=b-soon] h3 a").focus()
    top = page.evaluate("scrollY")
    page.evaluate(LATER)
    page.locator("[data-id=b-soon] .state.is-closed").wait_for()
    assert page.locator("[data-id=b-soon] .words").inner_text() == "已关门 · 明天 08:00 开门"
    assert page.evaluate("document.activeElement.closest('.row').dataset.id") == "b-soon"
    assert page.evaluate("scrollY") == top
    clean(visit)


def test_no_request_and_no_address_ever_carries_the_position(visits: Visits) -> None:
    visit = visits(**GRANTED, **KEPT)
    page = share(visit)
    choose(page, "厕所")
    page.get_by_label("厕所", exact=True).set_checked(False, force=True)
    page.get_by_role("searchbox").first.fill("qcgc")
    page.keyboard.press("Enter")
    page.get_by_text("70 米").wait_for()
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
    clean(visit)


def test_a_refused_position_says_what_to_do_and_begins_no_way(visits: Visits) -> None:
    visit = visits(permissions=[])
    page = visit.read()
    before = names(visit)
    page.get_by_role("button", name="附近驿站").click()
    page.get_by_text("没有定位权限").wait_for()
    assert "选一个区" in page.locator("#near-say").inner_text()
    assert names(visit) == before
    assert page.get_by_role("button", name="附近驿站").is_enabled()
    page.get_by_role("searchbox").first.fill("大明湖")
    page.keyboard.press("Enter")
    rows(page, 1)
    set_out(page, "大明湖")
    page.get_by_text("没有定位权限").wait_for()
    assert page.evaluate("JSON.parse(sessionStorage.journey).to") is None
    clean(visit)


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
    page.get_by_text("定位超时").wait_for()
    assert button.is_enabled()
    button.click()
    page.evaluate("giveUp({ code: 2 })")
    page.get_by_text("暂时定位不到").wait_for()
    # A device that never answers leaves a button that works.
    button.click()
    page.get_by_text("正在定位").wait_for()
    page.clock.fast_forward(16_000)
    page.get_by_text("定位超时").wait_for()
    expect(page.locator("#near")).to_have_attribute("aria-busy", "false")
    button.click()
    assert page.evaluate("asked.length") == 4
    # A position that the device knows only roughly is told to be rough.
    page.evaluate(_FOUND, 5000)
    page.get_by_text("定位误差约 5 公里").wait_for()
    assert page.get_by_text(NEAR).count() == 0
    clean(visit)


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
    choose(page, "厕所")
    page.get_by_text("离济南市中心最近").wait_for()
    assert names(visit) == ["大明湖驿站"]
    clean(visit)


def test_a_shortcut_searches_at_once_where_the_position_is_allowed(visits: Visits) -> None:
    visit = visits(geolocation=CANARY, permissions=[])
    page = visit.read("/?wants=toilet&near=1")
    page.get_by_text("马上按您的位置找").wait_for()
    page.context.grant_permissions(["geolocation"])
    visit.read("/?wants=toilet&near=1")
    page.get_by_text(NEAR).wait_for()
    settled(page)
    assert names(visit) == ["大明湖驿站"]
    assert page.url.endswith("/?wants=toilet")
    clean(visit)


def test_far_from_everything_the_search_stops_and_says_so(visits: Visits) -> None:
    far = {"latitude": 36.1, "longitude": 117.1}
    visit = visits(geolocation=far, permissions=["geolocation"])
    page = visit.page
    page.goto(visit.base)
    page.get_by_role("button", name="附近驿站").click()
    page.get_by_text("附近没有驿站").first.wait_for()
    assert page.locator("#results .row").count() == 0
    assert page.get_by_text(NEAR).count() == 0
    page.get_by_role("button", name="找更远的").click()
    page.locator(".row").first.wait_for()
    assert "公里" in page.locator(".metres").first.inner_text()
    # Sixty kilometres are no ride, of however many minutes.
    assert page.locator(".minutes").first.inner_text() == ""
    clean(visit)


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
        settled(page)
        row = page.locator(".row h3").first.bounding_box()
        bar = page.locator("#near-bar").bounding_box()
        assert row
        assert bar
        assert row["y"] >= 0, width
        assert row["y"] + row["height"] <= bar["y"], width
        page.evaluate("sessionStorage.clear()")
    clean(visit)


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
    rows(page, 1)
    assert page.get_by_text("正在定位").count() == 0
    page.evaluate(_FOUND, 20)
    assert names(visit) == ["泉城广场驿站"]
    assert "q=" in page.url
    expect(page.locator("#near")).to_have_attribute("aria-busy", "false")
    clean(visit)
