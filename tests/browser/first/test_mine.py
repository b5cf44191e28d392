"""Stations that are marked tell their state and how far they are; those looked at are named."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.first.first_page import GRANTED, furnished
from tests.browser.visiting import Visits

pytestmark = pytest.mark.browser


def test_a_favourite_tells_its_state_and_how_far_it_is(visits: Visits) -> None:
    visit = visits(**GRANTED)
    page = visit.read("/stations/c-always")
    expect(page.locator("#away")).to_contain_text("离您 1.1 公里")
    page.get_by_role("button", name="收藏").click()
    visit.read("/stations/b-soon")
    visit.read("/")
    furnished(page)
    page.locator("#mine summary").click()
    lists = page.locator("#mine-lists")
    expect(lists.locator("ul").first).to_contain_text("大明湖驿站")
    expect(lists.locator(".state")).to_have_text("24 小时开放")
    expect(lists.locator(".metres")).to_have_text("1.1 公里")
    expect(lists.get_by_role("heading", name="最近看过")).to_be_visible()
    expect(lists.locator("ul").nth(1).locator("li").first).to_have_text("县西巷驿站")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    canary = str(GRANTED["geolocation"])
    for request in visit.requests:
        assert "36.66649" not in request.url + (request.post_data or ""), canary
    assert visit.complaints == []


def test_without_leave_no_distance_is_told_and_nobody_is_asked(visits: Visits) -> None:
    visit = visits()
    page = visit.read("/stations/c-always")
    page.get_by_role("button", name="收藏").click()
    expect(page.locator("#away")).to_be_hidden()
    visit.read("/")
    furnished(page)
    page.locator("#mine summary").click()
    expect(page.locator("#mine-lists .state")).to_have_text("24 小时开放")
    expect(page.locator("#mine-lists .metres")).to_have_count(0)
