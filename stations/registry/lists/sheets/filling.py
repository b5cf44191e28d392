"""Cells that are blank because they are merged with the one above."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from stations.tables.model import Merge, TableRow

_WIDEST = 2
"""A block of more columns is a drawing or a note, and no value of each row."""


def filled_from_merges(
    rows: Sequence[TableRow], merges: Sequence[Merge], *, after: int
) -> Iterator[TableRow]:
    """The rows with the value of a merged cell in every row that it covers.

    Only merges below the row `after`, that of the header, and of columns one beside the other.
    """
    starts: dict[int, list[Merge]] = {}
    for merge in merges:
        is_narrow = merge.right - merge.left < _WIDEST
        if merge.top > after and merge.bottom > merge.top and is_narrow:
            starts.setdefault(merge.top, []).append(merge)
    if not starts:
        yield from rows
        return
    tops = sorted(starts)
    open_ones: list[tuple[Merge, str]] = []
    at = 0
    for row in rows:
        while at < len(tops) and tops[at] <= row.number:
            for merge in starts[tops[at]]:
                # The first row of a merge holds its value; a row that is not here holds none.
                value = (
                    row.cells[merge.left] if row.number == merge.top and _has(row, merge) else ""
                )
                open_ones.append((merge, value))
            at += 1
        open_ones = [(merge, value) for merge, value in open_ones if merge.bottom >= row.number]
        yield _with(row, open_ones)


def _has(row: TableRow, merge: Merge) -> bool:
    return merge.left < len(row.cells)


def _with(row: TableRow, open_ones: Sequence[tuple[Merge, str]]) -> TableRow:
    # A row in which nothing else stands is no row: a merge may reach below the last station.
    if not open_ones or not any(row.cells):
        return row
    cells = list(row.cells)
    for merge, value in open_ones:
        if value and merge.left < len(cells) and not cells[merge.left]:
            cells[merge.left] = value
    if tuple(cells) == row.cells:
        return row
    return TableRow(number=row.number, cells=tuple(cells), problem=row.problem)


def looks_merged(values: Sequence[str]) -> bool:
    """Whether blanks among these values look like merged cells that were saved as text.

    The first one is there, some are blank, and each of several values is written once: who writes
    a value in every row would write one of them twice.
    """
    written = [value for value in values if value]
    if not values or not values[0] or not 2 <= len(written) < len(values):
        return False
    return len(set(written)) == len(written)
