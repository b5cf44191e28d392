"""Two records of one place made one, with both histories.

What is taken from the other record is taken as it is: the point with the coordinate it came from,
hours with the words they were read from. The closures of both are kept unless somebody chooses
otherwise: each was written down by a person who knew of a shut door. The other record is closed and
leads to this one, whose aliases keep its name and number, so that both are still found.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import reduce
from typing import Any

from stations.accounts.model import Account
from stations.accounts.roles import Action
from stations.audit.model import Act
from stations.db.base import Database
from stations.errors import Invalid, Refused
from stations.moments import china_day
from stations.registry import closure_list
from stations.registry.editing import form_values, saving
from stations.registry.entries.closing import past
from stations.registry.fields import INPUTS
from stations.registry.fields.identity import ALIASES
from stations.registry.fields.life import CLOSURES
from stations.registry.model import Closure, Lifecycle, Station, next_version
from stations.registry.scoping import Reach
from stations.registry.states import Phase
from stations.registry.stored import change_store, redirects, store

_PARTS: Mapping[str, tuple[str, ...]] = {
    key: field.input.taken_over or (field.at,)
    for key, field in INPUTS.items()
    if field.input and field.input.taken_over is not None and not field.input.unit
}
"""What can be taken from the other record, and where it lies. Its number, area, phase, star and
checks stay with it: they were given to that record, not to the place."""


class Choice(StrEnum):
    """Whose value of a unit the one record has."""

    OWN = "own"
    OTHER = "other"
    BOTH = "both"


Choices = Mapping[str, Choice]
"""Unit → choice. What is not chosen stays its own; the closures of both are true of the place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordPair:
    """Two records, and the versions at which somebody looked at them."""

    station_id: str
    other_id: str
    versions: tuple[int, int]


def differing(station: Station, other: Station) -> list[str]:
    """The units in which the other record says something else, and something at all."""
    mine, theirs = form_values.values(station), form_values.values(other)
    units = {
        form_values.unit_of(key): None for key in mine if theirs[key] and mine[key] != theirs[key]
    }
    found = [unit for unit in units if unit in _PARTS or unit.startswith(form_values.AMENITY)]
    further = other.closures and other.closures != station.closures
    return [*found, CLOSURES.key] if further else found


def combined(station: Station, other: Station, *, choices: Choices) -> Station:
    """The station with what is chosen of the other record."""
    taken = {unit for unit, choice in choices.items() if choice is Choice.OTHER}
    result = station
    for unit, paths in _PARTS.items():
        if unit in taken:
            for path in paths:
                result = _put(result, path, _get(other, path))
    held = {amenity.id: amenity for amenity in station.amenities}
    theirs = {amenity.id: amenity for amenity in other.amenities}
    for unit in taken:
        if unit.startswith(form_values.AMENITY):
            amenity_id = unit.removeprefix(form_values.AMENITY)
            held.pop(amenity_id, None)
            if amenity_id in theirs:
                held[amenity_id] = theirs[amenity_id]
    amenities = tuple(held[key] for key in sorted(held))
    return replace(
        result,
        amenities=amenities,
        closures=closures(station, other, choice=choices.get(CLOSURES.key, Choice.BOTH)),
        aliases=_aliases(result, station, other),
    )


def closures(station: Station, other: Station, *, choice: Choice) -> tuple[Closure, ...]:
    """The closures of the one record."""
    held = {Choice.OWN: (station,), Choice.OTHER: (other,), Choice.BOTH: (station, other)}[choice]
    return closure_list.ordered(closure for one in held for closure in one.closures)


def combine(db: Database, pair: RecordPair, *, choices: Choices, by: Account, act: Act) -> Station:
    """Makes one of two in one entry of the log; taking that back makes two of one again."""
    with db.writing() as tx:
        station, other = both(tx, pair.station_id, pair.other_id, by=by)
        if pair.versions != (_version(station), _version(other)):
            raise Refused("stale_version")
        after = next_version(combined(station, other, choices=choices), at=act.at)
        closed = next_version(_closed(other, after, act=act), at=act.at)
        number = change_store.record(tx, [(station, after), (other, closed)], act=act)
        redirects.add(tx, other.id, station.id, log=number)
    return after


def both(db: Database, station_id: str, other_id: str, *, by: Account) -> tuple[Station, Station]:
    """Two records that this person may combine."""
    station = saving.found(db, station_id, by=by, action=Action.MERGE)
    other = saving.found(db, other_id, by=by, action=Action.MERGE)
    if station.id == other.id:
        raise Invalid("invalid.same_record", field="with")
    for one in (station, other):
        if one.lifecycle.phase is Phase.CLOSED:
            raise Invalid("invalid.withdrawn_pair", field="with", name=one.name)
    return station, other


def meant(db: Database, words: str, *, reach: Reach) -> str:
    """The id of the one station in reach with this id or number, '' for none or several."""
    found = store.named(db, words.strip(), reach=reach)
    return found[0] if len(found) == 1 else ""


def _version(station: Station) -> int:
    return station.record.version if station.record else 0


def _closed(other: Station, into: Station, *, act: Act) -> Station:
    today = china_day(act.at)
    named = f"“{into.name}”{f'（编号 {into.number}）' if into.number else ''}"
    closed = Lifecycle(phase=Phase.CLOSED, reason=f"已和{named}合并", since=today)
    return replace(other, lifecycle=closed, periods=past(other, closed, at=act.at))


def _aliases(result: Station, station: Station, other: Station) -> tuple[str, ...]:
    """By which other words it is found: first those it had, then how the other was called."""
    longest = ALIASES.in_list.longest
    kept: list[str] = list(station.aliases)
    for word in (other.number, other.name, station.name, *other.aliases):
        fits = len("、".join((*kept, word))) <= longest
        if word and fits and word not in (result.name, result.number, *kept):
            kept.append(word)
    return tuple(word for word in kept if word != result.name)


def _get(station: Station, path: str) -> Any:
    return reduce(getattr, path.split("."), station)


def _put(station: Station, path: str, value: Any) -> Station:
    first, _, rest = path.partition(".")
    given: dict[str, Any] = {first: value}
    if rest:
        given = {first: replace(getattr(station, first), **{rest: value})}
    return replace(station, **given)
