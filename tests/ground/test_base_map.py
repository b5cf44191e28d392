"""Is a file that cannot be drawn refused at the start, in words?"""

from __future__ import annotations

from pathlib import Path

import pytest

from stations import config
from stations.errors import Invalid
from stations.ground import base_map
from tests.support import pmtiles_file


def test_a_base_map_says_what_it_covers_and_whom_to_name(tmp_path: Path) -> None:
    path = pmtiles_file.make(tmp_path / "city.pmtiles")
    found = base_map.read(str(path))
    assert found is not None
    assert (found.bounds, found.zooms, found.size) == (
        pmtiles_file.BOUNDS, (0, 14), path.stat().st_size,
    )  # fmt: skip
    assert [credit.link for credit in found.credits] == ["https://www.openstreetmap.org/copyright"]
    assert found.part(0, 7) == b"PMTiles"


@pytest.mark.parametrize(
    ("attribution", "named"),
    [
        ('<a href="https://www.openstreetmap.org">© OSM</a>', "© OpenStreetMap 贡献者"),
        ("<b>某市测绘院</b> GS(2026)1号", "某市测绘院 GS(2026)1号"),
    ],
)
def test_the_maker_of_the_file_is_named_without_markup(
    tmp_path: Path, attribution: str, named: str
) -> None:
    path = pmtiles_file.make(tmp_path / "a.pmtiles", metadata={"attribution": attribution})
    found = base_map.read(str(path), attribution="本会整理")
    assert found is not None
    assert [credit.text for credit in found.credits] == [named, "本会整理"]


def test_another_content_has_another_name(tmp_path: Path) -> None:
    one = base_map.read(str(pmtiles_file.make(tmp_path / "a.pmtiles")))
    same = base_map.read(str(pmtiles_file.make(tmp_path / "b.pmtiles")))
    other = base_map.read(str(pmtiles_file.make(tmp_path / "c.pmtiles", padding=1)))
    names = [found.digest for found in (one, same, other) if found]
    assert names[0] == names[1] != names[2]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"magic": b"SQLite "}, "不是 PMTiles"),
        ({"version": 2}, "第 2 版"),
        ({"kind": 2}, "PNG"),
        ({"packing": 3}, "brotli"),
        ({"bounds": (117.1, 36.6, 117.0, 36.7)}, "范围"),
    ],
)
def test_a_file_that_cannot_be_drawn_is_refused_in_words(
    tmp_path: Path, wrong: dict[str, object], said: str
) -> None:
    path = pmtiles_file.make(tmp_path / "city.pmtiles", **wrong)  # type: ignore[arg-type]
    with pytest.raises(Invalid, match=said) as refused:
        config.from_environment({"STATIONS_BASEMAP": str(path)})
    assert str(path) in str(refused.value)


@pytest.mark.parametrize("left", [0, 3, 60, 130])
def test_a_file_that_was_cut_is_refused(tmp_path: Path, left: int) -> None:
    path = pmtiles_file.make(tmp_path / "city.pmtiles")
    path.write_bytes(path.read_bytes()[:left])
    with pytest.raises(Invalid, match="不完整" if left > 6 else "不是 PMTiles"):
        base_map.read(str(path))


def test_a_file_that_is_not_there_is_refused_with_the_reason(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="打不开"):
        base_map.read(str(tmp_path / "none.pmtiles"))
    with pytest.raises(Invalid, match="打不开"):
        base_map.read(str(tmp_path))


def test_tiles_and_a_base_map_are_not_both_drawn(tmp_path: Path) -> None:
    path = pmtiles_file.make(tmp_path / "city.pmtiles")
    with pytest.raises(Invalid, match="去掉其中一个"):
        config.from_environment({"STATIONS_BASEMAP": str(path), "STATIONS_TILES": "osm"})
