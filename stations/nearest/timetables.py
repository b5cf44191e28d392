"""Distinct openings: their state at a moment and the next change."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from stations.hours.osm.calendar import Calendar
from stations.hours.osm.expression import DAY, HoursState
from stations.hours.osm.timetable import Change
from stations.nearest.question import CLOSED, OPEN, UNKNOWN
from stations.registry import holiday_rule, open_days, vocabulary
from stations.registry.openness import Opening

_CODES = {True: OPEN, False: CLOSED, None: UNKNOWN}
_EVERYTHING = np.uint64(2**64 - 1)
_NOTHING = np.uint64(0)
_DOUBTED = 3
_PIECES = {HoursState.OPEN: 1, HoursState.UNKNOWN: 2}
MINUTES_KEPT = 32
_AN_HOUR = timedelta(hours=1)


Bits = npt.NDArray[np.uint64]


class _Minute(NamedTuple):
    states: npt.NDArray[np.int8]
    usable: Bits
    perhaps: Bits


class Timetables:
    """The distinct openings of a registry, compiled once, with one calendar."""

    def __init__(self, distinct: Sequence[Opening], calendar: Calendar) -> None:
        self.calendar = calendar
        self.openings = tuple(distinct)
        self._doors = [open_days.DoorHours(opening) for opening in distinct]
        self._things = [
            (number, 1 << vocabulary.amenities()[own.amenity].position, days)
            for number, opening in enumerate(distinct)
            for own in opening.own
            if (days := open_days.days_of(opening, own.amenity))
        ]
        self._kept: dict[datetime, _Minute] = {}
        self._changes: dict[int, tuple[datetime, datetime, Change | None]] = {}

    def states_at(self, at: datetime) -> npt.NDArray[np.int8]:
        """OPEN, CLOSED or UNKNOWN of every opening."""
        return self._minute(at).states

    def usable_at(self, at: datetime) -> tuple[Bits, Bits]:
        """Bits of the amenities of every opening that can be used, and that perhaps can be.

        What has no time of its own can be used while the station is open.
        """
        minute = self._minute(at)
        return minute.usable, minute.perhaps

    def _minute(self, at: datetime) -> _Minute:
        """What holds in a minute; the last few minutes asked for are kept."""
        minute = at.replace(second=0, microsecond=0)
        kept = self._kept.get(minute)
        if kept is None:
            if len(self._kept) >= MINUTES_KEPT:
                self._kept = {}
            kept = self._kept[minute] = self._worked_out(minute)
        return kept

    def _worked_out(self, at: datetime) -> _Minute:
        found = (_CODES[door.state_at(at, self.calendar)] for door in self._doors)
        states = np.fromiter(found, dtype=np.int8, count=len(self._doors))
        usable = np.where(states == OPEN, _EVERYTHING, _NOTHING)
        perhaps = np.where(states == CLOSED, _NOTHING, _EVERYTHING)
        for number, bit, days in self._things:
            state, others = days.state_at(at, self.calendar), _EVERYTHING ^ np.uint64(bit)
            usable[number] = usable[number] & others | np.uint64(bit if state else 0)
            perhaps[number] = perhaps[number] & others | np.uint64(0 if state is False else bit)
        return _Minute(states=states, usable=usable, perhaps=perhaps)

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
        return all(door.day(day, self.calendar) == ((0, DAY, HoursState.OPEN),) for day in days)


def pieces(hours: str, city: str, day: date, calendar: Calendar) -> tuple[int, ...]:
    """The parts of a day that an expression does not call closed: start, end in minutes and 1 for
    open, 2 for unknown, 3 for in doubt on a holiday, one after the other."""
    told: list[int] = []
    for start, end, state in open_days.door_of(Opening(hours=hours, city=city)).by_hours(
        day, calendar
    ):
        if state is not HoursState.CLOSED:
            doubted = state is HoursState.UNKNOWN and holiday_rule.is_doubted(hours, day, calendar)
            told += (start, end, _DOUBTED if doubted else _PIECES[state])
    return tuple(told)
