"""What a row says of the phase and the closures of a station.

Lists know one state of a station. That it is suspended means a closure that runs; that it is
open means, in a list without a column for closures, that what ran is over.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from stations.moments import china_day
from stations.registry import closure_list, old_suspensions
from stations.registry.fields.life import (
    CLOSURES,
    LIFECYCLE,
    PERIODS,
    REASON,
    SINCE,
    UNTIL,
)
from stations.registry.fields.patch import Patch
from stations.registry.model import Closure, Lifecycle, Station
from stations.registry.ranges import in_order
from stations.registry.states import Phase

_DAY = timedelta(days=1)


def settled(given: Patch, held: tuple[Closure, ...], *, reopened: bool, today: date) -> Patch:
    """The values of a row with its closures told apart from its phase."""
    periods = given.get(PERIODS) or ()
    was_suspended = any(life.phase is Phase.SUSPENDED for life in periods)
    is_suspended = given.get(LIFECYCLE) is Phase.SUSPENDED
    if not (was_suspended or is_suspended or (reopened and held)):
        return given  # as nearly every row of a list
    values = given.copy()
    if was_suspended:
        values[PERIODS], old = old_suspensions.separated(periods)
        values[CLOSURES] = closure_list.ordered((*values.get(CLOSURES, held), *old))
    known = values.get(CLOSURES, held)
    if is_suspended:
        values[CLOSURES] = _shut(values, known, today=today)
        values[LIFECYCLE] = Phase.OPEN
        for field in (REASON, SINCE, UNTIL):
            values.drop(field)
    elif reopened:
        since = values.get(SINCE, None)
        opened = min(since or today, today)
        values[CLOSURES] = open_again(known, today=today, opened=opened)
        if values[CLOSURES] != known:
            values.drop(SINCE)
    return values


def _shut(values: Patch, known: tuple[Closure, ...], *, today: date) -> tuple[Closure, ...]:
    """The closures where a row says that the station is suspended.

    It is the one that begins on the day that the row names, or else one that runs; a last day
    that a list names is expected.
    """
    since = values.get(SINCE)
    same = [
        one for one in known if (one.since == since if since else runs(one, today=today))
    ]  # fmt: skip
    old = same[-1] if same else Closure(since=since or today)
    until = values.get(UNTIL, old.until)
    expected = old.expected if until == old.until else until is not None
    reason = closure_list.reason(values.get(REASON, old.reason))
    new = replace(old, until=until, reason=reason, expected=expected)
    return closure_list.ordered((*(one for one in known if one != old), new))


def runs(closure: Closure, *, today: date) -> bool:
    """Whether it is shut today, or its end was only expected and has passed."""
    return closure.covers(today) or waits(closure, today=today)


def waits(closure: Closure, *, today: date) -> bool:
    """Whether its end was only expected, has passed, and nobody has confirmed it."""
    return closure.expected and closure.over(today)


def open_again(closures: tuple[Closure, ...], *, today: date, opened: date) -> tuple[Closure, ...]:
    """The closures once somebody says that the door is open since a day; what is to come stays."""
    made: list[Closure] = []
    for one in closures:
        made += over(one, today=today, opened=opened) if runs(one, today=today) else (one,)
    return closure_list.ordered(made)


def over(closure: Closure, *, today: date, opened: date) -> tuple[Closure, ...]:
    """What is left of a closure once somebody says today that the door is open since a day."""
    if closure.over(today):
        return (replace(closure, expected=False),)
    last = opened - _DAY
    if closure.since and closure.since > last:
        return ()
    return (replace(closure, until=last, expected=False),)


def past(before: Station, following: Lifecycle, *, at: datetime) -> tuple[Lifecycle, ...]:
    """The past phases once another one follows.

    A phase that ended by itself keeps its last day. One that is over on the day on which it began
    filled no day: it stays in the history, and is no range.
    """
    period = before.lifecycle
    first = following.since or china_day(at)
    last = first - timedelta(days=1)
    until = min(period.until or last, last)
    if not in_order(period.since, until):
        return before.periods
    return (*before.periods, replace(period, until=until))
