"""A closure from 15 February: announced today, and shut on the 15th, on a phone and in a search."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from stations.config import ROOT
from stations.db import migration, opening
from stations.moments import STATION_TIME
from stations.registry.model import Closure, Hours
from stations.registry.stored import store
from tests.browser.visiting import Visits
from tests.support import make, serving

pytestmark = pytest.mark.browser

TODAY = datetime(2027, 1, 20, 10, 0, tzinfo=STATION_TIME)
EVE = datetime(2027, 2, 14, 23, 0, tzinfo=STATION_TIME)
CLOSED = datetime(2027, 2, 15, 10, 0, tzinfo=STATION_TIME)
WAITING = datetime(2027, 2, 24, 10, 0, tzinfo=STATION_TIME)
HERE = {"latitude": 36.65, "longitude": 117.12}
SPRING = Closure(since=date(2027, 2, 15), until=date(2027, 2, 22), reason="春节放假", expected=True)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database of a city with one station, open all day but for the spring festival."""
    folder = tmp_path_factory.mktemp("closures")
    db = opening.connect(str(folder / "stations.db"), create=True)
    migration.migrate(db)
    always = Hours(osm="24/7", words="24小时")
    with db.writing() as tx:
        made = make.station(id="one", name="泉城驿站", hours=always, closures=(SPRING,))
        store.add(tx, [made], history=())
    db.close()
    return folder


@pytest.fixture(
    params=[
        (TODAY, "24 小时开放 · 2 月 15 日起春节放假", True),
        (EVE, "明天起春节放假", True),
        (CLOSED, "暂停开放 · 到2月22日为止", False),
        (WAITING, "原定到 02-22，未确认恢复", None),
    ],
    ids=["announced", "eve", "closed", "waiting"],
)
def case(request: pytest.FixtureRequest) -> tuple[datetime, str, bool | None]:
    found: tuple[datetime, str, bool | None] = request.param
    return found


def test_a_phone_and_the_page_say_what_is_to_come_and_what_is(
    browser: Browser, folder: Path, case: tuple[datetime, str, bool | None]
) -> None:
    at, words, is_open = case
    with serving.serving(folder, STATIONS_NOW=at.isoformat()) as base:
        visits = Visits(browser, base, geolocation=HERE, permissions=["geolocation"])
        visit = visits(service_workers="block")
        visit.page.clock.set_fixed_time(at)
        page = visit.read()
        page.get_by_role("button", name="附近驿站").click()
        row = page.locator("#results .row", has_text="泉城驿站")
        if is_open is False:
            page.get_by_role("button", name="显示已关门的 1 个").click()
        expect(row).to_contain_text(words)
        page = visit.read("/stations/one")
        expect(page.get_by_text(words).first).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        without = visits(java_script_enabled=False).read("/stations/one")
        expect(without.get_by_text(words).first).to_be_visible()
        visits.close()


def test_a_search_from_the_command_line_says_the_same(
    folder: Path, case: tuple[datetime, str, bool | None]
) -> None:
    at, _, is_open = case
    (row,) = json.loads(near(folder, at, "--json"))["stations"]
    assert row["open"] is is_open
    phase = "open" if is_open else "suspended"
    assert (row["lifecycle"], row["until"]) == (phase, None if is_open else "2027-02-22")
    assert (row["announced"] and row["announced"]["since"]) == ("2027-02-15" if is_open else None)
    said = {
        True: "2027-02-15 起春节放假",
        False: "暂停开放，到 2027-02-22 为止",
        None: "原定到 2027-02-22，未确认恢复",
    }
    assert said[is_open] in near(folder, at)


def near(folder: Path, at: datetime, *options: str) -> str:
    """What `stations near` prints at this moment."""
    settings = {"STATIONS_DATABASE": str(folder / "stations.db"), "STATIONS_NOW": at.isoformat()}
    done = subprocess.run(
        [sys.executable, "-m", "stations", "near", "36.65", "117.12", *options],
        cwd=ROOT, env={**os.environ, **settings}, capture_output=True, check=True,
    )  # fmt: skip
    return done.stdout.decode()
