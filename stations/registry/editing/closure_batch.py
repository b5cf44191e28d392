"""Several stations shut for some days, or opened again, at once.

What a station has of closures stays: another one is put beside it where a person ticks that
station, and of several that run only those end that a person ticks.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from stations.accounts.model import Account
from stations.accounts.roles import Action
from stations.areas.locator import Locator
from stations.audit.model import Act
from stations.db.base import Database, Transaction
from stations.errors import Invalid
from stations.moments import china_day
from stations.registry import closure_list
from stations.registry.editing import closures, saving, station_form
from stations.registry.editing.closures import Typed
from stations.registry.entries import closing
from stations.registry.model import Closure, Station, next_version
from stations.registry.scoping import scope_of
from stations.registry.states import PHASE_WORDS, Phase
from stations.registry.stored import change_store

RECTIFYING = "rectifying"
"""Stands among the words of closures for a rectification, which is a phase."""
_NO_OUTLINES = Locator(())


def can_be_shut(station: Station) -> bool:
    """Whether many may be shut together with this one: planned and closed ones are so already."""
    return station.lifecycle.phase is Phase.OPEN


def present(station: Station, *, today: date) -> tuple[Closure, ...]:
    """Closures that run, are announced or wait to be confirmed."""
    return tuple(
        one for one in station.closures if not one.over(today) or closing.waits(one, today=today)
    )


def endable(stations: Iterable[Station], *, by: Account, today: date) -> Mapping[str, list[str]]:
    """Words of closures that run → the ids of the stations that have them."""
    found: dict[str, list[str]] = defaultdict(list)
    for station in stations:
        for one in station.closures:
            if closing.runs(one, today=today):
                found[closure_list.one_text(one)].append(station.id)
        if station.lifecycle.phase is Phase.RECTIFYING and by.may(Action.CREATE, scope_of(station)):
            found[RECTIFYING].append(station.id)
    return found


def shut(
    db: Database, station_ids: Sequence[str], given: Typed, *, also: Collection[str], by: Account,
    act: Act,
) -> int:  # fmt: skip
    """Shuts these stations for some days, all or none; how many.

    Those that have closures already are left alone unless `also` names them. NotFound where one
    is not theirs, Invalid where one can't be shut or the closure is wrong.
    """
    today = _today(act)
    closure = closures.read(given, today=today)
    with db.writing() as tx:
        pairs = []
        for before in _found(tx, station_ids, by=by):
            if not can_be_shut(before):
                state = PHASE_WORDS[before.lifecycle.phase]
                raise Invalid("invalid.phase_of_batch", field="ids", name=before.name, state=state)
            closures.check_past(before, closure, by=by, today=today)
            if present(before, today=today) and before.id not in also:
                continue
            after = closure_list.ordered((*before.closures, closure))
            pairs.append((before, replace(before, closures=after)))
        return _recorded(tx, pairs, act=act)


def reopen(
    db: Database, station_ids: Sequence[str], words: Collection[str], *, by: Account, act: Act
) -> int:
    """Ends those closures of these stations that have these words, all or none; how many stations.

    A closure whose end was only expected, and has passed, is confirmed.
    """
    today = _today(act)
    if not words:
        raise Invalid("invalid.closures_over", field="words")
    with db.writing() as tx:
        pairs = []
        for before in _found(tx, station_ids, by=by):
            after = replace(before, closures=_left(before, words, today=today))
            if RECTIFYING in words and endable([before], by=by, today=today).get(RECTIFYING):
                values = {"lifecycle": Phase.OPEN.value, "reason": "", "since": "", "until": ""}
                after = station_form.edited(after, values, at=act.at, outlines=_NO_OUTLINES)
            pairs.append((before, after))
        return _recorded(tx, pairs, act=act)


def _left(station: Station, words: Collection[str], *, today: date) -> tuple[Closure, ...]:
    ends = {
        one
        for one in station.closures
        if closing.runs(one, today=today) and closure_list.one_text(one) in words
    }
    kept = [one for one in station.closures if one not in ends]
    over = [part for one in ends for part in closing.over(one, today=today, opened=today)]
    return closure_list.ordered((*kept, *over))


def _found(db: Database, station_ids: Sequence[str], *, by: Account) -> list[Station]:
    return [saving.found(db, one, by=by) for one in dict.fromkeys(station_ids)]


def _recorded(tx: Transaction, pairs: Sequence[tuple[Station, Station]], *, act: Act) -> int:
    changed = [(old, next_version(new, at=act.at)) for old, new in pairs if new != old]
    change_store.record(tx, changed, act=act)
    return len(changed)


def _today(act: Act) -> date:
    return china_day(act.at)
