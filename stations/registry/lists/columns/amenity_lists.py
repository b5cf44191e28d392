"""Columns that list the amenities that are not there, or do not work."""

from __future__ import annotations

import re
from collections.abc import Sequence

from stations.registry import amenity_words
from stations.registry.lists.columns import amenity_marks
from stations.registry.lists.columns.amenity_marks import AmenityMark, MarkedCell
from stations.registry.lists.columns.meaning import BROKEN, LACKING
from stations.registry.lists.columns.title_spelling import Title
from stations.registry.states import AmenityState

_THINGS = (
    r"(?:的?(?:主要|基本|基础|服务|配套|便民|站内)*"
    r"(?:设施设备|设备设施|设施|设备|物品|物资|用品|功能|服务)(?:项目?|名称)?)"
)
_ABSENT = (
    r"(?:缺少?|缺失|欠缺|短缺|缺项|没有|没|无|未有?|未配[备置齐]?|未设|未装|未安装|不具备|不含|不提供"
    r"|[尚还]?(?:缺|无)|[待拟需](?:要)?(?:配[备置]?|补[充配]?|增[加配]?|添[加置]?|购[置买]?|完善)|计划(?:配[备置]?|增[加配]?|添[加置]?))"
)
_FAULTY = (
    r"(?:损坏|毁坏|故障|坏了?|破损|失效|停用|报废|[待需报]维?修|维修中?|不能用|不可用|无法使用)"
)
_TAIL = r"(?:情况|清单|列表|名单|明细|说明|内容)?"
_PATTERNS = {
    LACKING: re.compile(rf"{_ABSENT}{_THINGS}{_TAIL}|{_THINGS}{_ABSENT}{_TAIL}"),
    BROKEN: re.compile(rf"{_FAULTY}{_THINGS}{_TAIL}|{_THINGS}{_FAULTY}{_TAIL}"),
}
_STATES = {
    LACKING: MarkedCell(mark=AmenityMark.NO),
    BROKEN: MarkedCell(mark=AmenityMark.STATE, state="坏"),
}
_NOTHING = re.compile(
    r"[无没]有?|均?(?:正常|完好|齐全|良好|都有|都在)|全部?(?:正常|完好|齐全|有)|[0零]"
)
"""How a cell says that nothing is missing or broken."""


def titled(title: Title) -> str:
    """What a title says of the amenities listed below it: LACKING, BROKEN, '' for neither."""
    return next((part for part, words in _PATTERNS.items() if words.fullmatch(title.bare)), "")


def read(part: str, cell: str) -> dict[str, MarkedCell] | None:
    """Amenity → what the cell says of it; None where it is not understood."""
    words = cell.strip()
    if amenity_marks.read(words).mark is AmenityMark.UNSAID or _NOTHING.fullmatch(words):
        return {}
    named = amenity_words.named(words)
    found = dict.fromkeys(named.ids, _STATES[part])
    for amenity, state in named.states.items():
        broken = state is AmenityState.OUT_OF_ORDER
        found[amenity] = _STATES[BROKEN if broken else LACKING]
    return found or None


def fits(part: str, cells: Sequence[str]) -> bool:
    """Whether at least half of these cells can be such a list."""
    return 2 * sum(read(part, cell) is not None for cell in cells) >= len(cells)
