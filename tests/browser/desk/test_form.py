"""A clerk fills in the form of a station on a phone and at a desk, and loses nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
import shapely
from playwright.sync_api import Browser, Page, expect

from stations.areas import store as outlines
from stations.areas.store import Outline
from stations.db import migration, opening
from stations.registry.stored import store
from tests.browser.visiting import AXE, Visit, Visits
from tests.support import deskwork, make, small_city
from tests.support.serving import serving

pytestmark = pytest.mark.browser

EDIT = "/desk/stations/{}/edit"
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 900}
_SMALL = """
() => [...document.querySelectorAll('#station-form :is(a, button, select, summary, textarea)')]
  .filter((it) => it.checkVisibility() && !it.closest('.leaflet-control-attribution'))
  .map((it) => [it.outerHTML.slice(0, 90), it.getBoundingClientRect().height])
  .filter(([, height]) => height > 0 && height < 43.5)
"""
_DRAFTS = "Object.keys(localStorage).filter((key) => key.startsWith('desk-draft/')).length"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The small city with its staff and the outlines of two districts."""
    folder = tmp_path_factory.mktemp("desk")
    path = str(folder / "stations.db")
    db = opening.connect(path, create=True)
    migration.migrate(db)
    db.close()
    small_city.fill(path)
    db = opening.open_ready(path)
    deskwork.staff(db, station_id="a-open")
    own = [
        make.station(id=f"w{n}", name=f"经十路{n}号驿站", lat=36.64 + n / 500, lon=117.06)
        for n in range(8)
    ]
    with db.writing():
        store.add(db, own, history=())
        shapes = {"370102": (117.01, 36.62, 117.08, 36.7), "370105": (116.93, 36.62, 117.01, 36.7)}
        kept = [
            Outline(code=code, name="", shape=bytes(shapely.to_wkb(shapely.box(*box))))
            for code, box in shapes.items()
        ]
        outlines.replace(db, kept, at=make.NOON)
    db.close()
    with serving(folder) as base:
        yield base


def _sign_in(page: Page, base: str, name: str) -> None:
    page.goto(f"{base}/desk/sign-in")
    page.locator("#name").fill(name)
    page.locator("#password").fill(deskwork.PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url("**/desk/")


@pytest.fixture(scope="module")
def sessions(browser: Browser, desk: str) -> dict[str, Any]:
    """The cookies of two people, signed in once: hashing takes its time."""
    held = {}
    for name in ("a-editor", "a-administrator"):
        context = browser.new_context()
        _sign_in(context.new_page(), desk, name)
        held[name] = context.storage_state()
        context.close()
    return held


class Clerk:
    """Opens the form of a station as somebody who has signed in."""

    def __init__(self, visits: Visits, desk: str, sessions: dict[str, Any]) -> None:
        self.visits, self.base, self.sessions = visits, desk, sessions

    def visit(self, who: str = "a-editor", **options: object) -> Visit:
        wanted = {"viewport": PHONE, "service_workers": "block", "reduced_motion": "reduce"}
        return self.visits(
            base=self.base, storage_state=self.sessions[who], **{**wanted, **options}
        )

    def opens(self, station: str, who: str = "a-editor", **options: object) -> Visit:
        visit = self.visit(who, **options)
        self.reopens(visit, station)
        return visit

    def reopens(self, visit: Visit, station: str) -> None:
        visit.page.goto(self.base + EDIT.format(station))
        if visit.scripts:
            visit.page.locator(".place-frame .leaflet-control-scale").wait_for()
            visit.page.locator(".place-said", has_text=re.compile(r"坐标")).wait_for()


@pytest.fixture
def clerk(visits: Visits, desk: str, sessions: dict[str, Any]) -> Clerk:
    return Clerk(visits, desk, sessions)


def _field(page: Page, key: str) -> Any:
    return page.locator(f"#f-{key}")


def _save(page: Page) -> None:
    page.get_by_role("button", name="保存", exact=True).click()


def _saved(page: Page) -> None:
    page.get_by_text("已经保存。").wait_for()
    page.locator(".place-frame .leaflet-control-scale").wait_for()


def _kept(page: Page) -> None:
    page.locator("#draft-note", has_text="已存在这台设备里").wait_for()


def _nothing_kept(page: Page) -> None:
    page.wait_for_function(f"{_DRAFTS} === 0")


def _point(page: Page) -> tuple[float, float]:
    lat, lon = _field(page, "point").input_value().split(",")
    return float(lat), float(lon)


@pytest.mark.parametrize(("scheme", "view"), [("light", PHONE), ("dark", DESK)])
def test_axe_finds_nothing_to_object_to_and_nothing_is_too_small(
    clerk: Clerk, scheme: str, view: dict[str, int]
) -> None:
    visit = clerk.opens("a-open", viewport=view, color_scheme=scheme, bypass_csp=True)
    page = visit.page
    _field(page, "hours").fill("周一到周五 8:00-18:00，国庆闭馆")
    page.locator("#hours-read[data-state=exact] table").first.wait_for()
    _kept(page)
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
    _field(page, "point").fill("117.036800,36.672600")
    _field(page, "datum").select_option("bd09")
    page.locator(".place-said", has_text="从 BD-09（百度地图） 换算成").wait_for()
    _field(page, "point").fill("泉城路")
    expect(said).to_have_text(re.compile("坐标没有看懂"))
    assert all("400 (Bad Request)" in words for words in visit.complaints)


def test_a_tap_outside_the_district_is_warned_of_in_words(clerk: Clerk) -> None:
    visit = clerk.opens("b-soon", has_touch=True)
    page = visit.page
    _field(page, "point").fill("36.6659, 117.0102")
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
    expect(read).to_contain_text("工人看到的还是")
    expect(read.locator("tr", has_text="周六")).to_contain_text("休息")
    _field(page, "hours").fill("8:00-20:00")
    expect(read).to_have_attribute("data-state", "exact")
    expect(read.locator("tr.today")).to_contain_text("08:00–20:00")
    expect(read).to_contain_text("放假安排还没公布")
    _field(page, "hours").fill("夏季 8:00-20:00，冬季 9:00-17:00")
    expect(read).to_have_attribute("data-state", "partial")
    expect(read).to_contain_text("没有写明季节的起止日期")
    _field(page, "hours").fill("看情况")
    expect(read).to_have_attribute("data-state", "unknown")
    expect(read.locator("table")).to_have_count(0)
    _field(page, "hours").fill("")
    expect(read).to_contain_text("还没写开放时间")


def test_amenities_are_set_by_thumb_and_by_keyboard(clerk: Clerk) -> None:
    page = clerk.opens("c-always").page
    item = page.locator("[data-amenity=restroom]")
    item.get_by_role("radio", name="故障").check()
    item.get_by_role("radio", name="故障").press("ArrowRight")
    assert page.locator("[name=amenity-restroom-state]").input_value() == "unknown"
    page.get_by_text("添加别的设施").click()
    page.locator("[data-amenity=shower]").get_by_role("radio", name="可用").check()
    _save(page)
    _saved(page)
    assert page.locator("[name=amenity-restroom-state]").input_value() == "unknown"
    shower = page.locator("#amenities [data-amenity=shower]")
    expect(shower.get_by_role("radio", name="可用")).to_be_checked()


def test_what_was_typed_outlives_a_reload_and_a_closed_tab(clerk: Clerk) -> None:
    visit = clerk.opens("w0")
    page = visit.page
    _field(page, "door").fill("从西门进")
    page.get_by_role("checkbox", name="刷脸").check()
    _kept(page)
    page.close()
    visit.page = page = visit.page.context.new_page()
    clerk.reopens(visit, "w0")
    offer = page.get_by_role("region", name="没保存的修改")
    expect(offer).to_contain_text("有没保存的修改（18:05，改了怎么找门、进门方式）")
    assert _field(page, "door").input_value() == ""
    offer.get_by_role("button", name="丢弃").click()
    _nothing_kept(page)
    page.keyboard.press("Enter")
    offer.get_by_role("button", name="恢复").click()
    expect(_field(page, "door")).to_have_value("从西门进")
    expect(page.get_by_role("checkbox", name="刷脸")).to_be_checked()
    _save(page)
    _saved(page)
    assert _field(page, "door").input_value() == "从西门进"
    _nothing_kept(page)
    clerk.reopens(visit, "w0")
    assert page.get_by_role("region", name="没保存的修改").count() == 0


def test_a_dead_connection_costs_nothing_and_sending_again_is_safe(clerk: Clerk) -> None:
    visit = clerk.opens("w1")
    page = visit.page
    _field(page, "door").fill("从南门进")
    page.context.set_offline(True)
    _save(page)
    line = page.locator(".send-line")
    expect(line).to_contain_text("网络不通，没有提交。您写的都还在")
    assert _field(page, "door").input_value() == "从南门进"
    page.context.set_offline(False)
    expect(line).to_contain_text("网络恢复了")
    # The answer to the next attempt is lost on its way: the server has stored it all the same.
    page.route("**/edit", lambda route: (route.fetch(max_redirects=0), route.abort())
               if route.request.method == "POST" else route.continue_())  # fmt: skip
    with page.expect_event("requestfailed"):
        _save(page)
    page.unroute("**/edit")
    clerk.reopens(visit, "w1")
    assert _field(page, "door").input_value() == "从南门进"
    assert page.get_by_role("region", name="没保存的修改").count() == 0
    _save(page)
    page.get_by_text("没有要保存的修改。").wait_for()
    _nothing_kept(page)


def test_after_an_error_nothing_is_offered_that_the_form_says_already(clerk: Clerk) -> None:
    page = clerk.opens("w2").page
    _field(page, "phone").fill("13812345678")
    _save(page)
    page.locator("#errors").wait_for()
    expect(page.locator("#errors")).to_be_focused()
    assert page.get_by_role("region", name="没保存的修改").count() == 0
    _field(page, "phone").fill("0531-00001111")
    _save(page)
    _saved(page)
    _nothing_kept(page)


def test_a_draft_of_an_older_version_is_put_together_with_what_came_since(clerk: Clerk) -> None:
    visit = clerk.opens("w3")
    page = visit.page
    _field(page, "door").fill("从北门进")
    _kept(page)
    page.goto("about:blank")
    other = clerk.opens("w3", who="a-administrator", viewport=DESK).page
    assert other.get_by_role("region", name="没保存的修改").count() == 0
    _field(other, "address").fill("泉城路2号")
    _save(other)
    _saved(other)
    clerk.reopens(visit, "w3")
    offer = page.get_by_role("region", name="没保存的修改")
    expect(offer).to_contain_text("之后有人改过这个驿站")
    offer.get_by_role("button", name="恢复").click()
    _save(page)
    _saved(page)
    assert _field(page, "door").input_value() == "从北门进"
    assert _field(page, "address").input_value() == "泉城路2号"


def test_who_was_signed_out_signs_in_beside_the_form_and_sends_it(clerk: Clerk) -> None:
    visit = clerk.visit()
    context, page = visit.page.context, visit.page
    clerk.reopens(visit, "w4")
    context.clear_cookies()
    _field(page, "door").fill("从东南门进")
    _save(page)
    line = page.locator(".send-line")
    expect(line).to_contain_text("登录过期了，没有提交")
    with context.expect_page() as opened:
        line.get_by_role("link", name="在新窗口登录").click()
    beside = opened.value
    _sign_in(beside, clerk.base, "a-administrator")
    _save(page)
    expect(line).to_contain_text("现在登录的是另一个账号")
    context.clear_cookies()
    _sign_in(beside, clerk.base, "a-editor")
    _save(page)
    _saved(page)
    assert _field(page, "door").input_value() == "从东南门进"


def test_another_account_on_the_same_device_sees_no_draft_and_signing_out_clears_ones_own(
    clerk: Clerk,
) -> None:
    visit = clerk.visit()
    context, page = visit.page.context, visit.page
    # A session of its own: it will be ended.
    _sign_in(page, clerk.base, "a-editor")
    clerk.reopens(visit, "w5")
    _field(page, "private_contact").fill("只给我看的")
    _kept(page)
    mine = context.cookies()
    context.clear_cookies()
    context.add_cookies(clerk.sessions["a-administrator"]["cookies"])
    clerk.reopens(visit, "w5")
    assert page.get_by_role("region", name="没保存的修改").count() == 0
    assert "只给我看的" not in page.content()
    context.clear_cookies()
    context.add_cookies(mine)  # type: ignore[arg-type]
    clerk.reopens(visit, "w5")
    page.get_by_role("region", name="没保存的修改").wait_for()
    asked = []
    page.once("dialog", lambda dialog: (asked.append(dialog.message), dialog.accept()))
    page.get_by_role("button", name="退出").click()
    page.wait_for_url("**/desk/sign-in")
    _nothing_kept(page)
    assert ["1 份修改还没有提交" in words for words in asked] == [True]


def test_a_likely_double_is_told_while_it_is_typed_and_sent_twice_it_is_made_once(
    clerk: Clerk,
) -> None:
    visit = clerk.visit()
    page = visit.page
    page.goto(f"{clerk.base}/desk/stations/new")
    page.locator(".place-frame .leaflet-control-scale").wait_for()
    _field(page, "name").fill("泉城广场工会驿站")
    _field(page, "point").fill("36.66651,117.02431")
    likes = page.locator("#name-likes")
    expect(likes.get_by_role("link", name="泉城广场驿站")).to_be_visible()
    _field(page, "name").fill("黑虎泉北路口驿站")
    expect(likes).to_be_empty()
    _kept(page)
    page.reload()
    page.get_by_role("button", name="恢复").click()
    expect(_field(page, "name")).to_have_value("黑虎泉北路口驿站")
    page.get_by_role("button", name="建驿站").dblclick()
    _saved(page)
    _nothing_kept(page)
    found = page.evaluate(
        "fetch('/desk/stations/like?name=黑虎泉北路口驿站&point=36.66651,117.02431')"
        ".then((answer) => answer.json())"
    )
    assert len(found["likes"]) == 1, json.dumps(found, ensure_ascii=False)


def test_without_scripts_the_form_is_whole(clerk: Clerk) -> None:
    page = clerk.opens("w6", java_script_enabled=False).page
    assert page.locator("[name=amenity-restroom-state]").is_visible()
    _field(page, "door").fill("没有脚本也能改")
    _save(page)
    page.get_by_text("已经保存。").wait_for()
    assert _field(page, "door").input_value() == "没有脚本也能改"
