"""Numbers of moments and days, put into the periods that they lie in."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from stations.figures.periods import Period
from stations.moments import china_day


def place(periods: Sequence[Period], day: date) -> int | None:
    """The period that a day lies in, of several that follow one another."""
    if not periods[0].first <= day <= periods[-1].last:
        return None
    return bisect_left([one.last for one in periods], day)


def day_of(moment: str) -> date:
    """The day in China of a moment, as the tables hold moments."""
    return china_day(datetime.fromisoformat(moment))


def summed(periods: Sequence[Period], numbers: Iterable[tuple[date, int]]) -> list[int]:
    """The sum of numbers of days in each period."""
    found = [0] * len(periods)
    for day, n in numbers:
        where = place(periods, day)
        if where is not None:
            found[where] += n
    return found
