"""Words that ask for something switch it on, say so, and can be taken back."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.first.first_page import CANARY, GRANTED, clean, furnished, names, settled, share
from tests.browser.visiting import Visits
from tests.registry.test_wish_words import CASES

pytestmark = pytest.mark.browser

ASK = """async (all) => {
  const {namesHeld, heard, split} = await import('/static/js/finder/wish_words.js');
  const names = await namesHeld();
  return JSON.stringify(all.map((words) => [heard(words, names), split(words, names)]));
}"""


def _type(page: Page, words: str) -> None:
    page.get_by_role("searchbox").first.fill(words)
    page.keyboard.press("Enter")


def _said(page: Page, words: str) -> None:
    expect(page.locator("#switched")).to_contain_text(words)
    settled(page)


def test_the_phone_takes_words_for_what_the_table_says(visits: Visits) -> None:
    page = visits().read("/about/privacy")
    told = json.loads(page.evaluate(ASK, [case["words"] for case in CASES]))
    for case, (heard, parted) in zip(CASES, told, strict=True):
        assert _ids(heard) == (case.get("things", []), case.get("others", [])), case
        if "things" in case:
            assert heard["rest"] == case.get("rest", ""), case
        else:
            assert heard["rest"] == case["words"]
            assert _ids(parted)[0] == case.get("split", []), case
            assert parted["rest"] == case["rest"], case


def _ids(heard: dict[str, Any]) -> tuple[list[str], list[str]]:
    return [one[1] for one in heard["things"]], [other[1] for _, other in heard["others"]]


def test_around_the_phone_a_typed_wish_keeps_the_list_around_it(visits: Visits) -> None:
    visit = visits(**GRANTED)
    page = share(visit)
    _type(page, "WC")
    _said(page, "按“厕所”筛选")
    assert names(visit) == ["大明湖驿站"]
    assert page.get_by_label("厕所", exact=True).is_checked()
    expect(page.locator("#count")).to_contain_text("离您最近的 1 个")
    assert page.locator("#q").input_value() == ""
    expect(page.locator(".row .metres").first).not_to_be_empty()
    # Whoever takes the wish back by hand is told no more that it is on.
    page.get_by_label("厕所", exact=True).set_checked(False, force=True)
    expect(page.locator("#switched")).to_be_empty()
    assert not any(str(CANARY["latitude"]) in request.url for request in visit.requests)
    clean(visit)


def test_what_is_meant_otherwise_is_one_tap_away(visits: Visits) -> None:
    visit = visits()
    page = visit.read("/")
    _type(page, "停车")
    _said(page, "按“电动车停放”筛选")
    furnished(page)
    page.locator("#switched").get_by_role("link", name="改为“货车停车”").click()
    _said(page, "按“货车停车”筛选")
    assert "wants=truck_parking" in page.url
    page.locator("#switched").get_by_role("link", name="改为搜名字").click()
    _said(page, "在名字里搜“停车”")
    assert page.locator("#q").input_value() == "停车"
    assert not page.locator("[name=wants]:checked").count()
    page.locator("#switched").get_by_role("link", name="改为按“电动车停放”筛选").click()
    _said(page, "按“电动车停放”筛选")
    clean(visit)


@pytest.mark.parametrize("words", ["泉城广场 喝水", "泉城广场喝水"])
@pytest.mark.parametrize("scripts", [True, False], ids=["phone", "server"])
def test_a_name_and_a_wish_are_told_apart(visits: Visits, words: str, *, scripts: bool) -> None:
    visit = visits(java_script_enabled=scripts)
    page = visit.read("/")
    _type(page, words)
    expect(page.locator("#switched")).to_contain_text("按“饮水”筛选")
    expect(page.locator("#results h3")).to_have_text(["泉城广场驿站"])
    assert page.locator("#q").input_value() == "泉城广场"
    assert page.get_by_label("饮水", exact=True).is_checked()
    assert "wants=drinking_water" in page.url
    clean(visit)


def test_a_kind_is_filtered_by_and_the_name_of_every_station_is_not(visits: Visits) -> None:
    visit = visits()
    page = visit.read("/?open=any")
    _type(page, "司机之家")
    _said(page, "按“司机之家”筛选")
    assert "kind=drivers_home" in page.url
    expect(page.locator(".empty h2")).to_be_visible()
    # Other words ask for something else.
    _type(page, "大明湖驿站")
    expect(page.locator("#results h3")).to_have_text(["大明湖驿站"])
    assert "kind" not in page.url
    clean(visit)


def test_the_sheet_holds_every_filter_and_all_of_them_can_be_released(visits: Visits) -> None:
    visit = visits()
    page = visit.read("/?open=any")
    furnished(page)
    page.locator("#filters summary").click()
    for words in ("货车停车", "骑手之家", "工地"):
        box = page.locator(".filters-sheet").get_by_label(words, exact=True)
        box.set_checked(True, force=True)
    settled(page)
    expect(page.locator("#filters-chosen")).to_have_text("3")
    assert page.url.endswith("wants=truck_parking&kind=riders_home&host=building_site&open=any")
    expect(page.locator("#count")).to_have_text("没有找到 · 要有货车停车，骑手之家，设在工地")
    heights = page.locator(".filters-sheet label").evaluate_all(
        "all => all.map((it) => it.offsetHeight)"
    )
    assert min(heights) >= 44
    page.locator("#filters-none").click()
    expect(page.locator("#filters-chosen")).to_have_text("")
    page.locator("#filters-done").click()
    expect(page.locator(".filters-sheet")).not_to_be_visible()
    expect(page.locator("#results .row").first).to_be_visible()
    page.locator("#filters summary").click()
    page.keyboard.press("Escape")
    expect(page.locator(".filters-sheet")).not_to_be_visible()
    clean(visit)


def test_without_network_typed_wishes_are_met_by_what_the_phone_holds(visits: Visits) -> None:
    visit = visits(service_workers="allow", **GRANTED)
    page = share(visit)
    furnished(page)
    page.wait_for_function(
        "caches.keys().then((names) => names.some((name) => name.startsWith('shell')))"
    )
    _type(page, "厕所")
    _said(page, "按“厕所”筛选")
    page.context.set_offline(True)
    _type(page, "泉城广场喝水")
    _said(page, "按“饮水”筛选")
    expect(page.locator("#results h3")).to_have_text(["泉城广场驿站"])
    assert not page.get_by_label("厕所", exact=True).is_checked()
