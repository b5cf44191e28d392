"""Is a map file whole, quiet and safe, whatever stations are called?"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from stations.geo.point import Point
from stations.ground import tile_server
from stations.registry.model import (
    Amenity,
    Hours,
    Lifecycle,
    Place,
    Premises,
    Star,
    Station,
    Verified,
)
from stations.registry.states import Phase
from stations.reports import area_map, map_assets
from stations.reports.area_map import Label, MapSheet

AT = datetime(2026, 11, 20, 17, tzinfo=UTC)
PAYLOADS = (
    "${alert(1)}",
    "`+alert(1)+`",
    "`${alert(1)}`",
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "'-alert(1)-'",
    '"-alert(1)-"',
    '"><img src=x onerror=alert(1)>',
    "{{alert(1)}}{% raw %}",
    "<!--<script>alert(1)//",
    "\\u003cimg src=x onerror=alert(1)\\u003e",
    "\u2028alert(1)\u2029",
    "&lt;img src=x onerror=alert(1)&gt;",
    "\\`;alert(1)//",
    "javascript:alert(1)",
)


def station(number: int = 0, *, name: str = "泉城路驿站") -> Station:
    return Station(
        id=f"s{number:05}",
        name=name,
        place=Place(
            area_code="370102",
            district_code="370102",
            city_code="3701",
            address="泉城路 1 号",
            point=Point(lat=36.66 + number % 40 / 2000, lon=117.02 + number // 40 / 2000),
        ),
        amenities=(Amenity(id="drinking_water"), Amenity(id="microwave")),
        hours=Hours(osm="Mo-Su 08:00-20:00", words="每天 8:00-20:00"),
        star=Star(level=4),
        verified=Verified(on=date(2026, 10, 1)),
    )


def sheet(area: str = "历下区") -> MapSheet:
    return MapSheet(area=area, made_at=AT, labels=[Label(name=area, lat=36.66, lon=117.05)])


class Seen:
    """A page that is open, the requests it made and the errors it had."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.requests: list[str] = []
        self.errors: list[str] = []
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", lambda said: self.errors.append(said.text))
        page.set_default_timeout(60_000)
        page.add_init_script("window.fired = 0; window.alert = () => { window.fired += 1 };")

    def opened(self, text: str, folder: Path) -> Page:
        file = folder / "map.html"
        file.write_text(text, "utf-8")
        self.page.goto(file.as_uri())
        self.page.wait_for_selector(".mark, .cluster")
        return self.page


Visit = Callable[..., Seen]


@pytest.fixture
def visit(browser: Browser) -> Iterator[Visit]:
    """Opens an empty page with these options; it is closed when the test ends."""
    with contextlib.ExitStack() as open_until_the_end:

        def visited(**options: Any) -> Seen:
            context = browser.new_context(**options)
            open_until_the_end.callback(context.close)
            return Seen(context.new_page())

        yield visited


def tapped(page: Page) -> str:
    """What the popup of the first mark says."""
    page.locator(".leaflet-marker-icon .mark").first.click()
    return page.locator(".told").inner_text()


@pytest.mark.browser
def test_a_map_asks_for_nothing_and_shows_what_is_known(visit: Visit, tmp_path: Path) -> None:
    seen = visit()
    page = seen.opened(area_map.document([station()], sheet=sheet()), tmp_path)
    told = tapped(page)
    for word in (
        "泉城路驿站",
        "泉城路 1 号",
        "每天 8:00-20:00",
        "饮水、热饭",
        "4 星",
        "2026-10-01",
    ):
        assert word in told
    assert "2026年11月21日" in page.locator(".title").inner_text()
    box = page.locator(".leaflet-popup-content").bounding_box()
    assert box is not None
    assert box["width"] >= 250
    page.emulate_media(media="print")
    assert [url for url in seen.requests if not url.startswith(("file:", "data:"))] == []
    assert seen.errors == []


def hostile(number: int, payload: str) -> Station:
    """A station that says the payload wherever a list may say something."""
    plain = station(name=payload)
    point = Point(lat=36.6 + number // 4 / 10, lon=117 + number % 4 / 10)
    return replace(
        plain,
        number=payload,
        place=replace(plain.place, point=point, address=payload, door=payload),
        hours=Hours(words=payload),
        entry_note=payload,
        premises=Premises(public_phone=payload),
        lifecycle=Lifecycle(phase=Phase.SUSPENDED, reason=payload),
        note="内部备注",
    )


OPENED = """() => [...document.querySelectorAll(".leaflet-marker-icon .mark")].map((mark) => {
  for (const type of ["mouseover", "click", "mouseout"]) {
    mark.dispatchEvent(new MouseEvent(type, { bubbles: true, cancelable: true }));
  }
  const told = document.querySelectorAll(".told");
  return told.length && told[told.length - 1].textContent;
})"""
"""Hovers over every mark and clicks it; what the popups say."""


@pytest.mark.browser
def test_no_text_of_a_station_runs_as_script(visit: Visit, tmp_path: Path) -> None:
    """Tried without the policy of the page, so that the escaping alone has to do it."""
    seen = visit(bypass_csp=True)
    names = [Label(name=payload, lat=36.66, lon=117) for payload in PAYLOADS]
    text = area_map.document(
        [hostile(number, payload) for number, payload in enumerate(PAYLOADS)],
        sheet=replace(sheet(area=PAYLOADS[3]), labels=names),
    )
    assert "内部备注" not in text
    page = seen.opened(text, tmp_path)
    told = page.evaluate(OPENED)
    assert len(told) == len(PAYLOADS)
    # Name, number, reason, address, door, hours, entry note and phone.
    for payload in PAYLOADS:
        assert [text for text in told if text.count(payload) >= 8] != []
    assert set(page.locator(".district").all_text_contents()) == set(PAYLOADS)
    assert PAYLOADS[3] in (page.locator(".title h1").text_content() or "")
    page.wait_for_timeout(100)
    assert page.evaluate("window.fired") == 0
    assert (
        page.locator(".leaflet-container :is(img, svg, script)[onload], .told > img").count() == 0
    )
    assert [url for url in seen.requests if not url.startswith(("file:", "data:"))] == []
    assert seen.errors == []


@pytest.mark.browser
def test_the_hook_of_these_tests_sees_a_script_that_runs(visit: Visit) -> None:
    page = visit().page
    page.goto("about:blank")
    page.set_content("<svg onload=alert(1)>")
    assert page.evaluate("window.fired") == 1


def test_no_script_of_the_map_takes_texts_for_html() -> None:
    script = map_assets.drawing()
    for sink in ("innerHTML", "outerHTML", "insertAdjacent", "document.write", "bindTooltip"):
        assert sink not in script
    assert script.count("bindPopup(") == script.count("bindPopup(() =>") == 1
    assert script.count("html:") == script.count("html: picture") + script.count("html: text")


@pytest.mark.browser
def test_tiles_are_fetched_from_where_they_were_asked_and_named(
    visit: Visit, tmp_path: Path
) -> None:
    seen = visit()
    seen.page.route("https://**", lambda route: route.fulfill(body=b"", content_type="image/png"))
    source = "天地图 <img src=x onerror=alert(1)>"
    tiles = tile_server.read("https://tiles.example/{z}/{x}/{y}.png", attribution=source)
    text = area_map.document([station()], sheet=replace(sheet(), tiles=tiles))
    page = seen.opened(text, tmp_path)
    asked = {url for url in seen.requests if not url.startswith(("file:", "data:"))}
    assert asked != set()
    assert all(url.startswith("https://tiles.example/") for url in asked)
    assert source in page.locator(".source").inner_text()
    assert page.evaluate("window.fired") == 0


@pytest.mark.browser
def test_every_station_is_on_the_paper(visit: Visit, tmp_path: Path) -> None:
    stations = [station(number) for number in (0, 39, 900, 939)]
    visited = visit(viewport={"width": 1600, "height": 900})
    page = visited.opened(area_map.document(stations, sheet=sheet()), tmp_path)
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    width, height = 277 / 25.4 * 96, 190 / 25.4 * 96
    boxes = [mark.bounding_box() for mark in page.locator(".mark:visible, .cluster").all()]
    for box in boxes:
        assert box is not None
        assert 0 <= box["x"] <= box["x"] + box["width"] <= width
        assert 0 <= box["y"] <= box["y"] + box["height"] <= height
    assert len(boxes) >= 4


@pytest.mark.browser
def test_names_of_districts_step_aside_for_stations(visit: Visit, tmp_path: Path) -> None:
    here = Label(name="历下区", lat=36.66, lon=117.02)
    text = area_map.document([station()], sheet=replace(sheet(), labels=[here]))
    page = visit().opened(text, tmp_path)
    assert page.evaluate(
        """() => {
          const box = (name) => document.querySelector(name).getBoundingClientRect();
          const [a, b] = [box(".district span"), box(".leaflet-marker-icon .mark")];
          return a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top;
        }"""
    )
    assert page.locator(".district span").is_visible()


@pytest.mark.browser
def test_what_several_people_found_shut_is_marked_and_named(visit: Visit, tmp_path: Path) -> None:
    stations = [replace(station(0), reported_shut=AT, kind="energy_station"), station(900)]
    page = visit().opened(area_map.document(stations, sheet=sheet()), tmp_path)
    assert page.locator(".leaflet-marker-icon .mark u").count() == 1
    page.locator('.leaflet-marker-icon[title*="多人反映未开放"]').click()
    assert "▲ 多人反映未开放" in page.locator(".told").inner_text()
    assert page.locator(".legend li", has_text="多人反映未开放").count() == 1


@pytest.mark.browser
def test_a_star_level_can_be_hidden(visit: Visit, tmp_path: Path) -> None:
    stations = [station(0), replace(station(900), star=None)]
    page = visit().opened(area_map.document(stations, sheet=sheet()), tmp_path)
    assert page.locator(".leaflet-marker-icon .mark").count() == 2
    page.get_by_label("未评星").uncheck()
    assert page.locator(".leaflet-marker-icon .mark").count() == 1


def test_demo_stations_are_marked_and_hidden_ones_are_counted() -> None:
    closed = replace(station(1), lifecycle=Lifecycle(phase=Phase.CLOSED))
    text = area_map.document([replace(station(), demo=True), closed], sheet=sheet())
    assert '"demo":true' in text
    assert '"leftOut":1' in text
    assert text.count('"name":"泉城路驿站"') == 1


def test_tiles_are_allowed_from_just_their_hosts() -> None:
    tiles = tile_server.read("https://t{0-1}.tiles.example/{z}/{x}/{y}.png", attribution="天地图")
    text = area_map.document([station()], sheet=replace(sheet(), tiles=tiles))
    assert "img-src data: https://t0.tiles.example https://t1.tiles.example;" in text
