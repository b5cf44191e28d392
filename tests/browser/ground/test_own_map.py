"""Does a base map of one's own show streets, after the list, without asking anybody else?"""

from __future__ import annotations

import re
import urllib.parse
from collections.abc import Iterator

import pytest

from stations.db import migration, opening
from tests.browser.first.first_page import CANARY
from tests.browser.visiting import AXE, Visit, Visits, sign_in
from tests.support import deskwork, pmtiles_file, small_city
from tests.support.serving import serving

pytestmark = pytest.mark.browser

_SHOWN = "a-open"
_HERE = dict(zip(("latitude", "longitude"), small_city.ME, strict=True))
WHOLE_CITY = (116.0, 36.0, 118.0, 37.5)
INK = """() => {
  const tiles = [...document.querySelectorAll("canvas.leaflet-tile")];
  return tiles.some((it) => {
    if (!it.width) return false;
    const small = new OffscreenCanvas(64, 64).getContext("2d", { willReadFrequently: true });
    small.drawImage(it, 0, 0, 64, 64);
    return small.getImageData(0, 0, 64, 64).data.some(Boolean);
  });
}"""


@pytest.fixture
def worker() -> str:
    return "block"


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("own")
    path = pmtiles_file.make(folder / "city.pmtiles", bounds=WHOLE_CITY)
    with serving(folder, STATIONS_BASEMAP=str(path)) as base:
        yield base


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The same with its staff."""
    folder = tmp_path_factory.mktemp("desk")
    address = str(folder / "stations.db")
    db = opening.connect(address, create=True)
    migration.migrate(db)
    db.close()
    small_city.fill(address)
    db = opening.open_ready(address)
    deskwork.staff(db, station_id="a-open")
    db.close()
    path = pmtiles_file.make(folder / "city.pmtiles", bounds=WHOLE_CITY)
    with serving(folder, STATIONS_BASEMAP=str(path)) as base:
        yield base


@pytest.fixture(scope="module")
def far(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A city whose base map is that of another one."""
    folder = tmp_path_factory.mktemp("far")
    path = pmtiles_file.make(folder / "city.pmtiles", bounds=(113.9, 22.5, 114.1, 22.6))
    with serving(folder, STATIONS_BASEMAP=str(path)) as base:
        yield base


def _of_the_ground(visit: Visit) -> list[str]:
    return [r.url for r in visit.requests if "/basemap/" in r.url or "protomaps" in r.url]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_streets_are_drawn_under_our_policy_and_named_after_their_makers(
    visits: Visits, city: str, scheme: str
) -> None:
    visit = visits(base=city, color_scheme=scheme)
    page = visit.open()
    page.wait_for_function(INK)
    visit.quiet()
    credit = page.locator("#map .leaflet-control-attribution a")
    assert credit.inner_text() == "© OpenStreetMap 贡献者"
    assert credit.get_attribute("href") == "https://www.openstreetmap.org/copyright"
    assert page.locator("#map .ring-name, #map .place-name").count() == 0
    assert "Leaflet" not in page.locator("#map").inner_text()
    assert visit.foreign() == []
    assert visit.complaints == []
    ranges = [r.headers.get("range") for r in visit.requests if "/basemap/" in r.url]
    assert ranges
    assert all(ranges)


def test_the_list_comes_before_the_first_byte_of_the_ground(visits: Visits, city: str) -> None:
    visit = visits(base=city, permissions=["geolocation"], geolocation=_HERE)
    page = visit.page
    # A ground that never comes holds up nothing.
    page.route("**/protomaps-leaflet.js", lambda _: None)
    page.goto(city)
    with page.expect_request("**/*protomaps*"):
        page.locator("#near").click()
    page.locator("#results .row").first.wait_for()
    page.locator("#map .mark-pin").first.wait_for(state="attached")
    first = next(n for n, r in enumerate(visit.requests) if "protomaps" in r.url)
    before = [r.url for r in visit.requests[:first]]
    assert all(any(part in url for url in before) for part in ("/first/first.js", "/leaflet.js"))
    assert not any("/basemap/" in url for url in before)
    assert page.locator("#map .leaflet-control-attribution a").is_visible()


def test_a_map_elsewhere_costs_nothing_of_it_and_shows_names(visits: Visits, far: str) -> None:
    visit = visits(base=far)
    page = visit.open()
    visit.quiet()
    assert _of_the_ground(visit) == []
    page.locator("#map .ring-name b").first.wait_for()


def test_a_base_map_that_does_not_come_leaves_names_and_rings(visits: Visits, city: str) -> None:
    visit = visits(base=city)
    visit.page.route("**/protomaps-leaflet.js", lambda route: route.abort())
    page = visit.open()
    page.locator("#map .ring-name b").first.wait_for()
    assert page.locator("#map .mark-pin").count() > 0


def test_the_station_and_the_embedded_map_have_the_same_ground(visits: Visits, city: str) -> None:
    for path in (f"/stations/{_SHOWN}", "/embed?area=370102"):
        visit = visits(base=city)
        page = visit.open(path)
        page.wait_for_function(INK)
        assert visit.complaints == [], path


def test_the_form_of_a_station_has_the_same_ground(visits: Visits, desk: str) -> None:
    visit = visits(base=desk)
    sign_in(visit.page, desk, "a-editor")
    visit.page.goto(f"{desk}/desk/stations/a-open/edit")
    visit.page.locator(".place-frame .leaflet-control-scale").wait_for()
    visit.page.wait_for_function(INK)
    credit = visit.page.locator(".place-frame .leaflet-control-attribution")
    assert "OpenStreetMap" in credit.inner_text()
    assert visit.complaints == []


def test_what_is_asked_for_tells_an_area_and_never_the_position(visits: Visits, city: str) -> None:
    visit = visits(base=city, permissions=["geolocation"], geolocation=CANARY)
    page = visit.open()
    page.locator("#near").click()
    page.locator(".row .metres").nth(2).wait_for()
    page.wait_for_function(INK)
    visit.quiet()
    ground = [r for r in visit.requests if "/basemap/" in r.url]
    assert ground
    assert {r.headers.get("referer") for r in ground} <= {f"{city}/", None}
    for request in visit.requests:
        trace = urllib.parse.unquote(f"{request.url} {request.post_data} {request.headers}")
        assert not re.search(r"36\.666|117\.023", trace), trace


def test_axe_has_nothing_to_object_to(visits: Visits, city: str) -> None:
    visit = visits(base=city, bypass_csp=True)
    page = visit.open()
    page.wait_for_function(INK)
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("axe.run('#map').then((r) => r.violations.map((v) => v.id))")
    assert found == []
