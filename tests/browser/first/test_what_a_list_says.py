"""However one comes to a list, it says from where it is measured, and nothing that is not so."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.first.first_page import (
    CANARY,
    GRANTED,
    KEPT,
    NEAR,
    PIXEL,
    choose,
    clean,
    furnished,
    names,
    rows,
    set_out,
    settled,
    share,
)
from tests.browser.visiting import Visit, Visits

pytestmark = pytest.mark.browser

RIDDEN = {"latitude": 36.702, "longitude": 117.1}
"""Eight kilometres on, among the many of 洪家楼."""
OLD = re.compile(r"按 \d\d:\d\d 的位置排的 · 重新定位")


def _line(page: Page) -> str:
    return page.locator("#near-say").inner_text()


def _headline(page: Page) -> str:
    return page.locator("#count").inner_text()


def _return(page: Page, minutes: float) -> None:
    """The person looks elsewhere for so long, and comes back to the page."""
    page.clock.fast_forward(int(minutes * 60_000))
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def _shared(visits: Visits) -> Visit:
    visit = visits(**GRANTED)
    visit.page.clock.install()
    share(visit)
    return visit


def test_a_position_is_taken_anew_in_silence_where_that_is_allowed(visits: Visits) -> None:
    visit = _shared(visits)
    page = visit.page
    assert "离您最近的 20 个" in _headline(page)
    page.context.set_geolocation(RIDDEN)
    _return(page, 1)
    settled(page)
    assert names(visit)[0] == "泉城广场驿站"
    _return(page, 2)
    expect(page.locator("#results h3").first).to_contain_text("洪家楼")
    expect(page.locator("#near-say")).to_contain_text(NEAR)
    assert "离您最近的" in _headline(page)
    # So it is with the next tap, on a wish or on anything else that lists.
    page.context.set_geolocation(CANARY)
    page.clock.fast_forward(150_000)
    choose(page, "饮水")
    expect(page.locator("#results h3").first).to_have_text("泉城广场驿站")
    # And with a page that is loaded again, after minutes or after hours.
    page.get_by_label("饮水", exact=True).set_checked(False, force=True)
    page.context.set_geolocation(RIDDEN)
    for minutes in (5, 300):
        visit.read("/about/privacy")
        page.clock.fast_forward(minutes * 60_000)
        visit.read()
        expect(page.locator("#near-say")).to_contain_text(NEAR)
        expect(page.locator("#results h3").first).to_contain_text("洪家楼")
    clean(visit)


def test_an_old_position_is_named_until_it_is_forgotten(visits: Visits) -> None:
    visit = _shared(visits)
    page = visit.page
    page.context.clear_permissions()
    _return(page, 3)
    expect(page.locator("#near-say")).to_have_text(OLD)
    assert "离您" not in _headline(page)
    assert re.search(r"离 \d\d:\d\d 的位置最近的", _headline(page))
    page.reload()
    expect(page.locator("#near-say")).to_have_text(OLD)
    settled(page)
    assert "离您" not in _headline(page)
    page.context.grant_permissions(["geolocation"])
    page.get_by_role("button", name="重新定位").click()
    page.get_by_text(NEAR).wait_for()
    settled(page)
    page.context.clear_permissions()
    _return(page, 31)
    page.get_by_text("离济南市中心最近的").wait_for()
    expect(page.locator("#near-say")).to_contain_text("的位置太旧，不用了")
    assert page.locator(".metres").first.inner_text() == ""
    assert page.evaluate("JSON.parse(sessionStorage.journey).from") is None
    clean(visit)


def test_a_tab_that_was_left_with_a_position_begins_without_it(visits: Visits) -> None:
    visit = _shared(visits)
    page = visit.page
    page.context.clear_permissions()
    page.clock.fast_forward(40 * 60_000)
    page.reload()
    page.get_by_text("从中心由近到远").wait_for()
    assert page.locator(".metres").first.inner_text() == ""
    expect(page.locator("#near-say")).to_have_text("位置只留在这部手机里。")
    assert page.evaluate("JSON.parse(sessionStorage.journey).from") is None
    clean(visit)


def test_words_are_listed_nearest_first_and_say_so(visits: Visits) -> None:
    visit = _shared(visits)
    page = visit.page
    page.get_by_role("searchbox").first.fill("驿站")
    page.keyboard.press("Enter")
    expect(page.locator("#count")).to_contain_text("离您近的在前")
    settled(page)
    first = page.locator("ol.rows").first
    assert first.locator("h3").all_inner_texts()[:3] == ["泉城广场驿站", "县西巷驿站", "大明湖驿站"]
    expect(page.locator("#near-say")).to_contain_text(NEAR)
    rows(page, 20)
    page.get_by_role("button", name="再多列一些").click()
    expect(page.locator("#results .row")).not_to_have_count(20)
    # Minutes later the same list is of where the phone was.
    page.context.clear_permissions()
    _return(page, 3)
    expect(page.locator("#near-say")).to_have_text(OLD)
    expect(page.locator("#count")).not_to_contain_text("离您")
    page.get_by_role("searchbox").first.fill("没有这个")
    page.keyboard.press("Enter")
    expect(page.locator("#count")).to_have_text("没有找到“没有这个”。")
    page.get_by_role("heading", name="没有找到“没有这个”").wait_for()
    page.get_by_text("换个短一点的词试试").wait_for()
    clean(visit)


def test_without_a_position_words_claim_no_order(visits: Visits) -> None:
    visit = visits(permissions=[])
    page = visit.read("/?q=驿站")
    page.get_by_text("济南市").first.wait_for()
    expect(page.locator("#near-say")).to_have_text("位置只留在这部手机里。")
    assert page.locator(".metres").first.inner_text() == ""
    assert "离您" not in page.locator("body").inner_text()
    clean(visit)


def test_a_way_a_tap_and_a_district_say_what_they_are(visits: Visits) -> None:
    visit = visits(**GRANTED, **PIXEL)
    page = share(visit)
    set_out(page, "大明湖")
    page.get_by_text("去“大明湖驿站”顺路的").wait_for()
    settled(page)
    expect(page.locator("#near-say")).to_contain_text("已按绕路少的在前排好")
    visit.open("/?area=370112")
    expect(page.locator("#near-say")).to_contain_text("从历城区中心由近到远排的，距离从您这里算")
    choose(page, "饮水")
    choose(page, "全部")
    page.locator("#map").tap(position={"x": 60, "y": 60})
    page.get_by_role("button", name="在这里找").tap()
    page.get_by_text("去“大明湖驿站”顺路的").wait_for()
    expect(page.locator("#near-say")).to_contain_text("按地图上的点排好了")
    clean(visit)


def test_a_shared_link_and_a_favourite_know_no_place(visits: Visits) -> None:
    visit = visits(permissions=[])
    page = visit.read("/?area=370102&wants=drinking_water")
    page.locator(".row").first.wait_for()
    page.evaluate(
        """async () => (await import('/static/js/shared/preferences.js'))
             .toggleFavourite({ id: 'a-open', name: '泉城广场驿站', lat: 36.6, lon: 117.0 })"""
    )
    page.reload()
    furnished(page)
    page.locator("#mine summary").click()
    page.locator("#mine a").first.click()
    page.wait_for_url("**/stations/a-open")
    page.go_back()
    page.get_by_text("从中心由近到远").wait_for()
    expect(page.locator("#near-say")).to_have_text("位置只留在这部手机里。")
    choose(page, "24 小时")
    expect(page.locator("#count")).to_contain_text("没有找到")
    page.get_by_label("24 小时", exact=True).set_checked(False, force=True)
    page.get_by_text("离历下区中心最近的").wait_for()
    settled(page)
    assert page.locator(".metres").first.inner_text() == ""
    assert "离您" not in page.locator("#results").inner_text()
    clean(visit)


@pytest.mark.parametrize(
    ("place", "farther"),
    [
        ((39.9, 116.4), False),
        ((40.71, -74.0), False),
        ((-33.87, 151.2), False),
        ((36.1, 117.1), True),
    ],
    ids=["Beijing", "New York", "Sydney", "a neighbouring city"],
)
def test_a_city_that_is_not_served_says_which_ones_are(
    visits: Visits, place: tuple[float, float], farther: bool
) -> None:
    here = {"latitude": place[0], "longitude": place[1]}
    visit = visits(geolocation=here, permissions=["geolocation"])
    page = visit.read()
    page.get_by_role("button", name="附近驿站").click()
    words = "这里只有济南市、郑州市的驿站"
    expect(page.locator("#near-say")).to_have_text(f"附近没有驿站，{words}。")
    page.get_by_role("heading", name="附近没有驿站").wait_for()
    expect(page.locator(".empty")).to_contain_text(words)
    more = page.get_by_role("button", name="找更远的")
    expect(more).to_have_count(int(farther))
    if farther:
        more.click()
        page.locator(".row").first.wait_for()
        expect(page.locator("#near-say")).to_have_text(re.compile(r"最近的也有 6\d\.\d 公里"))
        page.evaluate("sessionStorage.clear()")
        visit.read()
        page.get_by_role("button", name="附近驿站").click()
    page.get_by_role("button", name="看济南市、郑州市的驿站").click()
    page.get_by_text("从中心由近到远").wait_for()
    expect(page.locator("#near-say")).to_have_text("位置只留在这部手机里。")
    clean(visit)


def test_wishes_that_nothing_near_meets_are_no_city_without_stations(visits: Visits) -> None:
    visit = visits(**GRANTED)
    page = share(visit)
    choose(page, "淋浴")
    page.get_by_role("button", name="减少条件").wait_for()
    expect(page.locator("#near-say")).to_contain_text("附近没有找到")
    assert "这里只有" not in page.locator("body").inner_text()
    clean(visit)


def _with_a_missing_cell(page: Page, x: int, y: int) -> None:
    """The manifest names one more cell, at zoom 10, that cannot be had."""

    def with_one_more(route: Route) -> None:
        answer = route.fetch()
        told = answer.json()
        told["cells"].append([10, x, y, 5, told["cells"][0][4], "missing"])
        route.fulfill(response=answer, json=told)

    page.route("**/cells/manifest.json", with_one_more)
    page.route("**/cells/missing.json", lambda route: route.abort())


def test_without_network_a_list_of_another_place_does_not_stay(visits: Visits) -> None:
    visit = visits(**GRANTED)
    _with_a_missing_cell(visit.page, 843, 387)
    page = share(visit)
    assert names(visit)[0] == "泉城广场驿站"
    page.context.set_geolocation({"latitude": 39.9, "longitude": 116.4})
    page.get_by_role("button", name="附近驿站").click()
    page.get_by_role("heading", name="手机里存下的驿站没有符合条件的").wait_for()
    expect(page.locator("#near-say")).to_contain_text("手机里存下的，附近没有找到")
    assert names(visit) == []
    # Nor where nothing is held at all.
    page.route("**/cells/**", lambda route: route.abort())
    page.reload()
    page.get_by_role("heading", name="没有网络，这一带的驿站没有存在手机里").wait_for()
    expect(page.locator("#near-say")).to_have_text("没有网络，这一带的驿站没有存在手机里。")
    assert names(visit) == []
    assert "离您" not in page.locator("#results").inner_text()


def test_a_held_list_says_whether_a_nearer_one_may_exist(visits: Visits) -> None:
    visit = visits(**GRANTED)
    _with_a_missing_cell(visit.page, 844, 399)
    page = share(visit)
    expect(page.locator("#count")).to_contain_text("离您较近的（手机里存下的）")
    expect(page.locator("#near-say")).to_contain_text(re.compile("可能.*更近的"))
    expect(page.locator(".rest")).to_contain_text(re.compile("可能.*更近的"))


def test_where_all_around_is_held_nothing_nearer_is_suspected(visits: Visits) -> None:
    visit = visits(**GRANTED, **KEPT)
    page = share(visit)
    page.evaluate("navigator.serviceWorker.ready.then(() => {})")
    visit.quiet()
    page.context.set_offline(True)
    choose(page, "饮水")
    page.get_by_role("button", name="附近驿站").click()
    page.get_by_text(NEAR).wait_for()
    settled(page)
    assert "可能还有更近的" not in page.locator("body").inner_text()


def test_a_wish_is_met_though_the_network_went_before_rare_scripts_came(visits: Visits) -> None:
    visit = visits(**GRANTED)
    visit.page.route("**/finder/query_words.js", lambda route: route.abort())
    page = share(visit)
    choose(page, "饮水")
    page.get_by_role("button", name="附近驿站").click()
    page.get_by_text(NEAR).wait_for()
    assert names(visit)


WECHAT = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/116.0 MicroMessenger/8.0.49"


def test_wechat_without_a_position_says_at_once_how_to_leave_it(visits: Visits) -> None:
    visit = visits(user_agent=WECHAT)
    visit.page.add_init_script(
        "Object.defineProperty(Navigator.prototype, 'geolocation', {value: undefined});"
    )
    page = visit.read()
    expect(page.locator("#near-say")).to_contain_text("点右上角 ···，选“用浏览器打开”")
    page.get_by_role("button", name="附近驿站").click()
    expect(page.locator("#near-say")).to_contain_text("微信里定位不到")
    clean(visit)


def test_an_address_without_https_is_told_to_be_the_reason(visits: Visits) -> None:
    visit = visits(**GRANTED)
    visit.page.add_init_script("Object.defineProperty(window, 'isSecureContext', {value: false});")
    page = visit.read()
    expect(page.locator("#near-say")).to_contain_text("网址不是 https")
    page.get_by_role("button", name="附近驿站").click()
    expect(page.locator("#near-say")).to_contain_text("在设置里允许也没用")
    expect(page.locator("#near")).to_have_attribute("aria-busy", "false")
    clean(visit)
