"""The phone says of every hour what the server says, and never something false."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from stations.config import ROOT
from stations.db import migration, opening
from stations.hours import wording
from stations.hours.osm.schedule import Schedule
from stations.hours.phrases import reading
from stations.moments import STATION_TIME
from stations.nearest import cells
from stations.registry import open_days, openness
from stations.registry.model import Hours, Lifecycle, Record, Station
from stations.registry.openness import Opening
from stations.registry.states import Phase
from stations.registry.stored import holiday_store, store
from stations.web.state_words import Teller
from tests.browser.visiting import Visits
from tests.support import make, serving

pytestmark = pytest.mark.browser

PHRASES = ROOT / "tests" / "hours" / "phrases" / "phrases.csv"
NOW = datetime(2026, 9, 29, 2, 30, tzinfo=UTC)
"""Tuesday before the national day: three weeks with days off and worked weekends."""
FIRST = datetime.combine(cells.first_day(NOW.date()), datetime.min.time(), STATION_TIME)
OTHERS = (
    "24/7", "Mo-Su 20:00-02:00", "Mo-Su 00:00-24:00; PH off", "Mo-Fr 22:00-06:00",
    "Mo-Su 18:00-36:00", "Mo-Su 08:00-24:00", "Su 10:00-12:00", "off", "PH 09:00-12:00",
    "2026 Oct 01-2026 Oct 10 08:00-20:00", "Mo-Su 00:00-08:00,20:00-24:00",
    "Mo-Su 08:00-12:00,12:30-13:00,13:20-21:00",
)  # fmt: skip


RECORD = Record(created_at=NOW, updated_at=NOW)


def expressions() -> list[str]:
    phrases = [row["phrase"] for row in csv.DictReader(io.StringIO(PHRASES.read_text("utf-8")))]
    found = [reading.read(phrase).osm for phrase in phrases]
    return list(dict.fromkeys([*found, *OTHERS, ""]))


def stations() -> list[Station]:
    made = [
        make.station(record=RECORD, id=f"e{number:03}", hours=Hours(osm=osm), lat=36 + number / 500)
        for number, osm in enumerate(expressions())
    ]
    pauses = (
        {"lifecycle": Lifecycle(phase=Phase.SUSPENDED, until=date(2026, 10, 2), reason="装修")},
        {"lifecycle": Lifecycle(phase=Phase.RECTIFYING)},
        {"lifecycle": Lifecycle(phase=Phase.SUSPENDED, since=date(2026, 10, 3), reason="放假")},
        {"lifecycle": Lifecycle(phase=Phase.RECTIFYING, since=date(2026, 11, 20))},
        {"opened_on": date(2026, 10, 1)},
        {"closes_on": date(2026, 10, 5)},
    )
    paused = [make.station(record=RECORD, id=f"p{n}", **life) for n, life in enumerate(pauses)]
    # What several people found shut, alone and together with every pause.
    reported = [
        make.station(record=RECORD, id=f"r{n}", reported_shut=NOW, **life)
        for n, life in enumerate([*pauses, {}, {"hours": Hours()}])
    ]
    return made + paused + reported


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    folder = tmp_path_factory.mktemp("times")
    database = str(folder / "stations.db")
    db = opening.connect(database, create=True)
    migration.migrate(db)
    with db.writing():
        store.add(db, stations(), history=())
    db.close()
    with serving.serving(folder, STATIONS_NOW=NOW.isoformat()) as base:
        yield base, database


@pytest.fixture
def page(browser: Browser, address: tuple[str, str]) -> Iterator[Page]:
    opened = Visits(browser, address[0], service_workers="block")
    yield opened().open("/about/privacy")
    opened.close()


def told_by_phone(page: Page, moments: list[datetime]) -> list[dict[str, list[str]]]:
    """Mark and words of every station at every moment."""
    # As one text: thousands of values are slow to hand over one by one.
    told = page.evaluate(
        """async (moments) => {
          const {cells} = await import('/static/js/finder/cells.js');
          const {usableAt} = await import('/static/js/shared/availability.js');
          const {stateLine, agoWords} = await import('/static/js/shared/state_line.js');
          const leaves = await cells.leaves(() => true);
          const all = (await Promise.all(leaves.map((leaf) => cells.load(leaf)))).flat();
          return JSON.stringify(moments.map((at) => Object.fromEntries(all.map((it) => {
            const {mark, words} = stateLine(it, at, cells.vocabulary);
            return [it.id, [mark, words, usableAt(it, [], at), agoWords(it.verified, at)]];
          }))));
        }""",
        [moment.timestamp() * 1000 for moment in moments],
    )
    return list(json.loads(told))


def test_the_words_for_a_moment_are_those_of_the_server(
    page: Page, address: tuple[str, str]
) -> None:
    db = opening.open_ready(address[1])
    calendar = holiday_store.calendar(db)
    kept = {one.id: one for one in store.every(db)}
    db.close()
    moments = [FIRST + timedelta(minutes=m) for m in range(0, 14 * 1440, 1207)]
    moments += [FIRST + timedelta(days=n, seconds=-1) for n in range(1, 8)]
    moments += [FIRST + timedelta(days=n) for n in range(8)]
    marks: set[str] = set()
    for at, told in zip(moments, told_by_phone(page, moments), strict=True):
        teller = Teller(at, calendar)
        for station_id, (mark, words, state, ago) in told.items():
            one = kept[station_id]
            wanted = teller.line(openness.of_station(one))
            where = f"{one.hours.osm or one.id} at {at}: {words!r}, not {wanted.words!r}"
            assert mark == wanted.mark.value, where
            assert state == {True: 1, False: 0, None: -1}[wanted.open], where
            assert ago == teller.ago_words(one.verified.on if one.verified else None)
            if words != wanted.words:
                assert may_say_less(words, wanted, one, at, calendar), where
            marks.add(mark)
    assert marks == {"open", "soon", "closed", "unknown", "shut"}


def may_say_less(words: str, wanted: Any, one: Station, at: datetime, calendar: Any) -> bool:
    """The cells do not know why hours are unknown, nor what changes after their last day."""
    if words == "时间未知":
        return wanted.words == "节假日时间未知"
    if one.closes_on:
        # Where it ends in between, the phone knows that nothing opens any more.
        return words == "已关门 · 近期不开放" or "24:00 关门" in words
    change = Schedule.of(one.hours.osm).change_after(at, calendar)
    beyond = change is None or change[0] >= FIRST + timedelta(days=cells.DAYS)
    return beyond and words in ("24 小时开放", "开放中", "已关门", "已关门 · 近期不开放")


def posted(one: Station) -> open_days.DoorHours:
    """The days by the hours alone, as a week tells them."""
    whole = openness.of_station(one)
    return open_days.door_of(Opening(hours=whole.hours, city=whole.city))


def test_the_week_is_that_of_the_server(page: Page, address: tuple[str, str]) -> None:
    db = opening.open_ready(address[1])
    calendar = holiday_store.calendar(db)
    kept = {one.id: one for one in store.every(db)}
    db.close()
    for ahead in (0, 7):
        at = NOW + timedelta(days=ahead)
        told = page.evaluate(
            """async (at) => {
              const {cells} = await import('/static/js/finder/cells.js');
              const {week} = await import('/static/js/station/week_table.js');
              const leaves = await cells.leaves(() => true);
              const all = (await Promise.all(leaves.map((leaf) => cells.load(leaf)))).flat();
              return JSON.stringify(all.map((it) => [it.id, week(it, at)]));
            }""",
            at.timestamp() * 1000,
        )
        for station_id, days in json.loads(told):
            one = kept[station_id]
            if one.reported_shut:
                # Hours that people found untrue are hours that a phone is not told.
                assert {row["hours"] for row in days} <= {"未知", "休息"}
            if one.closes_on or one.reported_shut or not one.hours.osm:
                continue
            wanted = wording.week(posted(one), at.date(), calendar)
            for day, row in zip(wanted, days, strict=True):
                same = day.hours.replace("节假日时间未知", "未知").replace("（自助）", "")
                assert (row["name"], row["hours"], row["today"]) == (day.name, same, day.today), (
                    one.hours.osm
                )


def test_beyond_the_days_it_was_told_of_a_phone_promises_nothing(page: Page) -> None:
    late = FIRST + timedelta(days=cells.DAYS, hours=3)
    [told] = told_by_phone(page, [late])
    by_hours = {key: line for key, line in told.items() if key.startswith("e")}
    assert {line[0] for line in by_hours.values()} == {"unknown"}
    [early] = told_by_phone(page, [FIRST - timedelta(minutes=1)])
    assert {line[0] for key, line in early.items() if key.startswith("e")} == {"unknown"}
