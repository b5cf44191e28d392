"""Does a map that is sent by mail show streets, in the right place and within its weight?"""

from __future__ import annotations

import json
import math
import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from playwright.sync_api import Browser

from stations.cli import group
from stations.config import DATA
from stations.db import opening
from stations.geo import frames
from stations.geo.point import Datum, Point
from stations.ground import base_map, tile_server
from stations.registry.model import Place, Record, Station
from stations.registry.stored import store
from stations.reports import area_map, streets
from stations.reports.area_map import MapSheet

AT = datetime(2026, 11, 20, 17, tzinfo=UTC)
FUTIAN = DATA / "demo" / "futian.pmtiles"
HERE = Point(lat=22.5329, lon=114.02)


def station(point: Point = HERE) -> Station:
    return Station(
        id="s1",
        name="泰然驿站",
        place=Place(area_code="440304", district_code="440304", city_code="4403", point=point),
        record=Record(created_at=AT, updated_at=AT),
    )


def found(*points: Point) -> streets.Streets:
    base = base_map.read(str(FUTIAN))
    assert base is not None
    told = streets.around(points or (HERE,), base)
    assert told is not None
    return told


def unpacked(steps: Any) -> list[tuple[float, float]]:
    line, lon, lat = [], 0, 0
    for across, up in zip(steps[::2], steps[1::2], strict=True):
        lon, lat = lon + across, lat + up
        line.append((lon / 1e5, lat / 1e5))
    return line


def test_streets_stand_where_they_are_and_are_named_once() -> None:
    told = found()
    points = [point for _, steps in told.lines for point in unpacked(steps)]
    assert all(113.99 < lon < 114.05 and 22.50 < lat < 22.56 for lon, lat in points)
    names = [name for name, _, _ in told.names]
    assert {"深南大道", "滨河大道"} <= set(names)
    assert len(names) == len(set(names))
    name, lat, lon = next(one for one in told.names if one[0] == "深南大道")
    nearest = min(math.hypot(lon - x, lat - y) for x, y in points)
    assert nearest < 0.004, name


def test_streets_that_are_too_many_lose_the_small_ones_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    whole = found()
    monkeypatch.setattr(streets, "MOST_BYTES", 12_000)
    told = found()
    text = json.dumps([told.lines, told.names], ensure_ascii=False, separators=(",", ":"))
    assert len(text.encode()) <= 12_000
    assert {rank for rank, _ in told.lines} < {rank for rank, _ in whole.lines}
    assert any(rank == 0 for rank, _ in told.lines)


def test_a_base_map_of_elsewhere_has_no_streets_here() -> None:
    base = base_map.read(str(FUTIAN))
    assert base is not None
    assert streets.around([Point(lat=36.66, lon=117.02)], base) is None


@pytest.fixture
def filled(sqlite_address: str) -> str:
    database = opening.open_ready(sqlite_address)
    with database.writing():
        store.add(database, [station()], history=[])
    database.close()
    return sqlite_address


@pytest.mark.parametrize(
    ("settings", "options", "has"),
    [
        ({"STATIONS_BASEMAP": str(FUTIAN)}, (), "streets"),
        ({"STATIONS_BASEMAP": str(FUTIAN)}, ("--tiles", "none"), ""),
        ({"STATIONS_BASEMAP": str(FUTIAN)}, ("--tiles", "osm"), "tiles"),
        ({"STATIONS_TILES": "tianditu:abc"}, (), "tiles"),
        ({"STATIONS_TILES": "/tiles/{z}/{x}/{y}.png"}, (), ""),
        ({}, (), ""),
    ],
)
def test_the_file_has_the_ground_of_the_settings_or_what_was_asked_for(
    monkeypatch: pytest.MonkeyPatch, filled: str, tmp_path: Path,
    settings: dict[str, str], options: tuple[str, ...], has: str,
) -> None:  # fmt: skip
    for name, value in {"STATIONS_DATABASE": filled, **settings}.items():
        monkeypatch.setenv(name, value)
    target = tmp_path / "map.html"
    words = ["map", "--area", "440304", "-o", str(target), *options]
    assert CliRunner().invoke(group.main, words).exit_code == 0
    block = re.search(r'id="stations-data">(.*?)</script>', target.read_text("utf-8"), re.DOTALL)
    assert block
    data = json.loads(block[1])
    assert {name for name in ("tiles", "streets") if data[name]} == ({has} if has else set())
    assert target.stat().st_size < 1_400_000


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--tiles", "https://a.cn/{z}/{x}/{y}"), "--tiles-attribution"),
        (("--tiles", "/tiles/{z}/{x}/{y}"), "https://"),
        (("--tiles", "tianditu"), "--tiles 里 tianditu 后面要写"),
    ],
)
def test_tiles_that_cannot_be_in_a_file_are_refused_in_words(
    monkeypatch: pytest.MonkeyPatch, filled: str, tmp_path: Path,
    options: tuple[str, ...], said: str,
) -> None:  # fmt: skip
    monkeypatch.setenv("STATIONS_DATABASE", filled)
    target = tmp_path / "map.html"
    result = CliRunner().invoke(
        group.main, ["map", "--area", "440304", "-o", str(target), *options]
    )
    assert (result.exit_code, target.exists()) == (2, False)
    assert said in result.output


def _sheet(**ground: Any) -> MapSheet:
    return replace(MapSheet(area="福田区", made_at=AT), **ground)


@pytest.mark.browser
def test_streets_are_drawn_without_a_network(browser: Browser, tmp_path: Path) -> None:
    target = tmp_path / "map.html"
    target.write_text(area_map.document([station()], sheet=_sheet(streets=found())), "utf-8")
    context = browser.new_context(viewport={"width": 1000, "height": 700}, offline=True)
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text))
    page.goto(target.as_uri())
    page.wait_for_function(
        """() => [...document.querySelectorAll(".leaflet-streets-pane canvas")].some((it) =>
          it.getContext("2d").getImageData(0, 0, it.width, it.height).data.some(Boolean))"""
    )
    link = page.locator(".source a")
    assert link.inner_text().strip() == "© OpenStreetMap 贡献者"
    assert link.get_attribute("href") == "https://www.openstreetmap.org/copyright"
    assert page.locator(".street span:visible").count() > 0
    assert [one for one in complaints if "willReadFrequently" not in one] == []
    context.close()


@pytest.mark.browser
def test_tiles_of_another_datum_lie_below_the_station(browser: Browser, tmp_path: Path) -> None:
    target = tmp_path / "map.html"
    tiles = tile_server.read("amap", attribution="GS(2026)1号")
    target.write_text(area_map.document([station()], sheet=_sheet(tiles=tiles)), "utf-8")
    context = browser.new_context(viewport={"width": 1000, "height": 700})
    page = context.new_page()
    page.route("https://**", lambda route: route.fulfill(body=b"", content_type="image/png"))
    page.goto(target.as_uri())
    page.locator("img.leaflet-tile").first.wait_for(state="attached")
    pin = page.locator(".leaflet-marker-icon .mark").bounding_box()
    assert pin
    source = page.evaluate(
        """([x, y]) => [...document.querySelectorAll("img.leaflet-tile")].find((it) => {
          const { left, top, right, bottom } = it.getBoundingClientRect();
          return left <= x && x < right && top <= y && y < bottom;
        }).src""",
        [pin["x"] + pin["width"] / 2, pin["y"] + pin["height"] / 2],
    )
    told = dict(re.findall(r"\b([xyz])=(\d+)", source))
    lat, lon = frames.point_in(HERE, datum=Datum.GCJ02)
    zoom, phi = int(told["z"]), math.radians(lat)
    row = (1 - math.log(math.tan(phi) + 1 / math.cos(phi)) / math.pi) / 2
    assert int(told["x"]) == int((lon + 180) / 360 * 2**zoom)
    assert int(told["y"]) == int(row * 2**zoom)
    context.close()
