"""Is one of unknown hours nearby seen, although others that are surely open are listed first?"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from stations.geo.point import Point
from stations.places.model import Landmark, LandmarkKind
from stations.registry.model import Amenity, Hours, Station
from tests.browser.first.first_page import GRANTED, choose, clean, set_out, settled, share
from tests.browser.visiting import Visits
from tests.support import landmark_city, make, small_city

pytestmark = pytest.mark.browser

TABLE = Path(__file__).parents[2] / "nearest" / "nearer_unknown.toml"
CASES = tomllib.loads(TABLE.read_text("utf-8"))["case"]
OPEN_ONES = 30
PHONE = {"viewport": {"width": 360, "height": 640}}
NEARER = "更近的，开放时间不详，去之前先问一声"
HERE = Landmark(
    name="泉城广场", kind=LandmarkKind.SQUARE, point=Point(lat=36.6665, lon=117.0235), about=True
)


def _stations() -> list[Station]:
    """Open ones from 23 km on, more than a list shows, and two of unknown hours near the phone."""
    lat, lon = small_city.ME
    kiosk = (Amenity(id="telemedicine"),)
    open_ones = [
        make.station(
            id=f"open-{n:02}", name=f"开{n}驿站", lat=lat + 0.207 + n / 1000, lon=lon,
            hours=Hours(osm="24/7"), amenities=kiosk,
        )
        for n in range(OPEN_ONES)
    ]  # fmt: skip
    unknown = [
        make.station(
            id=f"unknown-{n}", name=f"近{n}驿站", lat=lat + 0.03 * n, lon=lon,
            hours=Hours(), amenities=kiosk,
        )
        for n in (1, 2)
    ]  # fmt: skip
    return [*open_ones, *unknown]


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("unknown")
    with landmark_city.served(folder, (HERE,), stations=_stations()) as base:
        yield base


@pytest.fixture
def visits(browser: Browser, city: str) -> Iterator[Visits]:
    opened = Visits(browser, city, service_workers="block")
    yield opened
    opened.close()


def shown(page: Page) -> list[tuple[str, int]]:
    """The groups of the list, by title and number of rows."""
    said = page.evaluate(
        "() => JSON.stringify([...document.querySelectorAll('#results .rows')].map((it) =>"
        " [it.previousElementSibling.textContent.trim(), it.children.length]))"
    )
    return [(title, count) for title, count in json.loads(said)]


def test_the_phone_decides_as_the_table_says(visits: Visits) -> None:
    page = visits().read("/about/privacy")
    said = page.evaluate(
        """async (cases) => {
          const { nearerUnknown } = await import("/static/js/shared/availability.js");
          const hits = (all) => all.map((cost) => ({ cost }));
          return cases.map(({ open, unknown }) =>
            nearerUnknown(hits(open)[0], hits(unknown)).length);
        }""",
        CASES,
    )
    assert said == [case["nearer"] for case in CASES]


def test_both_are_seen_without_scrolling_past_the_open_ones(visits: Visits) -> None:
    visit = visits(**GRANTED, **PHONE)
    page = share(visit)
    choose(page, "远程医疗")
    expect(page.locator(".rows .row").nth(1)).to_have_attribute("data-id", "unknown-1")
    assert shown(page) == [("驿站列表", 1), (NEARER, 2), ("更远的，开着", 19)]
    assert [page.locator(".metres").nth(n).inner_text() for n in (0, 1, 2)] == [
        "23.0 公里", "3.3 公里", "6.7 公里",
    ]  # fmt: skip
    assert page.locator("#count").inner_text().startswith("离您最近的 22 个")
    clean(visit)


def test_on_the_way_the_smaller_detour_is_seen_too(visits: Visits) -> None:
    visit = visits(**GRANTED)
    page = share(visit)
    set_out(page, "近2")
    settled(page)
    expect(page.locator("h2.group").first).to_have_text("绕得更少的，开放时间不详，去之前先问一声")
    clean(visit)


def test_a_list_of_the_server_shows_both(visits: Visits) -> None:
    page = visits(java_script_enabled=False).read("/?q=泉城广场&wants=telemedicine")
    titles = page.locator("#results h2").all_inner_texts()
    assert titles == ["驿站列表", NEARER, "更远的，开着"]
    ids = page.locator("#results .row").evaluate_all("(all) => all.map((it) => it.dataset.id)")
    assert ids[:4] == ["open-00", "unknown-1", "unknown-2", "open-01"]
    assert len(ids) == 20
