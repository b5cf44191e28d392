"""The button at one key, a short bar with large text, and lines that wrap well."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.first.first_page import GRANTED, NEAR, clean, settled, share
from tests.browser.visiting import Visits

pytestmark = pytest.mark.browser


def test_the_button_is_the_first_stop_of_the_keyboard(visits: Visits) -> None:
    visit = visits(**GRANTED)
    page = visit.open()
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="跳到“附近驿站”")
    expect(skip).to_be_focused()
    assert skip.bounding_box()["x"] == 0  # type: ignore[index]
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="附近驿站")).to_be_focused()
    page.keyboard.press("Enter")
    page.get_by_text(NEAR).wait_for(state="attached")
    settled(page)
    clean(visit)


def test_without_scripts_nothing_leads_to_a_button_that_is_not_there(visits: Visits) -> None:
    page = visits(java_script_enabled=False).open()
    page.keyboard.press("Tab")
    assert page.get_by_role("link", name="跳到正文").is_visible()
    assert not page.get_by_role("link", name="跳到“附近驿站”").is_visible()


def _bar(page: Page) -> float:
    box = page.locator("#near-bar").bounding_box()
    assert box
    return box["height"]


@pytest.mark.parametrize("width", [320, 360, 390])
def test_with_text_twice_as_large_the_bar_is_short(visits: Visits, width: int) -> None:
    visit = visits(viewport={"width": width, "height": 640}, **GRANTED)
    page = share(visit)
    usual = _bar(page)
    page.evaluate("document.documentElement.style.fontSize = '212.5%'")
    assert _bar(page) <= 120
    assert page.get_by_role("button", name="附近驿站").is_visible()
    # What the list says of itself then stands there too.
    page.evaluate(
        """async () => {
          const { say } = await import('/static/js/first/status_line.js');
          say('按 08:10 的位置排的', true, 'anew');
        }"""
    )
    assert _bar(page) <= (120 if width >= 360 else 140)
    page.evaluate("document.documentElement.style.fontSize = ''")
    assert usual <= 95


def test_links_behind_typed_words_wrap_without_a_stray_dot(visits: Visits) -> None:
    visit = visits(viewport={"width": 360, "height": 640})
    page = visit.read("/?q=停车")
    line = page.locator("#switched")
    expect(line).to_contain_text("筛选")
    assert "·" not in line.inner_text()
    assert line.get_by_role("link").count() >= 1
