"""When a station is open and what in it can be used: the one rule, with reason and next change.

Every list, page, answer and cell asks here. The phone's static/js/shared/availability.js decides
by the cells, and runs through the same table of cases (tests/registry/availability_cases.json).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from stations.hours.osm.calendar import Calendar
from stations.hours.osm.timetable import Change
from stations.moments import china_day
from stations.registry.model import Closure
from stations.registry.open_days import days_of, door_of
from stations.registry.openness import Opening
from stations.registry.states import Reason

SIGHT_DAYS = 100
"""A closure that begins within so many days is announced."""
SHORT_REASON = 12
"""Characters of the reason of a closure that a row has room for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """Open True, closed False, not known None; with the reason, by which a door words it."""

    open: bool | None
    reason: Reason
    closure: Closure | None = None
    """The closure that is the reason."""
    change: Change | None = None
    """The next moment with another state; None: not within 400 days, or nobody knows."""
    announced: Closure | None = None
    """The next closure, where it begins within sight."""


def status(opening: Opening, at: datetime, calendar: Calendar) -> Status:
    """The state of the station."""
    today = china_day(at)
    door = door_of(opening)
    verdict = door.verdict(today)
    state = door.state_at(at, calendar)
    return Status(
        open=state,
        reason=verdict.reason if verdict else door.reason_on(today, state, calendar),
        closure=verdict.closure if verdict else None,
        change=door.change_after(at, calendar),
        announced=announced(opening.closures, today),
    )


def amenity_status(opening: Opening, amenity: str, at: datetime, calendar: Calendar) -> Status:
    """Whether an amenity that is there can be used."""
    days = days_of(opening, amenity)
    today, state = china_day(at), days.state_at(at, calendar)
    verdict = days.verdict(today)
    return Status(
        open=state,
        reason=verdict.reason if verdict else days.reason_on(today, state, calendar),
        closure=verdict.closure if verdict else None,
        change=days.change_after(at, calendar),
    )


def wanted_open(
    opening: Opening, wants: Iterable[str], at: datetime, calendar: Calendar
) -> bool | None:
    """Whether every wished amenity can be used, of a station that has them all."""
    states = {days_of(opening, want).state_at(at, calendar) for want in wants}
    return False if False in states else None if None in states else True


def announced(closures: Sequence[Closure], today: date) -> Closure | None:
    """The next closure, where it begins within sight."""
    ahead = [
        (one.since, one)
        for one in closures
        if one.since and 0 < (one.since - today).days <= SIGHT_DAYS
    ]
    return min(ahead, key=lambda pair: pair[0])[1] if ahead else None
