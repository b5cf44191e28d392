"""After one visit any place in the city is answered without network, and a list says how sure."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from stations.db import opening
from stations.geo import distance
from stations.geo.frames import point_in
from stations.geo.point import Datum, Point
from stations.registry.model import Station, next_version
from stations.registry.stored import store
from tests.browser.offline.visits import Release, look_around, passing_on
from tests.browser.visiting import Visit, Visits
from tests.support import made_city, serving

pytestmark = pytest.mark.browser

Lost = Callable[[Visit], Page]
NOW = datetime(2026, 11, 20, 4, tzinfo=UTC)
CITY = made_city.stations(320)
FAR_AWAY = Point(lat=30.6, lon=104.1)
"""The middle of the other city."""
CORNERS = ((36.46, 116.92), (36.84, 117.28), (36.47, 117.27), (36.66, 117.09))
WHOLE = "没有漏掉的"
KEPT = """async () => {
  const cache = await caches.open("city-v1");
  return (await cache.keys()).map((it) => new URL(it.url).pathname);
}"""
WAIT_FOR_LIST = """async (revision) => {
  for (;;) {
    const list = await caches.match("/cells/city-3701.json");
    if (list && (await list.json()).revision >= revision) return;
    await new Promise((done) => { setTimeout(done, 100); });
  }
}"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("home")
    other = made_city.stations(60, district="410103", seed=9, middle=FAR_AWAY)
    made_city.fill(made / "stations.db", [*CITY, *other])
    return made


@pytest.fixture(scope="module")
def network(folder: Path) -> Iterator[tuple[str, type[Release]]]:
    with serving.serving(folder, STATIONS_NOW=NOW.isoformat()) as one, passing_on(one) as proxied:
        yield proxied


@pytest.fixture
def base(network: tuple[str, type[Release]]) -> str:
    base, handler = network
    handler.down = False
    return base


@pytest.fixture
def visits(browser: Browser, base: str, worker: str) -> Iterator[Visits]:
    opened = Visits(browser, base, service_workers=worker)
    yield opened
    opened.close()


@pytest.fixture
def lost(network: tuple[str, type[Release]]) -> Lost:
    """Neither the page nor its worker reaches anything; the browser's own cache is empty."""

    def lose(visit: Visit) -> Page:
        network[1].down = True
        visit.page.context.set_offline(True)
        visit.page.context.new_cdp_session(visit.page).send("Network.clearBrowserCache")
        return visit.page

    return lose


def at(lat: float, lon: float) -> dict[str, float]:
    return {"latitude": lat, "longitude": lon}


def visited(visits: Visits, **options: Any) -> Visit:
    """A phone that opened the first page once, touched nothing, and has the city since."""
    visit = visits(permissions=["geolocation"], **options)
    visit.read("/")
    visit.page.evaluate(WAIT_FOR_LIST, 0)
    visit.page.evaluate("navigator.serviceWorker?.ready.then(() => {})")
    return visit


def nearest(lat: float, lon: float, count: int = 5) -> list[str]:
    """By a walk over all stations, whatever is open."""
    points = [(one, one.place.point) for one in CITY]
    away = sorted(
        (float(distance.metres(lat, lon, to_lat=p.lat, to_lon=p.lon)), one.name)
        for one, p in points
        if p is not None
    )
    return [name for _, name in away[:count]]


def names(page: Page) -> list[str]:
    return [name.strip() for name in page.locator("#results .row h3").all_inner_texts()]


def offline_at(lost: Lost, visit: Visit, lat: float, lon: float) -> Page:
    page = lost(visit)
    page.context.set_geolocation(at(lat, lon))  # type: ignore[arg-type]
    page.goto(f"{visit.base}/?open=any")
    look_around(page)
    return page


def test_any_place_in_the_city_is_answered_without_network_and_nothing_is_left_out(
    visits: Visits, lost: Lost
) -> None:
    visit = visited(visits)
    asked = [r.url for r in visit.requests]
    for lat, lon in CORNERS:
        page = offline_at(lost, visit, lat, lon)
        assert names(page)[:5] == nearest(lat, lon)
        expect(page.locator(".rest")).to_contain_text(WHOLE)
        expect(page.locator("#count")).to_contain_text("离您最近的")
        page.evaluate("sessionStorage.clear()")
    # Nothing told the server where any of them is.
    assert not [url for url in asked if "36.4" in url or "117.2" in url]


def test_where_a_part_of_the_city_is_not_held_the_list_says_so(visits: Visits, lost: Lost) -> None:
    visit = visited(visits)
    lat, lon = CORNERS[1]
    page = offline_at(lost, visit, lat, lon)
    here = page.locator("#results .row").first.get_attribute("data-id")
    dropped = page.evaluate(
        """async (id) => {
          let gone = 0;
          for (const name of ["cells-v1", "city-v1"]) {
            const cache = await caches.open(name);
            for (const key of await cache.keys()) {
              const file = await (await cache.match(key)).json();
              if (file.ids?.includes(id) && await cache.delete(key)) gone += 1;
            }
          }
          return gone;
        }""",
        here,
    )
    assert dropped >= 2
    page.evaluate("sessionStorage.clear()")
    page = offline_at(lost, visit, lat, lon)
    assert nearest(lat, lon)[0] not in names(page)
    expect(page.locator(".rest")).to_contain_text("可能有更近的没有存下")
    expect(page.locator(".rest")).not_to_contain_text(WHOLE)
    expect(page.locator("#count")).not_to_contain_text("最近的")


def test_far_from_the_city_the_phone_claims_nothing(visits: Visits, lost: Lost) -> None:
    visit = visited(visits)
    page = lost(visit)
    # In the other city, whose cells this phone does not hold.
    page.context.set_geolocation(at(FAR_AWAY.lat, FAR_AWAY.lon))  # type: ignore[arg-type]
    page.goto(f"{visit.base}/?open=any")
    page.get_by_role("button", name="附近驿站").click()
    expect(page.locator(".empty h2")).to_have_text("没有网络，这一带的驿站没有存在手机里")
    expect(page.locator("#results")).not_to_contain_text(WHOLE)


def test_a_station_never_visited_tells_its_way_in_and_starts_a_map(
    visits: Visits, lost: Lost
) -> None:
    visit = visited(visits)
    page = lost(visit)
    one = next(s for s in CITY if s.entry_note and s.place.door and s.premises.public_phone)
    page.goto(f"{visit.base}/stations/{one.id}")
    expect(page.locator("h1")).to_have_text(one.name)
    facts = page.locator("#facts").inner_text()
    for words in (one.place.address, one.place.door, one.entry_note, one.premises.public_phone):
        assert words in facts
    link = page.get_by_role("link", name=one.premises.public_phone)
    assert link.get_attribute("href") == f"tel:{one.premises.public_phone}"
    point = one.place.point
    assert point is not None
    lat, lon = point_in(point, datum=Datum.GCJ02)
    assert f"{lat:.6f},{lon:.6f}" in facts
    assert f"{point.lat:.6f},{point.lon:.6f}" in facts
    main = page.locator("#go-main")
    assert main.inner_text().strip() == "用高德去这里"
    assert f"{lon:.6f},{lat:.6f}" in (main.get_attribute("href") or "")
    page.get_by_text("换一个地图").click()
    page.locator("#maps [data-map=tencent][data-mode=drive]").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert [it for it in visit.complaints if "ERR_INTERNET_DISCONNECTED" not in it] == []


def test_going_to_a_station_never_visited_begins_at_the_map_choice(
    visits: Visits, lost: Lost
) -> None:
    one = next(s for s in CITY if s.entry_note and s.place.door and s.place.point)
    point = one.place.point
    assert point is not None
    visit = visited(visits, geolocation=at(point.lat + 0.01, point.lon))
    page = lost(visit)
    page.goto(f"{visit.base}/stations/{one.id}#go")
    expect(page.locator("#go-main")).to_be_in_viewport()
    expect(page.locator("#away")).to_contain_text("离您 1.1 公里")


def test_only_what_changed_is_fetched_and_what_is_no_more_is_dropped(
    visits: Visits, folder: Path
) -> None:
    visit = visited(visits)
    page = visit.page
    before = set(page.evaluate(KEPT))
    revision = changed(folder, CITY[11])
    served(visit.base, revision)
    visit.requests.clear()
    page.reload()
    page.evaluate(WAIT_FOR_LIST, revision)
    page.wait_for_function(f"({KEPT})().then((it) => it.length === {len(before)})")
    after = set(page.evaluate(KEPT))
    assert len(after - before) == len(before - after) == 2
    cells = [r.url for r in visit.requests if "/cells/" in r.url]
    fetched = {url for url in cells if "manifest" not in url and "city-" not in url}
    assert {url for url in fetched if "-details" in url} == {
        f"{visit.base}{path}" for path in after - before if "-details" in path
    }


def changed(folder: Path, one: Station) -> int:
    db = opening.open_ready(str(folder / "stations.db"))
    found = store.get(db, one.id)
    with db.writing() as tx:
        edited = replace(found, entry_note=f"{found.entry_note}，按门铃")
        store.save(tx, [next_version(edited, at=NOW)], history=())
    revision = store.revision(db)
    db.close()
    return revision


def served(base: str, revision: int) -> None:
    """Waits until the server shows a change: a page asks for it once a minute."""
    while True:
        with urllib.request.urlopen(f"{base}/cells/city-3701.json") as answer:
            if json.load(answer)["revision"] >= revision:
                return
        time.sleep(0.05)


def test_a_phone_that_saves_data_fetches_only_what_it_looks_at(visits: Visits) -> None:
    visit = visits(permissions=["geolocation"], geolocation=at(*CORNERS[0]))
    saving = "Object.defineProperty(navigator, 'connection', { value: { saveData: true } })"
    visit.page.add_init_script(saving)
    page = visit.read("/")
    look_around(page)
    page.locator("#later:not([hidden])").wait_for(state="attached")
    page.wait_for_timeout(6_000)
    assert page.evaluate(KEPT) == []
    assert not [r.url for r in visit.requests if "/cells/city-" in r.url]


def test_the_city_used_most_is_kept_and_no_second_one(visits: Visits) -> None:
    visit = visited(visits)
    page = visit.page
    here = page.evaluate(KEPT)
    visit.requests.clear()
    page.goto(f"{visit.base}/?area=410100")
    page.locator("#later:not([hidden])").wait_for(state="attached")
    page.wait_for_timeout(5_000)
    page.goto(f"{visit.base}/?area=410100")
    page.evaluate(WAIT_FOR_LIST.replace("3701", "4101"), 0)
    page.wait_for_function(f"({KEPT})().then((it) => !it.includes('{here[0]}'))")
    kept = page.evaluate(KEPT)
    assert "/cells/city-4101.json" in kept
    assert "/cells/city-3701.json" not in kept


def test_clearing_takes_the_city_away(visits: Visits) -> None:
    visit = visited(visits)
    page = visit.read("/about/privacy")
    page.get_by_role("button", name="清除手机上留下的").click()
    page.get_by_text("已清除").wait_for()
    assert page.evaluate("caches.keys()") == []
    assert page.evaluate("localStorage.length") == 0


@pytest.mark.parametrize("code", ["37", "370102", "9999", "3701x", "370100"])
def test_what_is_no_city_has_no_list(base: str, code: str) -> None:
    assert status_of(f"{base}/cells/city-{code}.json") == 404


def test_the_list_of_a_city_is_answered_shortly_when_it_is_the_same(base: str) -> None:
    with urllib.request.urlopen(f"{base}/cells/city-3701.json") as answer:
        tag, told = answer.headers["ETag"], json.load(answer)
    assert told["stations"] == len(CITY)
    assert status_of(f"{base}/cells/city-3701.json", tag=tag) == 304


def status_of(url: str, *, tag: str = "") -> int:
    asked = urllib.request.Request(url, headers={"If-None-Match": tag} if tag else {})
    try:
        with urllib.request.urlopen(asked) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code
