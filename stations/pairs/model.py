"""A pair of stations and the day of its next meeting.

A strong station and a weak one meet at least once every two calendar months, counted from the day
of their last exchange, or from the day they were paired: after 20 September the last day is 20
November, after 31 December the last of February. A pair of which one station is closed is over,
whether or not somebody wrote it down.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from stations.registry.model import Station
from stations.registry.states import Phase

MONTHS = 2
_LONGEST_SPAN = 63
"""Two calendar months have at most 62 days."""


class PairStanding(StrEnum):
    """How a pair stands today."""

    RUNNING = "running"
    OVERDUE = "overdue"
    OVER = "over"


STANDING_WORDS = {
    PairStanding.RUNNING: "结对中",
    PairStanding.OVERDUE: "该交流了",
    PairStanding.OVER: "已结束",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A strong and a weak station by their ids. Without a last day it was not ended by anybody."""

    id: str
    strong_id: str
    weak_id: str
    began_on: date
    ended_on: date | None = None
    ended_why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One meeting: when, what was done, and how many came, where it was counted."""

    day: date
    words: str
    people: int | None = None
    id: str = ""
    shown: str = ""
    """What others read of who wrote it."""
    at: datetime | None = None
    struck_why: str = ""
    """Not empty: written by mistake, and no longer counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedPair:
    """A pair in a list, with the names of both, their last exchange and how it stands."""

    pair: Pair
    strong: str
    weak: str
    closed: str
    """The name of the one that is closed, where one is."""
    last_on: date | None
    exchanges: int
    standing: PairStanding
    due_on: date


def due(since: date) -> date:
    """The last day on which the next exchange is in time, two calendar months on."""
    years, month = divmod(since.month - 1 + MONTHS, 12)
    year = since.year + years
    return date(year, month + 1, min(since.day, calendar.monthrange(year, month + 1)[1]))


def latest_overdue(today: date) -> date:
    """The newest day since which an exchange is overdue today."""
    days = (today - timedelta(days=n) for n in range(1, _LONGEST_SPAN + 1))
    return next(day for day in days if due(day) < today)


def is_closed(station: Station) -> bool:
    return station.lifecycle.phase is Phase.CLOSED


def standing(pair: Pair, *, closed: bool, last_on: date | None, today: date) -> PairStanding:
    """How a pair stands on a day; `closed` says whether one of its stations is."""
    if closed or pair.ended_on is not None:
        return PairStanding.OVER
    late = due(last_on or pair.began_on) < today
    return PairStanding.OVERDUE if late else PairStanding.RUNNING
