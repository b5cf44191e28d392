"""The states of one day, minute by minute."""

from collections.abc import Iterable
from datetime import date
from itertools import pairwise

from stations.hours.osm.calendar import Calendar
from stations.hours.osm.day_facts import (
    DayFacts,
    Needs,
    effective_state,
    matches,
    possible_facts,
)
from stations.hours.osm.expression import DAY, HoursRule, HoursState, Join

Piece = tuple[int, int, HoursState]
"""Minutes from the midnight at which the rule's day begins, end excluded, and the state."""

SHUT_DAY: tuple[Piece, ...] = ((0, DAY, HoursState.CLOSED),)

OPEN_END_SURE = 120
"""Minutes that a place with an opening time and no closing time is taken to stay open."""


def timeline(
    rules: tuple[HoursRule, ...], day: date, calendar: Calendar, needed: Needs
) -> tuple[Piece, ...]:
    """States of 48 hours from the midnight of `day`, by the rules that begin on that day.

    Only what a rule says is in it; gaps are closed. Where the facts of the day are not known,
    every possibility is worked out and the minutes on which they differ are UNKNOWN.
    """
    found: tuple[Piece, ...] | None = None
    for facts in possible_facts(day, calendar, needed):
        pieces = flatten(_painted(rules, facts))
        found = pieces if found is None else _agreed(found, pieces)
    return found or ()


def _painted(rules: tuple[HoursRule, ...], facts: DayFacts) -> list[Piece]:
    """Coats of paint in order: the last one on a minute is seen."""
    coats: list[Piece] = []
    for rule in rules:
        if not matches(rule, facts):
            continue
        state = effective_state(rule, facts)
        pieces = _pieces(rule, state)
        if rule.join is Join.FALLBACK:
            # A fallback speaks only where nothing else did.
            coats = pieces + coats
        elif rule.join is Join.REPLACE and (state is not HoursState.CLOSED or _whole_day(rule)):
            coats = pieces
        else:
            coats.extend(pieces)
    return coats


def _whole_day(rule: HoursRule) -> bool:
    return not rule.spans and not rule.open_ended


def _pieces(rule: HoursRule, state: HoursState) -> list[Piece]:
    if _whole_day(rule):
        return [(0, DAY, state)]
    pieces = [(start, end, state) for start, end in rule.spans]
    for start in rule.open_ended:
        if state is HoursState.OPEN:
            pieces.append((start, start + OPEN_END_SURE, state))
            start += OPEN_END_SURE
        pieces.append((start, max(DAY, start), HoursState.UNKNOWN))
    return pieces


def flatten(coats: list[Piece]) -> tuple[Piece, ...]:
    """The pieces that are seen, in order of time and joined; closed is left out."""
    if len(coats) == 1:
        return tuple(coats) if coats[0][2] is not HoursState.CLOSED else ()
    cuts = sorted({cut for start, end, _ in coats for cut in (start, end)})
    seen: list[Piece] = []
    for start, end in pairwise(cuts):
        state = next((s for a, b, s in reversed(coats) if a <= start < b), HoursState.CLOSED)
        _append(seen, (start, end, state))
    return tuple(seen)


def _append(pieces: list[Piece], piece: Piece) -> None:
    start, end, state = piece
    if state is HoursState.CLOSED or start >= end:
        return
    if pieces and pieces[-1][1] == start and pieces[-1][2] is state:
        pieces[-1] = (pieces[-1][0], end, state)
    else:
        pieces.append(piece)


def state_of(pieces: Iterable[Piece], minute: int) -> HoursState:
    """The state at `minute` of flattened `pieces`."""
    return next((s for start, end, s in pieces if start <= minute < end), HoursState.CLOSED)


def _agreed(one: tuple[Piece, ...], other: tuple[Piece, ...]) -> tuple[Piece, ...]:
    if one == other:
        return one
    cuts = sorted({cut for start, end, _ in (*one, *other) for cut in (start, end)})
    agreed: list[Piece] = []
    for start, end in pairwise(cuts):
        first, second = state_of(one, start), state_of(other, start)
        _append(agreed, (start, end, first if first is second else HoursState.UNKNOWN))
    return tuple(agreed)


def joined_day(today: tuple[Piece, ...], yesterday: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """The 24 hours of a day with no gaps: its own pieces over what yesterday left running.

    A span that ran past midnight is kept whatever the next day's rules are: nobody is sent
    out at midnight because the next day is a day of rest.
    """
    if not today and not yesterday:
        return SHUT_DAY
    left = [(max(0, a - DAY), b - DAY, s) for a, b, s in yesterday if b > DAY]
    coats = [(0, DAY, HoursState.CLOSED), *left, *((a, min(b, DAY), s) for a, b, s in today)]
    cuts = sorted({min(max(cut, 0), DAY) for start, end, _ in coats for cut in (start, end)})
    whole: list[Piece] = []
    for start, end in pairwise(cuts):
        state = next((s for a, b, s in reversed(coats) if a <= start < b), HoursState.CLOSED)
        if whole and whole[-1][2] is state:
            whole[-1] = (whole[-1][0], end, state)
        else:
            whole.append((start, end, state))
    return tuple(whole)
