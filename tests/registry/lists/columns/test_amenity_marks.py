"""A mark says whether an amenity is there; what is no mark is never taken for one."""

from __future__ import annotations

import pytest

from stations.registry.lists.columns import amenity_marks
from stations.registry.lists.columns.amenity_marks import AmenityMark

_MARKS = {
    AmenityMark.YES: "√ ✓ ✔ ● 有 是 1 2 １ 2台 Y 有（2台） 有2台 3台以上 若干 具备 2台(1台坏)",
    AmenityMark.NO: "× ✗ 无 否 0 ０ 0台 N 空 没有 未配备 x",
    AmenityMark.UNSAID: "/ - —— 不详 N/A",
    AmenityMark.STATE: "坏 维修中 待配 拟装 有，维修中 √（坏） 规划",
    AmenityMark.UNCLEAR: "？ 二楼 24小时 △ ○ 见备注",
}


@pytest.mark.parametrize(
    ("cell", "mark"), [(cell, mark) for mark, all_ in _MARKS.items() for cell in all_.split()]
)
def test_a_mark_is_read_as_clerks_make_it(cell: str, mark: AmenityMark) -> None:
    assert amenity_marks.read(cell).mark is mark


def test_a_column_of_words_is_none_of_marks() -> None:
    assert amenity_marks.are_marks(["√", "", "×", "有"][:1])
    assert not amenity_marks.are_marks(["周一", "周日", "√"])
