"""An old page, a dead network or an odd storage never passes for what is true now."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.first.first_page import (
    GRANTED,
    LATER,
    ORDERED,
    choose,
    clean,
    names,
    settled,
    share,
)
from tests.browser.visiting import Visits

pytestmark = pytest.mark.browser


def test_an_old_page_is_never_shown_as_if_it_were_now(visits: Visits) -> None:
    def aged(route: Route) -> None:
        answer = route.fetch()
        old = re.sub(r'data-made="[^"]+"', 'data-made="2026-11-20T00:00:00+00:00"', answer.text())
        route.fulfill(response=answer, body=old.replace("21:00 关门", "99:99 关门"))

    visit = visits()
    visit.page.route(re.compile(r"/(\?.*)?$"), aged)
    page = visit.read("/?wants=drinking_water")
    page.get_by_text("离济南市中心最近的").wait_for()
    settled(page)
    assert names(visit) == ["泉城广场驿站", "县西巷驿站"]
    assert page.get_by_text("99:99").count() == 0
    clean(visit)


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
    settled(page)
    assert names(visit) == ["大明湖驿站"]
    assert page.get_by_label("卫生间", exact=True).is_checked()
    clean(visit)


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
    page = share(visit)
    page.get_by_text("没有网络，只列出手机里存下的").wait_for()
    assert names(visit)[:3] == ORDERED
    choose(page, "饮水")
    choose(page, "远程医疗")
    page.get_by_role("heading", name="手机里存下的驿站没有符合条件的").wait_for()
    # No cell offers a shower, and that is known without opening any.
    choose(page, "淋浴")
    page.get_by_role("heading", name="没有符合条件的驿站", exact=True).wait_for()


def test_an_open_page_does_not_go_on_listing_what_has_closed(visits: Visits) -> None:
    visit = visits()
    page = visit.read("/?area=370102")
    assert "县西巷驿站" in names(visit)
    page.evaluate(LATER)
    _rows_without(page, "县西巷驿站")
    assert "泉城广场驿站" in names(visit)
    clean(visit)


def _rows_without(page: Page, name: str) -> None:
    expect(page.locator("#results h3").get_by_text(name, exact=True)).to_have_count(0)
    settled(page)


def test_a_network_that_swallows_everything_is_not_waited_for(visits: Visits) -> None:
    held: list[Route] = []
    cells: list[str] = []

    def with_one_more(route: Route) -> None:
        answer = route.fetch()
        told = answer.json()
        cells.append(told["cells"][0][5])
        told["cells"].append([10, 844, 399, 5, told["cells"][0][4], "missing"])
        route.fulfill(response=answer, json=told)

    visit = visits(**GRANTED)
    page = visit.page
    page.route("**/cells/manifest.json", with_one_more)
    page.route("**/cells/missing.json", lambda route: held.append(route))
    page.goto(visit.base)
    page.get_by_role("button", name="附近驿站").click()
    page.get_by_text("网络不通或很慢，先列出手机里存下的。").wait_for()
    assert names(visit)[:3] == ORDERED
    full = page.request.get(f"{visit.base}/cells/{cells[0]}.json").json()
    held[0].fulfill(json={name: [] if isinstance(it, list) else it for name, it in full.items()})
    expect(page.get_by_text("先列出手机里存下的")).to_have_count(0)
    assert names(visit)[:3] == ORDERED


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
        choose(page, "饮水")
        page.get_by_text("离济南市中心最近").wait_for()
        assert "泉城广场驿站" in names(visit)
        assert "NaN" not in page.locator("body").inner_text()
    clean(visit)


def test_what_is_cleared_in_one_window_is_cleared_in_all(visits: Visits) -> None:
    visit = visits(**GRANTED)
    page = share(visit)
    assert page.evaluate("sessionStorage.journey") is not None
    other = page.context.new_page()
    other.goto(f"{visit.base}/about/privacy")
    with page.expect_navigation():
        other.get_by_role("button", name="清除手机上留下的").click()
    assert page.evaluate("sessionStorage.journey ?? null") is None
    assert page.locator(".row .metres").first.inner_text() == ""
