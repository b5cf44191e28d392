"""Values of the cells of a list."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, TypeVar

from stations.errors import Invalid
from stations.registry.fields.field import Field
from stations.registry.fields.identity import NAME
from stations.registry.fields.life import LIFECYCLE
from stations.tables import text

T = TypeVar("T")
_NOTHING = re.compile(
    r"[-—–―－_/／\\、.。…*＊?？~～]+|无|暂无|没有|暂缺|缺|空|无数据|暂未|未填写?|未提供|[Nn]\.?/?[Aa]\.?"
)
"""How a cell says that it holds nothing."""
_PROGRAMS_NOTHING = frozenset({"null", "none", "nil", "nan", "undefined"})
"""How programs write that; of a coordinate it tells that a program went wrong."""
_UNDECIDED = re.compile(
    r"[（(]?(?:待定|待补充?|待填写?|待核实?|待确认|待完善|待更新|待录入|不详|不明|未知|不清楚|不确定"
    r"|未定|tbd|tba)[）)]?",
    re.IGNORECASE,
)
"""How a cell says that nobody knows yet: of a phase that is no answer."""
_LONGEST_SIGN = 12
_BREAKS = re.compile(r"[ \u3000]*(?:\r\n|[\r\n\t])[\r\n\t \u3000]*")
_NAME_BREAKS = re.compile(r"[ \u3000]*(?<!\r)\n[\n \u3000]*")
"""As a spreadsheet writes them: what else is no letter has no place in a name."""


def read(field: Field[T], cell: str) -> tuple[T | None, bool]:
    """The value of a cell that is not empty, and whether invisible characters were dropped.

    None stands for a cell that is empty after all. Invalid carries the code for the report.
    """
    if field.codec.raw:
        bare = cell.strip()
        if bare and not bare[0].isdecimal() and says_nothing(field, bare):
            return None, False
        return (field.codec.read(bare) if bare else None), False
    return _worded(field, cell)


def says_nothing(field: Field[Any], cell: str) -> bool:
    """Whether a cell holds only a sign that there is nothing to hold."""
    bare = cell.strip()
    if len(bare) > _LONGEST_SIGN:
        return False
    if _NOTHING.fullmatch(bare):
        return True
    if bare.casefold() in _PROGRAMS_NOTHING:
        return not field.codec.raw
    return field is not LIFECYCLE and _UNDECIDED.fullmatch(bare) is not None


def known(field: Field[Any], cells: Iterable[str]) -> dict[str, Any]:
    """Cells of one column and their values, each read once; what is to be said of is left out."""
    found = {}
    for cell in set(cells):
        try:
            value, dropped = read(field, cell) if cell else (None, False)
        except Invalid:
            continue
        if value is not None and not dropped:
            found[cell] = value
    return found


def _worded(field: Field[T], cell: str) -> tuple[T | None, bool]:
    if says_nothing(field, cell):
        return None, False
    # A line break inside a cell is a space, or parts the items of a list.
    if not (field.codec.multiline or text.is_plain(cell)):
        breaks = _NAME_BREAKS if field is NAME else _BREAKS
        cell = breaks.sub(field.codec.breaks, cell.strip(" \n"))
    cleaned = text.clean(cell, multiline=field.codec.multiline)
    words = cleaned.text.strip()
    if not words:
        return None, cleaned.dropped
    longest = field.in_list.longest
    if len(words) > longest:
        raise Invalid("field_too_long.cell", title=field.title, count=len(words), longest=longest)
    return field.codec.read(words), cleaned.dropped
