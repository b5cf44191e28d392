"""Lists that lie on their side: titles below each other, and a column for each station."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from stations.registry.lists import title_matching
from stations.registry.lists.sheets import header_rows, titles
from stations.tables.model import Table, TableRow

_MOST_ROWS = 100
"""Nobody writes more titles below each other."""
_PLACES = 2
"""The titles stand in the first column, or beside their serials."""
_PART = 0.5
"""So many of the words below each other are titles: of a list hardly any cell is one."""


def is_sideways(table: Table, *, mapping: Mapping[str, str]) -> bool:
    """Whether a column of a sheet names the fields of a station, and no row names as many."""
    rows = header_rows.rows_of(table)[:_MOST_ROWS]
    downwards = max((_known(_column(rows, n), mapping) for n in range(_PLACES)), key=len)
    if len(downwards) < titles.ENOUGH or "name" not in downwards:
        return False
    return all(len(_known(row.cells, mapping, part=0)) < len(downwards) for row in rows)


def _column(rows: Sequence[TableRow], place: int) -> list[str]:
    return [row.cells[place] for row in rows if place < len(row.cells)]


def _known(cells: Iterable[str], mapping: Mapping[str, str], *, part: float = _PART) -> set[str]:
    """The fields that these cells name, where enough of them are titles."""
    words = [titles.stripped(cell) for cell in cells if cell.strip()]
    fields = [
        title_matching.named(one, mapping=mapping) if len(one) <= titles.LONGEST else None
        for one in words
    ]
    found = [field.key for field in fields if field]
    return set(found) if len(found) >= part * len(words) else set()
