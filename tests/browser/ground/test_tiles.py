"""Do tiles of any datum lie below the marks where they belong, and is their source named?"""

from __future__ import annotations

import math

import pytest

from stations.geo import frames
from stations.geo.point import Datum, Point
from tests.browser.ground.ground_map import start
from tests.browser.visiting import Visits
from tests.support import many_stations
from tests.support.serving import serving

pytestmark = pytest.mark.browser

HOME = many_stations.JINAN


@pytest.fixture
def worker() -> str:
    return "block"


def _tile(lat: float, lon: float, zoom: int) -> tuple[int, int]:
    """The tile of a place by the textbook's formula."""
    phi = math.radians(lat)
    row = (1 - math.log(math.tan(phi) + 1 / math.cos(phi)) / math.pi) / 2
    return int((lon + 180) / 360 * 2**zoom), int(row * 2**zoom)


@pytest.mark.parametrize("datum", ["wgs84", "gcj02", "bd09"])
def test_marks_and_taps_are_shifted_on_the_map_and_the_data_stay(
    visits: Visits, tile_server: str, datum: str
) -> None:
    visit = visits(bypass_csp=True, viewport={"width": 600, "height": 600})
    tiles = [{"url": f"{tile_server}/{{z}}/{{x}}/{{y}}.png", "subdomains": [], "closest": 18}]
    start(visit, {"layers": tiles, "datum": datum, "credits": []}, home=HOME, zoom=18)
    page = visit.page
    # The middle of the view is the station; the tile there is that of its place in the datum.
    there = frames.point_in(Point(lat=HOME[0], lon=HOME[1]), datum=Datum(datum))
    x, y = _tile(*there, zoom=18)
    source = page.evaluate(
        """() => document.elementsFromPoint(300, 300).concat(
          [...document.querySelectorAll("#map img.leaflet-tile")]).find((it) => {
            if (!it.matches("img.leaflet-tile")) return false;
            const { left, top, right, bottom } = it.getBoundingClientRect();
            return left <= 300 && 300 < right && top <= 300 && 300 < bottom;
          }).src"""
    )
    assert source == f"{tile_server}/18/{x}/{y}.png"
    page.mouse.click(300, 300)
    assert page.evaluate("taps[0]") == pytest.approx(HOME, abs=2e-5)
    view = page.evaluate("(({ lat, lng }) => [lat, lng])(shown.map.getCenter())")
    assert view == pytest.approx(HOME, abs=2e-5)


def test_a_site_with_tiles_of_two_layers_names_their_source_and_asks_nobody_else(
    visits: Visits, tile_server: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("tiled")
    layers = f"{tile_server}/road/{{z}}/{{x}}/{{y}} {tile_server}/name/{{z}}/{{x}}/{{y}}"
    with serving(
        folder, STATIONS_TILES=layers, STATIONS_TILES_ATTRIBUTION="某市地图 <b>GS(2026)1号</b>"
    ) as base:
        visit = visits(base=base)
        page = visit.open()
        page.locator("#map img.leaflet-tile-loaded").nth(3).wait_for(state="attached")
        visit.quiet()
        assert page.locator("#map .leaflet-control-attribution").inner_text().strip() == (
            "某市地图 <b>GS(2026)1号</b>"
        )
        asked = visit.foreign()
        assert {url.split("/")[3] for url in asked} == {"road", "name"}
        assert all(url.startswith(tile_server) for url in asked)
        assert page.locator("#map .place-name:visible, #map .ring-name:visible").count() == 0
        assert visit.complaints == []


def test_where_no_tile_comes_names_and_rings_stand_instead(visits: Visits) -> None:
    visit = visits()
    ground = {"layers": [{"url": "/none/{z}/{x}/{y}.png", "subdomains": [], "closest": 18}]}
    start(visit, ground, home=HOME, zoom=12, places=[["历下区", *HOME]])
    visit.page.locator("#map .ring-name b").first.wait_for()
    assert visit.page.locator("#map .place-name").inner_text() == "历下区"


def test_names_stand_at_their_place_or_are_hidden(visits: Visits) -> None:
    visit = visits(viewport={"width": 600, "height": 600})
    lat, lon = HOME
    near = [["甲区", lat, lon], ["乙区", lat + 0.0004, lon], ["丙区", lat + 0.2, lon]]
    start(visit, {}, home=HOME, zoom=11, places=near)
    page = visit.page
    for zoom in (8, 11, 15):
        page.evaluate("(zoom) => { shown.map.setZoom(zoom, { animate: false }); }", zoom)
        visit.quiet()
        off = page.evaluate(
            """(places) => [...document.querySelectorAll("#map .place-name")]
              .filter((it) => getComputedStyle(it.querySelector("b")).visibility === "visible")
              .map((it) => {
                const { x, width, y, height } = it.querySelector("b").getBoundingClientRect();
                const [, lat, lon] = places.find(([name]) => name === it.textContent);
                const at = shown.map.latLngToContainerPoint([lat, lon]);
                return Math.hypot(x + width / 2 - at.x, y + height / 2 - at.y);
              })""",
            near,
        )
        assert all(px < 2 for px in off), (zoom, off)
        assert off or zoom == 15
