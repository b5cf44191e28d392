"""Shut today: all of it, or for some hours that its opening hours tell until they are over.

A whole day is a closure like any other. Some hours are a rule of one date behind the hours, which
phones, pages and programs know how to read.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from stations.accounts.model import Account
from stations.accounts.roles import Action
from stations.audit.model import Act
from stations.db.base import Database
from stations.errors import Invalid, Refused
from stations.hours.model import LONGEST
from stations.hours.osm.expression import DAY, MONTHS, HoursState
from stations.hours.osm.schedule import Schedule
from stations.hours.osm.timeline import Piece
from stations.moments import STATION_TIME, china_day
from stations.registry import closure_list
from stations.registry.editing import closures, saving
from stations.registry.editing.closures import Typed
from stations.registry.model import Closure, Station, next_version
from stations.registry.stored import change_store, holiday_store

_NAMES = {number: name for name, number in MONTHS.items()}
_MARK = "临时关门"
"""Begins the comment of the rule, by which it is known again."""
_RULE = re.compile(
    r'; (\d{4}) ([A-Z][a-z]{2}) (\d{2}) (\d\d:\d\d)-(\d\d:\d\d) off "' + _MARK + r'：([^"]*)"'
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortClosing:
    """Some hours of one day on which the door is shut; `text` is the rule that says so."""

    on: date
    since: str
    until: str
    reason: str
    text: str


def of(station: Station, *, today: date) -> list[ShortClosing]:
    """Those of today that its hours tell."""
    found = (
        ShortClosing(
            on=date(int(match[1]), MONTHS[match[2]], int(match[3])),
            since=match[4],
            until=match[5],
            reason=match[6],
            text=match[0],
        )
        for match in _RULE.finditer(station.hours.osm)
    )
    return [one for one in found if one.on == today]


def of_today(station: Station, *, today: date) -> list[Closure]:
    """The closures that shut it today and no other day."""
    return [one for one in station.closures if one.since == one.until == today]


def shut_today(db: Database, station_id: str, *, by: Account, act: Act) -> bool:
    """Shuts it for what is left of the day and says why; False where it is shut already."""
    today = china_day(act.at)
    station = saving.found(db, station_id, by=by)
    if any(one.covers(today) for one in station.closures):
        return False
    day = today.isoformat()
    given = Typed(reason=act.reason, since=day, until=day, ends=closures.SURE)
    return closures.add(db, station_id, given, by=by, act=act)


def shut_for_hours(
    db: Database, station_id: str, *, since: time | None, until: time, by: Account, act: Act
) -> bool:
    """Shuts it today from an hour, else from now, until another; False where it is so already."""
    reason = closures.read(Typed(reason=act.reason), today=china_day(act.at)).reason
    begin = since or act.at.astimezone(STATION_TIME).time()
    if until <= begin:
        raise Invalid("invalid.short_closing", field="until")

    def shut(db: Database, station: Station) -> str:
        bare = _without_past(station.hours.osm, today=china_day(act.at))
        rule = _written(china_day(act.at), begin, until, reason)
        if rule in bare:
            return bare
        return _fitting(db, bare, rule, act.at, (_minute(begin), _minute(until)))

    return _changed(db, station_id, shut, by=by, act=act)


def open_again(db: Database, station_id: str, *, by: Account, act: Act) -> bool:
    """Lifts what shuts it today and no other day; False where nothing does."""
    today = china_day(act.at)
    station = saving.found(db, station_id, by=by)
    lifted = False
    for closure in of_today(station, today=today):
        lifted |= closures.end(db, station_id, closure_list.one_text(closure), by=by, act=act)

    def bare(db: Database, station: Station) -> str:
        hours = _without_past(station.hours.osm, today=today)
        for one in of(station, today=today):
            hours = hours.replace(one.text, "")
        return hours

    return _changed(db, station_id, bare, by=by, act=act) or lifted


def _written(day: date, since: time, until: time, reason: str) -> str:
    reason = reason.replace('"', "”")
    dates = f"{day.year} {_NAMES[day.month]} {day.day:02}"
    return f'; {dates} {since:%H:%M}-{until:%H:%M} off "{_MARK}：{reason}"'


def _without_past(hours: str, *, today: date) -> str:
    def kept(match: re.Match[str]) -> str:
        on = date(int(match[1]), MONTHS[match[2]], int(match[3]))
        return "" if on < today else match[0]

    return _RULE.sub(kept, hours)


def _fitting(db: Database, hours: str, rule: str, at: datetime, span: tuple[int, int]) -> str:
    """The hours with the rule, where they mean what was meant: shut then, and as before else."""
    if not hours:
        raise Refused("short_closing.hours_unknown")
    if len(hours + rule) > LONGEST:
        raise Refused("short_closing.too_long")
    calendar, today = holiday_store.calendar(db), china_day(at)
    try:
        before = Schedule.of(hours).day(today, calendar)
        after = Schedule.of(hours + rule).day(today, calendar)
    except Invalid as error:
        raise Refused("short_closing.hours_unknown") from error
    for minute in range(DAY):
        inside = span[0] <= minute < span[1]
        if _state(after, minute) is not (HoursState.CLOSED if inside else _state(before, minute)):
            raise Refused("short_closing.too_long")
    return hours + rule


def _state(day: tuple[Piece, ...], minute: int) -> HoursState:
    return next((state for start, end, state in day if start <= minute < end), HoursState.CLOSED)


def _minute(at: time) -> int:
    return at.hour * 60 + at.minute


def _changed(
    db: Database,
    station_id: str,
    made: Callable[[Database, Station], str],
    *,
    by: Account,
    act: Act,
) -> bool:
    with db.writing() as tx:
        before = saving.found(tx, station_id, by=by, action=Action.EDIT)
        osm = made(tx, before)
        if osm == before.hours.osm:
            return False
        after = replace(before, hours=replace(before.hours, osm=osm))
        change_store.record(tx, [(before, next_version(after, at=act.at))], act=act)
    return True
