"""Rows of several sheets under one number each: sheet and row of the spreadsheet in one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import groupby

_APART = 100_000
"""More than a sheet has rows. A list of one sheet only keeps the numbers of its rows."""
_ROWS = re.compile(r"第 (\d+(?:[、–]\d+)*) 行")
_PART = re.compile(r"\d+|[、–]")


def key(sheet: int, row: int) -> int:
    """The number of a row of one of several sheets, counted from 0."""
    return (sheet + 1) * _APART + row


def number(row: int) -> int:
    """The row as its spreadsheet counts it."""
    return row % _APART


def sheet(row: int, sheets: Sequence[str]) -> str:
    """The name of the sheet that a row stands on; '' where there is only one."""
    return sheets[row // _APART - 1] if 0 < row // _APART <= len(sheets) else ""


def where(row: int, sheets: Sequence[str]) -> str:
    """A row as a person finds it: 第 12 行, or “历下区”第 12 行."""
    return told([(row, row)], sheets)


def stretches(rows: Iterable[int]) -> list[tuple[int, int]]:
    """Rows that follow one another, from the first to the last of each stretch."""
    found: list[tuple[int, int]] = []
    for row in sorted(rows):
        if found and row == found[-1][1] + 1:
            found[-1] = (found[-1][0], row)
        else:
            found.append((row, row))
    return found


def told(runs: Sequence[tuple[int, int]], sheets: Sequence[str], *, more: str = "") -> str:
    """Stretches of rows as a person finds them: “历下区”第 3、5–9 行、“市中区”第 2 行."""
    said = []
    for name, group in groupby(runs, key=lambda run: sheet(run[0], sheets)):
        rows = [
            f"{number(first)}–{number(last)}" if last > first else str(number(first))
            for first, last in group
        ]
        said.append((f"“{name}”" if name else "", "、".join(rows)))
    return "、".join(
        f"{name}第 {rows}{more if n == len(said) else ''} 行"
        for n, (name, rows) in enumerate(said, start=1)
    )


def written(row: int, sheets: Sequence[str]) -> str:
    """A row as `parsed` reads it."""
    name = sheet(row, sheets)
    return f"{name}!{number(row)}" if name else str(number(row))


def parsed(words: str, sheets: Sequence[str]) -> int | None:
    """The row that is written so: 12, or 历下区!12 as formulas write it; None where none is."""
    name, _, row = words.strip().rpartition("!")
    if not (row.isascii() and row.isdecimal() and len(row) < 6):
        return None
    if not sheets:
        return int(row)
    return key(sheets.index(name), int(row)) if name in sheets else None


def moved(message: str, sheet: int) -> str:
    """What was said of the rows of one sheet, with their numbers among those of several."""
    return _ROWS.sub(
        lambda said: re.sub(r"\d+", lambda row: str(key(sheet, int(row[0]))), said[0]), message
    )


def named(message: str, sheets: Sequence[str]) -> str:
    """What was said of rows of several sheets, with the names of the sheets: “历下区”第 7 行."""
    return _ROWS.sub(lambda said: _named_rows(said[1], sheets), message)


def _named_rows(said: str, sheets: Sequence[str]) -> str:
    parts = _PART.findall(said)
    pairs = list(zip(["", *parts[1::2]], map(int, parts[::2]), strict=True))
    told = []
    for name, group in groupby(pairs, key=lambda pair: sheet(pair[1], sheets)):
        rows = "".join(f"{mark}{number(row)}" for mark, row in group).lstrip("、–")
        told.append(f"“{name}”第 {rows} 行" if name else f"第 {rows} 行")
    return "、".join(told)
