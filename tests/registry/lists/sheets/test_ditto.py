"""Cells that say 同上 have what stands above them, where stations may share it; else they ask."""

from __future__ import annotations

import pytest

from stations.db.base import Database
from stations.registry.fields import BY_KEY
from tests.support.lists import planned

HEAD = "站点编号,名称,区县,街道,地址,经度,纬度,开放时间,运营单位,电话"
FIRST = "A1,甲路驿站,历下区,文东街道,甲路1号,117.05123,36.66123,8:00-18:00,甲街城管所,0531-88880001"
SECOND = "A2,乙路驿站,{d},{d},乙路2号,117.06123,36.65123,{d},{d},0531-88880002"


def text_of(*rows: str) -> str:
    return "\n".join((HEAD, FIRST, *rows)) + "\n"


@pytest.mark.parametrize(
    "sign", ["同上", "同上。", "同上行", "同前", "〃", "″", "”", "々", '""""', " 同上 "]
)
def test_what_stations_share_is_taken_from_the_row_above_and_told(db: Database, sign: str) -> None:
    plan = planned(db, text_of(SECOND.format(d=sign)), area="3701")
    first, second = (one.after for one in plan.added)
    for key in ("district", "street", "hours", "operator"):
        assert BY_KEY[key].text(second) == BY_KEY[key].text(first) != ""
    told = [one.message for one in plan.warnings if one.code == "ditto"]
    assert "第 3 行的“开放时间”写的是“同上”一类的话，已按上一行填。" in told
    assert len(told) == 4
    assert not plan.asked


def test_one_below_the_other_are_all_as_the_first(db: Database) -> None:
    third = SECOND.format(d="同上").replace("A2,乙路", "A3,丙路").replace("117.06", "117.08")
    plan = planned(db, text_of(SECOND.format(d="同上"), third), area="3701")
    assert {BY_KEY["hours"].text(one.after) for one in plan.added} == {"8:00-18:00"}


def test_a_name_is_nobody_elses(db: Database) -> None:
    named = SECOND.format(d="同上").replace("乙路驿站", "同上")
    below = SECOND.format(d="同上").replace("A2,乙路", "A3,丙路").replace("117.06", "117.08")
    plan = planned(db, text_of(named, below), area="3701")
    assert [one.message for one in plan.rejected] == [
        "第 3 行的名称写的是“同上”，认不出是哪个驿站。请写明名称。"
    ]
    assert [BY_KEY["hours"].text(one.after) for one in plan.added] == ["8:00-18:00", "8:00-18:00"]


@pytest.mark.parametrize(
    ("cell", "title"), [("117.06123,36.65123", "经度”、“纬度"), ("0531-88880002", "电话")]
)
def test_what_each_station_has_of_its_own_is_left_blank_and_asked(
    db: Database, cell: str, title: str
) -> None:
    blank = ",".join("同上" for _ in cell.split(","))
    plan = planned(db, text_of(SECOND.format(d="同上").replace(cell, blank)), area="3701")
    assert plan.outcome == "confirm"
    assert [one.message.partition("”写")[0] for one in plan.asked] == [f"第 3 行的“{title}"]
    assert BY_KEY["phone"].text(plan.added[0].after) == "0531-88880001"
    assert {one.after.is_draft for one in plan.added} == {False, "经度" in title} or "电话" in title


@pytest.mark.parametrize("sign", ["同左", "同左列"])
def test_the_cell_beside_is_no_value(db: Database, sign: str) -> None:
    plan = planned(db, text_of(SECOND.format(d=sign)), area="3701")
    assert [one.key for one in plan.asked] == ["ditto.untold"]


def test_nothing_stands_above_the_first_row(db: Database) -> None:
    plan = planned(db, text_of().replace("8:00-18:00", "同上"), area="3701")
    assert [one.key for one in plan.asked] == ["ditto.untold"]


def test_a_heading_between_two_rows_says_the_district_itself(db: Database) -> None:
    lines = [HEAD, f"一、历下区{',' * 9}", FIRST, f"二、市中区{',' * 9}"]
    below = SECOND.replace("{d},{d},乙", "同上,,乙").format(d="同上").replace("6.65", "6.64")
    plan = planned(db, "\n".join((*lines, below)) + "\n", area="3701")
    assert [BY_KEY["district"].text(one.after) for one in plan.added] == ["历下区", "市中区"]
