"""Suspensions that were phases of life, as old rows, lists and changes have them, as closures.

A station is in its open phase while it is shut for a while: the open phases around such a
suspension are one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from stations.registry import closure_list
from stations.registry.model import Closure, Lifecycle
from stations.registry.ranges import in_order
from stations.registry.states import Phase


def separated(
    periods: Sequence[Lifecycle], current: Lifecycle | None = None
) -> tuple[tuple[Lifecycle, ...], tuple[Closure, ...]]:
    """The phases without suspensions, the current one last, and the suspensions as closures.

    The last day of a suspension that nobody ended was shown to everybody as expected, so it is.
    """
    lives: list[Lifecycle] = []
    closures: list[Closure] = []
    joins = False
    every = (*periods, current) if current else tuple(periods)
    for life in every:
        suspended = life.phase is Phase.SUSPENDED
        if suspended:
            closure = _closure(life, lives, expected=life is current and life.until is not None)
            if closure is None:
                continue
            closures.append(closure)
            life = Lifecycle(since=closure.since, until=None if life is current else life.until)
        if (suspended or joins) and lives and lives[-1].phase is life.phase is Phase.OPEN:
            lives[-1] = replace(lives[-1], until=life.until)
        else:
            lives.append(life)
        joins = suspended
    return tuple(lives), closure_list.ordered(closures)


def _closure(life: Lifecycle, before: Sequence[Lifecycle], *, expected: bool) -> Closure | None:
    """The suspension; None for one that filled no day."""
    since = life.since or _following(before[-1].until if before else None)
    if not in_order(since, life.until):
        return None
    reason = closure_list.reason(life.reason)
    return Closure(since=since, until=life.until, reason=reason, expected=expected)


def _following(day: date | None) -> date | None:
    return day + timedelta(days=1) if day and day < date.max else None
