"""What is said of many rows is said once."""

from __future__ import annotations

from stations.registry.entries.entry import Remark
from stations.registry.lists.sheets import row_places
from stations.web.desk.lists.remark_groups import grouped

SHEETS = ("历下区", "市中区")


def remark(row: int, words: str, *, code: str = "hours", sheets: tuple[str, ...] = ()) -> Remark:
    return Remark(row=row, code=code, message=f"{row_places.where(row, sheets)}的{words}")


def test_rows_of_which_the_same_is_said_are_told_together() -> None:
    said = [remark(row, "时间没有读懂。") for row in (5, 6, 7, 9)]
    other = remark(8, "坐标只有两位小数。", code="coarse")
    first, second = grouped([*said[:3], other, said[3]], ())
    assert first.where(()) == "第 5–7 行；第 9 行（4 行）"
    assert (first.message, first.row) == ("时间没有读懂。", None)
    assert (second.where(()), second.message, second.row) == ("第 8 行", other.message, 8)


def test_rows_of_several_sheets_are_told_with_their_sheets() -> None:
    rows = [row_places.key(0, 5), row_places.key(0, 6), row_places.key(1, 5)]
    [group] = grouped([remark(row, "时间没有读懂。", sheets=SHEETS) for row in rows], SHEETS)
    assert group.where(SHEETS) == "“历下区”第 5–6 行；“市中区”第 5 行（3 行）"


def test_of_many_stretches_the_first_are_named_and_all_are_counted() -> None:
    [group] = grouped([remark(2 * n, "没有座机。") for n in range(1, 41)], ())
    assert group.where(()) == ("第 2 行；第 4 行；第 6 行；第 8 行；第 10 行；第 12 行 等（40 行）")


def test_what_is_said_of_the_file_stays_as_it_is() -> None:
    whole = Remark(row=None, code="ignored", message="这些列没有导入：备注。")
    [group] = grouped([whole], ())
    assert (group.message, group.row, group.rows) == (whole.message, None, ())
