"""Which of the distinct opening hours are open at a moment, and when does each change?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

import numpy as np
import numpy.typing as npt

from stations.errors import Invalid
from stations.hours.model import STATION_TIME
from stations.hours.osm.calendar import Calendar
from stations.hours.osm.expression import DAY, State
from stations.hours.osm.schedule import Schedule
from stations.nearest.question import CLOSED, OPEN, UNKNOWN

Timetable = tuple[str, str]
"""An `opening_hours` expression ('' for unknown) and the last day of the station ('' for none)."""

Change = tuple[datetime, bool | None]
"""A moment, and the state from then on."""

_CODES = {True: OPEN, False: CLOSED, None: UNKNOWN}
_PIECES = {State.OPEN: 1, State.UNKNOWN: 2}
MINUTES_KEPT = 32
_A_DAY = timedelta(days=1)
_AN_HOUR = timedelta(hours=1)


class Timetables:
    """The distinct timetables of a registry, compiled once, with one calendar."""

    def __init__(self, distinct: Sequence[Timetable], calendar: Calendar) -> None:
        self.calendar = calendar
        self._schedules = [_compiled(osm) for osm, _ in distinct]
        self._last = [date.fromisoformat(last) if last else None for _, last in distinct]
        self._kept: dict[datetime, npt.NDArray[np.int8]] = {}
        self._changes: dict[int, tuple[datetime, datetime, Change | None]] = {}

    def states_at(self, at: datetime) -> npt.NDArray[np.int8]:
        """OPEN, CLOSED or UNKNOWN of every timetable; the last few minutes asked for are kept."""
        minute = at.replace(second=0, microsecond=0)
        kept = self._kept.get(minute)
        if kept is None:
            if len(self._kept) >= MINUTES_KEPT:
                self._kept = {}
            states = (_CODES[self.state_at(n, minute)] for n in range(len(self._schedules)))
            kept = np.fromiter(states, dtype=np.int8, count=len(self._schedules))
            self._kept[minute] = kept
        return kept

    def state_at(self, number: int, at: datetime) -> bool | None:
        """Is the timetable open?"""
        last, schedule = self._last[number], self._schedules[number]
        if last is not None and at.astimezone(STATION_TIME).date() > last:
            return False
        return None if schedule is None else schedule.state_at(at, self.calendar)

    def change_after(self, number: int, at: datetime) -> Change | None:
        """The first moment after `at` with another state, and that state; None: no such soon."""
        schedule, last = self._schedules[number], self._last[number]
        found = None if schedule is None else self._regular(number, schedule, at)
        if last is None:
            return found
        over = datetime.combine(last + _A_DAY, time(), STATION_TIME)
        if at >= over:
            return None
        if found is not None and found[0] < over:
            return found
        return None if self.state_at(number, at) is False else (over, False)

    def _regular(self, number: int, schedule: Schedule, at: datetime) -> Change | None:
        """The change by the expression; what was found holds until it comes, so it is kept."""
        kept = self._changes.get(number)
        if kept is None or not kept[0] <= at < kept[1]:
            found = schedule.change_after(at, self.calendar)
            # That none comes soon is the dearest to find out: it is believed for an hour.
            until = found[0] if found else at + _AN_HOUR
            kept = self._changes[number] = (at, until, found)
        return kept[2]


def pieces(timetable: Timetable, day: date, calendar: Calendar) -> tuple[int, ...]:
    """The parts of a day that are not closed: start, end in minutes and 1 for open, 2 for unknown,
    one after the other."""
    osm, last = timetable
    schedule = _compiled(osm)
    if last and day > date.fromisoformat(last):
        return ()
    if schedule is None:
        return (0, DAY, _PIECES[State.UNKNOWN])
    told: list[int] = []
    for start, end, state in schedule.day(day, calendar):
        if state is not State.CLOSED:
            told += (start, end, _PIECES[state])
    return tuple(told)


def _compiled(osm: str) -> Schedule | None:
    if not osm:
        return None
    try:
        return Schedule.of(osm)
    except Invalid:
        # Hours that cannot be read are hours nobody knows; the station stays findable.
        return None
