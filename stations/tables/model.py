"""A table that was read, and refusals of files."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

from stations.errors import Refused
from stations.remarks import Remark

FILE_BYTES: Final = 10 * 1024 * 1024
UNPACKED_BYTES: Final = 100 * 1024 * 1024
ZIP_MEMBERS: Final = 200
ROWS: Final = 50_000
COLUMNS: Final = 100
CELL_CHARS: Final = 131_072
TABLE_CHARS: Final = 32 * 1024 * 1024
MERGES: Final = 100_000
DEPTH: Final = 32
ECHO_CHARS: Final = 50

LON: Final = "经度"
LAT: Final = "纬度"


class FileRefused(Refused):
    """The whole file cannot be used. `code` is the short name, the message says what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRow:
    """One row as text. `number` is the row of the spreadsheet, or the number of the feature.

    A row with a `problem` may have no cells. `geometry_source` says that longitude and latitude
    were taken from a GeoJSON geometry, so a complaint about them belongs to 'geometry'. `nested`
    names the columns whose value was a JSON list or object: their cells hold its JSON text.
    """

    number: int
    cells: tuple[str, ...]
    problem: Remark | None = None
    """Why it cannot be used; its field is a column, 'geometry', 'properties' or None."""
    nested: tuple[str, ...] = ()
    geometry_source: bool = False

    def __post_init__(self) -> None:
        if self.number < 1:
            raise ValueError("rows are counted from one")


class Merge(NamedTuple):
    """A block of cells shown as one: rows by their numbers, columns counted from 0."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A file's content, or a sheet's: every usable row has exactly one cell for each column.

    As a reader gives it, `columns` is the first row that holds anything, whatever it says.
    """

    format: str
    columns: tuple[str, ...]
    rows: list[TableRow]
    warnings: tuple[Remark, ...] = ()
    """What a person should know although the file could be read."""
    asked: tuple[Remark, ...] = ()
    """What that person has to say yes to before anything is stored."""
    first: int = 1
    """Number of the row that stands as `columns`."""
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    """Names of all the sheets of the file that are shown."""
    hidden_sheets: tuple[str, ...] = ()
    """Names of those that a person has hidden; they are never read."""
    merges: tuple[Merge, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    lists: tuple[str, ...] = ()
    """Names of the sheets that its rows come from, where they come from several."""
    title_lines: tuple[str, ...] = ()
    """What stands above the header."""

    def __post_init__(self) -> None:
        width = len(self.columns)
        if any(row.problem is None and len(row.cells) != width for row in self.rows):
            raise ValueError("a row without a problem needs one cell for each column")


def heading(cell: str) -> str:
    """The name of a column: NFKC, without white space (NBSP, ideographic), BOM or NUL around it."""
    return unicodedata.normalize("NFKC", cell).strip().strip("\ufeff\u200b\x00").strip()


def excerpt(text: str) -> str:
    """At most 50 characters of the input on one line, fit to be echoed in a message."""
    plain = "".join(char if char.isprintable() else "\ufffd" for char in text[: ECHO_CHARS + 1])
    return plain if len(plain) <= ECHO_CHARS else plain[: ECHO_CHARS - 1] + "…"


def headings(cells: list[str]) -> tuple[str, ...]:
    """Column names of a header row; refuses more than 100 of them."""
    names = [heading(cell) for cell in cells]
    while names and not names[-1]:
        names.pop()
    if len(names) > COLUMNS:
        raise too_many_columns(row=1)
    return tuple(names)


def table_of(
    records: list[tuple[int, list[str]]], *, kind: str, sheet: str, sheets: tuple[str, ...]
) -> Table:
    """The numbered rows of a sheet as a table, its first row as the columns."""
    if not records:
        return Table(format=kind, columns=(), rows=[], sheet=sheet, sheets=sheets)
    (first, header), *body = records
    names = headings(header)
    width = max(len(names), max((len(cells) for _, cells in body), default=0))
    rows = [
        TableRow(number=number, cells=(*cells, *[""] * (width - len(cells))))
        for number, cells in body
    ]
    columns, rows = without_empty_end(names + ("",) * (width - len(names)), rows)
    return Table(format=kind, columns=columns, rows=rows, first=first, sheet=sheet, sheets=sheets)


def without_empty_end(
    columns: tuple[str, ...], rows: list[TableRow]
) -> tuple[tuple[str, ...], list[TableRow]]:
    """The table without the columns at its right end that have neither a name nor a cell.

    An unnamed column that holds something stays, with the name '', for the importer to mention.
    """
    width = len(columns)
    while width and not columns[width - 1]:
        if any(cell for row in rows for cell in row.cells[width - 1 : width]):
            break
        width -= 1
    if width == len(columns):
        return columns, rows
    return columns[:width], [replace(row, cells=row.cells[:width]) for row in rows]


def chosen(names: Sequence[str], *, wanted: Sequence[str]) -> list[int]:
    """Which of these sheets are wanted: all, if none is named. Refuses one that is not there."""
    if not wanted:
        return list(range(len(names)))
    stripped = [name.strip() for name in names]
    for name in wanted:
        if name.strip() not in stripped:
            sheets = [f"“{excerpt(each)}”" for each in names[:20]]
            raise FileRefused("choose_sheet", name=excerpt(name), sheets=sheets)
    meant = {name.strip() for name in wanted}
    return [place for place, name in enumerate(stripped) if name in meant]


def duplicate_column(name: str) -> FileRefused:
    """Two columns of one name: which of them is meant cannot be known."""
    return FileRefused("duplicate_column", name=excerpt(name))


def too_many_columns(*, row: int) -> FileRefused:
    """A table wider than any real list."""
    return FileRefused("too_many_columns", row=row, most=COLUMNS)


def too_many_rows() -> FileRefused:
    """A table longer than one import may be."""
    return FileRefused("too_many_rows", most=ROWS)


def too_large_unpacked() -> FileRefused:
    """A small file that unfolds to more than a list can need."""
    return FileRefused("too_large_unpacked")


def empty_file() -> FileRefused:
    """There is nothing in the file."""
    return FileRefused("empty_file")


def no_rows() -> FileRefused:
    """There is a header, or a list, and nothing in it."""
    return FileRefused("no_rows")
