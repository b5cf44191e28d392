"""A phrase shown at work: this week, the next holiday, a make-up day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from stations.hours import summary, wording
from stations.hours.model import Reading, Understood
from stations.hours.osm.calendar import Calendar
from stations.hours.osm.schedule import Schedule
from stations.hours.phrases import reading
from stations.hours.wording import WEEKDAY_WORDS, DayWords

_AHEAD_DAYS = 370
_LONGEST_HOLIDAY = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Ahead:
    """A stretch of days to come that are not like others, and its hours in words."""

    name: str
    when: str
    hours: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """A reading, and what it means. The week and what is ahead are empty where nothing was read."""

    reading: Reading
    words: str = ""
    """The reading in words that one checks at a glance."""

    week: tuple[DayWords, ...] = ()
    ahead: tuple[Ahead, ...] = ()


def preview(phrase: str, *, today: date, calendar: Calendar) -> Preview:
    """What `phrase` was read as, and what it does; Invalid where it is too long."""
    read = reading.read(phrase)
    if read.understood is Understood.UNKNOWN:
        return Preview(reading=read)
    return shown(read, today=today, calendar=calendar)


def shown(read: Reading, *, today: date, calendar: Calendar) -> Preview:
    """What a reading that tells hours does."""
    schedule = Schedule.of(read.osm, staffed=read.staffed_osm)
    return Preview(
        reading=read,
        words=summary.in_words(read.osm, staffed=read.staffed_osm),
        week=tuple(wording.week(schedule, today, calendar)),
        ahead=(*_holiday(schedule, today, calendar), *_make_up(schedule, today, calendar)),
    )


def _holiday(schedule: Schedule, today: date, calendar: Calendar) -> Iterable[Ahead]:
    """The next public holiday, day by day where its days differ."""
    for day in _days(today):
        if not calendar.known(day):
            # The first of January is a holiday of every year, announced or not.
            when = f"{day.year} 年 {_said(day)}，放假安排还没公布"
            yield Ahead(name="元旦", when=when, hours=_hours(schedule, day, calendar))
            return
        if calendar.is_holiday(day):
            yield from _stretches(schedule, day, calendar)
            return


def _stretches(schedule: Schedule, first: date, calendar: Calendar) -> Iterable[Ahead]:
    name = calendar.name(first)
    days = [first]
    while len(days) < _LONGEST_HOLIDAY and calendar.name(_next(days[-1])) == name:
        days.append(_next(days[-1]))
    begun = first
    for day in days:
        hours = _hours(schedule, begun, calendar)
        last = day is days[-1]
        if last or _hours(schedule, _next(day), calendar) != hours:
            when = _said(day) if day == begun else f"{_said(begun)}到 {_said(day)}"
            yield Ahead(name=name, when=when, hours=hours)
            begun = _next(day)


def _make_up(schedule: Schedule, today: date, calendar: Calendar) -> Iterable[Ahead]:
    """The next weekend day that is worked."""
    for day in _days(today):
        if not calendar.known(day):
            return
        if day.weekday() >= 5 and calendar.is_working_day(day):
            hours = _hours(schedule, day, calendar)
            yield Ahead(name="调休上班", when=_said(day), hours=hours)
            return


def _days(today: date) -> Iterable[date]:
    return (today + timedelta(days=ahead) for ahead in range(_AHEAD_DAYS))


def _next(day: date) -> date:
    return day + timedelta(days=1)


def _hours(schedule: Schedule, day: date, calendar: Calendar) -> str:
    return next(row.hours for row in wording.week(schedule, day, calendar) if row.today)


def _said(day: date) -> str:
    return f"{day.month} 月 {day.day} 日（{WEEKDAY_WORDS[day.weekday()]}）"
