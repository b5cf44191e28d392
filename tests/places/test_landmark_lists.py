"""A list of landmarks comes in whole and once, or its rows are named with what is wrong."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from stations.audit import log
from stations.cli import group
from stations.db import opening
from stations.geo import distance
from stations.geo.point import Point
from stations.places import store
from stations.places.model import LandmarkKind
from tests.support.osm_file import OsmFile

HEAD = "名称,别名,类型,坐标,坐标系,约\n"
WEST = '济南西站,西客站、济南西客站,高铁站,"36.669, 116.888",wgs84,约\n'
SPRING = '趵突泉,,景点,"117.0094,36.6607",,\n'

Load = Callable[..., Result]


@pytest.fixture
def load(address: str, tmp_path: Path) -> Load:
    def run(text: str, *options: str) -> Result:
        file = tmp_path / "places.csv"
        file.write_text(text, "utf-8")
        words = ["places", "load", str(file), *options]
        return CliRunner().invoke(group.main, words, env={"STATIONS_DATABASE": address})

    return run


def names(address: str, city: str = "3701") -> list[str]:
    db = opening.open_ready(address)
    try:
        return [one.name for one in store.of_city(db, city)]
    finally:
        db.close()


def test_a_list_comes_in_with_aliases_kinds_and_points(address: str, load: Load) -> None:
    ran = load(HEAD + WEST + SPRING, "--datum", "wgs84")
    assert (ran.exit_code, "已载入 2 个地名" in ran.stdout) == (0, True), ran.stderr
    db = opening.open_ready(address)
    west, spring = store.of_city(db, "3701")
    assert west.aliases == ("西客站", "济南西客站")
    assert (west.kind, west.about, spring.about) == (LandmarkKind.STATION, True, False)
    assert spring.point == Point(lat=36.6607, lon=117.0094)
    assert log.head(db).number == 1
    db.close()


def test_the_same_list_again_changes_nothing(address: str, load: Load) -> None:
    for told in ("已载入", "没有变化"):
        assert told in load(HEAD + WEST).stdout
    db = opening.open_ready(address)
    assert log.head(db).number == 1
    db.close()


def test_a_source_is_replaced_and_the_others_stay(address: str, load: Load) -> None:
    load(HEAD + WEST)
    load(HEAD + SPRING, "--datum", "wgs84", "--source", "parks")
    assert names(address) == ["济南西站", "趵突泉"]
    load(HEAD + WEST.replace("济南西站", "西站"))
    assert names(address) == ["西站", "趵突泉"]


def test_a_city_is_told_by_its_column_or_by_the_option(address: str, load: Load) -> None:
    load(
        '名称,坐标,坐标系,城市\n世界之窗,"22.54,113.97",wgs84,深圳\n济南站,"36.67,116.98",wgs84,\n'
    )
    assert (names(address, "4403"), names(address)) == (["世界之窗"], ["济南站"])
    load('名称,坐标,坐标系\n莲花山,"22.55,114.05",wgs84\n', "--city", "440300")
    assert names(address, "4403") == ["莲花山"]


def test_points_of_amap_are_shifted_to_where_they_are(address: str, load: Load) -> None:
    load("名称,经度,纬度,坐标系\n趵突泉,117.016089,36.661138,高德\n")
    db = opening.open_ready(address)
    (spring,) = store.of_city(db, "3701")
    db.close()
    assert 400 < distance.between(spring.point, Point(lat=36.661138, lon=117.016089)) < 700


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("名称,类型\n济南站,火车站\n", "没有坐标（或者经度和纬度）"),
        ('坐标\n"36.6,117"\n', "没有名称"),
        ('名称,站名,坐标\nA,B,"36.6,117"\n', "有两列"),
        (HEAD + WEST.replace("高铁站", "火山"), "第 2 行：不认识类型“火山”"),
        (HEAD + SPRING, "第 2 行：没有写坐标系"),
        (HEAD + WEST.replace("wgs84", "北京54"), "不认识坐标系“北京54”"),
        (HEAD + WEST.replace("36.669, 116.888", "36.6"), "第 2 行：坐标没有看懂"),
        (HEAD + WEST.replace("36.669, 116.888", "22.5, 114.0"), "离济南市中心 1"),
        (HEAD + WEST + WEST, "第 3 行：“济南西站”和第 2 行重复"),
        (HEAD + WEST.replace("济南西站", ""), "第 2 行：名称和别名要有字"),
        (HEAD + WEST.replace(",约\n", ",大约吧\n"), "没有看懂"),
        ("名称,经度,纬度,坐标系\nA,东,36.6,wgs84\n", "经纬度不是数"),
        ('名称,坐标,坐标系,城市\nA,"36.6,117",wgs84,大都会\n', "没有叫“大都会”的城市"),
        (HEAD + "济南站\n", "第 2 行：格数和表头不一样"),
    ],
)
def test_a_wrong_row_is_named_and_nothing_is_stored(
    address: str, load: Load, text: str, said: str
) -> None:
    ran = load(text)
    assert (ran.exit_code, said in ran.stderr) == (2, True), ran.stderr
    assert names(address) == []


def test_more_than_a_phone_holds_is_refused(address: str, load: Load) -> None:
    rows = "".join(f'路{n}号,,道路,"36.6,117",wgs84,\n' for n in range(3_001))
    ran = load(HEAD + rows)
    assert (ran.exit_code, "最多 3000 个" in ran.stderr) == (2, True), ran.stderr


@pytest.fixture
def town(tmp_path: Path) -> Path:
    drawn = OsmFile()
    centre = (36.605, 117.005)
    drawn.way((36.6, 117.0), centre, (36.61, 117.01), highway="primary", name="经十路")
    drawn.way((36.6, 117.01), centre, highway="residential", name="历山路")
    drawn.way((36.61, 117.0), centre, highway="residential", name="历山路辅路")
    drawn.way((36.62, 117.0), (36.62, 117.01), highway="primary_link", name="燕山立交桥")
    drawn.way((36.63, 117.0), (36.63, 117.01), highway="service")
    drawn.node(36.64, 117.0, railway="station", name="济南西", alt_name="西客站")
    drawn.node(36.65, 117.0, railway="station", station="subway", name="方特站")
    drawn.node(36.66, 117.0, amenity="hospital", name="齐鲁医院")
    drawn.area(
        (36.66, 117.0), (36.661, 117.0), (36.661, 117.001), amenity="hospital", name="齐鲁医院"
    )
    drawn.node(36.67, 117.0, amenity="bench", name="长椅")
    return drawn.write(tmp_path / "town.osm")


def test_an_extract_gives_stations_hospitals_roads_and_crossings(
    sqlite_address: str, town: Path
) -> None:
    pytest.importorskip("osmium")
    env = {"STATIONS_DATABASE": sqlite_address}
    ran = CliRunner().invoke(group.main, ["places", "build", str(town)], env=env)
    assert (ran.exit_code, "已载入 7 个地名" in ran.stdout) == (0, True), ran.stderr
    db = opening.open_ready(sqlite_address)
    found = {one.name: one for one in store.of_city(db, "3701")}
    assert store.attributions(db, "3701") == ["© OpenStreetMap contributors"]
    db.close()
    kinds = {name: one.kind.value for name, one in found.items()}
    assert kinds == {
        "济南西站": "station", "方特站": "metro", "齐鲁医院": "hospital", "燕山立交桥": "junction",
        "经十路": "road", "历山路": "road", "经十路历山路路口": "junction",
    }  # fmt: skip
    assert found["济南西站"].aliases == ("济南西", "西客站")
    assert found["经十路历山路路口"].aliases == ("历山路经十路路口",)
    assert found["经十路历山路路口"].point == Point(lat=36.605, lon=117.005)
    assert found["经十路"].about


def test_an_extract_is_written_as_a_list_that_comes_in_again(
    sqlite_address: str, town: Path, tmp_path: Path
) -> None:
    pytest.importorskip("osmium")
    env, out = {"STATIONS_DATABASE": sqlite_address}, tmp_path / "out.csv"
    for words in (["build", str(town), "-o", str(out)], ["load", str(out)]):
        ran = CliRunner().invoke(group.main, ["places", *words], env=env)
        assert ran.exit_code == 0, ran.stderr
    assert len(names(sqlite_address)) == 7


def test_an_extract_without_names_is_refused_in_words(sqlite_address: str, tmp_path: Path) -> None:
    pytest.importorskip("osmium")
    drawn = OsmFile()
    drawn.way((36.6, 117.0), (36.61, 117.01), highway="primary")
    file = drawn.write(tmp_path / "empty.osm")
    env = {"STATIONS_DATABASE": sqlite_address}
    ran = CliRunner().invoke(group.main, ["places", "build", str(file)], env=env)
    assert (ran.exit_code, "没有带名字的车站" in ran.stderr) == (2, True)
