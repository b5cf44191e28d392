"""Wishes, words, another place, another time and a way to somewhere."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Route, expect

from tests.browser.first.first_page import (
    GRANTED,
    KEPT,
    NEAR,
    PIXEL,
    choose,
    clean,
    furnished,
    listed,
    look_at,
    names,
    rows,
    set_out,
    settled,
    share,
)
from tests.browser.visiting import Visits
from tests.support import small_city

pytestmark = pytest.mark.browser


def test_wishes_and_words_are_answered_without_the_network(visits: Visits) -> None:
    visit = visits(**GRANTED, **KEPT)
    page = share(visit)
    page.locator("#map .mark-pin").first.wait_for(state="attached")
    visit.quiet()
    asked = len(visit.requests)
    page.context.set_offline(True)
    choose(page, "厕所")
    rows(page, 1)
    assert names(visit) == ["大明湖驿站"]
    assert page.locator(".offers .wished").all_inner_texts() == ["厕所（站内）"]
    assert page.url.endswith("/?wants=toilet")
    page.get_by_label("厕所", exact=True).set_checked(False, force=True)
    choose(page, "24 小时")
    listed(page, small_city.HOSTILE)
    assert set(names(visit)) >= {"大明湖驿站", small_city.HOSTILE}
    assert not {"泉城广场驿站", "文化东路驿站"} & set(names(visit))
    # The map may ask for its next blocks; the list asks for nothing.
    later = [r.url for r in visit.requests[asked:]]
    assert not [url for url in later if not re.search(r"\.svg|/cells/\w+/\d+/\d+/\d+", url)]
    page.get_by_label("24 小时", exact=True).set_checked(False, force=True)
    page.get_by_role("searchbox").first.fill("大明湖")
    page.keyboard.press("Enter")
    page.get_by_text("没有网络，只在手机里存下的驿站名里找").wait_for()
    assert names(visit) == ["大明湖驿站"]


def test_words_are_answered_from_where_the_phone_is_and_it_may_move(visits: Visits) -> None:
    visit = visits(**GRANTED)
    page = share(visit)
    page.get_by_role("searchbox").first.fill("qcgc")
    page.get_by_role("button", name="搜索").click()
    page.wait_for_url("**q=qcgc**")
    rows(page, 1)
    assert names(visit) == ["泉城广场驿站"]
    assert page.locator(".metres").inner_text() == "70 米"
    page.context.set_geolocation({"latitude": 36.7, "longitude": 117.1})
    page.get_by_role("button", name="附近驿站").click()
    listed(page, "洪家楼10号驿站")
    clean(visit)


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
    clean(visit)


def test_back_from_a_station_is_the_same_list_without_asking_again(visits: Visits) -> None:
    visit = visits(**GRANTED)
    page = share(visit)
    choose(page, "饮水")
    listed = names(visit)
    page.locator(".row h3 a").first.click()
    page.wait_for_url("**/stations/a-open")
    page.context.clear_permissions()
    page.go_back()
    page.get_by_text(NEAR).wait_for()
    settled(page)
    assert names(visit) == listed
    page.locator(".places summary").click()
    page.get_by_role("link", name=re.compile("历城区")).click()
    page.wait_for_url("**area=370112**")
    assert page.locator("#count").inner_text().find("历城区") >= 0
    page.go_back()
    page.get_by_text(NEAR).wait_for()
    clean(visit)


def test_another_time_is_said_clearly_and_can_be_left(visits: Visits) -> None:
    visit = visits(**GRANTED)
    page = share(visit)
    look_at(page, "明天", "22:30")
    page.get_by_text("明天 22:30 的样子：离您最近").wait_for()
    settled(page)
    # The 22:30 of a Sunday: what closes at nine is shut, what never closes is open.
    assert names(visit)[0] == "大明湖驿站"
    assert "泉城广场驿站" not in names(visit)
    page.get_by_role("button", name=re.compile("明天 22:30 的样子")).click()
    listed(page, "泉城广场驿站")
    expect(page.locator("#told")).to_be_hidden()
    # A time that is over today is taken as tomorrow's.
    look_at(page, "今天", "03:00")
    page.get_by_text("明天 03:00 的样子：离您最近").wait_for()
    settled(page)
    assert "今天 03:00 已经过了" in page.locator("#near-say").inner_text()
    assert names(visit)[0] == "大明湖驿站"
    clean(visit)


def test_stations_along_the_way_come_by_least_detour(visits: Visits) -> None:
    visit = visits(**GRANTED)
    page = share(visit)
    set_out(page, "大明湖")
    page.get_by_text("去“大明湖驿站”顺路的").wait_for()
    settled(page)
    told = dict(zip(names(visit), page.locator(".row .minutes").all_inner_texts(), strict=True))
    assert names(visit)[0] == "大明湖驿站"
    assert re.fullmatch(r"几乎不绕路 · 步行约 \d+ 分钟.*（直线估算）", told["大明湖驿站"])
    assert re.fullmatch(r"多绕约 \d+ 米 · 步行约 \d+ 分钟.*（直线估算）", told["县西巷驿站"])
    page.get_by_role("button", name=re.compile("顺路去“大明湖驿站”")).click()
    page.get_by_text("离您最近的").wait_for()
    clean(visit)


def test_favourites_and_last_places_are_links_on_the_first_page(visits: Visits) -> None:
    visit = visits()
    page = visit.read()
    furnished(page)
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
    clean(visit)


def test_words_are_answered_in_time_and_again_when_the_server_comes(visits: Visits) -> None:
    held: list[Route] = []
    visit = visits(**GRANTED)
    page = share(visit)
    freed: list[bool] = []
    page.route("**/?q=*", lambda it: it.continue_() if freed else held.append(it))
    page.get_by_role("searchbox").first.fill("驿站")
    page.keyboard.press("Enter")
    page.get_by_text("网络不通或很慢，只在手机里存下的驿站名里找").wait_for()
    assert names(visit)[0] == "泉城广场驿站"
    # A full minute may have passed meanwhile, and asked once more.
    freed.append(True)
    for route in held:
        route.continue_()
    expect(page.locator("#count")).to_contain_text("济南市")
    settled(page)
