"""The days of a report and the day it is made for."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from stations.errors import Invalid
from stations.moments import STATION_TIME, utc_text

_FIRST_YEAR, _LAST_YEAR = 2015, 2099
_MONTH = re.compile(r"(20[0-9]{2})-(0[1-9]|1[0-2])")
_YEAR = re.compile(r"20[0-9]{2}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A span of days in China, both ends included."""

    first: date
    last: date

    @property
    def begins(self) -> str:
        """Its first moment, as the tables hold moments."""
        return _midnight(self.first)

    @property
    def ends(self) -> str:
        """The first moment after it."""
        return _midnight(self.last + timedelta(days=1))

    def told_on(self, today: date) -> date:
        """The day as of which it is told: its last one, or today while it goes on."""
        return min(self.last, today)

    def is_over(self, today: date) -> bool:
        return self.last < today

    def holds(self, day: date) -> bool:
        return self.first <= day <= self.last


def month(text: str, *, today: date) -> Period:
    """The month that an address writes as 2026-11; Invalid for one to come."""
    found = _MONTH.fullmatch(text)
    if found is None:
        raise Invalid("invalid.month", field="month")
    first = date(int(found[1]), int(found[2]), 1)
    _check(first, today=today, field="month")
    days = calendar.monthrange(first.year, first.month)[1]
    return Period(first=first, last=first.replace(day=days))


def months_upto(last: Period, *, many: int) -> tuple[Period, ...]:
    """A month and those before it, the oldest first."""
    found = [last]
    while len(found) < many:
        day = found[-1].first - timedelta(days=1)
        found.append(Period(first=day.replace(day=1), last=day))
    return tuple(reversed(found))


def weeks_upto(day: date, *, many: int) -> tuple[Period, ...]:
    """The week of a day, which begins on Monday, and those before it, the oldest first."""
    monday = day - timedelta(days=day.weekday())
    starts = (monday - timedelta(weeks=n) for n in reversed(range(many)))
    return tuple(Period(first=one, last=one + timedelta(days=6)) for one in starts)


def year(text: str, *, today: date) -> Period:
    """The year that an address names; Invalid for one to come."""
    if _YEAR.fullmatch(text) is None:
        raise Invalid("invalid.year", field="year")
    first = date(int(text), 1, 1)
    _check(first, today=today, field="year")
    return Period(first=first, last=date(first.year, 12, 31))


def _check(first: date, *, today: date, field: str) -> None:
    if first > today:
        raise Invalid("invalid.future_period", field=field)
    if not _FIRST_YEAR <= first.year <= _LAST_YEAR:
        raise Invalid("invalid.first_year", field=field, first_year=_FIRST_YEAR)


def _midnight(day: date) -> str:
    return utc_text(datetime.combine(day, time(), STATION_TIME))
