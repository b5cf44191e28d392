"""What lines above a list and rows below its header say of the district of its rows."""

from __future__ import annotations

import pytest

from stations.registry.lists.sheets import list_table, title_district
from stations.tables.model import Merge, Table, TableRow


@pytest.mark.parametrize(
    ("line", "district"),
    [
        ("2026年历下区户外劳动者驿站清单", "历下区"),
        ("2026年章丘区驿站清单", "章丘区"),
        ("市中区驿站坐标表（百度地图拾取）", "市中区"),
        ("章丘区户外劳动者驿站作息时间表", "章丘区"),
        ("附件2：（2026）槐荫区驿站底册", "槐荫区"),
        ("章 丘 区 驿 站 作 息 表", "章丘区"),
        ("截至2026年9月底天桥区驿站清单", "天桥区"),
        ("高新区驿站作息时间表", "济南高新技术产业开发区"),
        ("济南市中区驿站", "市中区"),
        ("2026年枣庄市市中区驿站一览", ""),
        ("历下区、高新区驿站坐标", ""),
        ("历下区和市中区驿站分布表", ""),
        ("历下区驿站清单（含高新区）", ""),
        ("济南市（不含章丘区）驿站作息表", ""),
        ("章丘区以外驿站情况分布", ""),
        ("全市市中区域驿站", ""),
        ("地址：历下区经十路1号", ""),
        ("济南市驿站坐标表", ""),
    ],
)
def test_a_title_gives_the_one_district_that_it_names(line: str, district: str) -> None:
    assert title_district.of_lines([line], area="3701") == district


def test_titles_of_two_districts_give_none() -> None:
    assert not title_district.of_lines(["历下区驿站清单", "市中区驿站清单"], area="3701")


TITLES = ("序号", "站点名称", "地址", "开放时间", "", "坐标")
BELOW = ("", "", "", "工作日", "双休日", "")
SECTION = ("明水街道", "", "", "", "", "")
STATION = ("1", "龙泉驿站", "龙泉路8号", "7:00-12:00", "休", "117.53012,36.71015")


@pytest.mark.parametrize(
    "merges",
    [
        (),
        (
            *(Merge(top=1, left=n, bottom=2, right=n) for n in (0, 1, 2, 5)),
            Merge(top=1, left=3, bottom=1, right=4),
            Merge(top=3, left=0, bottom=3, right=5),
        ),
    ],
    ids=["saved as text", "merged"],
)
def test_a_section_below_two_rows_of_titles_is_no_title(merges: tuple[Merge, ...]) -> None:
    rows = [TableRow(number=n, cells=cells) for n, cells in enumerate((BELOW, SECTION, STATION), 2)]
    table = Table(columns=TITLES, rows=rows, format="xlsx", merges=merges)
    made = list_table.of_sheet(table, mapping={}, area="3701")
    assert made is not None
    [station] = made.rows
    given = dict(zip(made.titles, station.cells, strict=True))
    assert given["序号"] == "1"
    assert (given["区县"], given["街道"]) == ("章丘区", "明水街道")
