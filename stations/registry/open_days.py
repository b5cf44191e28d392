"""Days of a station or of a thing in it: by its hours, and by what stands above them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise

from stations.errors import Invalid
from stations.hours.model import LOOK_AHEAD_DAYS
from stations.hours.osm.calendar import Calendar
from stations.hours.osm.expression import DAY, HoursState
from stations.hours.osm.schedule import STAFFED, Schedule
from stations.hours.osm.timeline import SHUT_DAY, Piece
from stations.hours.osm.timetable import FORTNIGHT, Recent, Timetable
from stations.registry import holiday_rule
from stations.registry.model import Closure
from stations.registry.openness import Opening, OwnHours
from stations.registry.states import Reason

UNKNOWN_DAY: tuple[Piece, ...] = ((0, DAY, HoursState.UNKNOWN),)
_FOR_GOOD = frozenset({Reason.PLANNED, Reason.CLOSED, Reason.NOT_BEGUN, Reason.ENDED})
"""Where there is no station yet, or none any more, there is nothing beside its door either."""


@dataclass(frozen=True, slots=True)
class _Verdict:
    """What holds for a whole day, whatever the hours are."""

    state: HoursState
    reason: Reason
    closure: Closure | None = None

    @property
    def day(self) -> tuple[Piece, ...]:
        return SHUT_DAY if self.state is HoursState.CLOSED else UNKNOWN_DAY


class Days(Timetable):
    """Days of a station or of an amenity, by its hours and by what stands above them."""

    __slots__ = ("_bounds", "_hours", "_kept", "opening")

    def __init__(self, opening: Opening, hours: str) -> None:
        self.opening = opening
        self._hours = _schedule(hours)
        self._kept: Recent = {}
        self._bounds = _bounds(opening)

    @property
    def needs_holidays(self) -> bool:
        return self._hours is not None and self._hours.needs_holidays

    def verdict(self, day: date) -> _Verdict | None:
        """What stands above the hours on this day."""
        return _closed(self.opening, day) or _doubted(self.opening, day)

    def staffed_day(self, day: date, calendar: Calendar) -> tuple[Piece, ...]:
        return STAFFED

    def looks_ahead(self, day: date) -> int:
        """Weeks are alike only beyond the days from which something else holds."""
        ahead = self._hours.looks_ahead(day) if self._hours else FORTNIGHT
        if holiday_rule.names_weekdays(self._hours.osm if self._hours else ""):
            ahead = LOOK_AHEAD_DAYS
        last = max(((bound - day).days for bound in self._bounds), default=0)
        return min(LOOK_AHEAD_DAYS, max(0, last) + ahead)

    def by_hours(self, day: date, calendar: Calendar) -> tuple[Piece, ...]:
        """The day by the hours alone, and by what the city takes them to mean on a holiday."""
        if self._hours is None:
            return UNKNOWN_DAY
        pieces = self._hours.day(day, calendar)
        if not holiday_rule.is_doubted(self._hours.osm, day, calendar):
            return pieces
        return holiday_rule.taken(pieces, calendar.habit(self.opening.city))

    def reason_on(self, day: date, state: bool | None, calendar: Calendar) -> Reason:  # noqa: FBT001
        """The reason for a state where nothing stands above the hours."""
        if self._hours is None:
            return Reason.HOURS_UNKNOWN
        doubted = state is None and holiday_rule.is_doubted(self._hours.osm, day, calendar)
        return Reason.HOLIDAY if doubted else Reason.HOURS


class DoorHours(Days):
    """When the door of the station is open."""

    __slots__ = ()

    def __init__(self, opening: Opening) -> None:
        super().__init__(opening, opening.hours)

    def day(self, day: date, calendar: Calendar) -> tuple[Piece, ...]:
        verdict = self.verdict(day)
        return verdict.day if verdict else self.by_hours(day, calendar)

    def staffed_day(self, day: date, calendar: Calendar) -> tuple[Piece, ...]:
        staffed = self.opening.staffed
        return Schedule.of(staffed).day(day, calendar) if staffed else STAFFED


class Inside(Days):
    """When an amenity with a time of its own can be used by those who come through the door."""

    __slots__ = ("_door",)

    def __init__(self, opening: Opening, own: OwnHours) -> None:
        super().__init__(opening, own.hours)
        self._door = door_of(opening)

    def day(self, day: date, calendar: Calendar) -> tuple[Piece, ...]:
        return _both(self._door.day(day, calendar), self.by_hours(day, calendar))

    def looks_ahead(self, day: date) -> int:
        return max(super().looks_ahead(day), self._door.looks_ahead(day))


class Beside(Days):
    """When an amenity that is reached while the station is shut can be used."""

    __slots__ = ()

    def __init__(self, opening: Opening, own: OwnHours) -> None:
        super().__init__(opening, own.hours)

    def verdict(self, day: date) -> _Verdict | None:
        """Whether one gets to it while the rooms are closed for works, nobody said."""
        closed = _closed(self.opening, day)
        if closed is None or closed.reason in _FOR_GOOD:
            return closed
        return _Verdict(HoursState.UNKNOWN, closed.reason, closed.closure)

    def day(self, day: date, calendar: Calendar) -> tuple[Piece, ...]:
        verdict, hours = self.verdict(day), self.by_hours(day, calendar)
        return _both(verdict.day, hours) if verdict else hours


@lru_cache(maxsize=8192)
def door_of(opening: Opening) -> DoorHours:
    """The days of the station; the most recent few thousand are remembered."""
    return DoorHours(opening)


@lru_cache(maxsize=8192)
def days_of(opening: Opening, amenity: str) -> Days:
    """The days of an amenity that is there: those of the door, where it has no time of its own."""
    for own in opening.own:
        if own.amenity == amenity:
            return Beside(opening, own) if own.reachable else Inside(opening, own)
    return door_of(opening)


def in_force(closures: Sequence[Closure], day: date) -> Closure | None:
    """The closure that shuts the station on this day, or that nobody knows to be over."""
    verdict = _closed(Opening(closures=tuple(closures)), day)
    return verdict.closure if verdict else None


def _closed(opening: Opening, day: date) -> _Verdict | None:
    """Whether the station is closed on this day, or nobody knows whether it still is."""
    running = [one for one in opening.closures if one.covers(day)]
    if running:
        last = max(running, key=lambda one: one.until or date.max)
        return _Verdict(HoursState.CLOSED, Reason(last.phase.value), last)
    if opening.opened_on and day < opening.opened_on:
        return _Verdict(HoursState.CLOSED, Reason.NOT_BEGUN)
    if opening.closes_on and day > opening.closes_on:
        return _Verdict(HoursState.CLOSED, Reason.ENDED)
    over = [one for one in opening.closures if one.over(day)]
    latest = max(over, key=lambda one: one.until or day, default=None)
    if latest is not None and latest.expected:
        return _Verdict(HoursState.UNKNOWN, Reason.EXPECTED_END_PASSED, latest)
    return None


def _doubted(opening: Opening, day: date) -> _Verdict | None:
    return _Verdict(HoursState.UNKNOWN, Reason.REPORTED) if opening.reported else None


def _bounds(opening: Opening) -> tuple[date, ...]:
    """The days from which something else may hold, whatever the hours are."""
    ends = [one.until for one in opening.closures] + [opening.closes_on]
    begins = [one.since for one in opening.closures] + [opening.opened_on]
    after = (end + timedelta(days=1) for end in ends if end and end < date.max)
    return (*(day for day in begins if day), *after)


def _both(one: tuple[Piece, ...], other: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """Open where both are, closed where either is, else not known; without gaps."""
    cuts = sorted({cut for start, end, _ in (*one, *other) for cut in (start, end)})
    pieces: list[Piece] = []
    for start, end in pairwise(cuts):
        states = {next(s for a, b, s in day if a <= start < b) for day in (one, other)}
        state = next(
            s for s in (HoursState.CLOSED, HoursState.UNKNOWN, HoursState.OPEN) if s in states
        )
        if pieces and pieces[-1][2] is state:
            start = pieces.pop()[0]
        pieces.append((start, end, state))
    return tuple(pieces)


def _schedule(hours: str) -> Schedule | None:
    if not hours:
        return None
    try:
        return Schedule.of(hours)
    except Invalid:
        # Hours that cannot be read are hours nobody knows; the station stays findable.
        return None
