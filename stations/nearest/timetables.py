"""Which of the distinct openings are open at a moment, and when does each change?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import numpy as np
import numpy.typing as npt

from stations.hours.osm.calendar import Calendar
from stations.hours.osm.expression import DAY, State
from stations.hours.osm.timetable import Change
from stations.nearest.question import CLOSED, OPEN, UNKNOWN
from stations.registry import open_days
from stations.registry.openness import Opening

_CODES = {True: OPEN, False: CLOSED, None: UNKNOWN}
_PIECES = {State.OPEN: 1, State.UNKNOWN: 2}
MINUTES_KEPT = 32
_AN_HOUR = timedelta(hours=1)


class Timetables:
    """The distinct openings of a registry, compiled once, with one calendar."""

    def __init__(self, distinct: Sequence[Opening], calendar: Calendar) -> None:
        self.calendar = calendar
        self.openings = tuple(distinct)
        self._doors = [open_days.Door(opening) for opening in distinct]
        self._kept: dict[datetime, npt.NDArray[np.int8]] = {}
        self._changes: dict[int, tuple[datetime, datetime, Change | None]] = {}

    def states_at(self, at: datetime) -> npt.NDArray[np.int8]:
        """OPEN, CLOSED or UNKNOWN of every opening; the last few minutes asked for are kept."""
        minute = at.replace(second=0, microsecond=0)
        kept = self._kept.get(minute)
        if kept is None:
            if len(self._kept) >= MINUTES_KEPT:
                self._kept = {}
            states = (_CODES[door.state_at(minute, self.calendar)] for door in self._doors)
            kept = np.fromiter(states, dtype=np.int8, count=len(self._doors))
            self._kept[minute] = kept
        return kept

    def change_after(self, number: int, at: datetime) -> Change | None:
        """The first moment after `at` with another state, and that state; None: no such soon.

        What was found holds until it comes, so it is kept.
        """
        kept = self._changes.get(number)
        if kept is None or not kept[0] <= at < kept[1]:
            found = self._doors[number].change_after(at, self.calendar)
            # That none comes soon is the dearest to find out: it is believed for an hour.
            until = found[0] if found else at + _AN_HOUR
            kept = self._changes[number] = (at, until, found)
        return kept[2]

    def never_closes(self, number: int, days: Sequence[date]) -> bool:
        """Whether it is open for the whole of these days."""
        door = self._doors[number]
        return all(door.day(day, self.calendar) == ((0, DAY, State.OPEN),) for day in days)


def pieces(hours: str, day: date, calendar: Calendar) -> tuple[int, ...]:
    """The parts of a day that an expression does not call closed: start, end in minutes and 1 for
    open, 2 for unknown, one after the other."""
    told: list[int] = []
    for start, end, state in open_days.door_of(Opening(hours=hours)).by_hours(day, calendar):
        if state is not State.CLOSED:
            told += (start, end, _PIECES[state])
    return tuple(told)
