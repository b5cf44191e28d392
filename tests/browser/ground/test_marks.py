"""Is what is told on the map seen: the popup, the place that was tapped, the meaning of marks?"""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Page

from tests.browser.visiting import AXE, Visits
from tests.support import small_city

pytestmark = pytest.mark.browser

SMALL = {"width": 360, "height": 640}
HERE = dict(zip(("latitude", "longitude"), small_city.ME, strict=True))
_MEET = """([a, b]) => {
  const box = (it) => document.querySelector(it).getBoundingClientRect();
  const [one, two] = [box(a), box(b)];
  const seen = getComputedStyle(document.querySelector(b)).visibility === "visible";
  return seen && one.left < two.right && two.left < one.right
    && one.top < two.bottom && two.top < one.bottom;
}"""


@pytest.fixture
def worker() -> str:
    return "block"


def test_three_rows_are_in_sight_after_the_tap_also_with_favourites(visits: Visits) -> None:
    for kept in ([], [{"id": "a-open", "name": "泉城广场驿站", "lat": 36.66, "lon": 117.02}]):
        visit = visits(viewport=SMALL, permissions=["geolocation"], geolocation=HERE)
        page = visit.read("/about/privacy")
        page.evaluate("(kept) => localStorage.setItem('favourites', kept)", json.dumps(kept))
        visit.open("/")
        assert page.locator("#mine").is_visible() == bool(kept)
        page.locator("#near").click()
        page.locator(".row .metres").nth(2).wait_for()
        visit.quiet()
        page.wait_for_function(
            """() => {
              const bar = document.getElementById("near-bar").getBoundingClientRect().top;
              const { bottom } = document.querySelectorAll(".row")[2].getBoundingClientRect();
              return document.querySelector(".row").getBoundingClientRect().top >= 0
                && bottom <= bar + 1;
            }"""
        )


def test_a_pin_stands_where_the_map_was_tapped_and_where_the_list_is_about(visits: Visits) -> None:
    visit = visits(viewport=SMALL, has_touch=True)
    page = visit.open("/?area=370102")
    page.locator("#map").tap(position={"x": 60, "y": 70})
    assert _pin(page) == pytest.approx((60, 70), abs=4)
    page.locator("#tapped-away").tap()
    assert page.locator("#map .tap-pin").count() == 0
    page.locator("#map").tap(position={"x": 60, "y": 70})
    page.get_by_role("button", name="在这里找").tap()
    page.locator(".row .metres").first.wait_for()
    page.locator("#map .tap-pin").wait_for(state="attached")
    assert page.locator("#map .tap-pin").count() == 1
    assert page.locator("#map .me-pin").count() == 0
    assert visit.complaints == []


def _pin(page: Page) -> tuple[float, float]:
    """Where the tip of the pin stands on the map."""
    frame = page.locator("#map").bounding_box()
    pin = page.locator("#map .tap-pin i").bounding_box()
    assert frame
    assert pin
    return pin["x"] + pin["width"] / 2 - frame["x"], pin["y"] + pin["height"] - frame["y"]


def test_nothing_lies_on_the_title_of_a_popup(visits: Visits) -> None:
    visit = visits(viewport=SMALL, has_touch=True)
    page = visit.open("/?area=370102")
    assert page.locator(".map-legend summary").is_visible()
    while not page.locator("#map .mark-told").is_visible():
        # A number goes nearer first.
        page.locator("#map .mark-pin.is-listed").first.dispatch_event("click")
        visit.quiet()
    visit.quiet()
    for corner in (".map-note", ".map-legend"):
        assert not page.evaluate(_MEET, [".mark-told", corner]), corner
    page.keyboard.press("Escape")
    page.locator("#map .mark-told").wait_for(state="detached")
    assert page.locator(".map-legend summary").is_visible()


def test_the_legend_says_what_marks_mean_and_leaves_the_map_alone(visits: Visits) -> None:
    visit = visits(viewport=SMALL, has_touch=True, bypass_csp=True)
    page = visit.open("/?area=370102")
    page.locator(".map-legend summary").tap()
    words = page.locator(".map-legend li").all_inner_texts()
    assert {"开放中", "已关门", "红圈：在列表里", "您的位置", "您点的地方"} <= set(words)
    frame, legend = page.locator("#map").bounding_box(), page.locator(".map-legend").bounding_box()
    assert frame
    assert legend
    assert legend["y"] + legend["height"] <= frame["y"] + frame["height"]
    assert page.locator("#tapped").is_hidden()
    page.evaluate(AXE.read_text("utf-8"))
    assert page.evaluate("axe.run('#map').then((r) => r.violations.map((v) => v.id))") == []
    page.locator("#map").tap(position={"x": 30, "y": 60})
    page.locator(".map-legend li").first.wait_for(state="hidden")


def test_a_map_of_one_station_needs_no_legend(visits: Visits) -> None:
    page = visits().open("/stations/a-open")
    assert page.locator("#map .map-legend").count() == 0
