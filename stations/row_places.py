"""Rows of several sheets under one number each: sheet and row of the spreadsheet in one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

_APART = 100_000
"""More than a sheet has rows. A list of one sheet only keeps the numbers of its rows."""


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
        # Without sheets a row is the number that its spreadsheet has, however large.
        pairs = [tuple(map(number, run)) if name else run for run in group]
        rows = [f"{first}–{last}" if last > first else str(first) for first, last in pairs]
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
