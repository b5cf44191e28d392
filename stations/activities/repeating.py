"""Sessions that repeat by the true calendar, laid out before any of them is made."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache

from stations.activities import activity_rules
from stations.activities.activity_rules import SessionPlan
from stations.config import DATA
from stations.errors import Invalid
from stations.hours.osm.calendar import Calendar
from stations.moments import STATION_TIME

MOST_WEEKS_APART = 8
FARTHEST_MOVE = timedelta(days=14)
"""So far a session is put off to an ordinary day; what finds none is left out (ours)."""


class OnSpecialDay(StrEnum):
    """What becomes of a session on a holiday, or on a weekend day that is worked."""

    LEAVE_OUT = "leave_out"
    MOVE = "move"
    KEEP = "keep"


ON_SPECIAL_DAY_WORDS = {
    OnSpecialDay.LEAVE_OUT: "那一次不办",
    OnSpecialDay.MOVE: "顺延到后面第一个平常的日子",
    OnSpecialDay.KEEP: "照办",
}
WEEKDAY_WORDS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassTerm:
    """A part of the year in which classes are held, with its usual hours."""

    id: str
    zh: str
    first: tuple[int, int]
    last: tuple[int, int]
    begins: time
    ends: time

    def span(self, year: int) -> tuple[date, date]:
        """Its first and last day in a year."""
        return date(year, *self.first), date(year, *self.last)


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeat:
    """Every week, or every so many, on these weekdays at the same hours."""

    weekdays: frozenset[int]
    """Monday is 0."""
    first: date
    last: date
    begins: time
    ends: time
    weeks_apart: int = 1
    most: int = activity_rules.MOST_SESSIONS
    """After so many sessions it is over, whatever the last day says."""
    on_holiday: OnSpecialDay = OnSpecialDay.LEAVE_OUT
    on_worked_weekend: OnSpecialDay = OnSpecialDay.LEAVE_OUT


@dataclass(frozen=True, slots=True, kw_only=True)
class LaidDay:
    """A day of the repetition: held on it, put off from it to another one, or left out."""

    regular: date
    held_on: date | None
    """None: left out."""
    why: str = ""
    """The name of the holiday, or that the day is worked."""
    unknown: bool = False
    """Nobody has said yet which days of that year are off."""


@lru_cache
def terms() -> dict[str, ClassTerm]:
    """The terms of `data/terms.toml`."""
    read = tomllib.loads((DATA / "terms.toml").read_text("utf-8"))
    return {
        key: ClassTerm(
            id=key,
            zh=one["zh"],
            first=_month_day(one["first"]),
            last=_month_day(one["last"]),
            begins=time.fromisoformat(one["begins"]),
            ends=time.fromisoformat(one["ends"]),
        )
        for key, one in read.items()
    }


def laid_out(repeat: Repeat, calendar: Calendar) -> list[LaidDay]:
    """Every day of a repetition in order, with what becomes of it; Invalid where there is none."""
    _check(repeat)
    regular = list(_regular_days(repeat))
    taken = set(regular)
    found: list[LaidDay] = []
    held = 0
    for day in regular:
        if held == repeat.most:
            break
        one = _laid(day, repeat, calendar, taken)
        if one.held_on:
            taken.add(one.held_on)
            held += 1
        found.append(one)
    if not held:
        raise Invalid("invalid.repeat_empty", field="weekdays")
    return found


def plans(
    days: Iterator[date] | list[date], repeat: Repeat, *, capacity: int | None = None,
    waiting: int = 0, opens: tuple[int, time] | None = None,
) -> list[SessionPlan]:  # fmt: skip
    """Sessions on these days; `opens`: so many days before each, at this time, sign-up opens."""
    return [
        SessionPlan(
            starts_at=_moment(day, repeat.begins),
            ends_at=_moment(day, repeat.ends),
            capacity=capacity,
            waiting=waiting,
            opens_at=_moment(day - timedelta(days=opens[0]), opens[1]) if opens else None,
        )
        for day in sorted(days)
    ]


def hours(laid: list[LaidDay], repeat: Repeat) -> float:
    """How many hours all sessions take together."""
    day = date(2000, 1, 1)
    each = _moment(day, repeat.ends) - _moment(day, repeat.begins)
    return sum(1 for one in laid if one.held_on) * each.total_seconds() / 3600


def _regular_days(repeat: Repeat) -> Iterator[date]:
    monday = repeat.first - timedelta(days=repeat.first.weekday())
    day = repeat.first
    while day <= repeat.last:
        week = (day - monday).days // 7
        if day.weekday() in repeat.weekdays and week % repeat.weeks_apart == 0:
            yield day
        day += timedelta(days=1)


def _laid(day: date, repeat: Repeat, calendar: Calendar, taken: set[date]) -> LaidDay:
    unknown = not calendar.known(day)
    why, choice = _special(day, repeat, calendar)
    if choice is OnSpecialDay.KEEP:
        return LaidDay(regular=day, held_on=day, why=why, unknown=unknown)
    if choice is OnSpecialDay.LEAVE_OUT:
        return LaidDay(regular=day, held_on=None, why=why)
    return LaidDay(regular=day, held_on=_ordinary_after(day, repeat, calendar, taken), why=why)


def _special(day: date, repeat: Repeat, calendar: Calendar) -> tuple[str, OnSpecialDay]:
    if calendar.is_holiday(day):
        return calendar.name(day), repeat.on_holiday
    if day.weekday() >= 5 and calendar.is_working_day(day):
        return "调休上班", repeat.on_worked_weekend
    return "", OnSpecialDay.KEEP


def _ordinary_after(day: date, repeat: Repeat, calendar: Calendar, taken: set[date]) -> date | None:
    for n in range(1, FARTHEST_MOVE.days + 1):
        other = day + timedelta(days=n)
        if other not in taken and not _special(other, repeat, calendar)[0]:
            return other
    return None


def _check(repeat: Repeat) -> None:
    if not repeat.weekdays:
        raise Invalid("invalid.repeat_weekdays", field="weekdays")
    if repeat.last < repeat.first:
        raise Invalid("invalid.repeat_days", field="last", first=repeat.first)
    if repeat.last - repeat.first > activity_rules.FARTHEST_AHEAD:
        raise Invalid("invalid.repeat_long", field="last")
    if repeat.begins >= repeat.ends:
        raise Invalid("invalid.repeat_hours", field="ends", begins=f"{repeat.begins:%H:%M}")
    if not 1 <= repeat.weeks_apart <= MOST_WEEKS_APART:
        raise Invalid("invalid.repeat_weeks", field="weeks_apart", most=MOST_WEEKS_APART)
    if not 1 <= repeat.most <= activity_rules.MOST_SESSIONS:
        raise Invalid("invalid.repeat_most", field="most", most=activity_rules.MOST_SESSIONS)


def _moment(day: date, at: time) -> datetime:
    return datetime.combine(day, at, STATION_TIME)


def _month_day(words: str) -> tuple[int, int]:
    month, day = words.split("-")
    return int(month), int(day)
