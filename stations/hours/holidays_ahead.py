"""Public holidays to come, as the calendar knows them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from stations.hours.osm.calendar import Calendar

_DAYS = 370
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class HolidayAhead:
    """Days off in a row that have one name."""

    name: str
    first: date
    last: date


def holidays(calendar: Calendar, *, today: date) -> Iterator[HolidayAhead]:
    """Those that begin after today; years that are not announced yet have none."""
    day = today + _DAY
    while day <= today + _DAYS * _DAY:
        if not calendar.is_holiday(day):
            day += _DAY
            continue
        first, name = day, calendar.name(day)
        while calendar.is_holiday(day + _DAY) and calendar.name(day + _DAY) == name:
            day += _DAY
        # What has begun already is no holiday to come.
        if first > today + _DAY or not calendar.is_holiday(today):
            yield HolidayAhead(name=name, first=first, last=day)
        day += _DAY
