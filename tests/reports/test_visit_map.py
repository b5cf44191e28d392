"""Does the map of check-ins draw squares of enough people, and no others?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from stations.cli import group
from stations.db import opening
from stations.errors import Invalid
from stations.geo.point import Point
from stations.moments import china_day
from stations.registry.model import Place, Station
from stations.registry.stored import store
from stations.reports import visit_map
from stations.reports.area_map import MapSheet
from tests.reports.test_star_map import data_of
from tests.support import make

AT = datetime(2026, 11, 20, 17, tzinfo=UTC)
SHEET = MapSheet(area="历下区", made_at=AT)
HOSTILE = "</script><b>"


def station(key: str, lat: float) -> Station:
    place = Place(area_code="370102", district_code="370102", city_code="3701",
                  point=Point(lat=lat, lon=117.02))  # fmt: skip
    return make.station(id=key, name=f"{key}{HOSTILE}", place=place)


WORLD = [station("a", 36.6600), station("b", 36.6601), station("c", 36.7), station("d", 36.75)]


def test_a_square_of_few_is_left_out_and_no_station_is_named() -> None:
    text = visit_map.document(WORLD, counted={"a": 3, "b": 2, "c": 4, "d": 60}, sheet=SHEET)
    data = data_of(text)
    assert [one["n"] for one in data["squares"]] == [5, 60]  # type: ignore[index, attr-defined]
    assert [one["level"] for one in data["squares"]] == [1, 4]  # type: ignore[index, attr-defined]
    assert all({*one} <= {"lat", "lon", "demo"} for one in data["stations"])  # type: ignore[attr-defined]
    assert HOSTILE not in text
    assert "少于 5 人次的格没有画" in text


def test_where_nobody_came_there_is_no_map() -> None:
    for counted in ({}, {"a": 2, "b": 2, "c": 4}):
        with pytest.raises(Invalid) as refused:
            visit_map.document(WORLD, counted=counted, sheet=SHEET)
        assert "5 人次" in str(refused.value)


def test_the_command_counts_one_year(
    monkeypatch: pytest.MonkeyPatch, sqlite_address: str, tmp_path: Path
) -> None:
    db = opening.open_ready(sqlite_address)
    with db.writing():
        store.add(db, WORLD, history=[])
        today = china_day(datetime.now(UTC))
        for ago, n in ((0, 8), (364, 7), (366, 100)):
            day = (today - timedelta(days=ago)).isoformat()
            db.load("check_ins", [{"station_id": "a", "day": day, "n": n}])
    db.close()
    monkeypatch.setenv("STATIONS_DATABASE", sqlite_address)
    target = tmp_path / "visits.html"
    words = ["map", "--area", "370102", "--by", "visits", "-o", str(target)]
    assert CliRunner().invoke(group.main, words).exit_code == 0
    [square] = data_of(target.read_text("utf-8"))["squares"]  # type: ignore[misc]
    assert square["n"] == 15
