"""Does the demo city show every state, and nothing of any real person or place of ours?"""

from __future__ import annotations

import csv
import os
import re
import subprocess
import sys
from collections import Counter
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

import orjson
import pytest
from opening_hours import OpeningHours

from stations.areas import codes, outline_import
from stations.areas.locator import Locator
from stations.config import DATA
from stations.db import opening
from stations.geo.point import Datum
from stations.nearest.cell_cache import Shelf
from stations.nearest.snapshot import SnapshotKeeper
from stations.networks import station_source
from stations.registry import fields, vocabulary
from stations.registry.lists import importing
from stations.registry.lists.import_plan import Terms
from stations.registry.states import AmenityState, Phase
from stations.registry.stored import store
from tests.support import make

DEMO = DATA / "demo"
TODAY = date(2026, 11, 20)


@cache
def rows() -> list[dict[str, str]]:
    with (DEMO / "jinan.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def cells(key: str) -> list[str]:
    return [row[fields.BY_KEY[key].title] for row in rows()]


def amenities() -> list[dict[str, str]]:
    return [entry for cell in cells("amenities_detail") if cell for entry in orjson.loads(cell)]


def test_the_demo_city_has_526_stations_that_all_say_they_are_invented() -> None:
    assert len(rows()) == 526
    assert set(cells("demo")) == {"1"}
    assert all("演示" in name for name in cells("name"))
    for key in ("station_id", "number", "name"):
        assert len(set(cells(key))) == 526


def test_every_kind_phase_host_and_entry_is_shown() -> None:
    kinds = vocabulary.kinds()
    assert {kinds.exact(word) for word in cells("kind")} == set(kinds.terms)
    assert set(cells("lifecycle")) == {phase.value for phase in Phase}
    hosts = vocabulary.hosts()
    assert {hosts.exact(word) for word in cells("host")} == set(hosts.terms)
    methods = {word for cell in cells("entry") for word in cell.split("、")}
    assert methods == {term.zh for term in vocabulary.entry_methods().terms.values()}


def test_shut_stations_say_why_and_some_until_when() -> None:
    reasons = dict(zip(cells("station_id"), cells("reason"), strict=True))
    phases = dict(zip(cells("station_id"), cells("lifecycle"), strict=True))
    untils = dict(zip(cells("station_id"), cells("until"), strict=True))
    suspended = [station for station, phase in phases.items() if phase == "suspended"]
    assert all(reasons[station] for station in suspended)
    assert any(untils[station] for station in suspended)
    assert not all(untils[station] for station in suspended)
    assert any(cells("periods"))


def test_every_sort_of_hours_is_shown_and_is_a_true_expression() -> None:
    found = Counter(cells("hours_osm"))
    for expression in filter(None, found):
        OpeningHours(expression)
    assert found[""] >= 20
    assert found["24/7"] >= 20
    for part in (",", "Mo-Fr", "PH off", "-02:00", "May-Sep"):
        assert any(part in expression for expression in found)
    assert "08:00-22:00" in cells("hours_staffed")
    words = dict(zip(cells("hours"), cells("hours_osm"), strict=True))
    assert words["随商场营业时间"] == ""


def test_amenities_come_in_every_state_with_the_day_of_their_check() -> None:
    states = Counter(entry.get("state", "available") for entry in amenities())
    assert set(states) == {state.value for state in AmenityState}
    assert all(
        date.fromisoformat(entry["checked_on"]) < TODAY
        for entry in amenities()
        if "checked_on" in entry
    )
    assert {entry["id"] for entry in amenities()} == set(vocabulary.amenities().terms)


def test_telemedicine_answers_round_the_clock_and_says_how_to_call() -> None:
    entries = [entry for entry in amenities() if entry["id"] == "telemedicine"]
    assert len(entries) >= 10
    assert all(entry["hours"] == "24/7" and entry["how_to_call"] for entry in entries)


def test_stars_are_few_at_the_top_and_rest_on_demo_data() -> None:
    stars = Counter(cells("star"))
    assert set(stars) == {"", "3", "4", "5"}
    assert stars[""] > stars["3"] > stars["4"] > stars["5"] > 5
    assert set(filter(None, cells("star_basis"))) == {"演示数据"}
    assert any(cells("honours"))


def test_stations_were_verified_between_yesterday_and_two_years_ago() -> None:
    days = [(TODAY - date.fromisoformat(day)).days for day in cells("verified_on") if day]
    assert min(days) >= 1
    assert max(days) <= 731
    assert max(days) > 500
    assert min(days) < 5
    assert cells("verified_on").count("") > 20


def test_no_phone_reaches_anybody_and_nobody_is_named() -> None:
    text = (DEMO / "jinan.csv").read_text("utf-8-sig")
    assert re.search(r"(?<![0-9.])1[3-9][0-9]{9}(?![0-9])", text) is None
    phones = set(filter(None, cells("phone")))
    assert len(phones) > 100
    assert all(re.fullmatch(r"0531-0000[0-9]{4}", phone) for phone in phones)
    assert set(cells("keeper_role")) <= {"", "站长", "值班站长"}
    assert all("演示" in operator for operator in filter(None, cells("operator")))
    assert re.search(r"先生|女士|师傅|经理", text) is None
    assert "内部联系" not in rows()[0]


def test_a_zone_keeps_stations_and_the_point_tells_the_district() -> None:
    kept = [row for row in rows() if row["区划代码"][:6] == "370176"]
    assert len(kept) >= 10
    assert {row["区县"] for row in kept} == {"高新区"}


def test_drafts_wait_for_their_point_and_twins_stand_under_second_names() -> None:
    assert cells("lon").count("") == cells("lat").count("") == 8
    assert sum("户外劳动者驿站(演示)" in name for name in cells("name")) == 6


def test_the_demo_city_comes_in_without_a_refused_row_and_only_once(sqlite_address: str) -> None:
    database = opening.open_ready(sqlite_address)
    at = datetime(2026, 11, 20, 1, tzinfo=UTC)
    data = (DEMO / "jinan.csv").read_bytes()
    plan = importing.planned(database, data, name="jinan.csv", terms=Terms(), at=at)
    assert (len(plan.added), plan.drafts, plan.rejected) == (526, 8, ())
    act = make.act("imported")
    assert importing.applied(database, plan, act=act, confirmed=False, good_rows=False)
    assert all(station.demo for station in store.every(database))
    again = importing.planned(database, data, name="jinan.csv", terms=Terms(), at=at)
    assert (len(again.added), len(again.changed), again.unchanged) == (0, 0, 526)
    database.close()


def test_no_cell_of_the_city_is_heavy(sqlite_address: str) -> None:
    connections = opening.Connections(sqlite_address)
    at = datetime(2026, 11, 20, 1, tzinfo=UTC)
    data = (DEMO / "jinan.csv").read_bytes()
    plan = importing.planned(connections(), data, name="jinan.csv", terms=Terms(), at=at)
    importing.applied(
        connections(), plan, act=make.act("imported"), confirmed=False, good_rows=False
    )
    shelf = Shelf(SnapshotKeeper(station_source.sources(connections)))
    packed = [shelf.packed(name, at) or b"" for name in shelf.cut(at).cells]
    connections().close()
    assert len(packed) > 3
    assert max(map(len, packed)) <= 6_000


@pytest.mark.samples
def test_every_point_lies_in_the_district_that_its_row_names(samples: Path) -> None:
    outlines = outline_import.read(
        (samples / "areas" / "370100.json").read_bytes(), datum=Datum.GCJ02
    )
    located = [row for row in rows() if row["经度"]]
    lats, lons = [float(row["纬度"]) for row in located], [float(row["经度"]) for row in located]
    found = Locator(outlines).districts_of(lats, lons)
    for row, code in zip(located, found, strict=True):
        district = codes.by_code(code)
        assert district is not None
        assert row["地址"].startswith(f"济南市{district.name}")
        assert row["区划代码"][:6] in (code, "370176")


@pytest.mark.samples
def test_the_script_gives_the_committed_file_byte_for_byte(samples: Path, tmp_path: Path) -> None:
    out = tmp_path / "jinan.csv"
    environment = {**os.environ, "STATIONS_SAMPLES": str(samples)}
    subprocess.run(
        [sys.executable, str(DEMO / "make.py"), str(out)], check=True, env=environment, timeout=600
    )
    assert out.read_bytes() == (DEMO / "jinan.csv").read_bytes()
