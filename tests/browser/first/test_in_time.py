"""Can one be there before the door shuts, and is it on the way at all?"""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.first.first_page import GRANTED, NEAR, clean, furnished, settled
from tests.browser.visiting import Visits

pytestmark = pytest.mark.browser

NORTH = {"latitude": 36.6765, "longitude": 117.0243}
"""1.1 kilometres north of 泉城广场驿站, which shuts at nine: 19 minutes on foot, 6 by bike."""
LATE = "可能赶不上"


def _states(page: Page, moment: str) -> dict[str, str]:
    """The states of the rows around the phone at a moment, by the names of the stations."""
    page.evaluate(f"document.body.dataset.now = '{moment}'")
    page.get_by_role("button", name="附近驿站").click()
    page.get_by_text(NEAR).wait_for()
    settled(page)
    return dict(
        page.evaluate(
            """() => [...document.querySelectorAll("#results .row")].map((row) =>
              [row.querySelector("h3").textContent.trim(),
                row.querySelector(".state .words").textContent.trim()])"""
        )
    )


def test_a_row_says_where_the_door_will_be_shut_when_one_comes(visits: Visits) -> None:
    visit = visits(**GRANTED)
    states = _states(visit.read(), "2026-11-21T22:40:00+08:00")
    # Seven kilometres are 40 minutes by bike; it shuts at eleven.
    far = [words for name, words in states.items() if name.startswith("洪家楼")]
    assert far
    assert all(words.endswith(f"23:00 关门 · {LATE}") for words in far)
    assert LATE not in states["大明湖驿站"]
    clean(visit)


@pytest.mark.parametrize(
    ("clock", "words"),
    [
        ("20:20", "开放中 · 21:00 关门"),
        ("20:45", "即将关门 · 21:00 关门 · 步行可能赶不上"),
        ("20:56", "即将关门 · 21:00 关门 · 可能赶不上"),
    ],
)
def test_on_foot_one_comes_too_late_sooner_than_by_bike(
    visits: Visits, clock: str, words: str
) -> None:
    visit = visits(geolocation=NORTH, permissions=["geolocation"])
    states = _states(visit.read(), f"2026-11-21T{clock}:00+08:00")
    assert states["泉城广场驿站"] == words
    clean(visit)


def test_what_lies_far_aside_is_on_no_way(visits: Visits) -> None:
    visit = visits(**GRANTED)
    page = visit.read()
    page.get_by_role("button", name="附近驿站").click()
    page.get_by_text(NEAR).wait_for()
    furnished(page)
    page.locator(".more summary").first.click()
    page.get_by_label("目的地附近的驿站名或路名").fill("大明湖")
    page.locator("#along button[type=submit]").click()
    page.locator("#along-choices").get_by_role("button", name="大明湖驿站").click()
    page.get_by_text("去“大明湖驿站”顺路的").wait_for()
    settled(page)
    # 洪家楼 would be thirteen kilometres about on a way of one.
    assert page.get_by_text("多绕 2 公里内只有这").is_visible()
    assert page.locator("#results h3", has_text="洪家楼").count() == 0
    page.get_by_role("button", name="找更远的").click()
    page.locator("#results h3", has_text="洪家楼").first.wait_for()
    assert page.locator("#results h3", has_text="二七广场").count() == 0
    clean(visit)
