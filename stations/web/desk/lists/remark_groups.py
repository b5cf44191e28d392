"""Remarks of a list that say the same of many rows, said once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from stations import row_places
from stations.remarks import Remark

_MOST_PLACES = 6
"""Stretches of rows that are named; the others are counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RemarkGroup:
    """What is said of one row, or of several in the same words."""

    remark: Remark
    """The first of them."""
    rows: tuple[int, ...]

    @property
    def row(self) -> int | None:
        """The row, where it is only one."""
        return self.remark.row if len(self.rows) < 2 else None

    def words(self, sheets: Sequence[str]) -> str:
        """What is said; without its row where there are several."""
        return self.remark.words(sheets, of_row=len(self.rows) < 2)

    def where(self, sheets: Sequence[str]) -> str:
        """Its rows, as a person finds them: “历下区”第 5–11 行；“市中区”第 5 行（8 行）."""
        runs = row_places.stretches(self.rows)
        shown = "；".join(row_places.told([run], sheets) for run in runs[:_MOST_PLACES])
        more = " 等" if len(runs) > _MOST_PLACES else ""
        return f"{shown}{more}（{len(self.rows)} 行）" if len(self.rows) > 1 else shown


def grouped(remarks: Iterable[Remark]) -> list[RemarkGroup]:
    """The remarks in their order, those that say the same where the first of them stands."""
    alike: dict[object, list[Remark]] = {}
    for one in remarks:
        said = id(one) if one.row is None else (one.code, one.field, one.key, repr(one.values))
        alike.setdefault(said, []).append(one)
    return [
        RemarkGroup(remark=group[0], rows=tuple(one.row for one in group if one.row is not None))
        for group in alike.values()
    ]
