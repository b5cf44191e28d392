"""One NUL or one overlong cell is told with its row and column, and the other rows come in."""

from __future__ import annotations

import pytest

from stations.db.base import Database
from tests.support.lists import every, planned, stored

HEAD = "站点编号,名称,区县,经度,纬度,地址\n"
GOOD = "A1,甲路驿站,历下区,117.05123,36.66123,甲路 1 号\n"


@pytest.mark.parametrize("odd", ["乙路\x00驿站", "乙" * 200_000])
def test_in_a_name_it_refuses_its_row_alone(db: Database, odd: str) -> None:
    text = f"{HEAD}{GOOD}A2,{odd},历下区,117.06123,36.66123,乙路 2 号\n"
    plan = planned(db, text, area="3701")
    assert plan.outcome == "partial"
    assert [(one.row, one.field) for one in plan.rejected] == [(3, "名称")]
    assert stored(db, plan, good_rows=True)
    assert [station.number for station in every(db)] == ["A1"]


@pytest.mark.parametrize("odd", ["乙\x00路", "乙" * 200_000])
def test_in_an_address_it_leaves_its_cell_blank(db: Database, odd: str) -> None:
    text = f"sep=,\n{HEAD}{GOOD}A2,乙路驿站,历下区,117.06123,36.66123,{odd}\n"
    plan = planned(db, text, area="3701")
    assert not plan.rejected
    (told,) = [one for one in plan.warnings if one.key == "cell_unread"]
    assert (told.row, told.field) == (3, "地址")
    assert stored(db, plan)
    assert [station.place.address for station in every(db)] == ["甲路 1 号", ""]
