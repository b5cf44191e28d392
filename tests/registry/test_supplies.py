"""What is used up is told in the words that people write, and nothing is guessed."""

from __future__ import annotations

import pytest

from stations.db.base import Database
from stations.errors import Invalid
from stations.registry import vocabulary
from stations.registry.fields.offer import OUT_OF_STOCK
from tests.support import lists

HEAD = "站点编号,名称,区县,经度,纬度,地址,缺货\n"


@pytest.mark.parametrize(
    ("cell", "ids"),
    [
        ("纸巾、口罩", ("paper", "mask")),
        ("口罩，厕纸", ("paper", "mask")),
        ("卫生纸 矿泉水", ("water", "paper")),
        ("纸杯；充电线", ("cups", "charging_cable")),
        ("无", ()),
        ("不缺。", ()),
    ],
)
def test_a_cell_says_what_is_used_up(cell: str, ids: tuple[str, ...]) -> None:
    assert OUT_OF_STOCK.codec.read(cell) == ids


@pytest.mark.parametrize("cell", ["黄金", "抽纸两包", "口罩、不知道", "不缺纸"])
def test_what_is_no_supply_is_named_and_not_guessed(cell: str) -> None:
    with pytest.raises(Invalid, match="物资不认识"):
        OUT_OF_STOCK.codec.read(cell)


def test_every_word_of_an_export_is_read_back() -> None:
    every = tuple(vocabulary.supplies().terms)
    words = "、".join(vocabulary.supplies().word(one) for one in every)
    assert OUT_OF_STOCK.codec.read(words) == every


def test_a_list_has_a_column_of_what_is_used_up(db: Database) -> None:
    row = "{0},驿站 {0},历下区,117.02{0},36.66,泉城路 {0} 号,{1}\n"
    plan = lists.planned(db, HEAD + row.format(1, "纸、口罩") + row.format(2, "黄金"))
    assert [one.after.out_of_stock for one in plan.added] == [("paper", "mask"), ()]
    assert ["黄金" in one.message for one in plan.warnings if "物资" in one.message] == [True]
