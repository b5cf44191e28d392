"""Hours as a week has them, where every week is like the next."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from stations.errors import Invalid
from stations.hours.osm.calendar import Calendar, DayKind, SpecialDay
from stations.hours.osm.day_facts import WORKING_DAYS
from stations.hours.osm.expression import HoursRule, HoursState
from stations.hours.osm.schedule import Schedule
from stations.registry import holiday_rule

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONDAY = date(2026, 11, 16)
"""Any week would do: a calendar of its own says what is a holiday in it."""
_WEEK = tuple(_MONDAY + timedelta(days=number) for number in range(7))
_FAR = SpecialDay(day=date(2026, 1, 1), kind=DayKind.HOLIDAY, name="")
_ORDINARY = Calendar(days=(_FAR,))
_FESTIVE = Calendar(
    days=tuple(
        SpecialDay(day=day, kind=DayKind.HOLIDAY, name="")
        for day in (_MONDAY - timedelta(days=1), *_WEEK)
    )
)
Minutes = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WeeklySpan:
    """From when to when it is open, and on which days of the week."""

    weekdays: frozenset[int]
    """0 is Monday; none where it holds on statutory holidays only."""
    opens: int
    closes: int
    """Minutes from midnight; what passes midnight goes on as a span of the next day."""
    holidays: bool | None
    """Whether it holds on statutory holidays too; None: it differs, or nobody said."""


@lru_cache(maxsize=8192)
def weekly(osm: str) -> tuple[WeeklySpan, ...] | None:
    """The spans of a week by an expression; None where weeks differ or something is not sure.

    Shut all week is an empty tuple.
    """
    try:
        schedule = Schedule.of(osm)
    except Invalid:
        return None
    if not schedule.rules or any(map(_varies, schedule.rules)):
        return None
    ordinary = [_open(schedule, day, _ORDINARY) for day in _WEEK]
    festive = [_open(schedule, day, _FESTIVE) for day in _WEEK]
    if None in ordinary or None in festive:
        return None
    week = [one or () for one in ordinary]
    return _spans(week, [one or () for one in festive], doubted=holiday_rule.names_weekdays(osm))


def clock(minutes: int) -> str:
    """Minutes from midnight as 08:30; the end of a day is 24:00."""
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _varies(rule: HoursRule) -> bool:
    """Whether a rule speaks of more than weekdays and statutory holidays."""
    dated = rule.years or rule.dates or rule.weeks or rule.nth or "SH" in rule.holidays
    return bool(dated) or rule.comment not in ("", WORKING_DAYS)


def _open(schedule: Schedule, day: date, calendar: Calendar) -> Minutes | None:
    """The open minutes of a day, None where some are not sure."""
    pieces = schedule.day(day, calendar)
    if any(state is HoursState.UNKNOWN for _, _, state in pieces):
        return None
    return tuple((start, end) for start, end, state in pieces if state is HoursState.OPEN)


def _spans(week: list[Minutes], festive: list[Minutes], *, doubted: bool) -> tuple[WeeklySpan, ...]:
    holidays: bool | None = None
    if not doubted and festive == week:
        holidays = True
    elif not doubted and len(set(festive)) == 1:
        holidays = False
    days: dict[tuple[int, int], set[int]] = defaultdict(set)
    for weekday, spans in enumerate(week):
        for span in spans:
            days[span].add(weekday)
    found = [
        WeeklySpan(weekdays=frozenset(on), opens=opens, closes=closes, holidays=holidays)
        for (opens, closes), on in sorted(days.items(), key=lambda one: (min(one[1]), one[0]))
    ]
    if holidays is False:
        found += [
            WeeklySpan(weekdays=frozenset(), opens=opens, closes=closes, holidays=True)
            for opens, closes in festive[0]
        ]
    return tuple(found)
