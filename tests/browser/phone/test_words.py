"""Do the pages say everything in words that fit: what is closed, how far, and since when?"""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.visiting import Visit, Visits

pytestmark = pytest.mark.browser

ME = {"geolocation": {"latitude": 36.6664957, "longitude": 117.0234953},
      "permissions": ["geolocation"]}  # fmt: skip
NARROW = {"viewport": {"width": 360, "height": 740}}


@pytest.fixture
def worker() -> str:
    return "block"


def _groups(page: Page) -> dict[str, list[str]]:
    """The names of the list, by the titles of its groups."""
    return {
        title.strip(): names
        for title, names in page.evaluate(
            """() => [...document.querySelectorAll("#results .rows")].map((list) => [
              list.previousElementSibling.textContent,
              [...list.querySelectorAll("h3")].map((name) => name.textContent.trim())])"""
        )
    }


def _near(visit: Visit) -> Page:
    """The list around the phone, whole."""
    page = visit.read()
    page.get_by_role("button", name="附近驿站").click()
    page.get_by_text("已由近到远排好").wait_for()
    expect(page.locator("#results")).not_to_have_attribute("aria-busy", "true")
    return page


def _seek(page: Page, words: str) -> None:
    page.get_by_role("searchbox").first.fill(words)
    page.keyboard.press("Enter")


def test_the_phone_counts_the_closed_ones_and_lists_them_by_name_without_network(
    visits: Visits,
) -> None:
    visit = visits(**ME)
    page = _near(visit)
    expect(page.locator("#count")).to_contain_text("另有 2 个已关门")
    page.get_by_role("button", name="显示已关门的 2 个").click()
    page.locator("#results h3").get_by_text("解放路驿站", exact=True).wait_for()
    expect(page.locator("#count")).not_to_contain_text("个已关门")
    page.get_by_label("现在开放").set_checked(True, force=True)
    page.locator("#later:not([hidden])").wait_for(state="attached")
    page.context.set_offline(True)
    expect(page.locator(".offline-line")).to_have_text("离线，数据是刚刚更新的")
    _seek(page, "路驿站")
    page.get_by_role("heading", name="现在已关门的").wait_for()
    assert _groups(page) == {"现在已关门的": ["解放路驿站", "文化东路驿站"]}
    assert "“路驿站”有 2 个 · 离您近的在前。" in page.locator("#count").inner_text()
    page.locator(".more summary").first.click()
    page.get_by_label("目的地附近的驿站名或路名").fill("驿站")
    page.locator("#along button[type=submit]").click()
    expect(page.locator("#along-say")).to_have_text("选一个目的地（先列 6 个，词长一点更准）：")
    # Where no name has the words as they stand, those with the same characters in order.
    _seek(page, "泉场驿")
    page.locator("#results h3").get_by_text("泉城广场驿站").wait_for()
    assert _groups(page) == {"驿站列表": ["泉城广场驿站"]}


_APART = """() => {
  const box = (it) => it.getBoundingClientRect();
  const meet = (a, b) => a.left < b.right && b.left < a.right
    && a.top < b.bottom && b.top < a.bottom;
  const seen = (it) => getComputedStyle(it).visibility === "visible";
  const names = [...document.querySelectorAll("#map .place-name b, #map .ring-name b")]
    .filter(seen);
  const marks = [...document.querySelectorAll("#map .mark-pin")];
  const hidden = names.filter((name, n) => (
    [...marks, ...names.slice(0, n)].some((it) => meet(box(name), box(it)))));
  return { names: names.length, hidden: hidden.length };
}"""


def test_no_name_on_the_map_lies_under_a_mark_and_a_lone_station_is_a_dot(visits: Visits) -> None:
    visit = visits(reduced_motion="reduce", **NARROW)
    page = visit.open("/?area=370102")
    for zoom in range(3):
        if zoom:
            page.locator("#map").hover()
            page.mouse.wheel(0, 200)
            page.wait_for_timeout(500)
        page.wait_for_load_state("networkidle")
        page.wait_for_function(f"({_APART})().names > 0")
        page.wait_for_function(f"({_APART})().hidden === 0")
    # A station that is no part of the list and whose state nobody has asked for.
    page.evaluate(
        """async () => {
          const { iconOf } = await import(document
            .querySelector("script[src$='/first/first.js']").src
            .replace("first/first.js", "map/marker.js"));
          const made = (count) => iconOf({ first: null, count }).options;
          window.said = [1, 2].map((count) => [made(count).className, made(count).html.outerHTML]);
        }"""
    )
    lone, some = page.evaluate("window.said")
    assert lone == ["mark-pin mark-one is-afar", "<span><i></i></span>"]
    assert some == ["mark-pin mark-many is-afar", "<span><b>2 个</b></span>"]
    assert visit.complaints == []


def test_both_ways_are_told_where_both_make_sense_and_the_line_breaks_well(visits: Visits) -> None:
    visit = visits(**ME, **NARROW)
    page = _near(visit)
    told = dict(
        zip(
            page.locator(".row .metres").all_inner_texts(),
            page.locator(".row .minutes").all_inner_texts(),
            strict=True,
        )
    )
    assert told["70 米"] == "步行约 1 分钟（直线估算）"
    assert told["1.1 公里"] == "步行约 18 分钟 · 骑行约 6 分钟（直线估算）"
    far = [words for metres, words in told.items() if metres.endswith("公里") and metres > "3.1"]
    assert far
    assert all(words.startswith("骑行约 ") for words in far)
    row = page.locator(".row", has_text="步行约 18 分钟 · 骑行约 6 分钟")
    heights = [
        row.locator(".note").first.evaluate("it => it.offsetHeight"),
        row.locator(".minutes").evaluate("it => parseFloat(getComputedStyle(it).lineHeight)"),
    ]
    # Two lines, and one for its storey, which stands between the minutes and the check.
    assert row.locator(".notes").inner_text() == "负一层"
    assert heights[0] <= 3 * heights[1] + 2


def test_a_line_of_hours_breaks_between_spans_and_never_within_one(visits: Visits) -> None:
    page = visits(**NARROW).read("/stations/e-weekdays")
    cells = page.locator("#week td")
    cells.first.evaluate(
        """async (cell) => {
          const { fillHours } = await import(document
            .querySelector("script[src$='/station/station.js']").src
            .replace("station.js", "week_table.js"));
          cell.textContent = "";
          fillHours(cell, "06:00–08:00，08:30–12:00，14:00–17:30，18:30–次日 02:00");
        }"""
    )
    spans = cells.first.locator(".span")
    expect(spans).to_have_count(4)
    lines = spans.evaluate_all("all => all.map((it) => it.getClientRects().length)")
    assert lines == [1, 1, 1, 1]
    heights = spans.evaluate_all("all => all.map((it) => it.offsetHeight)")
    assert max(heights) < 40
    expect(cells.first).to_contain_text("06:00–08:00，08:30–12:00，")
    page.evaluate("document.documentElement.style.fontSize = '212.5%'")
    assert spans.evaluate_all("all => all.slice(0, 3).every((it) => it.offsetHeight < 70)")
    page.evaluate("document.documentElement.style.fontSize = ''")
    # The days are no wider than their names.
    assert page.locator("#week th").first.evaluate("it => it.offsetWidth") < 80


def test_with_text_twice_as_large_the_bar_leaves_the_page_its_room(visits: Visits) -> None:
    page = visits(**NARROW).open("/")
    page.evaluate("document.documentElement.style.fontSize = '212.5%'")
    bar = page.locator("#near-bar")
    note = page.locator("#near-say")
    assert note.evaluate("it => it.offsetHeight") < 60, "one line"
    assert bar.evaluate("it => it.offsetHeight / innerHeight") < 0.2
