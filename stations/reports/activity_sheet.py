"""What took place in a period, as rows of bulletin and yearbook."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from stations.areas import codes
from stations.db.base import Database
from stations.figures import activity_figures, figure
from stations.figures.figure import Figure
from stations.figures.periods import Period
from stations.registry.scoping import Reach
from stations.tables.book_writing import BookSheet

Happened = tuple[tuple[Figure, int], ...]
"""The figures of activities and give-aways, with what a period came to."""


def of_area(db: Database, area: str, *, period: Period, today: date) -> Happened:
    """The figures of one period, as the dashboard counts them."""
    reach = Reach(areas=(codes.trimmed(area),))
    found = activity_figures.over(db, reach, periods=(period,), today=today).values
    return tuple((figure.known()[key], sum(values)) for key, values in found.items())


def sheet(rows: Sequence[tuple[Figure, int]]) -> BookSheet:
    """The table: a row for each figure, with what it counts."""
    return BookSheet(
        name="活动和转赠",
        columns=("指标", "数", "单位", "怎么算"),
        rows=[(one.title, number, one.unit, one.says) for one, number in rows],
    )
