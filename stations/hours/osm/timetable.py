"""States day by day: open at this moment, and when that changes."""

from abc import ABC, abstractmethod
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

from stations.errors import Invalid
from stations.hours.model import LOOK_AHEAD_DAYS, Span
from stations.hours.osm.calendar import Calendar
from stations.hours.osm.expression import HoursState
from stations.hours.osm.timeline import Piece
from stations.moments import STATION_TIME

FORTNIGHT = 14
KEPT_DAYS = 8
ANSWERS = {HoursState.OPEN: True, HoursState.CLOSED: False, HoursState.UNKNOWN: None}

Change = tuple[datetime, bool | None]
"""A moment, and the state from then on."""
Recent = dict[date, tuple[Calendar, tuple[Piece, ...]]]
"""The last few days asked for: a finder asks thousands of times about today."""


class Timetable(ABC):
    """What is open, closed or not known in every minute of every day."""

    __slots__ = ()

    _kept: Recent

    @abstractmethod
    def day(self, day: date, calendar: Calendar) -> tuple[Piece, ...]:
        """The 24 hours of `day` in minutes from midnight, without gaps, in order."""

    @abstractmethod
    def staffed_day(self, day: date, calendar: Calendar) -> tuple[Piece, ...]:
        """When somebody is there on `day`; outside it one helps oneself."""

    @property
    @abstractmethod
    def needs_holidays(self) -> bool:
        """Whether any answer depends on the table of public holidays."""

    @abstractmethod
    def looks_ahead(self, day: date) -> int:
        """Days from `day` on after which nothing changes that has not changed before."""

    def state_at(self, at: datetime, calendar: Calendar) -> bool | None:
        """Open True, closed False, not known None. The closing minute itself is closed."""
        local = _local(at)
        minute = local.hour * 60 + local.minute
        kept = self._kept.get(local.date())
        if kept is None or kept[0] is not calendar:
            if len(self._kept) >= KEPT_DAYS:
                self._kept.clear()
            kept = calendar, self.day(local.date(), calendar)
            self._kept[local.date()] = kept
        for start, end, state in kept[1]:
            if start <= minute < end:
                return ANSWERS[state]
        return False

    def change_after(self, at: datetime, calendar: Calendar) -> Change | None:
        """The first moment after `at` with another state, and that state.

        None when nothing changes within 400 days.
        """
        local = _local(at)
        now = self.state_at(at, calendar)
        minute = local.hour * 60 + local.minute
        for ahead in range(self.looks_ahead(local.date()) + 1):
            day = local.date() + timedelta(days=ahead)
            for start, end, state in self.day(day, calendar):
                if ahead == 0 and end <= minute:
                    continue
                if ANSWERS[state] is not now:
                    return _moment(day, start), ANSWERS[state]
        return None

    def spans(self, start: datetime, end: datetime, calendar: Calendar) -> list[Span]:
        """The states from `start` to `end` (at most 400 days), without gaps, in order."""
        if end - start > timedelta(days=LOOK_AHEAD_DAYS):
            raise Invalid("invalid.timetable_span", field="end", days=LOOK_AHEAD_DAYS)
        first, last = _local(start), _local(end)
        found: list[Span] = []
        for ahead in range((last.date() - first.date()).days + 1):
            day = first.date() + timedelta(days=ahead)
            staffed = self.staffed_day(day, calendar)
            for a, b, state, alone in _with_staff(self.day(day, calendar), staffed):
                begins, ends = max(_moment(day, a), first), min(_moment(day, b), last)
                if begins >= ends:
                    continue
                answer = ANSWERS[state]
                if found and found[-1].open is answer and found[-1].self_service is alone:
                    begins = found.pop().start
                found.append(Span(start=begins, end=ends, open=answer, self_service=alone))
        return found


def _with_staff(
    pieces: tuple[Piece, ...], manned: tuple[Piece, ...]
) -> list[tuple[int, int, HoursState, bool]]:
    """`pieces` cut where staff come and go; the last member says that nobody is there."""
    cuts = sorted({cut for start, end, _ in (*pieces, *manned) for cut in (start, end)})
    found = []
    for start, end in pairwise(cuts):
        state = next(s for a, b, s in pieces if a <= start < b)
        staff = next((s for a, b, s in manned if a <= start < b), HoursState.CLOSED)
        found.append((start, end, state, state is HoursState.OPEN and staff is HoursState.CLOSED))
    return found


def _local(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise Invalid("hours_not_parsed.naive_moment", field="hours")
    return at.astimezone(STATION_TIME)


def _moment(day: date, minute: int) -> datetime:
    midnight = datetime.combine(day, time(), STATION_TIME)
    return (midnight.astimezone(UTC) + timedelta(minutes=minute)).astimezone(STATION_TIME)
