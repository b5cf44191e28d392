"""A sheet that is a list of stations, on its way to a table."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from stations.remarks import Remark
from stations.tables.model import TableRow


@dataclass(slots=True, kw_only=True)
class ListSheet:
    """A sheet that is a list of stations."""

    name: str
    titles: list[str]
    keys: list[str]
    rows: list[TableRow]
    places: list[int]
    """Of each column its place in the sheet; -1 for one that is added."""
    warnings: list[Remark] = field(default_factory=list)
    asked: list[Remark] = field(default_factory=list)
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
