"""Are titles, headings and the rows of several sheets told as people write them?"""

from __future__ import annotations

import pytest

from stations import row_places
from stations.registry.lists import title_matching
from stations.registry.lists.sheets import carried_words, titles
from stations.remarks import Remark

SHEETS = ("历下区", "市中区")


def known(title: str) -> str:
    field = title_matching.named(title, mapping={})
    return field.key if field else ""


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("*站点名称", "站点名称"),
        ("站  点  名  称", "站点名称"),
        ("开放\n时间", "开放时间"),
        ("详细地址（精确到门牌号）", "详细地址"),
        ("联系电话\n（必填）", "联系电话"),
        ("联系电话\n必填", "联系电话"),
        ("建筑面积（㎡）：", "建筑面积"),
        ("经度\n（东经）", "经度"),
        ("经度（百度）", "经度(百度)"),
        ("开放时间（夏季）", "开放时间(夏季)"),
        ("WiFi name", "WiFi name"),
    ],
)
def test_a_title_loses_its_hints_and_nothing_else(title: str, words: str) -> None:
    assert titles.stripped(title) == words


@pytest.mark.parametrize(
    ("above", "below", "title"),
    [
        ("开放时间", "夏季", "夏季开放时间"),
        ("坐标（高德）", "经度", "经度（高德）"),
        ("基本信息", "站点名称", "站点名称"),
        ("服务设施", "饮水机", "饮水机"),
        ("建设单位", "名称", "建设单位名称"),
        ("联系人", "电话", "联系人电话"),
        ("站点名称", "", "站点名称"),
    ],
)
def test_titles_of_two_rows_are_one(above: str, below: str, title: str) -> None:
    assert titles.joined(above, below, known=known) == title


@pytest.mark.parametrize(
    ("words", "district", "state"),
    [
        ("一、历下区（3个）", "历下区", ""),
        ("2.市中区", "市中区", ""),
        ("济南市历下区户外劳动者服务站点一览表", "历下区", ""),
        ("市中区-在建", "市中区", "筹建中"),
        ("（二）暂停运行站点", "", "暂停开放"),
        ("三、已撤销（1个）", "", "已撤销"),
        ("历下区总工会", "历下区", ""),
        ("第一批", "", ""),
        ("五莲县", "", ""),
        ("汇总", "", ""),
    ],
)
def test_a_heading_gives_its_rows_a_district_or_a_state(
    words: str, district: str, state: str
) -> None:
    said = carried_words.read(words, area="3701")
    assert (said.district, said.state) == (district, state)


def test_a_row_of_several_sheets_has_a_number_of_its_own_and_is_found_again() -> None:
    row = row_places.key(1, 7)
    assert row != row_places.key(0, 7)
    assert row_places.written(row, SHEETS) == "市中区!7"
    assert row_places.parsed("市中区!7", SHEETS) == row
    assert row_places.where(row, SHEETS) == "“市中区”第 7 行"
    for words in ("7", "别的!7", "市中区!", "市中区!七", "市中区!1234567"):
        assert row_places.parsed(words, SHEETS) is None
    assert row_places.parsed("7", ()) == 7
    assert (row_places.written(7, ()), row_places.where(7, ())) == ("7", "第 7 行")


def test_sentences_about_rows_name_their_sheets() -> None:
    hidden = Remark("hidden_rows", rows=[3, 5, 6]).on_sheet(1)
    assert hidden.words(SHEETS) == "“市中区”第 3、5–6 行是隐藏的（可能是筛选掉的），也会导入。"
    both = Remark("duplicate_id", rows=[row_places.key(0, 2), row_places.key(1, 2)])
    assert both.words(SHEETS).startswith("和“历下区”第 2 行、“市中区”第 2 行的编号相同。")
    many = Remark("no_district", count=30, rows=[row_places.key(1, n) for n in range(2, 32)])
    assert "21等 行（共 30 行）没有区县" in many.words(SHEETS)


def test_a_sentence_about_a_row_can_be_said_without_it() -> None:
    one = Remark("hours_unpaired", row=row_places.key(0, 7), words="8:00")
    assert one.words(SHEETS).startswith("“历下区”第 7 行的开门和关门时间配不成一对")
    assert one.words(SHEETS, of_row=False).startswith("开门和关门时间配不成一对")
