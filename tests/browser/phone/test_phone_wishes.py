"""The phone finds what is wished for as the table and the program say."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from urllib.parse import urlencode
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser

from stations.config import ROOT
from stations.db import migration, opening
from stations.geo.distance import metres
from stations.hours.osm.calendar import Calendar
from stations.moments import STATION_TIME
from stations.networks import store as network_store
from stations.networks.model import Network
from stations.registry import availability, openness
from stations.registry.model import Station
from stations.registry.stored import holiday_store, store
from tests.browser.visiting import Visits
from tests.support import serving
from tests.support.availability_table import moment
from tests.support.wish_table import CASES, NETWORKS

pytestmark = pytest.mark.browser

KEYS = {f"case-{number:02}": case for number, case in enumerate(CASES)}
STATES = {True: 1, False: 0, None: -1}
NOON = moment("2026-11-21T12:00")
WISHED = ("toilet", "walk_in", "restroom", "drinking_water", "shower", "telemedicine", "aed")
KINDS = ("drivers_home", "riders_home", "book_house", "rest_station")
HOSTS = ("bank", "hospital", "building_site", "party_centre", "park")


@pytest.fixture(scope="module")
def told(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """What the phone says of each case: met, usable, offers, and what stands before the door."""
    folder = tmp_path_factory.mktemp("cases")
    db = opening.connect(str(folder / "stations.db"), create=True)
    migration.migrate(db)
    with db.writing():
        for network in NETWORKS:
            network_store.add(db, network)
        store.add(db, [case.station(key) for key, case in KEYS.items()], history=())
    db.close()
    asked = {key: [case.at.timestamp() * 1000, case.asked] for key, case in KEYS.items()}
    with serving.serving(folder, STATIONS_NOW=moment("2026-11-20T12:00").isoformat()) as base:
        visits = Visits(browser, base, service_workers="block")
        page = visits().open("/about/privacy")
        yield json.loads(
            page.evaluate(
                """async (asked) => {
                  const {cells} = await import('/static/js/finder/cells.js');
                  const rule = await import('/static/js/finder/wishes.js');
                  const leaves = await cells.leaves(() => true);
                  const all = (await Promise.all(leaves.map((leaf) => cells.load(leaf)))).flat();
                  const known = cells.vocabulary;
                  return JSON.stringify(Object.fromEntries(all.map((it) => {
                    const [at, question] = asked[it.id];
                    const met = rule.fitting(question, known)(it);
                    const wished = rule.wishesOf(question.wants, known);
                    const offers = rule.offersOf(it, question.wants, known, at);
                    const leaf = leaves.every(rule.mayHold(question, known));
                    return [it.id, {met, leaf, way_in: it.notes.join(" · "),
                      usable: met ? rule.usable(it, wished, at) : null,
                      offers: offers.map(({word, wished}) => word + (wished ? "*" : ""))}];
                  })));
                }""",
                asked,
            )
        )
        visits.close()


@pytest.mark.parametrize("key", KEYS, ids=lambda key: str(KEYS[key]))
def test_the_phone_says_of_every_case_what_the_table_says(key: str, told: dict[str, Any]) -> None:
    case, said = KEYS[key], told[key]
    assert bool(said["met"]) is case.met
    assert said["leaf"], "a cell that holds one is opened"
    assert said["offers"] == case.row["offers"]
    assert said["way_in"] == case.row.get("way_in", "")
    if case.met:
        assert said["usable"] == STATES[case.row["usable"]]


Demo = tuple[str, list[Station], Calendar, list[Network]]


@pytest.fixture(scope="module")
def demo(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Demo]:
    """The demo city behind a server, and its stations as the database holds them."""
    folder = tmp_path_factory.mktemp("demo")
    database = str(folder / "stations.db")
    settings = {**os.environ, "STATIONS_STATE": str(folder), "STATIONS_DATABASE": database}
    for command in ("migrate", "demo"):
        ours = [sys.executable, "-m", "stations", command]
        subprocess.run(ours, cwd=ROOT, env=settings, check=True, stdout=subprocess.DEVNULL)
    db = opening.open_ready(database)
    today = NOON.date()
    stations = [one for one in store.every(db)
                if one.is_listed and (one.closes_on is None or one.closes_on >= today)]  # fmt: skip
    calendar, networks = holiday_store.calendar(db), network_store.every(db)
    db.close()
    with serving.serving(folder, STATIONS_NOW=NOON.isoformat()) as base:
        yield base, stations, calendar, networks


def questions(count: int, networks: list[Network]) -> list[dict[str, Any]]:
    dice = random.Random(23)
    made = []
    for _ in range(count):
        one: dict[str, Any] = {
            "lat": dice.gauss(36.65, 0.08), "lon": dice.gauss(117.05, 0.12),
            "limit": dice.choice((1, 5, 20)),
            "wants": dice.sample(WISHED, dice.choice((0, 1, 1, 2))),
            "kind": dice.sample(KINDS, dice.choice((0, 0, 1, 2))),
            "host": dice.sample(HOSTS, dice.choice((0, 0, 0, 2))),
            "network": dice.sample([one.id for one in networks], dice.choice((0, 0, 0, 1, 2))),
            "at": (NOON + timedelta(minutes=dice.randrange(0, 6 * 1440))).timestamp() * 1000,
        }  # fmt: skip
        if dice.random() < 0.6:
            one |= {"openAt": one["at"], "unknownHours": dice.random() < 0.5}
        made.append(one)
    return made


def plainly(demo: Demo, asked: dict[str, Any]) -> list[str]:
    """The ids of those that answer, by looking at each: the rule in other words."""
    _, stations, calendar, networks = demo
    chosen = [one for one in networks if one.id in asked["network"]]
    called = {name for one in chosen for name in (one.name, *one.other_names)}
    at = datetime.fromtimestamp(asked["at"] / 1000, STATION_TIME)
    state_of = partial(availability.wanted_open, at=at, calendar=calendar)
    sure, perhaps = [], []
    for one in stations:
        has, states = set(one.available), []
        wants = set(asked["wants"])
        if "walk_in" in wants and not {"open_door", "ask_staff"} & set(one.entry):
            continue
        toilets = has & {"restroom", "restroom_nearby"}
        if ("toilet" in wants and not toilets) or not wants - {"toilet", "walk_in"} <= has:
            continue
        if asked["kind"] and one.kind not in asked["kind"]:
            continue
        if asked["network"] and called.isdisjoint(said.name for said in one.networks):
            continue
        if asked["host"] and one.premises.host not in asked["host"]:
            continue
        opening_of = openness.of_station(one)
        if "toilet" in wants:
            known = {state_of(opening_of, (toilet,)) for toilet in toilets}
            states.append(True if True in known else None if None in known else False)
        rest = sorted(wants - {"toilet", "walk_in"})
        states += [state_of(opening_of, (thing,)) for thing in rest]
        door = availability.status(opening_of, at, calendar).open
        states = states or [door]
        state = False if False in states else None if None in states else True
        away = metres([one.place.point.lat], [one.place.point.lon],  # type: ignore[union-attr]
                      to_lat=asked["lat"], to_lon=asked["lon"])[0]  # fmt: skip
        if "openAt" not in asked or state is True:
            sure.append((away, one.id))
        elif state is None and asked["unknownHours"]:
            perhaps.append((away, one.id))
    return [i for _, i in (sorted(sure) + sorted(perhaps))[: asked["limit"]]]


def test_wishes_kinds_and_networks_are_found_in_the_demo_city_as_by_looking_at_each_station(
    browser: Browser, demo: Demo
) -> None:
    base, _, _, networks = demo
    asked = questions(400, networks)
    visits = Visits(browser, base, service_workers="block")
    page = visits().read("/about/privacy")
    said = page.evaluate(
        """async (questions) => {
          const {cells} = await import('/static/js/finder/cells.js');
          const {nearest} = await import('/static/js/finder/search.js');
          const said = [];
          for (const one of questions) {
            const {stations} = await nearest(cells, one);
            said.push(stations.map((it) => it.station.id));
          }
          return said;
        }""",
        asked,
    )
    visits.close()
    wanted = [plainly(demo, one) for one in asked]
    assert sum(map(bool, wanted)) > 200
    assert sum(bool(ours and one["network"]) for one, ours in zip(asked, wanted, strict=True)) > 20
    for one, ours, phone in zip(asked, wanted, said, strict=True):
        assert phone == ours, one
    for one, ours in zip(asked, wanted, strict=True):
        if not one["host"] and len(one["kind"]) < 2:
            assert by_program(base, one) == ours, one


def by_program(base: str, one: dict[str, Any]) -> list[str]:
    """What the interface for programs answers."""
    fields = {name: one[name] for name in ("lat", "lon", "limit")}
    fields |= {name: ",".join(one[name]) for name in ("wants", "kind", "network") if one[name]}
    if "openAt" in one:
        fields["open"] = datetime.fromtimestamp(one["at"] / 1000, STATION_TIME).isoformat()
        fields |= {"unknown_hours": "include"} if one["unknownHours"] else {}
    with urlopen(f"{base}/api/v1/stations/nearest?{urlencode(fields)}") as answer:
        return [found["id"] for found in json.load(answer)["stations"]]
