"""Does the command write whole map files, or say in a sentence why not?"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
import shapely
from click.testing import CliRunner, Result

from stations.areas import store as outlines
from stations.cli import group
from stations.db import opening
from stations.geo.point import Point
from stations.registry.model import Place, Record, Station
from stations.registry.stored import store

AT = datetime(2026, 11, 20, 17, tzinfo=UTC)


def station(number: int) -> Station:
    point = Point(lat=36.66 + number / 1000, lon=117.02)
    return Station(
        id=f"s{number:05}",
        name="泉城路驿站",
        place=Place(area_code="370102", district_code="370102", city_code="3701", point=point),
        record=Record(created_at=AT, updated_at=AT),
    )


def run(monkeypatch: pytest.MonkeyPatch, address: str, *words: str) -> Result:
    monkeypatch.setenv("STATIONS_DATABASE", address)
    return CliRunner().invoke(group.main, ["map", *words])


def test_the_command_writes_the_stations_of_an_area(
    monkeypatch: pytest.MonkeyPatch, sqlite_address: str, tmp_path: Path
) -> None:
    database = opening.open_ready(sqlite_address)
    with database.writing():
        store.add(database, [station(n) for n in range(3)], history=[])
        square = shapely.to_wkb(shapely.box(117, 36.6, 117.1, 36.7))
        known = outlines.Outline(code="370102", name="历下区", shape=square)
        outlines.replace(database, [known], at=AT)
    database.close()
    target = tmp_path / "lixia.html"
    target.write_text("old", "utf-8")
    result = run(monkeypatch, sqlite_address, "--area", "370102", "-o", str(target))
    assert (result.exit_code, "3 个驿站" in result.output) == (0, True)
    text = target.read_text("utf-8")
    assert "历下区驿站地图" in text
    assert '"outline":{"type":"MultiPolygon"' in text
    assert sorted(p.name for p in tmp_path.glob("*lixia*")) == ["lixia.html"]


@pytest.mark.parametrize(
    ("area", "target", "said"),
    [
        ("999999", "a.html", "没有代码"),
        ("370103", "a.html", "还没有可以画"),
        ("abc", "a.html", "没有代码"),
    ],
)
def test_an_area_without_a_map_is_a_sentence_and_leaves_the_file_alone(
    monkeypatch: pytest.MonkeyPatch, sqlite_address: str, tmp_path: Path, area: str,
    target: str, said: str,
) -> None:  # fmt: skip
    kept = tmp_path / target
    kept.write_text("old", "utf-8")
    result = run(monkeypatch, sqlite_address, "--area", area, "-o", str(kept))
    assert result.exit_code == 2
    assert said in result.output
    assert kept.read_text("utf-8") == "old"


def test_a_folder_that_is_not_there_is_a_sentence(
    monkeypatch: pytest.MonkeyPatch, sqlite_address: str, tmp_path: Path
) -> None:
    database = opening.open_ready(sqlite_address)
    with database.writing():
        store.add(database, [station(0)], history=[])
    database.close()
    target = tmp_path / "nowhere" / "a.html"
    result = run(monkeypatch, sqlite_address, "--area", "370102", "-o", str(target))
    assert result.exit_code == 2
    assert "写不了文件" in result.output
