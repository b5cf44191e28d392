"""Closures of a station: announced, ended, moved, confirmed, dropped.

A closure is named by its words in a list (`closure_list.one_text`): where a colleague has changed
it meanwhile there is none of these words any more, and nothing is done.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from stations.accounts.model import Account
from stations.accounts.roles import Action
from stations.audit.model import Act
from stations.db.base import Database
from stations.errors import Invalid, Refused
from stations.moments import china_day
from stations.registry import closure_list
from stations.registry.closure_list import LONGEST_REASON
from stations.registry.editing import saving
from stations.registry.editing.station_form import Problems, Unfit
from stations.registry.entries import closing, personal_numbers
from stations.registry.fields import dates
from stations.registry.model import Closure, Station, next_version
from stations.registry.scoping import scope_of
from stations.registry.states import Phase
from stations.registry.stored import change_store
from stations.tables import text

MOST = 100
"""More of one station is no plan any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """A closure as it was typed; `ends`: what follows its last day, '', 'sure' or 'expected'."""

    reason: str = ""
    since: str = ""
    until: str = ""
    ends: str = ""


SURE, EXPECTED = "sure", "expected"


def typed(closure: Closure) -> Typed:
    """A closure as the form shows it."""
    ends = (EXPECTED if closure.expected else SURE) if closure.until else ""
    return Typed(
        reason=closure.reason,
        since=closure.since.isoformat() if closure.since else "",
        until=closure.until.isoformat() if closure.until else "",
        ends=ends,
    )


def read(given: Typed, *, today: date) -> Closure:
    """The closure that was typed, by default from today on; Unfit names what is wrong."""
    problems: Problems = {}
    reason = closure_list.reason(text.clean(text.one_line(given.reason), multiline=False).text)
    if not reason:
        problems["reason"] = Invalid("invalid.closure_reason")
    elif len(reason) > LONGEST_REASON:
        problems["reason"] = Invalid("invalid.reason_length", longest=LONGEST_REASON)
    else:
        try:
            personal_numbers.check_public(reason, field="reason")
        except Invalid as error:
            problems["reason"] = error
    since = _day(given.since, "since", problems) or today
    until = _day(given.until, "until", problems)
    if until and until < since:
        problems["until"] = Invalid("bad_range.ends_before_start")
    if until and given.ends not in (SURE, EXPECTED):
        problems["ends"] = Invalid("invalid.closure_end")
    if problems:
        raise Unfit(problems)
    expected = until is not None and given.ends == EXPECTED
    return Closure(since=since, until=until, reason=reason, expected=expected)


def _day(words: str, key: str, problems: Problems) -> date | None:
    try:
        return dates.day(words.strip()) if words.strip() else None
    except Invalid as error:
        problems[key] = error
        return None


def add(db: Database, station_id: str, given: Typed, *, by: Account, act: Act) -> bool:
    """Shuts a station for some days, now or later; False where it is so already."""
    closure = read(given, today=_today(act))

    def added(station: Station) -> tuple[Closure, ...]:
        if station.lifecycle.phase is Phase.CLOSED:
            raise Unfit({"reason": Invalid("invalid.closure_of_withdrawn")})
        if len(station.closures) >= MOST:
            raise Unfit({"reason": Invalid("invalid.too_many_closures", most=MOST)})
        check_past(station, closure, by=by, today=_today(act))
        return (*station.closures, closure)

    return _changed(db, station_id, added, by=by, act=act)


def change(db: Database, station_id: str, old: str, given: Typed, *, by: Account, act: Act) -> bool:
    """Gives a closure other days, another reason or another kind of end."""
    closure = read(given, today=_today(act))

    def changed(station: Station) -> tuple[Closure, ...]:
        before = _named(station, old)
        check_past(station, before, by=by, today=_today(act))
        check_past(station, closure, by=by, today=_today(act))
        if _frees_past(before, closure, today=_today(act)) and not _may_past(station, by=by):
            raise Unfit({"since": Invalid("invalid.past_start")})
        return _without(station, before, closure)

    return _changed(db, station_id, changed, by=by, act=act)


def extend(db: Database, station_id: str, old: str, until: str, *, by: Account, act: Act) -> bool:
    """Moves the last day of a closure; its end stays as sure as it was."""
    problems: Problems = {}
    day = _day(until, "until", problems)
    if day is None:
        raise Unfit(problems or {"until": Invalid("invalid.extended_until_required")})

    def extended(station: Station) -> tuple[Closure, ...]:
        before = _named(station, old)
        if day < max(_today(act), before.since or date.min):
            raise Unfit({"until": Invalid("invalid.extended_until")})
        return _without(station, before, replace(before, until=day))

    return _changed(db, station_id, extended, by=by, act=act)


def end(db: Database, station_id: str, old: str, *, by: Account, act: Act) -> bool:
    """Notes that the door is open: what runs ends with yesterday, what was over is confirmed.

    A closure that has not begun is dropped, as is one of today: it filled no day.
    """

    def ended(station: Station) -> tuple[Closure, ...]:
        before, today = _named(station, old), _today(act)
        return _without(station, before, *closing.over(before, today=today, opened=today))

    return _changed(db, station_id, ended, by=by, act=act)


def may_change(station: Station, closure: Closure, *, by: Account, today: date) -> bool:
    """What has gone by decides about money: a keeper writes down what is and what will be."""
    gone = closure.over(today) and not closing.waits(closure, today=today)
    return not gone or _may_past(station, by=by)


def _may_past(station: Station, *, by: Account) -> bool:
    return by.may(Action.CREATE, scope_of(station))


def _frees_past(before: Closure, after: Closure, *, today: date) -> bool:
    """Whether days that have gone by would not have been shut any more."""
    first, moved = before.since or date.min, after.since or date.min
    return first < today and first < moved


def check_past(station: Station, closure: Closure, *, by: Account, today: date) -> None:
    """Unfit for a closure that only others may write down."""
    if not may_change(station, closure, by=by, today=today):
        raise Unfit({"until": Invalid("invalid.past_closure")})


def _named(station: Station, words: str) -> Closure:
    for closure in station.closures:
        if closure_list.one_text(closure) == words:
            return closure
    raise Refused("closure_gone")


def _without(station: Station, before: Closure, *instead: Closure) -> tuple[Closure, ...]:
    return (*(one for one in station.closures if one != before), *instead)


def _changed(
    db: Database,
    station_id: str,
    made: Callable[[Station], tuple[Closure, ...]],
    *,
    by: Account,
    act: Act,
) -> bool:
    with db.writing() as tx:
        before = saving.found(tx, station_id, by=by)
        after = replace(before, closures=closure_list.ordered(made(before)))
        if after == before:
            return False
        change_store.record(tx, [(before, next_version(after, at=act.at))], act=act)
    return True


def _today(act: Act) -> date:
    return china_day(act.at)
