"""What hours that name weekdays mean on a statutory holiday, where nobody said what holds then.

Hours as such are read by `hours` alone, which takes them at their word. Whether a door is open is
another question: a station that is posted as open from Monday to Friday may rest on 1 October.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from stations.errors import Invalid
from stations.hours.osm.calendar import Calendar, Habit, lunar_new_year_offset
from stations.hours.osm.day_facts import POSTPONED, WORKING_DAYS, DayFacts, lunar_range, matches
from stations.hours.osm.expression import HoursRule, HoursState
from stations.hours.osm.schedule import Schedule
from stations.hours.osm.timeline import Piece

_WEEK = 7
_NEAR_NEW_YEAR = range(-7, 15)
"""Days from the new year of the moon on which a rule for it speaks of the whole holiday."""
_TAKEN_AS = {Habit.CLOSED: HoursState.CLOSED, Habit.UNKNOWN: HoursState.UNKNOWN}


def names_weekdays(hours: str) -> bool:
    """Whether hours may be in doubt on a holiday."""
    return bool(_doubtful_rules(hours))


def is_doubted(hours: str, day: date, calendar: Calendar) -> bool:
    """Whether the hours of a day rest on the name of its weekday though it is a holiday."""
    rules = _doubtful_rules(hours)
    if not rules or calendar.is_holiday(day) is not True:
        return False
    offset = lunar_new_year_offset(day)
    if offset in _NEAR_NEW_YEAR and any(lunar_range(rule.comment) for rule in rules):
        return False
    speaking = [rule for rule in rules if matches(rule, DayFacts(day=day, holiday=True))]
    dated = any(rule.dates and not _restricted(rule) for rule in speaking)
    return not dated and any(
        rule.state is HoursState.OPEN and _restricted(rule) for rule in speaking
    )


def taken(pieces: Iterable[Piece], habit: Habit) -> tuple[Piece, ...]:
    """A doubted day as the city takes it."""
    meant = _TAKEN_AS.get(habit, HoursState.OPEN)
    joined: list[Piece] = []
    for start, end, state in pieces:
        now = meant if state is HoursState.OPEN else state
        if joined and joined[-1][2] is now:
            start = joined.pop()[0]
        joined.append((start, end, now))
    return tuple(joined)


@lru_cache(maxsize=8192)
def _doubtful_rules(hours: str) -> tuple[HoursRule, ...]:
    """The rules of hours that name weekdays and say nothing of holidays; none of all others."""
    try:
        rules = Schedule.of(hours).rules if hours else ()
    except Invalid:
        return ()
    if any("PH" in r.holidays or r.comment in (WORKING_DAYS, POSTPONED) for r in rules):
        return ()
    return rules if any(map(_restricted, rules)) else ()


def _restricted(rule: HoursRule) -> bool:
    return 0 < len(rule.weekdays) < _WEEK or bool(rule.nth)
