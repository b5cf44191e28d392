"""A sheet that is a list of stations, on its way to a table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from stations.tables.model import Note, TableRow

_LISTED_ROWS = 20


@dataclass(slots=True, kw_only=True)
class ListSheet:
    """A sheet that is a list of stations."""

    name: str
    titles: list[str]
    keys: list[str]
    rows: list[TableRow]
    places: list[int]
    """Of each column its place in the sheet; -1 for one that is added."""
    notes: list[Note] = field(default_factory=list)
    title_lines: tuple[str, ...] = ()
    """What stands above the header."""

    def column(self, key: str, title: str) -> int:
        """The place of a column, which is added where there is none."""
        if key in self.keys:
            return self.keys.index(key)
        self.titles.append(title)
        self.keys.append(key)
        self.places.append(-1)
        self.rows = [
            replace(row, cells=(*row.cells, "")) if row.cells else row for row in self.rows
        ]
        return len(self.titles) - 1

    def write(self, n: int, place: int, value: str) -> None:
        """Writes a cell of the n-th row."""
        row = self.rows[n]
        self.rows[n] = replace(row, cells=(*row.cells[:place], value, *row.cells[place + 1 :]))


def ranges(numbers: Iterable[int]) -> str:
    """Numbers of rows as a person says them: 3、5–9."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    told = [f"{run[0]}–{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs]
    more = "等" if len(told) > _LISTED_ROWS else ""
    return "、".join(told[:_LISTED_ROWS]) + more
