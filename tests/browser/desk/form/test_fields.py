"""A clerk fills in the form of a station on a phone and at a desk."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.desk.form.clerk import DESK, PHONE, Clerk, field, kept, nothing_kept, save, saved
from tests.browser.visiting import AXE

pytestmark = pytest.mark.browser

_SMALL = """
() => [...document.querySelectorAll('#station-form :is(a, button, select, summary, textarea)')]
  .filter((it) => it.checkVisibility() && !it.closest('.leaflet-control-attribution'))
  .map((it) => [it.outerHTML.slice(0, 90), it.getBoundingClientRect().height])
  .filter(([, height]) => height > 0 && height < 43.5)
"""


def _point(page: Page) -> tuple[float, float]:
    lat, lon = field(page, "point").input_value().split(",")
    return float(lat), float(lon)


@pytest.mark.parametrize(("scheme", "view"), [("light", PHONE), ("dark", DESK)])
def test_axe_finds_nothing_to_object_to_and_nothing_is_too_small(
    clerk: Clerk, scheme: str, view: dict[str, int]
) -> None:
    visit = clerk.opens("a-open", viewport=view, color_scheme=scheme, bypass_csp=True)
    page = visit.page
    field(page, "hours").fill("周一到周五 8:00-18:00，国庆闭馆")
    page.locator("#hours-read[data-state=exact] table").first.wait_for()
    kept(page)
    page.reload()
    expect(page.get_by_role("region", name="没保存的修改")).to_be_in_viewport()
    page.locator(".place-frame .leaflet-control-scale").wait_for()
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("axe.run().then((r) => r.violations)")
    assert [(one["id"], [n["html"] for n in one["nodes"]][:3]) for one in found] == []
    assert page.evaluate(_SMALL) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= view["width"]
    page.evaluate("document.documentElement.style.fontSize = '212.5%'")
    assert page.evaluate("document.documentElement.scrollWidth") <= view["width"]
    assert visit.foreign() == []
    assert visit.complaints == []


def test_the_mark_is_dragged_pasted_and_moved_by_the_keyboard(clerk: Clerk) -> None:
    visit = clerk.opens("a-open", viewport=DESK)
    page, said = visit.page, visit.page.locator(".place-said")
    start = _point(page)
    expect(page.locator(".is-neighbour", has_text="县西巷驿站")).to_have_count(1)
    assert page.locator(".is-ghost b").is_hidden()
    page.locator(".place-frame").scroll_into_view_if_needed()
    box = page.locator(".place-pin.is-here i").bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 40, y - 20, steps=4)
    page.mouse.up()
    page.locator(".place-said", has_text="离原来的位置").wait_for()
    lat, lon = _point(page)
    assert lat > start[0]
    assert lon > start[1]
    expect(page.locator(".is-ghost b")).to_be_visible()
    page.get_by_role("button", name="回到原来的位置").click()
    assert _point(page) == start
    page.get_by_role("radio", name="1 米", exact=True).check()
    page.get_by_role("button", name="向东移").focus()
    for _ in range(3):
        page.keyboard.press("Enter")
    page.locator(".place-said", has_text="离原来的位置 3 米").wait_for()
    # The same place as Baidu writes it.
    field(page, "point").fill("117.036800,36.672600")
    field(page, "datum").select_option("bd09")
    page.locator(".place-said", has_text="从百度地图（BD-09）换算成").wait_for()
    field(page, "point").fill("泉城路")
    expect(said).to_have_text(re.compile("坐标没有看懂"))
    assert all("400 (Bad Request)" in words for words in visit.complaints)


def test_a_tap_outside_the_district_is_warned_of_in_words(clerk: Clerk) -> None:
    visit = clerk.opens("b-soon", has_touch=True)
    page = visit.page
    field(page, "point").fill("36.6659, 117.0102")
    page.locator(".place-said", has_text="离原来的位置 1.1 公里").wait_for()
    expect(page.locator(".place-outline")).to_have_count(1)
    page.locator(".place-frame").scroll_into_view_if_needed()
    frame = page.locator(".place-frame").bounding_box()
    assert frame
    page.touchscreen.tap(frame["x"] + 20, frame["y"] + frame["height"] / 2)
    warning = page.locator(".place-warning")
    expect(warning).to_contain_text("在天桥区，不在历下区")
    expect(page.locator(".place-said")).to_have_text(re.compile("^在山东省济南市天桥区"))
    page.get_by_role("button", name="回到原来的位置").click()
    expect(warning).to_be_hidden()
    assert visit.complaints == []


def test_the_place_of_the_phone_is_taken_when_one_asks_for_it(clerk: Clerk) -> None:
    place = {"latitude": 36.661, "longitude": 117.021}
    visit = clerk.opens("d-unknown", permissions=["geolocation"], geolocation=place)
    assert _point(visit.page) == (36.66, 117.02)
    visit.page.get_by_role("button", name="用手机现在的位置").click()
    visit.page.locator(".place-said", has_text="离原来的位置").wait_for()
    assert _point(visit.page) == (36.661, 117.021)


def test_hours_are_shown_as_they_are_read_while_one_types(clerk: Clerk) -> None:
    page = clerk.opens("e-weekdays").page
    read = page.locator("#hours-read")
    expect(read).to_contain_text("劳动者看到的还是")
    expect(read.locator("tr", has_text="周六")).to_contain_text("休息")
    field(page, "hours").fill("8:00-20:00")
    expect(read).to_have_attribute("data-state", "exact")
    expect(read.locator(".hours-words")).to_have_text("每天 8:00–20:00。")
    expect(read.locator("tr.today")).to_contain_text("08:00–20:00")
    expect(read).to_contain_text("放假安排还没公布")
    field(page, "hours").fill("夏季 8:00-20:00，冬季 9:00-17:00")
    expect(read).to_have_attribute("data-state", "partial")
    expect(read).to_contain_text("没有写明季节的起止日期")
    field(page, "hours").fill("看情况")
    expect(read).to_have_attribute("data-state", "unknown")
    expect(read.locator("table")).to_have_count(0)
    field(page, "hours").fill("")
    expect(read).to_contain_text("还没写开放时间")


def test_amenities_are_set_by_thumb_and_by_keyboard(clerk: Clerk) -> None:
    page = clerk.opens("c-always").page
    item = page.locator("[data-amenity=restroom]")
    item.get_by_role("radio", name="故障").check()
    item.get_by_role("radio", name="故障").press("ArrowRight")
    assert page.locator("[name=amenity-restroom-state]").input_value() == "unknown"
    page.get_by_text("添加别的设施").click()
    page.locator("[data-amenity=shower]").get_by_role("radio", name="可用").check()
    save(page)
    saved(page)
    assert page.locator("[name=amenity-restroom-state]").input_value() == "unknown"
    shower = page.locator("#amenities [data-amenity=shower]")
    expect(shower.get_by_role("radio", name="可用")).to_be_checked()


def test_a_likely_double_is_told_while_it_is_typed_and_sent_twice_it_is_made_once(
    clerk: Clerk,
) -> None:
    visit = clerk.visit()
    page = visit.page
    page.goto(f"{clerk.base}/desk/stations/new")
    page.locator(".place-frame .leaflet-control-scale").wait_for()
    field(page, "name").fill("泉城广场工会驿站")
    field(page, "point").fill("36.66651,117.02431")
    likes = page.locator("#name-likes")
    expect(likes.get_by_role("link", name="泉城广场驿站")).to_be_visible()
    field(page, "name").fill("黑虎泉北路口驿站")
    expect(likes).to_be_empty()
    kept(page)
    page.reload()
    page.get_by_role("button", name="恢复").click()
    expect(field(page, "name")).to_have_value("黑虎泉北路口驿站")
    page.get_by_role("button", name="建驿站").dblclick()
    saved(page)
    nothing_kept(page)
    found = page.evaluate(
        "fetch('/desk/stations/like?name=黑虎泉北路口驿站&point=36.66651,117.02431')"
        ".then((answer) => answer.json())"
    )
    assert len(found["likes"]) == 1, json.dumps(found, ensure_ascii=False)


def test_without_scripts_the_form_is_whole(clerk: Clerk) -> None:
    page = clerk.opens("w6", java_script_enabled=False).page
    assert page.locator("[name=amenity-restroom-state]").is_visible()
    field(page, "door").fill("没有脚本也能改")
    save(page)
    page.get_by_text("已经保存。").wait_for()
    assert field(page, "door").input_value() == "没有脚本也能改"
