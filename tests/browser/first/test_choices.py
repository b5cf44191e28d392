"""Do the goals of a way that words could mean come nearest first, where a place is known?"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from stations.geo.point import Point
from stations.places.model import Landmark, LandmarkKind
from tests.browser.first.first_page import GRANTED, clean, furnished, share
from tests.browser.visiting import Visits
from tests.support import landmark_city, small_city

pytestmark = pytest.mark.browser

# The farthest is of the kind that stands first, and has the shortest name.
LANDMARKS = [
    Landmark(name=name, kind=kind, point=Point(lat=36.6665, lon=117.0235 + east))
    for name, kind, east in (
        ("东风站", LandmarkKind.STATION, 0.3),
        ("东风小区", LandmarkKind.HOUSING, 0.01),
        ("东风医院", LandmarkKind.HOSPITAL, 0.05),
    )
]


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("choices")
    with landmark_city.served(folder, LANDMARKS, stations=small_city.stations()) as base:
        yield base


@pytest.fixture
def visits(browser: Browser, city: str) -> Iterator[Visits]:
    opened = Visits(browser, city, service_workers="block")
    yield opened
    opened.close()


def ask(page: Page, words: str) -> None:
    furnished(page)
    page.locator(".more summary").first.click()
    page.locator("#along-words").fill(words)
    page.locator("#along button[type=submit]").click()


def test_places_of_one_name_come_nearest_first_with_their_distance(visits: Visits) -> None:
    visit = visits(**GRANTED)
    page = share(visit)
    ask(page, "东风")
    choices = page.locator("#along-choices button")
    expect(choices).to_have_count(3)
    assert [words.split()[0] for words in choices.all_inner_texts()] == [
        "东风小区", "东风医院", "东风站",
    ]  # fmt: skip
    expect(choices.first).to_contain_text("890 米")
    clean(visit)


def test_stations_of_one_name_come_nearest_first_out_of_all(visits: Visits) -> None:
    visit = visits(**GRANTED)
    page = share(visit)
    ask(page, "号驿站")
    choices = page.locator("#along-choices button")
    expect(choices).to_have_count(6)
    assert [words.split()[0] for words in choices.all_inner_texts()] == [
        f"洪家楼{n}号驿站" for n in range(6)
    ]
    expect(page.locator("#along-say")).to_have_text("选一个目的地（先列 6 个，词长一点更准）：")
    clean(visit)


def test_without_a_position_nothing_is_said_of_distances(visits: Visits) -> None:
    visit = visits()
    page = visit.read()
    ask(page, "东风")
    choices = page.locator("#along-choices button")
    expect(choices).to_have_count(3)
    expect(choices.first).to_contain_text("东风站")
    assert "米" not in "".join(choices.all_inner_texts())
    clean(visit)
