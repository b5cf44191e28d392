"""The first page by keyboard, by screen reader, without scripts, on a small screen."""

from __future__ import annotations

import itertools
import re

import pytest
from playwright.sync_api import Page

from tests.browser.first.first_page import (
    GRANTED,
    NEAR,
    choose,
    clean,
    look_at,
    names,
    settled,
    share,
)
from tests.browser.visiting import AXE, Visits
from tests.support import small_city

pytestmark = pytest.mark.browser


def test_without_javascript_district_search_and_wishes_work(visits: Visits) -> None:
    visit = visits(java_script_enabled=False)
    page = visit.open()
    assert not page.get_by_role("button", name="附近驿站").is_visible()
    assert not page.locator("#map").is_visible()
    page.locator(".places summary").click()
    page.get_by_role("link", name=re.compile("历下区")).click()
    page.wait_for_url("**area=370102**")
    page.get_by_label("24 小时", exact=True).check(force=True)
    page.get_by_label("厕所", exact=True).check(force=True)
    page.get_by_role("button", name="按条件找").click()
    page.wait_for_url("**hours=24**")
    assert names(visit) == ["大明湖驿站"]
    page.goto(f"{visit.base}/")
    page.get_by_label("驿站名、地名、拼音或要的设施").fill("qcgc")
    page.get_by_role("button", name="搜索").click()
    page.wait_for_url("**q=qcgc**")
    assert names(visit) == ["泉城广场驿站"]
    page.locator(".row h3 a").first.click()
    page.wait_for_url("**/stations/a-open")
    assert page.locator("h1").inner_text() == "泉城广场驿站"
    clean(visit)


def test_the_keyboard_alone_shares_the_position_and_reaches_a_station(visits: Visits) -> None:
    visit = visits(**GRANTED)
    page = visit.open()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "跳到“附近驿站”"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "跳到正文"
    _tab_to(page, "[name=wants][value=toilet]")
    page.keyboard.press("Space")
    page.get_by_text("离济南市中心最近的").wait_for()
    settled(page)
    assert page.evaluate("document.activeElement.value") == "toilet"
    _tab_to(page, "#near")
    page.keyboard.press("Enter")
    page.get_by_text(NEAR).wait_for()
    settled(page)
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")
    _tab_to(page, ".row h3 a", key="Shift+Tab")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
    page.keyboard.press("Enter")
    page.wait_for_url("**/stations/c-always")
    clean(visit)


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
    page = share(visit)
    assert names(visit)[0] == small_city.HOSTILE
    assert page.locator("img[src=x]").count() == 0
    clean(visit)


def test_the_first_screen_of_a_small_phone_holds_all_that_matters(visits: Visits) -> None:
    visit = visits(viewport={"width": 360, "height": 640}, **GRANTED)
    page = share(visit)
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
    page = share(visit)
    page.locator("#map .mark-pin").first.wait_for(state="attached")
    look_at(page, "今天", "22:30")
    page.get_by_text("今天 22:30 的样子：离您最近").wait_for()
    page.locator(".more summary").first.click()
    page.get_by_label("目的地附近的驿站名或路名").fill("驿站")
    page.locator("#along button[type=submit]").click()
    page.locator("#along-choices button").first.wait_for()
    page.evaluate(AXE.read_text("utf-8"))
    assert _objections(page) == nothing
    choose(page, "淋浴")
    page.get_by_role("heading", name="没有符合条件的驿站").wait_for()
    assert _objections(page) == nothing


def test_nothing_scrolls_sideways_even_with_text_twice_as_large(visits: Visits) -> None:
    visit = visits(color_scheme="dark", **GRANTED)
    for path in ("/", "/stations/a-open", "/about/privacy"):
        page = share(visit) if path == "/" else visit.open(path)
        if path == "/":
            page.locator("#map .mark-pin").first.wait_for(state="attached")
            page.locator(".more summary").first.click()
        for width, size in itertools.product((360, 768, 1280), ("106.25%", "212.5%")):
            page.set_viewport_size({"width": width, "height": 740})
            page.evaluate("size => { document.documentElement.style.fontSize = size }", size)
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, (path, width, size)
    clean(visit)
