"""What is said of many rows is said once."""

from __future__ import annotations

from stations import row_places
from stations.remarks import Remark
from stations.web.desk.lists.remark_groups import grouped

SHEETS = ("历下区", "市中区")


def unread(row: int, words: str = "看心情") -> Remark:
    return Remark("hours_not_understood", row=row, words=words)


def test_rows_of_which_the_same_is_said_are_told_together() -> None:
    said = [unread(row) for row in (5, 6, 7, 9)]
    other = Remark("coarse_point", row=8)
    first, second = grouped([*said[:3], other, said[3]])
    assert first.where(()) == "第 5–7 行；第 9 行（4 行）"
    assert first.row is None
    assert first.words(()) == "开放时间“看心情”没有读懂，显示为“时间未知”。"
    assert (second.where(()), second.words(()), second.row) == ("第 8 行", other.message, 8)
    assert other.message.startswith("第 8 行的经纬度")


def test_rows_of_which_something_else_is_said_are_told_apart() -> None:
    assert len(grouped([unread(5), unread(6, "再说")])) == 2


def test_rows_of_several_sheets_are_told_with_their_sheets() -> None:
    rows = [row_places.key(0, 5), row_places.key(0, 6), row_places.key(1, 5)]
    [group] = grouped([unread(row) for row in rows])
    assert group.where(SHEETS) == "“历下区”第 5–6 行；“市中区”第 5 行（3 行）"


def test_of_many_stretches_the_first_are_named_and_all_are_counted() -> None:
    [group] = grouped([unread(2 * n) for n in range(1, 41)])
    assert group.where(()) == ("第 2 行；第 4 行；第 6 行；第 8 行；第 10 行；第 12 行 等（40 行）")


def test_what_is_said_of_the_file_stays_as_it_is() -> None:
    whole = Remark("shared_point", count=2, rows=[2, 3])
    [group] = grouped([whole])
    assert (group.words(()), group.row, group.rows) == (whole.message, None, ())
