"""Where the city knows its roads, rows say how long the way is; the server knows a cell only."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from stations.geo.distance import between
from stations.geo.point import Point
from tests.browser.first.first_page import CANARY, GRANTED, clean, set_out, settled, share
from tests.browser.visiting import Visits
from tests.routing.routing_server import LONGER, RoutingServer, routing
from tests.support.serving import serving

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def server() -> Iterator[RoutingServer]:
    with routing() as it:
        yield it


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory, server: RoutingServer) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("roads")
    with serving(folder, STATIONS_ROUTING=server.address) as base:
        yield base


def test_rows_tell_minutes_by_road_and_keep_the_straight_order(visits: Visits, city: str) -> None:
    visit = visits(base=city, **GRANTED)
    page = share(visit)
    minutes = page.locator("#results .row .minutes")
    expect(minutes.first).to_contain_text("按道路估算")
    here = Point(lat=CANARY["latitude"], lon=CANARY["longitude"])
    for row in page.locator("#results .row").all()[:5]:
        lat, lon = (float(row.get_attribute(f"data-{it}") or "") for it in ("lat", "lon"))
        road = between(here, Point(lat=lat, lon=lon)) * LONGER
        said = row.locator(".minutes").inner_text()
        found = re.search(r"约 ([\d.]+) (米|公里)）", said)
        assert found, said
        told = float(found[1]) * (1000 if found[2] == "公里" else 1)
        assert told == pytest.approx(road, rel=0.05, abs=12)
        if walk := re.search(r"步行约 (\d+) 分钟", said):
            assert int(walk[1]) == pytest.approx(road / 1.25 / 60, rel=0.06, abs=1)
    clean(visit)


def test_neither_server_learns_where_the_phone_is(
    visits: Visits, city: str, server: RoutingServer
) -> None:
    visit = visits(base=city, **GRANTED)
    page = share(visit)
    expect(page.locator("#results .row .minutes").first).to_contain_text("按道路估算")
    exact = [f"{number:.3f}" for number in CANARY.values()]
    asked = [r for r in visit.requests if r.url.startswith(f"{city}/roads/")]
    assert len(asked) >= 1
    assert all(re.fullmatch(rf"{city}/roads/\d+/\d+\.json", r.url) for r in asked)
    told = [str(q["sources"]) for q in server.questions]
    assert told
    assert not [one for one in told for number in exact if number in one]


def test_rows_on_the_way_tell_detour_and_minutes(visits: Visits, city: str) -> None:
    visit = visits(base=city, **GRANTED)
    page = share(visit)
    set_out(page, "洪家楼20号")
    settled(page)
    minutes = page.locator("#results .row .minutes")
    near = minutes.filter(has_text="步行约").first
    expect(near).to_contain_text(re.compile("绕.* · 步行约 .*（直线估算）"))
    far = minutes.filter(has_text="驾车约").first
    expect(far).to_contain_text(re.compile("绕.* · 骑行约 .* · 驾车约 .*（直线估算）"))


def test_a_station_page_tells_it_too(visits: Visits, city: str) -> None:
    visit = visits(base=city, **GRANTED)
    page = visit.read("/stations/a-open")
    expect(page.locator("#away")).to_contain_text("按道路估算")


def test_where_the_roads_cannot_be_had_lines_stay_straight(visits: Visits, city: str) -> None:
    visit = visits(base=city, **GRANTED)
    visit.page.route("**/roads/**", lambda route: route.abort())
    page = share(visit)
    visit.quiet()
    expect(page.locator("#results .row .minutes").first).to_contain_text("直线估算")
