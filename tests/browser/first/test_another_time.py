"""The list of another time: one of a few at a tap, or any of the next seven days."""

from __future__ import annotations

import itertools
import json

import pytest
from playwright.sync_api import Page, expect

from stations.nearest import cells
from tests.browser.first.first_page import (
    GRANTED,
    choose,
    clean,
    furnished,
    look_at,
    names,
    settled,
    share,
)
from tests.browser.visiting import Visits

pytestmark = pytest.mark.browser

DAYS = [
    "今天", "明天", "周一（11月23日）", "周二（11月24日）", "周三（11月25日）",
    "周四（11月26日）", "周五（11月27日）", "周六（11月28日）",
]  # fmt: skip
"""From the Saturday of the small city on."""


def test_every_one_of_the_next_seven_days_can_be_chosen_and_is_said_by_its_date(
    visits: Visits,
) -> None:
    visit = visits(**GRANTED)
    page = share(visit)
    look_at(page, "周三（11月25日）", "14:30")
    page.get_by_text("周三（11月25日） 14:30 的样子：离您最近").wait_for()
    assert page.locator("#later-day option").all_text_contents() == DAYS
    assert "泉城广场驿站" in names(visit)
    # The day of another moment is named as whoever reads it today would name it.
    look_at(page, "周六（11月28日）", "22:30")
    page.get_by_text("周六（11月28日） 22:30 的样子：离您最近").wait_for()
    settled(page)
    assert "泉城广场驿站" not in names(visit)
    choose(page, "全部")
    shut = page.locator(".row", has_text="泉城广场驿站").locator(".state")
    expect(shut).to_contain_text("11 月 29 日")
    assert "明天" not in shut.inner_text()
    clean(visit)


def test_a_time_that_is_often_asked_for_takes_one_tap(visits: Visits) -> None:
    visit = visits(**GRANTED)
    page = share(visit)
    for words, told in (
        ("1 小时后", "今天 19:"),
        ("明早 07:00", "明天 07:00"),
        ("明天 12:00", "明天 12:00"),
        ("今晚 20:00", "今天 20:00"),
    ):
        page.locator(".more summary").first.click()
        page.locator("#later-presets").get_by_role("button", name=words).click()
        expect(page.locator("#told")).to_contain_text(told)
        settled(page)
    # What was chosen stands in the form when it is opened again.
    page.locator(".more summary").first.click()
    assert page.get_by_label("几点").input_value() == "20:00"
    clean(visit)


def test_a_page_left_open_overnight_names_the_days_anew(visits: Visits) -> None:
    visit = visits(**GRANTED)
    page = share(visit)
    furnished(page)
    page.evaluate("document.body.dataset.now = '2026-11-21T17:00:00+00:00'")
    page.locator(".more summary").first.click()
    options = page.locator("#later-day option").all_text_contents()
    assert options[:3] == ["今天", "明天", "周二（11月24日）"]
    presets = page.locator("#later-presets button").all_inner_texts()
    assert presets == ["1 小时后", "今早 07:00", "今天 12:00", "今晚 20:00"]


def test_the_cells_tell_of_every_day_that_can_be_chosen(visits: Visits) -> None:
    visit = visits(**GRANTED)
    page = share(visit)
    held = json.loads(page.evaluate("fetch('/cells/manifest.json').then((it) => it.text())"))
    # They begin before the week: on its last day a week is still to come.
    assert held["days"] == cells.DAYS >= 7 + len(DAYS)


@pytest.mark.parametrize("width", [320, 360, 390])
def test_the_form_fits_a_small_phone_and_the_time_is_not_cut(visits: Visits, width: int) -> None:
    visit = visits(viewport={"width": width, "height": 640}, **GRANTED)
    page = share(visit)
    furnished(page)
    page.locator(".more summary").first.click()
    for size in ("106.25%", "212.5%"):
        page.evaluate("size => { document.documentElement.style.fontSize = size }", size)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert _cut(page) == []


def _cut(page: Page) -> list[str]:
    """Fields of the form whose text is wider than they are, or that lie beside each other's."""
    fields = page.locator("#later-day, #later-time, #later button[type=submit]")
    boxes = [box for one in fields.all() if (box := one.bounding_box())]
    told = fields.evaluate_all("all => all.map((it) => [it.id, it.scrollWidth - it.clientWidth])")
    wide = [name for name, over in told if over > 0]
    overlapping = [
        "overlapping"
        for a, b in itertools.combinations(boxes, 2)
        if a["y"] < b["y"] + b["height"] - 1
        and b["y"] < a["y"] + a["height"] - 1
        and a["x"] < b["x"] + b["width"] - 1
        and b["x"] < a["x"] + a["width"] - 1
    ]
    return wide + overlapping
