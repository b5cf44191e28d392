"""A report of several tables as a workbook with numbers.

Numbers, amounts, shares and days are what a spreadsheet adds up and sorts; everything else is
text, never a formula.
"""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import IO, Final

from stations.tables import xlsx_writing
from stations.tables.xlsx_writing import (
    BOLD,
    DAY,
    HEAD,
    MONEY,
    SHARE,
    TEXT,
    column_letters,
    escaped,
)


@dataclass(frozen=True, slots=True)
class Yuan:
    """An amount of fen that a sheet shows in yuan."""

    fen: int


@dataclass(frozen=True, slots=True)
class Percent:
    """A share of a hundred."""

    of_hundred: int

    def __str__(self) -> str:
        return f"{self.of_hundred}%"


Cell = str | int | float | date | Yuan | Percent | None
_PLAIN: Final = 0
_BEFORE_DAYS: Final = date(1899, 12, 30)
"""Spreadsheets count days from here, since they take 1900 for a leap year."""
_LONGEST_NAME: Final = 31
_TYPES: Final = "[Content_Types].xml"
_BOOK: Final = "xl/workbook.xml"
_RELATIONS: Final = "xl/_rels/workbook.xml.rels"
_FIRST: Final = "xl/worksheets/sheet1.xml"


@dataclass(frozen=True, slots=True, kw_only=True)
class BookSheet:
    """One table of a workbook; every row has a cell for each column."""

    name: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]

    def __post_init__(self) -> None:
        if not 1 <= len(self.name) <= _LONGEST_NAME or set(self.name) & set("[]:*?/\\'"):
            raise ValueError("no name for a sheet")


def write_book(sheets: Sequence[BookSheet], *, file: IO[bytes]) -> None:
    """Write a workbook of these tables. The same tables give the same bytes."""
    paths = [f"xl/worksheets/sheet{number}.xml" for number in range(1, len(sheets) + 1)]
    parts = {
        **xlsx_writing.PARTS,
        _TYPES: _with(
            _TYPES, "</Types>", "".join(map(xlsx_writing.override, paths[1:])), own=_FIRST
        ),
        _BOOK: _book(sheets),
        _RELATIONS: _relations(len(sheets)),
    }
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as book:
        for name, content in parts.items():
            book.writestr(xlsx_writing.member(name), HEAD + content)
        for path, sheet in zip(paths, sheets, strict=True):
            book.writestr(xlsx_writing.member(path), _sheet(sheet))


def _with(part: str, end: str, more: str, *, own: str) -> str:
    """A part of every workbook with more before its end; it names the first sheet already."""
    whole = xlsx_writing.PARTS[part]
    if own not in whole:
        raise ValueError("a workbook begins with its first sheet")
    return whole.replace(end, more + end)


def _book(sheets: Sequence[BookSheet]) -> str:
    named = "".join(
        f'<sheet name="{escaped(sheet.name)}" sheetId="{n}" r:id="{_id(n)}"/>'
        for n, sheet in enumerate(sheets, start=1)
    )
    begin, _, rest = xlsx_writing.PARTS[_BOOK].partition("<sheets>")
    return f"{begin}<sheets>{named}</sheets>{rest.partition('</sheets>')[2]}"


def _relations(number: int) -> str:
    more = "".join(
        xlsx_writing.RELATION.format(_id(n), "worksheet", f"worksheets/sheet{n}.xml")
        for n in range(2, number + 1)
    )
    end = "</Relationships>"
    return xlsx_writing.PARTS[_RELATIONS].replace(end, more + end)


def _id(number: int) -> str:
    """The first sheet is rId1; rId2 are the styles of every workbook."""
    return f"rId{number if number == 1 else number + 1}"


def _sheet(sheet: BookSheet) -> str:
    letters = [column_letters(index) for index in range(1, len(sheet.columns) + 1)]
    rows = [xlsx_writing.row(1, sheet.columns, letters, BOLD)]
    rows += [_row(number, cells, letters) for number, cells in enumerate(sheet.rows, start=2)]
    return f"{xlsx_writing.opening(sheet.columns)}{''.join(rows)}</sheetData></worksheet>"


def _row(number: int, cells: Sequence[Cell], letters: Sequence[str]) -> str:
    whole = "".join(
        _cell(f"{letter}{number}", cell) for letter, cell in zip(letters, cells, strict=True)
    )
    return f'<row r="{number}">{whole}</row>'


def _cell(place: str, cell: Cell) -> str:
    typed = _typed(cell)
    if typed is not None:
        style, value = typed
        return f'<c r="{place}" s="{style}"><v>{value}</v></c>'
    if not cell or not isinstance(cell, str):
        return ""
    text = f'<is><t xml:space="preserve">{escaped(cell)}</t></is>'
    return f'<c r="{place}" s="{TEXT}" t="inlineStr">{text}</c>'


def _typed(cell: Cell) -> tuple[int, str] | None:
    """The style and the number of a cell that is no text."""
    if isinstance(cell, Yuan):
        whole, cents = divmod(abs(cell.fen), 100)
        return MONEY, f"{'-' if cell.fen < 0 else ''}{whole}.{cents:02d}"
    if isinstance(cell, Percent):
        return SHARE, f"{cell.of_hundred / 100:.2f}"
    if isinstance(cell, date):
        return DAY, str((cell - _BEFORE_DAYS).days)
    if isinstance(cell, int | float):
        return _PLAIN, str(cell)
    return None
