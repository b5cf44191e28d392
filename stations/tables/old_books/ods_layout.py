"""Merges, hidden rows and columns, and the extent of the sheets of an OpenDocument file."""

from dataclasses import dataclass, field

from stations.tables.archive import Archive
from stations.tables.model import (
    COLUMNS,
    MERGES,
    ROWS,
    FileRefused,
    Merge,
    too_large_unpacked,
    too_many_columns,
    too_many_rows,
)
from stations.tables.xml_scanning import Attributes, Scan, corrupt, scan

_CONTENT = "content.xml"
_MANIFEST = "META-INF/manifest.xml"
_HIDDEN = ("collapse", "filter")


@dataclass(slots=True, kw_only=True)
class SheetLayout:
    """How a sheet is shown. Rows by their numbers, columns counted from 0."""

    merges: list[Merge] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)


def layouts(archive: Archive) -> list[SheetLayout]:
    """The layout of every sheet, hidden ones too; refuses what unfolds to more than a list."""
    if _CONTENT not in archive.names:
        raise corrupt()
    if _MANIFEST in archive.names:
        found = _Manifest()
        scan(archive.chunks(_MANIFEST), found)
        if found.encrypted:
            raise FileRefused("bad_archive.locked")
    walk = _Walk()
    scan(archive.chunks(_CONTENT), walk)
    return walk.found


class _Manifest(Scan):
    def __init__(self) -> None:
        super().__init__()
        self.encrypted = False
        self.starts = {"encryption-data": self._seen}

    def _seen(self, _: Attributes) -> None:
        self.encrypted = True


class _Walk(Scan):
    """Counts rows and columns with their repetitions; only what holds something is measured."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[SheetLayout] = []
        self._depth = 0
        self._row = self._column = 0
        self._rows = self._width = 1
        self._filled = False
        self.starts = {"table": self._begin_table, "table-column": self._columns}
        self.starts |= {"table-row": self._begin_row, "table-cell": self._begin_cell}
        self.starts |= {"covered-table-cell": self._begin_cell, "p": self._value}
        self.ends = {"table": self._end_table, "table-row": self._end_row}
        self.ends |= {"table-cell": self._end_cell, "covered-table-cell": self._end_cell}

    @property
    def _is_ours(self) -> bool:
        # A table inside a cell is drawn, not listed.
        return self._depth == 1

    def _begin_table(self, _: Attributes) -> None:
        self._depth += 1
        if self._is_ours:
            self.found.append(SheetLayout())
            self._row = self._column = 0

    def _end_table(self) -> None:
        self._depth -= 1

    def _columns(self, attributes: Attributes) -> None:
        if not self._is_ours:
            return
        count = _repeated(attributes, "columns")
        if _visibility(attributes) in _HIDDEN and self._column < COLUMNS:
            last = min(self._column + count, COLUMNS)
            self.found[-1].hidden_columns.update(range(self._column, last))
        self._column += count

    def _begin_row(self, attributes: Attributes) -> None:
        if not self._is_ours:
            return
        self._rows, self._column, self._filled = _repeated(attributes, "rows"), 0, False
        if _visibility(attributes) in _HIDDEN and self._row <= ROWS:
            last = min(self._row + self._rows, ROWS + 1)
            self.found[-1].hidden_rows.update(range(self._row + 1, last + 1))

    def _end_row(self) -> None:
        if not self._is_ours:
            return
        self._row += self._rows
        if self._filled and self._row > ROWS + 1:
            raise too_many_rows()

    def _begin_cell(self, attributes: Attributes) -> None:
        if not self._is_ours:
            return
        self._width = _repeated(attributes, "columns")
        down, right = _spanned(attributes, "rows"), _spanned(attributes, "columns")
        if down > 1 or right > 1:
            top, left = self._row + 1, self._column
            self.found[-1].merges.append(Merge(top, left, top + down - 1, left + right - 1))
            if len(self.found[-1].merges) > MERGES:
                raise too_large_unpacked()
        if _value_type(attributes):
            self._value(attributes)

    def _value(self, _: Attributes) -> None:
        if not self._is_ours:
            return
        self._filled = True
        if self._column + self._width > COLUMNS:
            raise too_many_columns(row=self._row + 1)

    def _end_cell(self) -> None:
        if self._is_ours:
            self._column += self._width


def _visibility(attributes: Attributes) -> str:
    return attributes.get("table:visibility", "visible")


def _value_type(attributes: Attributes) -> bool:
    return any(name in attributes for name in ("office:value-type", "calcext:value-type"))


def _repeated(attributes: Attributes, what: str) -> int:
    return _number(attributes.get(f"table:number-{what}-repeated", "1"))


def _spanned(attributes: Attributes, what: str) -> int:
    return _number(attributes.get(f"table:number-{what}-spanned", "1"))


def _number(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise corrupt()
    return max(1, int(text))
