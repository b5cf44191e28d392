"""Days on which a station was not taken off.

Months are counted as if the open days had followed one another without a break: a station that
opened on 1 January and was shut for the 92 days from June to August has nine months behind it on
31 December.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from stations.errors import Invalid
from stations.registry.model import Closure, Lifecycle, Station
from stations.registry.states import PASSING, PHASE_WORDS, Phase

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Days on which a station was not open, the last one among them."""

    phase: Phase
    first: date
    last: date
    expected: date | None = None
    """The last day that was expected, where nobody has said that it was the last one."""


def shut(station: Station) -> tuple[Stretch, ...]:
    """When it was not open: planned, suspended, rectifying or closed, past and present.

    Behind an end that was only expected nobody knows: until somebody confirms that the door is
    open, such days are none on which it was. Invalid where the record does not say from when to
    when: nothing is guessed where money follows. The words say what to fill in.
    """
    lives = (*station.periods, station.lifecycle)
    found = [_closed_for_a_while(closure) for closure in station.closures]
    for n, (before, life) in enumerate(pairwise((None, *lives))):
        if life is None or life.phase is Phase.OPEN:
            continue
        first, last = _first(life, before), _last(life, lives[n + 1 :])
        if first is None or last is None:
            raise _undated(life.phase)
        if life is station.lifecycle and life.phase in PASSING and life.until is not None:
            found.append(_unconfirmed(life.phase, first, life.until))
        elif first <= last:
            found.append(Stretch(phase=life.phase, first=first, last=last))
    if station.closes_on is not None and station.closes_on < date.max:
        after = station.closes_on + _DAY
        found.append(Stretch(phase=Phase.CLOSED, first=after, last=date.max))
    return tuple(sorted(found, key=lambda one: (one.first, one.last)))


def _closed_for_a_while(closure: Closure) -> Stretch:
    if closure.since is None:
        raise _undated(closure.phase)
    if closure.expected and closure.until is not None:
        return _unconfirmed(closure.phase, closure.since, closure.until)
    return Stretch(phase=closure.phase, first=closure.since, last=closure.until or date.max)


def _unconfirmed(phase: Phase, first: date, expected: date) -> Stretch:
    return Stretch(phase=phase, first=first, last=date.max, expected=expected)


def _undated(phase: Phase) -> Invalid:
    return Invalid("invalid.undated_phase", field="lifecycle", phase=PHASE_WORDS[phase])


def _first(life: Lifecycle, before: Lifecycle | None) -> date | None:
    if life.since is not None:
        return life.since
    if life.phase is Phase.PLANNED:
        return date.min
    if before is None or before.until is None or before.until == date.max:
        return None
    return before.until + _DAY


def _last(life: Lifecycle, following: Sequence[Lifecycle]) -> date | None:
    if life.until is not None or not following:
        return life.until or date.max
    return following[0].since - _DAY if following[0].since is not None else None


def open_days(first: date, last: date, *, without: Sequence[Stretch]) -> int:
    """On how many days from the first to the last it was open."""
    if first > last:
        return 0
    return (last - first).days + 1 - sum((b - a).days + 1 for a, b in _taken(first, last, without))


def _taken(first: date, last: date, without: Sequence[Stretch]) -> Iterator[tuple[date, date]]:
    """The shut days in between, each once, however the stretches overlap."""
    at = first
    for one in sorted(without, key=lambda one: one.first):
        begins, ends = max(at, one.first), min(last, one.last)
        if begins <= ends:
            yield begins, ends
            if ends == last:
                return
            at = ends + _DAY


def months(first: date, days: int) -> int:
    """How many whole months so many days make, counted from a day of the calendar."""
    number = days // 31
    while (months_after(first, number + 1) - first).days <= days:
        number += 1
    return number


def months_after(day: date, number: int) -> date:
    """The same day so many months later, or the last of a month that has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + number, 12)
    following = date(year + month // 11, (month + 1) % 12 + 1, 1)
    return min(date(year, month + 1, 1) + (day.day - 1) * _DAY, following - _DAY)
