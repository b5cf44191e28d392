"""Stations of an area by kind and by grade of honour, as a table of a report."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from stations.areas import codes
from stations.db.base import Database
from stations.figures import counts
from stations.figures.past_figures import Past
from stations.registry import vocabulary
from stations.registry.scoping import Reach
from stations.registry.states import GRADE_WORDS, Grade
from stations.registry.stored import brief_store
from stations.tables.book_writing import BookSheet, Cell

_GRADES = (Grade.NATIONAL, Grade.PROVINCIAL, Grade.MUNICIPAL, Grade.UNKNOWN)
_HONOURS = tuple(f"{GRADE_WORDS[one] or '其他'}荣誉" for one in _GRADES)


@dataclass(frozen=True, slots=True, kw_only=True)
class KindRow:
    """One district, or all of the area."""

    name: str
    kinds: Mapping[str, int]
    honoured: Mapping[Grade, int]
    """How many stations have an honour of this grade, up to the end of the period."""


def of_area(
    db: Database, area: str, pasts: Sequence[Past], *, year: int
) -> tuple[tuple[KindRow, ...], KindRow]:
    """The stations that were on the books at the end of a period, by district and altogether."""
    reach = Reach(areas=(codes.trimmed(area),))
    kinds = brief_store.kinds(db, reach)
    graded: dict[str, set[Grade]] = defaultdict(set)
    for station_id, grade, given in brief_store.honours(db, reach):
        if given <= year:
            graded[station_id].add(Grade(grade))
    here = [past for past in pasts if past.end.counts]
    groups = counts.grouped(here, ())
    rows = tuple(
        _row(counts.group_name(code), found, kinds, graded) for code, found in groups.items()
    )
    return rows, _row("合计", here, kinds, graded)


def _row(
    name: str, pasts: Sequence[Past], kinds: Mapping[str, str], graded: Mapping[str, set[Grade]]
) -> KindRow:
    by_kind: dict[str, int] = defaultdict(int)
    honoured: dict[Grade, int] = defaultdict(int)
    for past in pasts:
        by_kind[kinds.get(past.id, "")] += 1
        for grade in graded.get(past.id, ()):
            honoured[grade] += 1
    return KindRow(name=name, kinds=dict(by_kind), honoured=dict(honoured))


def sheet(rows: Sequence[KindRow], total: KindRow) -> BookSheet:
    """The table: a column for each kind that there is, and for each grade of honour."""
    words = vocabulary.kinds()
    present = [one for one in words.terms if one in total.kinds]
    columns = ("地区", *(words.word(one) for one in present), *_HONOURS)
    cells: list[tuple[Cell, ...]] = [
        (
            row.name,
            *(row.kinds.get(one, 0) for one in present),
            *(row.honoured.get(grade, 0) for grade in _GRADES),
        )
        for row in (*rows, total)
    ]
    return BookSheet(name="类型和荣誉", columns=columns, rows=cells)
