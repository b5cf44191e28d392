"""Rows of a workbook."""

import re
from typing import Final

from stations.tables.archive import Archive
from stations.tables.decimals import decimal_text, is_number, serial_text, shortest_text
from stations.tables.model import (
    CELL_CHARS,
    COLUMNS,
    ROWS,
    TABLE_CHARS,
    FileRefused,
    Note,
    Table,
    TableRow,
    empty_file,
    excerpt,
    headings,
    no_rows,
    too_large_unpacked,
    too_many_columns,
    too_many_rows,
    without_empty_end,
)
from stations.tables.workbook import Workbook, WorkbookSheet, open_workbook, unescaped
from stations.tables.xml_scanning import Attributes, Enough, Scan, corrupt, scan

_LAST_ROW: Final = 1_048_576
_LETTERS: Final = re.compile("[A-Z]{1,3}")
_COLUMN_OF: Final[dict[str, int]] = {}

Record = tuple[int, list[str]]


def read_xlsx(data: bytes, *, sheet: str | None = None) -> Table:
    """The table of one visible sheet of a workbook; `sheet` names it.

    Without a name the only sheet that holds a table is taken, with the warning 'choose_sheet' if
    other sheets hold anything; several tables raise FileRefused 'choose_sheet'. Numbers come as
    plain decimal text, dates as ISO text, formulas as the value last worked out.
    """
    archive = Archive(data)
    book = open_workbook(archive)
    chosen, warnings = _chosen(archive, book, sheet)
    reader = _SheetScan(book, limit=None)
    scan(archive.chunks(chosen.member), reader)
    return _table(
        reader.records,
        warnings=warnings,
        sheet=chosen.name,
        sheets=tuple(each.name for each in book.sheets),
    )


def sheets_of(data: bytes) -> tuple[str, ...]:
    """The names of the visible sheets of a workbook."""
    return tuple(each.name for each in open_workbook(Archive(data)).sheets)


def _chosen(
    archive: Archive, book: Workbook, wanted: str | None
) -> tuple[WorkbookSheet, tuple[Note, ...]]:
    names = "、".join(f"“{excerpt(each.name)}”" for each in book.sheets[:10])
    if wanted is not None:
        for each in book.sheets:
            if each.name.strip() == wanted.strip():
                return each, ()
        raise FileRefused(
            f"没有名为“{excerpt(wanted)}”的工作表。可以选择：{names}。", code="choose_sheet"
        )
    if len(book.sheets) == 1:
        return book.sheets[0], ()
    peeks = [(each, _peek(archive, book, each)) for each in book.sheets]
    filled = [each for each, records in peeks if records]
    tables = [each for each, records in peeks if _is_table(records)] or filled
    if not tables:
        raise empty_file()
    if len(tables) > 1:
        raise FileRefused(
            f"有 {len(tables)} 个工作表都有数据，请用 --sheet 说明导入哪一个：{names}。",
            code="choose_sheet",
        )
    if len(filled) == 1:
        return tables[0], ()
    message = f"文件有几个工作表，读取了“{excerpt(tables[0].name)}”。如果不对，请另外指定工作表。"
    return tables[0], (Note(code="choose_sheet", message=message),)


def _peek(archive: Archive, book: Workbook, sheet: WorkbookSheet) -> list[Record]:
    reader = _SheetScan(book, limit=2)
    scan(archive.chunks(sheet.member), reader)
    return reader.records


def _is_table(records: list[Record]) -> bool:
    return len(records) > 1 and sum(1 for cell in records[0][1] if cell.strip()) > 1


def _table(
    records: list[Record], *, warnings: tuple[Note, ...], sheet: str, sheets: tuple[str, ...]
) -> Table:
    if not records:
        raise empty_file()
    (_, header), *body = records
    if not body:
        raise no_rows()
    names = headings(header)
    width = max(len(names), max(len(cells) for _, cells in body))
    rows = [
        TableRow(number=number, cells=(*cells, *[""] * (width - len(cells))))
        for number, cells in body
    ]
    columns, rows = without_empty_end(names + ("",) * (width - len(names)), rows)
    return Table(
        format="xlsx", columns=columns, rows=rows, warnings=warnings, sheet=sheet, sheets=sheets
    )


class _SheetScan(Scan):
    """Collects the rows of a sheet that hold anything; `limit` stops after so many of them."""

    def __init__(self, book: Workbook, *, limit: int | None) -> None:
        super().__init__()
        self.records: list[Record] = []
        self._book = book
        self._limit = limit
        self._chars = 0
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
        self.starts["row"] = self._begin_row
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
        self._chars += chars
        if self._chars > TABLE_CHARS:
            raise too_large_unpacked()

    def _begin_row(self, attributes: Attributes) -> None:
        number = attributes.get("r")
        row = self._row + 1 if number is None else _whole(number)
        if not self._row < row <= _LAST_ROW:
            raise corrupt()
        self._row, self._column, self._cells = row, 0, []

    def _end_row(self) -> None:
        if not self._cells:
            return
        # Rows are counted where they stand: a single cell in the last row of a sheet is refused.
        if self._row > ROWS + 1:
            raise too_many_rows()
        self.records.append((self._row, self._cells))
        if len(self.records) == self._limit:
            raise Enough

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
        if len(value) > CELL_CHARS:
            raise too_large_unpacked()
        self._cells += [""] * (self._column - 1 - len(self._cells))
        self._cells.append(value)

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
