"""The phone decides every case of the table as the program does."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from stations.db import migration, opening
from stations.nearest import cells
from stations.registry.model import Amenity, Hours
from stations.registry.stored import store
from tests.browser.visiting import Visits
from tests.support import make, serving
from tests.support.availability_table import CASES, moment

pytestmark = pytest.mark.browser

NOW = moment("2026-11-20T12:00")
KEYS = {f"case-{n:02}": case for n, case in enumerate(CASES) if case.at.month == NOW.month}
"""The cells tell of three weeks from now on; a test of their words meets the national day."""
CHINA_MIN = 480
STATES = {True: 1, False: 0, None: -1}


@pytest.fixture(scope="module")
def told(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """What the phone says of each case: state, reason, next change, what is announced."""
    folder = tmp_path_factory.mktemp("cases")
    database = str(folder / "stations.db")
    db = opening.connect(database, create=True)
    migration.migrate(db)
    made = [case.station(key) for key, case in KEYS.items()]
    with db.writing():
        store.add(db, made, history=())
    db.close()
    moments = {key: [case.at.timestamp() * 1000, list(case.wants)] for key, case in KEYS.items()}
    with serving.serving(folder, STATIONS_NOW=NOW.isoformat()) as base:
        visits = Visits(browser, base, service_workers="block")
        page = visits().open("/about/privacy")
        yield json.loads(
            page.evaluate(
                """async (moments) => {
                  const {cells} = await import('/static/js/finder/cells.js');
                  const rule = await import('/static/js/shared/availability.js');
                  const leaves = await cells.leaves(() => true);
                  const all = (await Promise.all(leaves.map((leaf) => cells.load(leaf)))).flat();
                  const {phases} = cells.vocabulary;
                  return JSON.stringify(Object.fromEntries(all.map((it) => {
                    const [at, wants] = moments[it.id];
                    const bits = wants.map(cells.vocabulary.bit);
                    const {above, ahead, next} = rule.statusAt(it, at);
                    const hours = it.days ? "hours" : "hours_unknown";
                    const reason = above?.reason === "closure"
                      ? phases[above.closure.phase][0] : above?.reason;
                    return [it.id, {state: rule.usableAt(it, [], at),
                      wanted: rule.usableAt(it, bits, at), reason: reason ?? hours,
                      next, ahead: ahead?.since ?? null, days: it.days && it.days.length}];
                  })));
                }""",
                moments,
            )
        )
        visits.close()


@pytest.mark.parametrize("key", KEYS)
def test_the_phone_says_of_every_case_what_the_table_says(key: str, told: dict[str, Any]) -> None:
    case, said = KEYS[key], told[key]
    wanted = case.told
    assert said["state"] == STATES[wanted["open"]], case
    assert said["wanted"] == STATES[case.row.get("wants_open", wanted["open"])], case
    assert said["reason"] == wanted["reason"], case
    ahead = wanted["announced"] and (wanted["announced"] - datetime(1970, 1, 1).date()).days
    assert said["ahead"] == ahead, case
    assert said["next"] == _told_change(wanted["change"], said["days"]), case


def _told_change(change: list[Any] | None, days: int | None) -> list[int] | None:
    """The change as the phone tells it: none beyond the days that the cells tell of."""
    last = datetime.combine(cells.first_day(NOW.date()), datetime.min.time(), NOW.tzinfo)
    if change is None or not days or change[0] >= last + timedelta(days=days):
        return None
    minute = int(change[0].astimezone(UTC).timestamp()) // 60 + CHINA_MIN
    return [minute, STATES[change[1]]]


def test_a_toilet_that_has_shut_is_not_offered_at_night(browser: Browser, tmp_path: Path) -> None:
    shut = make.station(
        id="shut", name="厕所关了的驿站", hours=Hours(osm="24/7"),
        amenities=(Amenity(id="restroom", hours=Hours(osm="Mo-Su 06:00-18:00")),),
    )  # fmt: skip
    far = make.station(id="far", name="整夜的驿站", lat=36.7, hours=Hours(osm="24/7"))
    database = opening.connect(str(tmp_path / "stations.db"), create=True)
    migration.migrate(database)
    with database.writing():
        store.add(database, [shut, far], history=())
    database.close()
    with serving.serving(tmp_path, STATIONS_NOW="2026-11-20T22:00+08:00") as base:
        visits = Visits(browser, base, service_workers="block")
        here = {"latitude": 36.65, "longitude": 117.12}
        visit = visits(geolocation=here, permissions=["geolocation"])
        page = visit.read("/?wants=restroom")
        assert rows(page) == ["far"], "the list of the server"
        page.get_by_role("button", name="附近驿站").click()
        expect(page.locator("#count")).to_contain_text("离您最近的 1 个")
        assert rows(page) == ["far"], "the list of the phone"
        page.get_by_role("button", name="显示已关门的").click()
        expect(page.locator("[data-id=shut] .offers")).to_contain_text("厕所（站内，现在不能用）")
        page = visit.read("/stations/shut")
        expect(page.locator("#state")).to_contain_text("24 小时开放")
        toilet = page.locator(".things li", has_text="卫生间")
        expect(toilet).to_contain_text("有 · 现在不能用")
        visits.close()


def rows(page: Page) -> list[str | None]:
    return [row.get_attribute("data-id") for row in page.locator("#results .row").all()]
