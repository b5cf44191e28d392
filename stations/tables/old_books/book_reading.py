"""Rows of old workbooks (.xls, WPS's .et) and of OpenDocument spreadsheets, by calamine."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Final

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from stations.tables.archive import Archive
from stations.tables.decimals import decimal_text, shortest_text
from stations.tables.model import (
    CELL_CHARS,
    COLUMNS,
    MERGES,
    ROWS,
    TABLE_CHARS,
    FileRefused,
    Merge,
    Table,
    chosen,
    table_of,
    too_large_unpacked,
    too_many_columns,
    too_many_rows,
)
from stations.tables.old_books.biff_layout import hidden_in
from stations.tables.old_books.ods_layout import SheetLayout, layouts

Value = str | int | float | bool | date | datetime | time | timedelta
Record = tuple[int, list[str]]

_WHOLE_DAY: Final = timedelta(days=1)


def read_xls(data: bytes, *, wanted: tuple[str, ...] = ()) -> list[Table]:
    """The visible sheets of an old workbook (BIFF 5 or 8) as tables. Raises FileRefused."""
    hidden = hidden_in(data)
    tables = []
    for place, table, sheet in _tables(data, kind="xls", wanted=wanted):
        merges = sheet.merged_cell_ranges or []
        if len(merges) > MERGES:
            raise too_large_unpacked()
        rows, columns = hidden.get(place, (frozenset(), frozenset()))
        tables.append(
            replace(
                table,
                merges=tuple(
                    Merge(top + 1, left, bottom + 1, right)
                    for (top, left), (bottom, right) in merges
                ),
                hidden_rows=rows,
                hidden_columns=columns,
            )
        )
    return tables


def read_ods(data: bytes, *, wanted: tuple[str, ...] = ()) -> list[Table]:
    """The visible sheets of an OpenDocument spreadsheet as tables. Raises FileRefused.

    The archive and the extent of its sheets are checked before calamine unfolds them; merges and
    what is hidden are read here, because calamine does not tell them.
    """
    found = layouts(Archive(data))
    return [
        _laid_out(table, found[place])
        for place, table, _ in _tables(data, kind="ods", wanted=wanted)
    ]


def _laid_out(table: Table, layout: SheetLayout) -> Table:
    return replace(
        table,
        merges=tuple(layout.merges),
        hidden_rows=frozenset(layout.hidden_rows),
        hidden_columns=frozenset(layout.hidden_columns),
    )


def _tables(
    data: bytes, *, kind: str, wanted: tuple[str, ...]
) -> Iterator[tuple[int, Table, CalamineSheet]]:
    """Place among all sheets, table and sheet of every visible one that is wanted."""
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(data))
        lists = [
            (place, sheet.visible)
            for place, sheet in enumerate(book.sheets_metadata)
            if sheet.typ == SheetTypeEnum.WorkSheet
        ]
        shown = [place for place, state in lists if state == SheetVisibleEnum.Visible]
        hidden = tuple(
            book.sheet_names[place] for place, state in lists if state == SheetVisibleEnum.Hidden
        )
        names = tuple(book.sheet_names[place] for place in shown)
        budget = ROWS + 1
        for number in chosen(names, wanted=wanted):
            sheet = book.get_sheet_by_index(shown[number])
            records = _records(sheet)
            budget -= len(records)
            if budget < 0:
                raise too_many_rows()
            table = table_of(records, kind=kind, sheet=names[number], sheets=names)
            yield shown[number], replace(table, hidden_sheets=hidden), sheet
    except (FileRefused, MemoryError, GeneratorExit):
        raise
    except PasswordError:
        raise FileRefused("unsupported_type.locked_book") from None
    except CalamineError:
        raise FileRefused("unsupported_type.broken_book") from None
    except BaseException as error:
        # A panic of the library is no Exception; whatever it is, the file is to blame.
        if isinstance(error, (KeyboardInterrupt, SystemExit)):
            raise
        raise FileRefused("unsupported_type.broken_sheet") from None


def _records(sheet: CalamineSheet) -> list[Record]:
    records: list[Record] = []
    chars = TABLE_CHARS
    top, _ = sheet.start or (0, 0)
    for number, row in enumerate(sheet.iter_rows(), start=1):
        if number <= top:
            continue
        cells = [_text(value) for value in row]
        while cells and not cells[-1]:
            cells.pop()
        if not cells:
            continue
        if number > ROWS + 1:
            raise too_many_rows()
        if len(cells) > COLUMNS:
            raise too_many_columns(row=number)
        chars -= sum(map(len, cells))
        if chars < 0:
            raise too_large_unpacked()
        # No field may be as long: what reads the cell says that it is too long.
        records.append((number, [cell[:CELL_CHARS] for cell in cells]))
    return records


def _text(value: Value) -> str:
    """A value as a person sees it in the sheet."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return decimal_text(repr(value)) if abs(value) >= 1e15 else shortest_text(value)
    if isinstance(value, datetime):
        clock = _clock(value.time())
        return f"{value:%Y-%m-%d}" if clock == "00:00" else f"{value:%Y-%m-%d} {clock}"
    if isinstance(value, date):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, time):
        return _clock(value)
    if timedelta(0) <= value < _WHOLE_DAY:
        return _clock((datetime.min + value).time())
    return shortest_text(value / _WHOLE_DAY)


def _clock(moment: time) -> str:
    return f"{moment:%H:%M:%S}" if moment.second else f"{moment:%H:%M}"
