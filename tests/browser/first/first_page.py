"""The first page as tests look at it."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.visiting import Visit

CANARY = {"latitude": 36.6664957, "longitude": 117.0234953}
"""Within ten metres of `small_city.ME`, and nowhere else in the city's data."""

GRANTED = {"geolocation": CANARY, "permissions": ["geolocation"]}

PIXEL = {"viewport": {"width": 412, "height": 839}, "has_touch": True, "is_mobile": True}

KEPT = {"service_workers": "allow"}
"""A phone that keeps the site, which few of these sentences are about."""

ORDERED = ["泉城广场驿站", "县西巷驿站", "大明湖驿站"]

NEAR = "已由近到远排好"


def names(visit: Visit) -> list[str]:
    return [name.strip() for name in visit.page.locator("#results .row h3").all_inner_texts()]


def clean(visit: Visit) -> None:
    assert visit.complaints == []
    assert visit.foreign() == []


def settled(page: Page) -> None:
    expect(page.locator("#results")).not_to_have_attribute("aria-busy", "true")


def share(visit: Visit) -> Page:
    """Opens the first page and shares the position; few tests need to wait for the map too."""
    visit.read()
    visit.page.get_by_role("button", name="附近驿站").click()
    visit.page.get_by_text(NEAR).wait_for()
    settled(visit.page)
    return visit.page


def furnished(page: Page) -> None:
    """What is asked for less often comes after the list."""
    page.locator("#later:not([hidden])").wait_for(state="attached")


def listed(page: Page, name: str) -> None:
    """Waits until the list holds a station, and is whole."""
    page.locator("#results h3").get_by_text(name, exact=True).wait_for()
    settled(page)


def rows(page: Page, count: int) -> None:
    expect(page.locator("#results .row")).to_have_count(count)


def choose(page: Page, words: str) -> None:
    page.get_by_label(words, exact=True).set_checked(True, force=True)
    settled(page)


def set_out(page: Page, words: str) -> None:
    """Asks for the stations on the way to one that is found by words."""
    furnished(page)
    page.locator(".more summary").first.click()
    page.get_by_label("目的地附近的驿站名或路名").fill(words)
    page.locator("#along button[type=submit]").click()
    page.locator("#along-choices").get_by_role("button", name=f"{words}驿站").click()


def look_at(page: Page, day: str, time: str) -> None:
    page.locator(".more summary").first.click()
    page.get_by_label("哪一天").select_option(day)
    page.get_by_label("几点").fill(time)
    page.get_by_role("button", name="看这时").click()


LATER = """() => {
  document.body.dataset.now = '2026-11-21T10:30:00+00:00';
  document.dispatchEvent(new Event('visibilitychange'));
}"""
