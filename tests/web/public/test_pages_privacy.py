"""Does the page about the position say what is true of this very installation?"""

from __future__ import annotations

from pathlib import Path

import pytest

from stations import config
from stations.app import create_app
from tests.support import pmtiles_file

TILES = "https://t{0-7}.tiles.example.cn/w/{z}/{x}/{y}.png?tk=abc"


def _page(folder: Path, migrated_file: Path, **settings: str) -> str:
    path = folder / "stations.db"
    path.write_bytes(migrated_file.read_bytes())
    given = {"STATIONS_DATABASE": str(path), "STATIONS_STATE": str(folder), **settings}
    answer = create_app(config.from_environment(given)).test_client().get("/about/privacy")
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_the_page_says_what_stays_on_the_phone_and_what_is_seen(
    tmp_path: Path, migrated_file: Path
) -> None:
    html = _page(tmp_path, migrated_file)
    for words in (
        "准确位置不离开手机", "一片至少三四公里宽", "网络地址（IP）", "不写访问记录",
        "只从我们这里得到驿站的位置", "手机上留下什么", "清除手机上留下的", "不向别的网站要底图",
    ):  # fmt: skip
        assert words in html


def test_who_sends_the_tiles_is_named_without_its_key(tmp_path: Path, migrated_file: Path) -> None:
    html = _page(tmp_path, migrated_file, STATIONS_TILES=TILES)
    assert "<strong>tiles.example.cn</strong>" in html
    assert "tk=abc" not in html
    assert "不向别的网站要底图" not in html


def test_tiles_of_the_same_site_go_to_no_other(tmp_path: Path, migrated_file: Path) -> None:
    html = _page(tmp_path, migrated_file, STATIONS_TILES="/tiles/{z}/{x}/{y}.png")
    assert "由本站自己提供" in html


def test_a_base_map_of_ones_own_tells_the_server_an_area_and_says_so(
    tmp_path: Path, migrated_file: Path
) -> None:
    path = pmtiles_file.make(tmp_path / "city.pmtiles")
    html = _page(tmp_path, migrated_file, STATIONS_BASEMAP=str(path))
    assert "由本站自己提供" in html
    assert "大致知道您在看哪一带" in html
    assert "不向别的网站要底图" not in html


@pytest.mark.parametrize(
    ("template", "host"),
    [
        ("https://{s}.tile.example.org/{z}/{x}/{y}.png", "tile.example.org"),
        ("https://tile.example.org:8443/{z}/{x}/{y}.png", "tile.example.org:8443"),
    ],
)
def test_the_host_of_the_tiles_is_written_for_people(
    tmp_path: Path, migrated_file: Path, template: str, host: str
) -> None:
    html = _page(tmp_path, migrated_file, STATIONS_TILES=template)
    assert f"<strong>{host}</strong>" in html
