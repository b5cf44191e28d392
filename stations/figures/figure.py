"""The figures of an area: what each is called and what it counts stands in `data/figures.toml`.

A figure has one value for each period. `people`: it counts people, of whom a public page shows none
where they are few.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from stations.config import DATA

Value = int | float | None
"""None: there was nothing to tell."""


class FigureSort(StrEnum):
    """What one value of a figure stands for, and so how a span of them is summed up."""

    STATE = "state"
    """As of the end of the period; a span is told by its last one."""
    SUM = "sum"
    """What happened in the period; a span is their sum."""
    RATE = "rate"
    """Of what happened; a span is told by its last one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    key: str
    title: str
    unit: str
    says: str
    """What it counts, in one sentence."""
    sort: FigureSort
    people: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """A figure over a span of periods, the newest last, and over as many before them."""

    figure: Figure
    values: tuple[Value, ...]
    before: tuple[Value, ...]

    @property
    def told(self) -> Value:
        return summed(self.figure, self.values)

    @property
    def told_before(self) -> Value:
        return summed(self.figure, self.before)


@dataclass(frozen=True, slots=True, kw_only=True)
class Breakdown:
    """A figure split up by something, at the end of a span and of the one before it."""

    figure: Figure
    by: str
    """What it is split up by, as a title of a column."""
    rows: tuple[tuple[str, int | None, int | None], ...]
    """What is counted, the number of it, and the number in the span before."""


def summed(figure: Figure, values: Sequence[Value]) -> Value:
    """One value for a span."""
    if figure.sort is not FigureSort.SUM:
        return values[-1] if values else None
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def percent(part: int, whole: int) -> int | None:
    """To the nearest; None of nothing."""
    return (200 * part + whole) // (2 * whole) if whole else None


@cache
def known() -> Mapping[str, Figure]:
    """Every figure by its key, in the order of the file."""
    rows = tomllib.loads((DATA / "figures.toml").read_text("utf-8"))
    return {
        key: Figure(key=key, **{**row, "sort": FigureSort(row["sort"])})
        for key, row in rows.items()
    }
