"""Does one button lead to the door, with the map that a worker chose, in every browser?"""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from stations.geo.distance import metres
from stations.geo.frames import point_in
from stations.geo.point import Datum, Point
from tests.browser.first.first_page import GRANTED, furnished, share
from tests.browser.visiting import Visit, Visits
from tests.support import small_city

pytestmark = pytest.mark.browser

STATION = "/stations/a-open"
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15"
    " (KHTML, like Gecko) Version/17.0 Mobile/15E148 Safari/604.1"
)
WECHAT = (
    "Mozilla/5.0 (Linux; Android 12; M2007) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0"
    " Chrome/107.0.5304.141 Mobile Safari/537.36 XWEB/5023 MMWEBSDK/20230604 MicroMessenger/8.0.38"
)
_SHOWN = "links => links.filter((it) => it.offsetParent !== null).map((it) => it.href)"


@pytest.fixture
def worker() -> str:
    return "block"


def main_button(page: Page) -> tuple[str, str]:
    """The words on the one button, and where it leads."""
    button = page.locator("#go-main")
    return button.inner_text().strip(), button.get_attribute("href") or ""


def staying(visit: Visit) -> Page:
    """The page of a station; the sites of the maps answer with nothing, so that it stays."""
    for host in ("uri.amap.com", "api.map.baidu.com", "apis.map.qq.com", "maps.apple.com"):
        visit.page.route(f"https://{host}/**", lambda route: route.fulfill(status=204))
    return visit.read(STATION)


def test_one_button_goes_there_on_foot_or_by_bicycle(visits: Visits) -> None:
    visit = visits()
    page = staying(visit)
    words, address = main_button(page)
    assert words == "用高德去这里"
    assert address.startswith("https://uri.amap.com/navigation?")
    assert "mode=walk" in address
    page.get_by_role("radio", name="骑行").check()
    assert "mode=ride" in main_button(page)[1]
    page.reload()
    page.locator("#travel").wait_for()
    assert page.get_by_role("radio", name="骑行").is_checked()
    assert "mode=ride" in main_button(page)[1]
    # A way of travel that nobody knows is on foot.
    page.evaluate("localStorage.setItem('travel', 'car')")
    visit.read(STATION)
    assert "mode=walk" in main_button(page)[1]
    page.get_by_role("button", name="收藏").click()
    page.get_by_role("button", name="已收藏").wait_for()
    assert visit.complaints == []


def test_the_map_chosen_once_of_those_offered_is_the_main_one_from_then_on(visits: Visits) -> None:
    page = staying(visits())
    page.get_by_text("换一个地图").click()
    shown = page.locator("#maps a").evaluate_all(_SHOWN)
    assert not [link for link in shown if "apple" in link]
    assert "bdapp" in "".join(shown)
    page.locator("#maps [data-map=baidu][data-mode=walk]").click()
    assert main_button(page)[0] == "用百度去这里"
    page.goto(page.url.replace("a-open", "b-soon"))
    page.locator("#travel").wait_for()
    words, address = main_button(page)
    assert words == "用百度去这里"
    assert address.startswith("https://api.map.baidu.com/direction?")
    page.get_by_role("radio", name="骑行").check()
    assert main_button(page)[1].startswith("bdapp://map/direction?")
    assert "要先装好百度地图应用" in page.locator("#go-note").inner_text()


def test_an_iphone_is_offered_what_it_can_open_and_told_what_a_map_cannot_do(
    visits: Visits,
) -> None:
    page = staying(visits(user_agent=IPHONE))
    page.get_by_text("换一个地图").click()
    shown = page.locator("#maps a").evaluate_all(_SHOWN)
    assert [link for link in shown if "apple" in link]
    assert "baidumap://" in "".join(shown)
    assert "bdapp" not in "".join(shown)
    page.locator("#maps [data-map=apple][data-mode=walk]").click()
    page.get_by_role("radio", name="骑行").check()
    words, address = main_button(page)
    assert (words, address[:24]) == ("用苹果去这里", "https://maps.apple.com/?")
    assert "只能从这里打开步行路线" in page.locator("#go-note").inner_text()


def test_a_row_asks_once_and_then_goes_at_once_with_what_was_chosen(visits: Visits) -> None:
    visit = visits(**GRANTED)
    staying(visit)
    page = share(visit)
    go = page.locator(".row", has_text="泉城广场驿站").locator(".go")
    furnished(page)
    assert go.get_attribute("href") == f"{STATION}#go"
    go.click()
    page.wait_for_url("**/stations/a-open#go")
    page.get_by_role("radio", name="驾车").check()
    page.locator("#go-main").click()
    page.go_back()
    go.and_(page.locator("[href*='mode=car']")).wait_for()
    lat, lon = point_in(Point(lat=small_city.ME[0], lon=small_city.ME[1]), datum=Datum.GCJ02)
    place = parse_qs(urlsplit(go.get_attribute("href") or "").query)["to"][0].split(",")
    assert metres(lat, lon, to_lat=float(place[1]), to_lon=float(place[0])) < 1_000
    # So do rows that the phone makes itself, and without network.
    page.get_by_label("全部", exact=True).check(force=True)
    expect(page.locator(".row .go:not([href*='mode=car'])")).to_have_count(0)
    # What the chosen map cannot do is asked for again.
    page.evaluate("localStorage.setItem('map-app', 'apple')")
    page.reload()
    go.and_(page.locator("[href$='#go']")).wait_for()
    assert visit.complaints == []


def test_in_wechat_the_route_of_its_own_map_is_the_main_way(visits: Visits) -> None:
    visit = visits(user_agent=WECHAT)
    page = staying(visit)
    words, address = main_button(page)
    assert words == "用腾讯去这里"
    assert address.startswith("https://apis.map.qq.com/uri/v1/routeplan?type=walk")
    assert page.get_by_text("点右上角···，用浏览器打开").is_visible()
    assert page.get_by_role("button", name="复制地址").is_visible()
    page.get_by_text("换一个地图").click()
    shown = page.locator("#maps a").evaluate_all(_SHOWN)
    assert shown
    assert all(link.startswith("https://") for link in shown)
    page.locator("#maps [data-map=amap][data-mode=walk]").click()
    assert main_button(page)[0] == "用腾讯去这里"
    assert visit.complaints == []


def test_without_javascript_the_links_stay(visits: Visits) -> None:
    page = visits(java_script_enabled=False).open(STATION)
    assert main_button(page)[1].startswith("https://uri.amap.com/navigation?")
    page.get_by_text("换一个地图").click()
    shown = page.locator("#maps a")
    assert shown.count() == 11
    assert all(shown.nth(i).is_visible() for i in range(11))
    assert not page.locator("#travel").is_visible()


def test_where_nothing_can_be_kept_the_button_still_works(visits: Visits) -> None:
    visit = visits()
    refuse = "() => { throw new DOMException('full', 'QuotaExceededError'); }"
    visit.page.add_init_script(f"Storage.prototype.setItem = {refuse}")
    page = staying(visit)
    page.get_by_role("radio", name="骑行").check()
    assert "mode=ride" in main_button(page)[1]
    page.get_by_role("button", name="收藏").click()
    page.get_by_text("没有存成").wait_for()
    assert visit.complaints == []
