"""Does a place that is no station begin a list, and are words and choice kept on the phone?"""

from __future__ import annotations

import urllib.parse
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from stations.geo.point import Point
from stations.places.model import Landmark, LandmarkKind
from tests.browser.first.first_page import furnished, names, settled
from tests.browser.visiting import Visit, Visits
from tests.support import landmark_city, small_city

pytestmark = pytest.mark.browser

LAKE = Landmark(
    name="大明湖东门", kind=LandmarkKind.SIGHT, point=Point(lat=36.6753, lon=117.0303), about=True
)
LANDMARKS = (
    LAKE,
    Landmark(
        name="济南西站",
        aliases=("西客站",),
        kind=LandmarkKind.STATION,
        point=Point(lat=36.6691, lon=116.8883),
    ),
    Landmark(name="洪家楼路", kind=LandmarkKind.ROAD, point=Point(lat=36.7, lon=117.1)),
)


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the small city with three landmarks."""
    folder = tmp_path_factory.mktemp("landmarks")
    with landmark_city.served(folder, LANDMARKS, stations=small_city.stations()) as base:
        yield base


@pytest.fixture
def visits(browser: Browser, city: str) -> Iterator[Visits]:
    opened = Visits(browser, city, service_workers="block")
    yield opened
    opened.close()


def seek(page: Page, words: str) -> None:
    page.locator("#q").fill(words)
    page.locator("#q").press("Enter")


def told_server(visit: Visit, *words: str) -> list[str]:
    """Requests that carry any of the words, or the place of a landmark."""
    secrets = [*words, "36.67", "116.88", "117.03"]
    asked = [
        urllib.parse.unquote(one.url) + (one.post_data or "") + str(one.headers)
        for one in visit.requests
    ]
    return [one for one in asked if any(secret in one for secret in secrets)]


def test_a_place_called_just_so_begins_the_list(visits: Visits) -> None:
    visit = visits()
    page = visit.read()
    seek(page, "大明湖东门")
    expect(page.locator("#results h3").first).to_have_text("大明湖驿站")
    settled(page)
    assert names(visit)[0] == "大明湖驿站"
    assert page.locator(".metres").first.inner_text() == "40 米"
    assert told_server(visit, "大明湖东门", "东门") == []
    assert visit.complaints == []


@pytest.mark.parametrize("words", ["dmhdm", "damingh", "大明湖东"])
def test_a_place_is_found_by_pinyin_initials_and_a_part_of_its_name(
    visits: Visits, words: str
) -> None:
    visit = visits()
    page = visit.read()
    seek(page, words)
    page.locator("#landmarks").get_by_role("button", name="大明湖东门（约）").click()
    expect(page.locator("#landmarks")).to_have_count(0)
    expect(page.locator("#results h3").first).to_have_text("大明湖驿站")
    assert told_server(visit, words) == []


def test_one_wrong_character_is_asked_about(visits: Visits) -> None:
    visit = visits()
    page = visit.read()
    seek(page, "济南西占")
    panel = page.locator("#landmarks")
    expect(panel).to_contain_text("没有叫“济南西占”的地方，您是不是找：")
    expect(panel).to_contain_text("地名：© 测绘的人")
    panel.get_by_role("button", name="济南西站").click()
    expect(page.locator("#count")).to_contain_text("最近的")
    assert told_server(visit, "济南西") == []


def test_stations_of_these_words_can_be_had_beside_the_places(visits: Visits) -> None:
    visit = visits()
    page = visit.read()
    seek(page, "洪家楼")
    page.locator("#landmarks").get_by_role("button", name="站名里有“洪家楼”的驿站").click()
    expect(page.locator("#results h3").first).to_contain_text("洪家楼")
    expect(page.locator("#landmarks")).to_have_count(0)


def test_words_that_are_no_place_go_to_the_server_as_before(visits: Visits) -> None:
    visit = visits()
    page = visit.read()
    seek(page, "县西巷")
    expect(page.locator("#results h3").first).to_have_text("县西巷驿站")
    assert page.locator("#landmarks").count() == 0


def test_a_place_is_the_goal_of_a_way(visits: Visits) -> None:
    visit = visits()
    page = visit.read()
    seek(page, "大明湖东门")
    expect(page.locator("#results h3").first).to_have_text("大明湖驿站")
    furnished(page)
    page.locator(".more summary").first.click()
    page.locator("#along-words").fill("西客站")
    page.locator("#along button[type=submit]").click()
    page.locator("#along-choices").get_by_role("button", name="济南西站").click()
    expect(page.locator("#count")).to_contain_text("去“济南西站”顺路的")
    assert told_server(visit, "西客站", "济南西站") == []


def test_where_the_names_cannot_be_had_the_server_answers(visits: Visits) -> None:
    visit = visits()
    page = visit.page
    page.route("**/places/*.json", lambda route: route.abort())
    visit.read()
    seek(page, "西客站")
    expect(page.locator("#count")).to_contain_text("离“济南西站”由近到远")


def test_places_are_found_without_network(browser: Browser, city: str) -> None:
    opened = Visits(browser, city, service_workers="allow")
    visit = opened()
    page = visit.read()
    page.wait_for_function(
        """async () => (await (await caches.open('places-v1')).keys()).length
          && navigator.serviceWorker.controller"""
    )
    page.evaluate("navigator.serviceWorker.ready.then(() => {})")
    page.context.set_offline(True)
    page.goto(visit.base + "/")
    seek(page, "大明湖东门")
    expect(page.locator("#results h3").first).to_have_text("大明湖驿站")
    opened.close()


def test_without_scripts_the_server_finds_places(visits: Visits) -> None:
    visit = visits(java_script_enabled=False)
    page = visit.read()
    seek(page, "济南西占")
    expect(page.locator("#count")).to_contain_text("您是不是找“济南西站”？")
    assert len(names(visit)) > 1
