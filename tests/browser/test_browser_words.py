"""Do the pages say everything in words that fit: what is closed, how far, and since when?"""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from visiting import Visit, Visits

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
    expect(page.locator("#count")).to_contain_text("另有 2 个关着")
    page.get_by_role("button", name="关着的 2 个也列出来").click()
    page.locator("#results h3").get_by_text("解放路驿站", exact=True).wait_for()
    expect(page.locator("#count")).not_to_contain_text("关着")
    page.get_by_label("现在开放").set_checked(True, force=True)
    page.locator("#later:not([hidden])").wait_for(state="attached")
    page.context.set_offline(True)
    _seek(page, "路驿站")
    page.get_by_role("heading", name="现在关着的").wait_for()
    assert _groups(page) == {"现在关着的": ["解放路驿站", "文化东路驿站"]}
    assert "“路驿站”有 2 个。" in page.locator("#count").inner_text()
    # Where no name has the words as they stand, those with the same characters in order.
    _seek(page, "泉场驿")
    page.locator("#results h3").get_by_text("泉城广场驿站").wait_for()
    assert _groups(page) == {"驿站列表": ["泉城广场驿站"]}
