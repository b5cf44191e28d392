"""After the first visit the phone needs no network, and says honestly how old its data are."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.browser.offline.visits import HERE, first_visit, look_around
from tests.browser.visiting import Visits
from tests.support import small_city

pytestmark = pytest.mark.browser

WECHAT = (
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0"
    " Chrome/107.0.5304.141 Mobile Safari/537.36 XWEB/5315 MicroMessenger/8.0.49"
)

IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15"
    " (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1"
)


def hold_clock(page: Page, ahead: timedelta) -> None:
    """The clock of the site is held for the tests, and so it is moved where it is held."""
    later = (small_city.NOW + ahead).isoformat()
    page.evaluate("(held) => { document.body.dataset.now = held; }", later)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def rows(page: Page) -> list[str]:
    return page.locator(".row h3").all_inner_texts()


@pytest.mark.parametrize("agent", [None, WECHAT, IPHONE])
def test_the_second_visit_needs_no_network(visits: Visits, agent: str | None) -> None:
    visit = first_visit(visits, **({"user_agent": agent, "has_touch": True} if agent else {}))
    page = visit.page
    look_around(page)
    online = rows(page)
    page.context.set_offline(True)
    page.goto(visit.base + "/")
    look_around(page)
    assert rows(page) == online
    expect(page.locator(".offline-line")).to_have_text(
        re.compile("^离线，数据(是刚刚更新的|为 .*前)$")
    )
    page.locator("label.chip", has_text="厕所").first.click()
    expect(page.locator(".row").first).to_be_visible()
    page.context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator(".offline-line")).to_be_hidden()


def test_a_station_seen_opens_and_one_unseen_tells_what_the_cells_know(visits: Visits) -> None:
    visit = first_visit(visits)
    page = visit.page
    page.goto(f"{visit.base}/stations/a-open")
    page.evaluate(
        """async () => {
          while (!await caches.match('/stations/a-open')) {
            await new Promise((done) => { setTimeout(done, 50); });
          }
        }"""
    )
    # In a large registry the phone holds few of the lists of cells.
    page.evaluate(
        """async () => {
          const cache = await caches.open('cells-v1');
          const kept = await cache.match('/cells/manifest.json');
          const told = await kept.json();
          told.groups.push([3, 6, 3, 900, told.cells[0][4], 'never-fetched']);
          await cache.put('/cells/manifest.json',
            new Response(JSON.stringify(told), { headers: kept.headers }));
        }"""
    )
    page.context.set_offline(True)
    page.goto(f"{visit.base}/stations/a-open")
    expect(page.locator("#way-in")).to_be_visible()
    page.goto(f"{visit.base}/stations/b-soon")
    expect(page.locator("#known")).to_be_visible()
    assert page.locator("h1").inner_text() != "没有网络"
    assert "关门" in page.locator("#state").inner_text()
    assert "WGS-84" in page.locator("#facts").inner_text()
    assert page.locator("#week tr").count() == 7
    page.goto(f"{visit.base}/stations/nobody-knows")
    expect(page.locator("h1")).to_have_text("没有网络")
    assert "连上网" in page.locator("#advice").inner_text()


def test_midnight_and_the_last_day_told_of_pass_and_data_tell_their_age(visits: Visits) -> None:
    visit = first_visit(visits)
    page = visit.page
    look_around(page)
    first = page.locator(".row", has_text="泉城广场驿站")
    expect(first.locator(".state")).to_contain_text("21:00 关门")
    page.context.set_offline(True)
    hold_clock(page, timedelta(hours=6))
    expect(page.locator(".row", has_text="泉城广场驿站")).to_have_count(0)
    page.get_by_label("全部", exact=True).check(force=True)
    row = page.locator(".row", has_text="泉城广场驿站")
    expect(row.locator(".state")).to_contain_text("已关门 · 08:00 开门")
    # Data that no longer tell of today promise nothing.
    hold_clock(page, timedelta(hours=16))
    expect(page.locator(".row .state.is-open").first).to_be_visible()
    hold_clock(page, timedelta(days=30))
    expect(page.locator(".row .state.is-open, .row .state.is-soon")).to_have_count(0)
    expect(page.locator(".row").first).to_be_visible()
    page.evaluate("dispatchEvent(new Event('offline'))")
    expect(page.locator(".offline-line")).to_contain_text("数据太旧")
    # What was kept long ago is not told as if it were now.
    page.evaluate(
        """async (ago) => {
          const cache = await caches.open('cells-v1');
          const old = await cache.match('/cells/manifest.json');
          const headers = {'X-Kept-At': String(Date.now() - ago)};
          await cache.put('/cells/manifest.json', new Response(await old.text(), {headers}));
        }""",
        3 * 3_600_000,
    )
    page.goto(visit.base + "/")
    expect(page.locator(".offline-line")).to_have_text("离线，数据为 3 小时前")


def test_places_and_the_shortcut_to_a_toilet_open_without_network(visits: Visits) -> None:
    visit = first_visit(visits)
    page = visit.page
    address = "/?area=370102"
    page.goto(visit.base + address)
    title = page.title()
    assert title != visits_title(page, visit.base)
    page.evaluate(
        """async (address) => {
          while (!await caches.match(address)) {
            await new Promise((done) => { setTimeout(done, 50); });
          }
        }""",
        address,
    )
    page.context.set_offline(True)
    page.goto(visit.base + address + "&wants=restroom")
    assert page.title() == title
    expect(page.locator(".row").first).to_be_visible()
    # One that was never opened is answered for out of the cells.
    page.goto(visit.base + "/?area=370112")
    expect(page.locator("#count")).to_contain_text("离历城区中心最近的")
    expect(page.locator(".places > summary")).to_contain_text("历城区")
    expect(page.locator(".row h3").first).to_contain_text("洪家楼")
    page.goto(visit.base + "/?area=410100")
    expect(page.locator("#near-say")).to_contain_text("没有存在手机里，先列济南市的")
    # So is the shortcut to a toilet, where the position may no longer be read.
    page.evaluate("sessionStorage.clear()")
    page.context.clear_permissions()
    page.goto(visit.base + "/?wants=restroom&near=1")
    expect(page.locator(".row h3")).to_have_text(["大明湖驿站"])
    expect(page.locator("#near-say")).to_contain_text("马上按您的位置找")


def visits_title(page: Page, base: str) -> str:
    """The title of the first page as the server gives it."""
    first = page.request.get(base + "/").text()
    return first.split("<title>")[1].split("<")[0]


def test_a_first_visit_that_loses_the_network_says_what_to_do(visits: Visits) -> None:
    visit = visits(geolocation=HERE, permissions=["geolocation"], service_workers="block")
    page = visit.page
    page.route("**/cells/**", lambda route: route.abort())
    page.goto(visit.base + "/")
    page.get_by_role("button", name="附近驿站").click()
    expect(page.locator("#near-say")).to_contain_text("没连上网，驿站数据没更新")


def test_the_site_can_be_put_on_a_home_screen(visits: Visits) -> None:
    visit = visits()
    page = visit.open("/")
    address = page.locator("link[rel=manifest]").get_attribute("href")
    session = page.context.new_cdp_session(page)
    told = session.send("Page.getAppManifest")
    assert told["errors"] == []
    assert address is not None
    manifest = json.loads(told["data"])
    assert manifest["display"] == "standalone"
    assert "最近的卫生间" in [one["name"] for one in manifest["shortcuts"]]
    for icon in manifest["icons"]:
        side = page.evaluate(
            "(src) => new Promise((done) => { const it = new Image();"
            " it.onload = () => done([it.naturalWidth, it.naturalHeight]); it.src = src; })",
            icon["src"],
        )
        assert "x".join(map(str, side)) == icon["sizes"]
