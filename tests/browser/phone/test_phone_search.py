"""The phone gives the answer of the server, to every question, wherever it is asked."""

from __future__ import annotations

import http.server
import json
import random
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from stations.config import STATIC
from stations.db import migration, opening
from stations.moments import STATION_TIME
from stations.nearest import cells
from stations.nearest.cell_cache import Shelf
from stations.nearest.question import Question
from stations.nearest.snapshot import Snapshot, SnapshotKeeper
from stations.networks import station_source
from stations.registry import vocabulary, wishes
from stations.registry.model import Amenity, Hours, Lifecycle, Star, Station, next_version
from stations.registry.states import AmenityState, Phase
from stations.registry.stored import store
from tests.browser.visiting import Visits
from tests.support import make, serving, small_city

pytestmark = pytest.mark.browser

COUNT = 2_500
CITIES = (
    (36.65, 117.05),
    (31.23, 121.47),
    (39.9, 116.4),
    (43.8, 87.6),
    (18.25, 109.5),
    (45.8, 126.5),
)
HOURS = (
    "Mo-Su 08:00-20:00", "24/7", "Mo-Fr 08:30-17:30", "Mo-Su 20:00-02:00", "",
    "PH off; Mo-Fr 09:00-12:00,13:00-17:00", "Mo-Su 06:00-24:00", "Sa-Su 10:00-16:00",
)  # fmt: skip
WISHES = ("drinking_water", "restroom", "microwave", "telemedicine", "shower", "restroom_nearby")
SETS = ("toilet", "walk_in")
WAYS_IN = ("open_door", "member_code", "qr_sign_up", "ask_staff")
KINDS = tuple(vocabulary.kinds().terms)
ASK = """async ({questions, at}) => {
  const {cells} = await import('/static/js/finder/cells.js');
  const {nearest} = await import('/static/js/finder/search.js');
  const said = [];
  for (const question of questions) {
    const {stations, complete} = await nearest(cells, {...question, at});
    said.push([stations.map((it) => [it.station.id, it.metres, it.state]), complete]);
  }
  return JSON.stringify(said);
}"""
Said = list[tuple[list[tuple[str, float, int]], bool]]


def stations() -> list[Station]:
    """Cities with a dense middle, lone places between, many at one point, every state of life."""
    dice = random.Random(11)
    made = []
    for number in range(COUNT):
        city = dice.choice(CITIES)
        spread = dice.choice((0.01, 0.05, 0.2))
        lat, lon = city[0] + dice.gauss(0, spread), city[1] + dice.gauss(0, spread)
        if number % 40 == 0:
            lat, lon = CITIES[number // 40 % 6]
        if number % 97 == 0:
            lat, lon = dice.uniform(19, 53), dice.uniform(75, 133)
        life: dict[str, Any] = {}
        if number % 23 == 0:
            until = None if number % 2 else date(2026, 11, 22) + timedelta(days=number % 9)
            life["lifecycle"] = Lifecycle(phase=Phase.SUSPENDED, until=until, reason="装修")
        if number % 31 == 0:
            life["opened_on"] = date(2026, 11, 18) + timedelta(days=number % 12)
        if number % 29 == 0:
            life["closes_on"] = date(2026, 11, 15) + timedelta(days=number % 20)
        broken = Amenity(id="shower", state=AmenityState.OUT_OF_ORDER)
        amenities = tuple(
            Amenity(id=wish)
            for wish, share in zip(WISHES, (0.9, 0.4, 0.3, 0.02, 0.004, 0.3), strict=True)
            if dice.random() < share
        )
        has_shower = any(one.id == "shower" for one in amenities)
        made.append(
            make.station(
                id=f"n{dice.randrange(10**9):09}",
                lat=lat,
                lon=lon,
                kind=dice.choice(KINDS),
                hours=Hours(osm=HOURS[number % len(HOURS)]),
                amenities=amenities if has_shower else (*amenities, broken),
                entry=tuple(dice.sample(WAYS_IN, number % 3)),
                star=Star(level=number % 6) if number % 6 else None,
                **life,
            )
        )
    return list({one.id: one for one in made}.values())


@pytest.fixture(scope="module")
def nation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """The address of a server with these stations, and its database."""
    folder = tmp_path_factory.mktemp("nation")
    database = str(folder / "stations.db")
    db = opening.connect(database, create=True)
    migration.migrate(db)
    with db.writing():
        store.add(db, stations(), history=())
    db.close()
    with serving.serving(folder) as base:
        yield base, database


@pytest.fixture
def page(browser: Browser, nation: tuple[str, str]) -> Iterator[Page]:
    opened = Visits(browser, nation[0], service_workers="block")
    yield opened().open("/about/privacy")
    opened.close()


def kept_of(database: str) -> Snapshot:
    connections = opening.Connections(database)
    kept = SnapshotKeeper(station_source.sources(connections)).current(small_city.NOW)
    connections().close()
    return kept


def places(dice: random.Random) -> tuple[float, float]:
    """Mostly in a city, else in a desert, at sea, at the date line, at a pole, anywhere."""
    kind = dice.random()
    if kind < 0.6:
        lat, lon = dice.choice(CITIES)
        return lat + dice.gauss(0, 0.1), lon + dice.gauss(0, 0.1)
    if kind < 0.7:
        return dice.choice(CITIES)
    if kind < 0.8:
        return 40.0 + dice.gauss(0, 1), 88.0 + dice.gauss(0, 3)
    if kind < 0.9:
        edges = [(0.0, 180.0), (36.0, -180.0), (90.0, 0.0), (-90.0, 12.0), (52.0, 179.99)]
        return dice.choice(edges)
    return dice.uniform(-90, 90), dice.uniform(-180, 180)


def questions(count: int, *, seed: int) -> list[dict[str, Any]]:
    dice = random.Random(seed)
    first = datetime.combine(
        cells.first_day(small_city.NOW.date()), datetime.min.time(), STATION_TIME
    )
    asked = []
    for _ in range(count):
        lat, lon = places(dice)
        one: dict[str, Any] = {"lat": lat, "lon": lon, "limit": dice.choice((1, 3, 10, 20, 50))}
        if dice.random() < 0.5:
            one["wants"] = dice.sample((*WISHES, *SETS), dice.choice((1, 1, 2)))
        if dice.random() < 0.15:
            one["kind"] = dice.choice(KINDS)
        if dice.random() < 0.2:
            one["minStar"] = dice.choice((1, 3, 5))
        if dice.random() < 0.3:
            one["withinM"] = dice.choice((0, 300, 2_000.5, 30_000, 2_000_000))
        if dice.random() < 0.7:
            minute = dice.randrange(cells.DAYS * 1440 - 1)
            moment = first + timedelta(minutes=minute, seconds=dice.randrange(60))
            one["openAt"] = moment.timestamp() * 1000
            one["unknownHours"] = dice.random() < 0.5
        asked.append(one)
    return asked


def by_server(kept: Snapshot, one: dict[str, Any]) -> tuple[list[tuple[str, float, int]], bool]:
    kinds = vocabulary.kinds().terms
    open_at = (
        datetime.fromtimestamp(one["openAt"] / 1000, STATION_TIME) if "openAt" in one else None
    )
    masks = wishes.load().masks(one.get("wants", ()))
    question = Question(
        lat=one["lat"],
        lon=one["lon"],
        limit=one["limit"],
        wants=masks.wants,
        any_of=masks.any_of,
        ways_in=masks.ways_in,
        kinds=(kinds[one["kind"]].position,) if "kind" in one else (),
        min_star=one.get("minStar", 0),
        within_m=one.get("withinM"),
        open_at=open_at,
        unknown_hours=one.get("unknownHours", False),
        at=open_at or small_city.NOW,
    )
    answer = kept.finder.nearest(question)
    found = zip(
        (kept.finder.ids[index] for index in answer.indices.tolist()),
        answer.distances_m.tolist(),
        answer.states.tolist(),
        strict=True,
    )
    return list(found), answer.complete


def ask(page: Page, asked: list[dict[str, Any]], *, at: float) -> Said:
    """What the phone answers; as one text, for thousands of values are slow to hand over."""
    said: Said = json.loads(page.evaluate(ASK, {"questions": asked, "at": at}))
    return said


def compare(page: Page, kept: Snapshot, asked: list[dict[str, Any]]) -> None:
    at = small_city.NOW.timestamp() * 1000
    for start in range(0, len(asked), 250):
        part = asked[start : start + 250]
        answers = ask(page, part, at=at)
        for one, (said, complete) in zip(part, answers, strict=True):
            wanted, all_of_them = by_server(kept, one)
            assert [(i, s) for i, _, s in said] == [(i, s) for i, _, s in wanted], one
            assert all(abs(a[1] - b[1]) < 0.001 for a, b in zip(said, wanted, strict=True)), one
            assert complete is all_of_them, one


def test_thousands_of_questions_have_one_answer(page: Page, nation: tuple[str, str]) -> None:
    asked = questions(2_000, seed=1)
    kept = kept_of(nation[1])
    assert len(kept.finder) > COUNT * 0.9
    compare(page, kept, asked)


def test_only_what_is_near_is_fetched(page: Page, nation: tuple[str, str]) -> None:
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url))
    lat, lon = CITIES[0]
    question = {"lat": lat, "lon": lon, "limit": 10, "proof": False}
    ask(page, [question], at=small_city.NOW.timestamp() * 1000)
    files = [url for url in fetched if "/cells/" in url and "manifest" not in url]
    assert 1 <= len(files) <= 6, files


def test_a_phone_gives_up_where_it_is_told_to_and_says_so(page: Page) -> None:
    told = page.evaluate(
        """async () => {
          const {cells} = await import('/static/js/finder/cells.js');
          const {nearest} = await import('/static/js/finder/search.js');
          const far = await nearest(cells, {lat: 40, lon: 88, limit: 5, giveUpM: 20000, at: 1});
          const here = {lat: 36.65, lon: 117.05, limit: 5, giveUpM: 20000, at: 1};
          const near = await nearest(cells, here);
          return [far.unreached, far.complete, far.stations.every((it) => it.metres <= 20000),
                  near.unreached, near.stations.length];
        }"""
    )
    assert told == [True, False, True, False, 5]


def test_the_least_detour_is_found_without_seeing_all(page: Page, nation: tuple[str, str]) -> None:
    dice = random.Random(3)
    ways = []
    for _ in range(40):
        city = dice.choice(CITIES)
        a, b = ([city[0] + dice.gauss(0, 0.2), city[1] + dice.gauss(0, 0.2)] for _ in range(2))
        ways.append({"from": {"lat": a[0], "lon": a[1]}, "to": {"lat": b[0], "lon": b[1]}})
    told = page.evaluate(
        """async ({ways, at}) => {
          const {cells} = await import('/static/js/finder/cells.js');
          const {along} = await import('/static/js/finder/along.js');
          const {metres} = await import('/static/js/shared/sphere.js');
          const leaves = await cells.leaves(() => true);
          const all = (await Promise.all(leaves.map((leaf) => cells.load(leaf)))).flat();
          const said = [];
          for (const {from, to} of ways) {
            const found = await along(cells, {from, to, limit: 5, wants: ['restroom'], at});
            const bit = 2 ** cells.vocabulary.bit('restroom');
            const brute = all.filter((it) => Math.floor(it.has / bit) % 2 === 1).map((it) => [
              metres(from.lat, from.lon, it.lat, it.lon) + metres(it.lat, it.lon, to.lat, to.lon)
              - metres(from.lat, from.lon, to.lat, to.lon), it.id]).sort((a, b) => a[0] - b[0]);
            const least = brute.slice(0, 5).map((it) => Math.max(0, it[0]));
            said.push([found.stations.map((it) => it.detourM), least]);
          }
          return said;
        }""",
        {"ways": ways, "at": small_city.NOW.timestamp() * 1000},
    )
    for found, brute in told:
        assert found == pytest.approx(brute, abs=0.001)


def test_cells_that_change_under_an_open_page_are_followed(
    browser: Browser, tmp_path: Path
) -> None:
    with serving.serving(tmp_path) as base:
        opened = Visits(browser, base)
        page = opened().open("/about/privacy")
        lat, lon = small_city.ME
        two = [{"lat": lat, "lon": lon, "limit": 2}]
        [(before, _)] = ask(page, two, at=0)
        db = opening.open_ready(str(tmp_path / "stations.db"))
        nearest = store.get(db, before[0][0])
        closed = Lifecycle(phase=Phase.CLOSED)
        with db.writing():
            edited = next_version(nearest, at=small_city.NOW)
            store.save(db, [replace(edited, lifecycle=closed)], history=())
        db.close()
        page.evaluate(
            """async () => {
              const {cells} = await import('/static/js/finder/cells.js');
              for (const before = cells.latest.revision; cells.latest.revision === before;) {
                await new Promise((done) => { setTimeout(done, 100); });
                await cells.refresh();
              }
            }"""
        )
        [(after, _)] = ask(page, two, at=0)
        assert before[0][0] not in [one[0] for one in after]
        # A file that is gone in the middle of a search is no reason to fail.
        told = page.evaluate(
            """async () => {
              const {cells} = await import('/static/js/finder/cells.js');
              const {nearest} = await import('/static/js/finder/search.js');
              cells.confirmed = 0;
              for (const leaf of cells.nodes) leaf.name = '0'.repeat(12);
              cells.text = 'old';
              const told = await nearest(cells, {lat: 36.66, lon: 117.02, limit: 1, at: 0});
              return told.stations.length;
            }"""
        )
        assert told == 1
        opened.close()


def test_a_registry_with_lists_of_cells_is_searched_as_well(
    browser: Browser, nation: tuple[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cells, "MOST_IN_MANIFEST", 5)
    connections = opening.Connections(nation[1])
    cut = Shelf(SnapshotKeeper(station_source.sources(connections))).cut(small_city.NOW)
    connections().close()
    (tmp_path / "cells").mkdir()
    (tmp_path / "cells" / "manifest.json").write_bytes(cut.manifest)
    for name in cut.names():
        if "/" not in name:
            (tmp_path / "cells" / f"{name}.json").write_bytes(cut.file(name) or b"")
    (tmp_path / "static").symlink_to(STATIC)
    held = small_city.NOW.isoformat()
    (tmp_path / "index.html").write_text(f"<!doctype html><body data-now='{held}'>", "utf-8")

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Nothing."""

    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), partial(Quiet, directory=str(tmp_path))
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    opened = Visits(browser, f"http://127.0.0.1:{server.server_port}")
    page = opened().open("/index.html")
    compare(page, kept_of(nation[1]), questions(200, seed=2))
    groups = page.evaluate(
        "import('/static/js/finder/cells.js').then((it) => it.cells.latest.groups.length)"
    )
    assert groups > 5
    opened.close()
    server.shutdown()
    server.server_close()
