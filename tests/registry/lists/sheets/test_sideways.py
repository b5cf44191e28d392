"""A list on its side is refused with a way on; a list as it should be never is."""

from __future__ import annotations

import pytest

from stations.db.base import Database
from tests.support.lists import planned

UPRIGHT = (
    ("站点名称", "区县", "地址", "经度", "纬度", "开放时间"),
    ("甲路驿站", "历下区", "甲路1号", "117.05123", "36.66123", "8:00-18:00"),
    ("乙路驿站", "历下区", "乙路2号", "117.06123", "36.65123", "8:00-18:00"),
    ("丙路驿站", "市中区", "丙路3号", "116.99123", "36.64123", "9:00-17:00"),
)


def text(rows: list[tuple[str, ...]]) -> str:
    return "".join(",".join(row) + "\n" for row in rows)


TURNED = [*zip(*UPRIGHT, strict=True)]


@pytest.mark.parametrize(
    "rows",
    [
        TURNED,
        [row[:2] for row in TURNED],
        [("项目", "站点一", "站点二", "站点三"), *TURNED],
        [(f"{n}", *row) for n, row in enumerate(TURNED, 1)],
        [("历下区驿站情况", "", "", ""), *TURNED, ("填表人", "", "", "")],
        TURNED[:3],
        [(f"*{first}（必填）", *row) for first, *row in TURNED],
    ],
    ids=["plain", "one station", "headed", "with serials", "titled", "short", "with hints"],
)
def test_titles_below_each_other_are_no_stations(db: Database, rows: list[tuple[str, ...]]) -> None:
    plan = planned(db, text(rows), area="3701")
    assert (plan.outcome, plan.code) == ("reject_file", "sideways_list")
    assert plan.refused is not None
    assert "转置" in plan.refused.message


@pytest.mark.parametrize("rows", [list(UPRIGHT), list(UPRIGHT[:2])], ids=["three", "one"])
def test_a_list_of_rows_is_read(db: Database, rows: list[tuple[str, ...]]) -> None:
    plan = planned(db, text(rows), area="3701")
    assert len(plan.added) == len(rows) - 1
