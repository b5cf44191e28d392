"""Rows of a workbook."""

import re
from dataclasses import replace
from typing import Final

from stations.tables.archive import Archive
from stations.tables.decimals import decimal_text, is_number, serial_text, shortest_text
from stations.tables.model import (
    CELL_CHARS,
    COLUMNS,
    MERGES,
    ROWS,
    TABLE_CHARS,
    Merge,
    Table,
    chosen,
    table_of,
    too_large_unpacked,
    too_many_columns,
    too_many_rows,
)
from stations.tables.workbook import Workbook, open_workbook, unescaped
from stations.tables.xml_scanning import Attributes, Scan, corrupt, scan

_LAST_ROW: Final = 1_048_576
_LETTERS: Final = re.compile("[A-Z]{1,3}")
_AREA: Final = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7}):\$?([A-Z]{1,3})\$?([0-9]{1,7})")
_COLUMN_OF: Final[dict[str, int]] = {}

Record = tuple[int, list[str]]


def read_xlsx(data: bytes, *, wanted: tuple[str, ...] = ()) -> list[Table]:
    """The visible sheets of a workbook as tables, in their order; of `wanted` only if there are.

    Numbers come as plain decimal text, dates as ISO text, formulas as the value last worked out.
    Raises FileRefused, 'choose_sheet' for a sheet that is not there.
    """
    archive = Archive(data)
    book = open_workbook(archive)
    names = tuple(sheet.name for sheet in book.sheets)
    places = chosen(names, wanted=wanted)
    tables = []
    texts = _Budget()
    for place in places:
        reader = _SheetScan(book, texts)
        scan(archive.chunks(book.sheets[place].member), reader)
        table = table_of(reader.records, kind="xlsx", sheet=names[place], sheets=names)
        tables.append(
            replace(
                table,
                hidden_sheets=book.hidden,
                merges=tuple(reader.merges),
                hidden_rows=frozenset(reader.hidden_rows),
                hidden_columns=frozenset(reader.hidden_columns),
            )
        )
    return tables


class _Budget:
    """How many characters and rows all the sheets of a workbook may hold together."""

    def __init__(self) -> None:
        self.chars = TABLE_CHARS
        self.rows = ROWS + 1


class _SheetScan(Scan):
    """Collects the rows of a sheet that hold anything, and how they are shown."""

    def __init__(self, book: Workbook, budget: _Budget) -> None:
        super().__init__()
        self.records: list[Record] = []
        self.merges: list[Merge] = []
        self.hidden_rows: set[int] = set()
        self.hidden_columns: set[int] = set()
        self._book = book
        self._budget = budget
        self._row = 0
        self._column = 0
        self._cells: list[str] = []
        self._kind = "n"
        self._style = ""
        self._pieces: list[str] = []
        self._phonetic = False
        self._in_cell = False
        value, guide = self._begin_value, self._begin_guide
        self.starts = {"c": self._begin_cell, "v": value, "t": value, "rPh": guide}
        self.starts |= {"row": self._begin_row, "col": self._columns, "mergeCell": self._merge}
        self.ends = {"c": self._end_cell, "v": self._end_value, "t": self._end_value}
        self.ends |= {"rPh": self._end_guide, "row": self._end_row}

    def _begin_value(self, _: Attributes) -> None:
        self.wants_text = self._in_cell and not self._phonetic

    def _end_value(self) -> None:
        self.wants_text = False

    def _begin_guide(self, _: Attributes) -> None:
        self._phonetic = True

    def _end_guide(self) -> None:
        self._phonetic = False

    def text(self, text: str) -> None:
        self._pieces.append(text)
        self._count(len(text))

    def _count(self, chars: int) -> None:
        self._budget.chars -= chars
        if self._budget.chars < 0:
            raise too_large_unpacked()

    def _begin_row(self, attributes: Attributes) -> None:
        number = attributes.get("r")
        row = self._row + 1 if number is None else _whole(number)
        if not self._row < row <= _LAST_ROW:
            raise corrupt()
        self._row, self._column, self._cells = row, 0, []
        if len(attributes) > 1 and is_hidden(attributes, size="ht"):
            self.hidden_rows.add(row)

    def _columns(self, attributes: Attributes) -> None:
        if is_hidden(attributes, size="width"):
            first, last = (_whole(attributes.get(end, "")) for end in ("min", "max"))
            self.hidden_columns.update(range(first - 1, min(last, COLUMNS)))

    def _merge(self, attributes: Attributes) -> None:
        found = _AREA.fullmatch(attributes.get("ref", ""))
        if found is None:
            return
        left, top, right, bottom = found.groups()
        self.merges.append(
            Merge(int(top), _column_number(left) - 1, int(bottom), _column_number(right) - 1)
        )
        if len(self.merges) > MERGES:
            raise too_large_unpacked()

    def _end_row(self) -> None:
        if not self._cells:
            return
        # Rows are counted where they stand: a single cell in the last row of a sheet is refused.
        self._budget.rows -= 1
        if self._row > ROWS + 1 or self._budget.rows < 0:
            raise too_many_rows()
        self.records.append((self._row, self._cells))

    def _begin_cell(self, attributes: Attributes) -> None:
        column = self._column + 1
        reference = attributes.get("r")
        if reference is not None:
            column = self._column_of(reference)
        if column <= self._column or self._row == 0:
            raise corrupt()
        self._column = column
        self._kind = attributes.get("t", "n")
        self._style = attributes.get("s", "")
        self._pieces = []
        self._in_cell = True

    def _column_of(self, reference: str) -> int:
        letters = reference.rstrip("0123456789")
        if reference[len(letters) :] != str(self._row):
            raise corrupt()
        column = _COLUMN_OF.get(letters)
        if column is None:
            column = _COLUMN_OF[letters] = _column_number(letters)
        return column

    def _end_cell(self) -> None:
        self._in_cell = False
        value = self._value("".join(self._pieces))
        if not value:
            return
        if self._column > COLUMNS:
            raise too_many_columns(row=self._row)
        self._cells += [""] * (self._column - 1 - len(self._cells))
        # No field may be as long: what reads the cell says that it is too long.
        self._cells.append(value[:CELL_CHARS])

    def _value(self, raw: str) -> str:
        if self._kind == "n":
            return self._number(raw.strip())
        if self._kind == "s":
            return self._shared(raw)
        if self._kind == "b":
            return {"1": "TRUE", "0": "FALSE"}.get(raw.strip(), raw)
        if self._kind in ("inlineStr", "str"):
            return unescaped(raw)
        return raw

    def _shared(self, raw: str) -> str:
        if not raw:
            return ""
        index = _whole(raw.strip())
        if index >= len(self._book.texts):
            raise corrupt()
        text = self._book.texts[index]
        self._count(len(text))
        return text

    def _number(self, raw: str) -> str:
        if not is_number(raw):
            return raw
        value = float(raw)
        if self._style.isdecimal() and int(self._style) in self._book.date_styles:
            return serial_text(value, from_1904=self._book.from_1904) or decimal_text(raw)
        # A sheet writes 17 digits (121.50009999999999): the shortest text of the same number is
        # what a person typed. Longer integers would lose digits on that way.
        if abs(value) >= 1e15:
            return decimal_text(raw)
        return shortest_text(value)


def is_hidden(attributes: Attributes, *, size: str) -> bool:
    """Whether a row or column is not shown: hidden, or of no height or width."""
    return attributes.get("hidden") in ("1", "true") or attributes.get(size) == "0"


def _column_number(letters: str) -> int:
    if _LETTERS.fullmatch(letters) is None:
        raise corrupt()
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return column


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise corrupt()
    return int(text)
