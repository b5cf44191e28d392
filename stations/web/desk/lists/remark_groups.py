"""Remarks of a list that say the same of many rows, said once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from stations.registry.entries.entry import Remark
from stations.registry.lists.sheets import row_places

_MOST_PLACES = 6
"""Stretches of rows that are named; the others are counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RemarkGroup:
    """What is said of one row, or of several in the same words."""

    remark: Remark
    """The first of them."""
    rows: tuple[int, ...]
    message: str
    """What is said; without its row where there are several."""

    @property
    def row(self) -> int | None:
        """The row, where it is only one."""
        return self.remark.row if len(self.rows) < 2 else None

    def where(self, sheets: Sequence[str]) -> str:
        """Its rows, as a person finds them: “历下区”第 5–11 行；“市中区”第 5 行（8 行）."""
        stretches = list(_stretches(self.rows, sheets))
        shown = "；".join(stretches[:_MOST_PLACES])
        more = " 等" if len(stretches) > _MOST_PLACES else ""
        return f"{shown}{more}（{len(self.rows)} 行）" if len(self.rows) > 1 else shown


def grouped(remarks: Iterable[Remark], sheets: Sequence[str]) -> list[RemarkGroup]:
    """The remarks in their order, those that say the same where the first of them stands."""
    alike: dict[object, list[Remark]] = {}
    for remark in remarks:
        key = remark if remark.row is None else (remark.code, remark.field, _said(remark, sheets))
        alike.setdefault(key, []).append(remark)
    return [_group(one, sheets) for one in alike.values()]


def _group(remarks: Sequence[Remark], sheets: Sequence[str]) -> RemarkGroup:
    first = remarks[0]
    rows = tuple(one.row for one in remarks if one.row is not None)
    message = _said(first, sheets) if len(remarks) > 1 else first.message
    return RemarkGroup(remark=first, rows=rows, message=message)


def _said(remark: Remark, sheets: Sequence[str]) -> str:
    """What is said of a row, without naming it."""
    if remark.row is None:
        return remark.message
    return remark.message.removeprefix(row_places.where(remark.row, sheets)).removeprefix("的")


def _stretches(rows: Sequence[int], sheets: Sequence[str]) -> Iterable[str]:
    # Rows that follow one another differ from their places in the list by the same number.
    for _, pairs in groupby(enumerate(sorted(rows)), key=lambda pair: pair[1] - pair[0]):
        stretch = [row for _, row in pairs]
        first, last = stretch[0], stretch[-1]
        name = row_places.where(first, sheets)
        if last > first:
            name = f"{name.removesuffix(' 行')}–{row_places.number(last)} 行"
        yield name
