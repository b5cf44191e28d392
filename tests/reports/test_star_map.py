"""Does the map of stars tell each district's figures, and draw every station by its star?"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
import shapely
from click.testing import CliRunner
from playwright.sync_api import Browser

from stations.areas.store import Outline
from stations.cli import group
from stations.db import opening
from stations.errors import Invalid
from stations.geo.point import Point
from stations.registry.model import Lifecycle, Place, Star, Station
from stations.registry.states import Phase
from stations.registry.stored import store
from stations.reports import labels, star_map
from stations.reports.area_map import MapSheet
from tests.support import make

HOSTILE = "</script><script>alert(1)</script>"
AT = datetime(2026, 11, 20, 17, tzinfo=UTC)


def station(name: str, star: int, *, district: str = "370102", **given: object) -> Station:
    lat = 36.66 if district == "370102" else 36.76
    # A zone keeps it: the map goes by where the point lies.
    place = Place(area_code="370176", district_code=district, city_code="3701",
                  point=Point(lat=lat, lon=117.02 + len(name) / 100))  # fmt: skip
    stars = Star(level=star) if star else None
    return make.station(name=name, place=place, star=stars, **given)


def world() -> list[Station]:
    """历下: 5, 4, 4, 0 and a closed one. 历城: 0, 0."""
    return [
        station("a", 5), station("bb", 4), station("ccc", 4), station(HOSTILE[:20], 0),
        station("closed", 5, lifecycle=Lifecycle(phase=Phase.CLOSED)),
        station("dddd", 0, district="370112"), station("eeeee", 0, district="370112"),
    ]  # fmt: skip


def sheet(stations: list[Station]) -> MapSheet:
    outlines = [
        Outline(code=code, name=name, shape=shapely.to_wkb(shapely.box(117, south, 117.4, north)))
        for code, name, south, north in (
            ("370102", "历下区", 36.6, 36.7), ("370112", "历城区", 36.7, 36.8),
        )
    ]  # fmt: skip
    found = labels.of_area("3701", stations=stations, outlines=outlines)
    return MapSheet(area="济南市", made_at=AT, labels=found)


def data_of(text: str) -> dict[str, object]:
    found = re.search(r'id="stations-data">(.*?)</script>', text, re.DOTALL)
    assert found
    told: dict[str, object] = json.loads(found[1])
    return told


def test_every_district_is_counted_by_where_its_stations_lie() -> None:
    stations = world()
    told = data_of(star_map.document(stations, sheet=sheet(stations)))
    assert told["title"] == "济南市驿站星级地图"
    table = told["table"]
    assert isinstance(table, dict)
    assert table["columns"] == ["区县", "五星", "四星", "没有星级", "共"]
    assert table["rows"] == [
        ["历下区", 1, 2, 1, 4], ["历城区", 0, 0, 2, 2], ["合计", 1, 2, 3, 6],
    ]  # fmt: skip
    drawn = {label["name"]: (label["note"], label["fill"]) for label in told["labels"]}  # type: ignore[attr-defined]
    assert drawn == {"历下区": ("3/4", star_map.ground(3, 4)), "历城区": ("0/2", "#ffffff")}


def test_the_ground_is_darker_by_quarters() -> None:
    shades = [star_map.ground(starred, 8) for starred in range(9)]
    assert [shades.index(shade) for shade in shades] == [0, 1, 1, 3, 3, 5, 5, 7, 7]
    assert star_map.ground(1, 1_000) != star_map.ground(0, 1_000)
    assert star_map.ground(0, 0) == "#ffffff"


def test_where_nothing_is_listed_there_is_no_map() -> None:
    with pytest.raises(Invalid):
        star_map.document([world()[4]], sheet=sheet([]))


def test_the_command_draws_by_stars(
    monkeypatch: pytest.MonkeyPatch, sqlite_address: str, tmp_path: Path
) -> None:
    database = opening.open_ready(sqlite_address)
    with database.writing():
        store.add(database, world(), history=())
    database.close()
    monkeypatch.setenv("STATIONS_DATABASE", sqlite_address)
    target = tmp_path / "stars.html"
    words = ["map", "--area", "3701", "--by", "stars", "-o", str(target)]
    assert CliRunner().invoke(group.main, words).exit_code == 0
    assert data_of(target.read_text("utf-8"))["title"] == "济南市驿站星级地图"


@pytest.mark.browser
def test_marks_show_their_star_and_the_table_stands_beside(
    browser: Browser, tmp_path: Path
) -> None:
    stations, file = world(), tmp_path / "map.html"
    file.write_text(star_map.document(stations, sheet=sheet(stations)), "utf-8")
    page = browser.new_page(viewport={"width": 1600, "height": 1000})
    page.set_default_timeout(60_000)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda said: errors.append(said.text))
    page.goto(file.as_uri())
    page.wait_for_selector(".leaflet-marker-icon .mark, .cluster")
    rows = page.locator(".legend .table tbody tr").all_inner_texts()
    assert [row.split() for row in rows][-1] == ["合计", "1", "2", "3", "6"]
    assert page.locator(".legend li").all_inner_texts()[:3] == ["5\n五星", "4\n四星", "–\n没有星级"]
    for word in ("未评星", "4 星"):
        page.get_by_label(word).uncheck()
    mark = page.locator(".leaflet-marker-icon .mark")
    assert mark.all_inner_texts() == ["5"]
    assert mark.locator("i").count() == 0
    assert page.locator(".district", has_text="历下区").text_content() == "历下区3/4"
    mark.click()
    assert "★★★★★ 5 星" in page.locator(".told").inner_text()
    assert errors == []
    page.close()
