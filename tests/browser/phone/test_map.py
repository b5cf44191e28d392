"""Does the map show every station once, at every zoom, without a crowd of marks?"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, Route

from tests.browser.visiting import AXE, Visit, Visits
from tests.support import many_stations, small_city
from tests.support.serving import serving

pytestmark = pytest.mark.browser

DESK = {"width": 1280, "height": 900}
LISTED = {"id": "m00003", "name": "第3驿站", "mark": "closed", "words": "已关门"}
_START = """async ([list, home, zoom]) => {
  const box = document.createElement("div");
  box.id = "map";
  Object.assign(box.dataset, { home: home.join(), zoom, places: "[]", ground: "{}",
    leaflet: "/static/vendor/leaflet/leaflet.js",
    sheets: "/static/vendor/leaflet/leaflet.css /static/css/map.css" });
  box.setAttribute("role", "region");
  box.setAttribute("aria-label", "驿站地图");
  Object.assign(box.style, { position: "fixed", left: 0, top: 0, width: "100vw", height: "100vh",
    display: "block", zIndex: 9000 });
  document.getElementById("main").append(box);
  const { startMap } = await import("/static/js/map/map.js");
  window.shown = await startMap(box);
  window.taps = [];
  window.shown.onTap((lat, lon) => window.taps.push([lat, lon]));
  window.shown.draw(list);
}"""
_MARKS = """() => [...document.querySelectorAll("#map .mark-pin")].map((pin) => {
  const { x, y, width, height } = pin.getBoundingClientRect();
  return { x: x + width / 2, y: y + height / 2, count: Number(pin.dataset.count),
    key: pin.dataset.key, words: pin.textContent, title: pin.title,
    of: [...pin.classList].filter((name) => /^(is|mark)-/.test(name)) };
})"""
# How many stations the cells hold within the bounds of the map, by the server's own files.
_IN_VIEW = """async () => {
  const { cells } = await import("/static/js/finder/cells.js");
  const view = shown.map.getBounds().pad(.1);
  window.all ??= await Promise.all((await cells.leaves(() => true)).map((it) => cells.load(it)));
  return all.flat().filter((it) => view.contains([it.lat, it.lon])).length;
}"""


@pytest.fixture
def worker() -> str:
    return "block"


@pytest.fixture(scope="module")
def country(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server with a few thousand stations."""
    folder = tmp_path_factory.mktemp("country")
    many_stations.fill(str(folder / "stations.db"))
    with serving(folder) as base:
        yield base


def _start(
    visits: Visits,
    base: str,
    *,
    home: tuple[float, float] = many_stations.JINAN,
    zoom: int = 12,
    listed: list[dict[str, Any]] | None = None,
    **options: object,
) -> Visit:
    visit = visits(base=base, **{"viewport": DESK, "reduced_motion": "reduce", **options})
    visit.page.goto(f"{base}/about/privacy")
    visit.page.evaluate(_START, [listed or [], home, zoom])
    visit.quiet()
    return visit


def _zoom(visit: Visit, zoom: int, place: tuple[float, float] = many_stations.JINAN) -> None:
    visit.page.evaluate("([place, zoom]) => { shown.map.setView(place, zoom); }", [place, zoom])
    visit.quiet()


def _sum(page: Page) -> int:
    return int(sum(mark["count"] for mark in page.evaluate(_MARKS)))


def test_all_stations_are_counted_once_and_marks_never_crowd(visits: Visits, country: str) -> None:
    visit = _start(visits, country)
    page = visit.page
    shapes = set()
    for zoom in range(4, 18):
        _zoom(visit, zoom)
        marks = page.evaluate(_MARKS)
        seen = [m for m in marks if 0 <= m["x"] <= DESK["width"] and 0 <= m["y"] <= DESK["height"]]
        assert 0 < len(seen) <= 400, zoom
        close = [
            (a["key"], b["key"])
            for a, b in itertools.combinations(marks, 2)
            if abs(a["x"] - b["x"]) < 44 and math.hypot(a["x"] - b["x"], a["y"] - b["y"]) < 44
        ]
        assert close == [], zoom
        expected = page.evaluate(_IN_VIEW)
        # A mark at the rim stands for stations on both sides of it.
        slack = sum(m["count"] for m in marks if _at_the_rim(m))
        assert abs(sum(m["count"] for m in marks) - expected) <= slack, zoom
        shapes |= {name for mark in marks for name in mark["of"]}
        if zoom == 4:
            assert expected == many_stations.COUNT == _sum(page)
        for mark in marks:
            if mark["count"] > 1:
                assert mark["words"] == f"{mark['count']} 个"
                assert str(mark["count"]) in mark["title"]
    assert {"is-afar", "is-open", "is-soon", "is-closed", "is-unknown"} <= shapes
    assert page.get_by_text("数字是全部驿站").is_visible()
    assert visit.complaints == []
    assert visit.foreign() == []


def _at_the_rim(mark: dict[str, Any]) -> bool:
    """Within a mark's reach of where the margin of a tenth ends, inside or outside."""
    reach = 64
    across, down = DESK["width"] * 0.1, DESK["height"] * 0.1
    return not (
        reach - across < mark["x"] < DESK["width"] + across - reach
        and reach - down < mark["y"] < DESK["height"] + down - reach
    )


def test_the_stations_of_the_list_stand_out_and_are_not_counted_twice(
    visits: Visits, country: str
) -> None:
    visit = _start(visits, country, zoom=4)
    page = visit.page
    before = _sum(page)
    listed = page.evaluate(
        """async () => {
      const { cells } = await import("/static/js/finder/cells.js");
      const leaves = await cells.leaves(() => true);
      const all = await Promise.all(leaves.map((leaf) => cells.load(leaf)));
      return all.flat().slice(0, 40).map(({ id, name, lat, lon }) =>
        ({ id, name, lat, lon, mark: "open", words: "开放中" }));
    }"""
    )
    for zoom in (4, 9, 13):
        _zoom(visit, zoom, (listed[0]["lat"], listed[0]["lon"]))
        page.evaluate("shown.draw([])")
        visit.quiet()
        without = _sum(page)
        assert page.locator("#map .mark-pin.is-listed").count() == 0
        page.evaluate("(list) => shown.draw(list)", listed)
        page.locator("#map .is-listed.is-open").first.wait_for(state="attached")
        assert _sum(page) == without, zoom
    assert before == many_stations.COUNT
    assert visit.complaints == []


def test_a_tap_on_a_number_goes_nearer(visits: Visits, country: str) -> None:
    visit = _start(visits, country, zoom=10)
    page = visit.page
    largest = max(page.evaluate(_MARKS), key=lambda mark: mark["count"])
    page.mouse.click(largest["x"], largest["y"])
    page.wait_for_function("shown.map.getZoom() === 12")
    visit.quiet()
    assert page.locator("#map .leaflet-popup").count() == 0
    assert len(page.evaluate(_MARKS)) > 20
    assert page.evaluate("taps") == []


def test_marks_stay_the_same_elements_while_the_map_moves(visits: Visits, country: str) -> None:
    visit = _start(visits, country, zoom=15)
    page = visit.page
    page.evaluate("document.querySelectorAll('#map .mark-pin').forEach((pin) => { pin.old = 1; })")
    before = {mark["key"] for mark in page.evaluate(_MARKS)}
    page.mouse.move(700, 500)
    page.mouse.down()
    for step in range(1, 11):
        page.mouse.move(700 - 30 * step, 500)
    page.mouse.up()
    visit.quiet()
    after = {mark["key"] for mark in page.evaluate(_MARKS)}
    kept = page.evaluate(
        "[...document.querySelectorAll('#map .mark-pin')].filter((p) => p.old).length"
    )
    assert after - before
    assert kept == len(after & before) > len(before) / 2
    assert visit.complaints == []


def test_only_what_is_in_view_is_fetched_and_nothing_twice(visits: Visits, country: str) -> None:
    visit = _start(visits, country, zoom=11)
    page = visit.page
    _zoom(visit, 15)
    _zoom(visit, 11)
    files = [r.url for r in visit.requests if "/cells/" in r.url and "manifest" not in r.url]
    clusters = [url for url in files if url.count("/") > 4]
    assert 0 < len(clusters) <= 9
    leaves = set(files) - set(clusters)
    assert (
        0
        < len(leaves)
        < page.evaluate(
            "import('/static/js/finder/cells.js').then(({ cells }) => cells.leaves(() => true))"
            ".then((all) => all.length)"
        )
    )
    assert len(files) == len(set(files))


def test_many_doors_of_one_building_and_two_at_one_point_are_told_apart(
    visits: Visits, country: str
) -> None:
    visit = _start(visits, country, home=many_stations.MALL, zoom=14)
    page = visit.page
    page.locator(f"#map .mark-many[data-count='{many_stations.DOORS}']").click()
    page.locator(".mark-told").wait_for()
    names = page.locator(".mark-told li a").all_inner_texts()
    assert len(set(names)) == many_stations.DOORS
    page.keyboard.press("Escape")
    page.locator(".leaflet-popup").wait_for(state="detached")
    _zoom(visit, 18, many_stations.TWINS)
    page.locator("#map .mark-many").click()
    rows = page.locator(".mark-told li")
    rows.first.wait_for()
    assert rows.locator("a").all_inner_texts() == [small_city.HOSTILE] * 2
    links = [row.get_attribute("href") for row in rows.locator("a").all()]
    assert len(set(links)) == 2
    assert page.locator("#map img[onerror]").count() == 0
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == links[1]
    page.keyboard.press("Escape")
    page.locator(".leaflet-popup").wait_for(state="detached")
    assert page.evaluate("document.activeElement.id") == "map"
    assert page.locator("#map .mark-pin[tabindex]").count() == 0
    page.locator("#map .mark-many").click()
    rows.first.locator("a").click()
    page.wait_for_url(f"**{links[0]}")
    assert visit.complaints == []


def test_hostile_names_stay_text(visits: Visits, country: str) -> None:
    evil = "</script><img src=x onerror=alert(1)>"
    lat, lon = many_stations.TWINS
    listed = [
        {**LISTED, "id": '"><b>', "name": evil, "words": evil, "lat": lat, "lon": lon + 0.002}
    ]
    visit = _start(visits, country, home=many_stations.TWINS, zoom=17, listed=listed)
    page = visit.page
    page.locator("#map .mark-one.is-listed").click()
    told = page.locator(".mark-told")
    assert told.locator("strong").inner_text() == evil
    assert told.locator("a").get_attribute("href") == "/stations/%22%3E%3Cb%3E"
    assert page.locator("#map .mark-one.is-listed").get_attribute("title") == f"{evil}，{evil}"
    assert page.locator("#map :is(img, script)").count() == 0
    assert visit.complaints == []


def test_a_tap_on_free_ground_tells_where_it_was(visits: Visits, country: str) -> None:
    visit = _start(visits, country, home=many_stations.TWINS, zoom=17)
    page = visit.page
    page.locator("#map .mark-many").click()
    page.locator(".mark-told").wait_for()
    page.mouse.click(200, 700)
    page.locator(".leaflet-popup").wait_for(state="detached")
    assert page.evaluate("taps") == []
    page.mouse.click(DESK["width"] / 2 + 200, DESK["height"] / 2)
    lat, lon = page.evaluate("taps[0]")
    assert abs(lat - many_stations.TWINS[0]) < 0.0001
    assert 0.001 < lon - many_stations.TWINS[1] < 0.004


def test_without_network_the_map_shows_what_it_is_given(visits: Visits, country: str) -> None:
    visit = visits(base=country, viewport=DESK)
    page = visit.page
    page.route("**/cells/**", lambda route: route.abort())
    page.goto(f"{country}/about/privacy")
    lat, lon = many_stations.JINAN
    page.evaluate(_START, [[{**LISTED, "lat": lat, "lon": lon}], [lat, lon], 15])
    page.locator("#map .mark-one.is-closed").wait_for()
    page.evaluate("shown.map.panBy([300, 0])")
    page.evaluate("shown.select('m00003')")
    assert page.locator(".mark-told strong").inner_text() == "第3驿站"
    asked = [r for r in visit.requests if "/cells/" in r.url]
    assert len(asked) < 12
    page.unroute("**/cells/**")
    page.evaluate("dispatchEvent(new Event('online'))")
    page.locator("#map .mark-one:not(.is-listed)").first.wait_for()


def test_a_question_that_fails_when_the_network_is_back_already_is_asked_again(
    visits: Visits, country: str
) -> None:
    page = visits(base=country, viewport=DESK).page
    held: list[Route] = []
    back = False
    page.route("**/cells/**", lambda it: it.continue_() if back else held.append(it))
    page.goto(f"{country}/about/privacy")
    lat, lon = many_stations.JINAN
    with page.expect_request("**/cells/**"):
        page.evaluate(_START, [[{**LISTED, "lat": lat, "lon": lon}], [lat, lon], 15])
    page.locator("#map .mark-one.is-closed").wait_for()
    page.evaluate("dispatchEvent(new Event('online'))")
    back = True
    for route in held:
        route.abort()
    page.locator("#map .mark-one:not(.is-listed)").first.wait_for()


def test_axe_finds_nothing_to_object_to(visits: Visits, country: str) -> None:
    view = {"width": 360, "height": 740}
    visit = _start(
        visits, country, home=many_stations.TWINS, zoom=16, viewport=view, bypass_csp=True
    )
    page = visit.page
    page.locator("#map .mark-many[data-count='2']").first.click()
    page.locator(".mark-told").wait_for()
    page.evaluate(AXE.read_text("utf-8"))
    for scheme, width in (("light", 360), ("dark", 1280)):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.set_viewport_size({**view, "width": width})
        visit.quiet()
        assert page.locator(".mark-told").is_visible()
        found = page.evaluate("axe.run('#map').then((r) => r.violations)")
        told = [(one["id"], [n["html"] for n in one["nodes"]][:3]) for one in found]
        assert told == [], scheme


def test_numbers_fit_their_marks_with_text_of_twice_the_size(visits: Visits, country: str) -> None:
    visit = visits(base=country, viewport={"width": 360, "height": 740})
    page = visit.page
    page.goto(f"{country}/about/privacy")
    page.evaluate("document.documentElement.style.fontSize = '212.5%'")
    page.evaluate(_START, [[], many_stations.JINAN, 12])
    visit.quiet()
    wide = page.evaluate(
        """[...document.querySelectorAll("#map .mark-many")].filter((pin) =>
          pin.querySelector("b").getBoundingClientRect().width > pin.getBoundingClientRect().width)
          .map((pin) => pin.textContent)"""
    )
    assert wide == []
    marks = page.evaluate(_MARKS)
    assert len(marks) > 3
