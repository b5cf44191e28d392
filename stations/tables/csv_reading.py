"""Rows of a CSV file."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

from stations.remarks import Remark
from stations.tables.encoding import decode
from stations.tables.model import (
    CELL_CHARS,
    COLUMNS,
    ROWS,
    FileRefused,
    Table,
    TableRow,
    empty_file,
    headings,
    no_rows,
    too_many_columns,
    too_many_rows,
    without_empty_end,
)

_QUOTED: Final = re.compile(r'"[^"]*+"?')
_SEPARATORS: Final = ",;\t"
_LINE_END: Final = re.compile(r"[\r\n]+")
_DECLARED: Final = re.compile(r"""(["']?)sep=([^\w"'\r\n])\2*\1(?:\r\n|\r|\n|$)""", re.IGNORECASE)
"""The first line in which Excel is told the separator; some programs fill it up with more."""
_HEAD_CHARS: Final = 1 << 20
_HEAD_LINES: Final = 40


def read_csv(data: bytes) -> Table:
    """The table of a CSV file in any encoding of `decode`, separated by comma, semicolon or tab.

    Rows are numbered as a spreadsheet shows them: the header is row 1, a line break inside quotes
    begins no new row, and a first line `sep=;` is none. A row with more or fewer cells than the
    first keeps them, with a problem: the first may be a title without separators. A cell longer
    than any field is cut: what reads it says that it is too long. Quotes must be balanced.
    Raises FileRefused.
    """
    text, warnings = decode(data)
    declared = _DECLARED.match(text)
    text = text[declared.end() :] if declared else text
    if not text.strip():
        raise empty_file()
    records = _records(text, declared[2] if declared else separator(text))
    header, first = _header(records)
    names = headings(header)
    rows = _rows(records, fields=len(header), after=first)
    if not rows:
        raise no_rows()
    width = min(len(header), COLUMNS)
    columns, rows = without_empty_end(names + ("",) * (width - len(names)), rows)
    return Table(format="csv", columns=columns, rows=rows, warnings=warnings, first=first)


def separator(text: str) -> str:
    """Comma, semicolon or tab: the one that most of the first lines hold equally often."""
    lines = _LINE_END.split(_QUOTED.sub("", text[:_HEAD_CHARS]).strip("\r\n"))[:_HEAD_LINES]

    def regular(mark: str) -> tuple[int, int]:
        counts = Counter(number for line in lines if (number := line.count(mark)))
        # Of two that stand in as many lines, the one that cuts them into more cells.
        return max(((lines_with, number) for number, lines_with in counts.items()), default=(0, 0))

    return max(_SEPARATORS, key=regular)


def _records(text: str, delimiter: str) -> Iterator[list[str]]:
    # A setting of the whole process, where others read too: it only grows.
    csv.field_size_limit(max(csv.field_size_limit(), len(text) + 1))
    # newline='' splits at CR, LF and CRLF alone and keeps line breaks inside quotes as they are.
    lines = io.StringIO(text, newline="")
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    number = 0
    while True:
        number += 1
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error:
            raise FileRefused("unbalanced_quote", row=number) from None
        if any(len(cell) > CELL_CHARS for cell in record):
            if any(_swallows(cell, delimiter, len(record)) for cell in record):
                raise FileRefused("unbalanced_quote", row=number)
            record = [cell[:CELL_CHARS] for cell in record]
        yield record


def _swallows(cell: str, delimiter: str, fields: int) -> bool:
    """Whether a cell longer than any field holds whole rows, for want of a quote before them."""
    if len(cell) <= CELL_CHARS:
        return False
    return any(line.count(delimiter) >= max(fields - 1, 1) for line in _LINE_END.split(cell)[1:-1])


def _header(records: Iterator[list[str]]) -> tuple[list[str], int]:
    for number, record in enumerate(records, start=1):
        if any(cell.strip() for cell in record):
            return record, number
    raise empty_file()


def _rows(records: Iterator[list[str]], *, fields: int, after: int) -> list[TableRow]:
    rows: list[TableRow] = []
    for count, record in enumerate(records, start=1):
        if count > ROWS:
            raise too_many_rows()
        if not any(record):
            continue
        number = after + count
        if len(record) != fields:
            wrong = wrong_count(number, found=len(record), expected=fields)
            cells = tuple(record[: COLUMNS + 1])
            rows.append(TableRow(number=number, cells=cells, problem=wrong))
        elif fields > COLUMNS and any(record[COLUMNS:]):
            raise too_many_columns(row=number)
        else:
            rows.append(TableRow(number=number, cells=tuple(record[:COLUMNS])))
    return rows


def wrong_count(number: int, *, found: int, expected: int) -> Remark:
    """A row that was cut into more or fewer cells than the header has."""
    return Remark("wrong_column_count", row=number, found=found, expected=expected)
