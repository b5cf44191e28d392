"""Values of a row that mean something together only: amenities, hours, a phase, a star."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from stations.hours.phrases import reading
from stations.registry.fields.field import Field
from stations.registry.fields.life import LIFECYCLE, REASON, SINCE, UNTIL
from stations.registry.fields.memberships import NETWORKS, AddedMemberships
from stations.registry.fields.offer import (
    AMENITIES,
    AMENITIES_DETAIL,
    HOURS,
    HOURS_OSM,
    HOURS_STAFFED,
)
from stations.registry.fields.patch import Patch
from stations.registry.fields.trust import (
    HONOURS,
    STAR,
    STAR_BASIS,
    STAR_ON,
    VERIFIED_BY,
    VERIFIED_ON,
)
from stations.registry.model import (
    Amenity,
    Honour,
    Hours,
    Lifecycle,
    Membership,
    Star,
    Verified,
)
from stations.registry.states import AmenityState


def _amenities(values: Patch, before: tuple[Amenity, ...]) -> tuple[Amenity, ...]:
    if AMENITIES_DETAIL in values:
        details = values[AMENITIES_DETAIL]
        return _ordered(details)
    if AMENITIES not in values:
        return before
    named = values[AMENITIES]
    if not before and not named.states:
        return _fresh(named.ids)
    kept = {amenity.id: amenity for amenity in before}
    for amenity_id, state in named.states.items():
        kept[amenity_id] = replace(kept.get(amenity_id, Amenity(id=amenity_id)), state=state)
    for amenity_id in named.ids:
        amenity = kept.get(amenity_id)
        if amenity is None or amenity.state is not AmenityState.AVAILABLE:
            kept[amenity_id] = Amenity(id=amenity_id)
    return _ordered(tuple(kept.values()))


@lru_cache(maxsize=4_096)
def _fresh(ids: tuple[str, ...]) -> tuple[Amenity, ...]:
    # A list repeats the same few sets of amenities; the stations share them.
    return _ordered([Amenity(id=amenity_id) for amenity_id in ids])


def _ordered(amenities: Sequence[Amenity]) -> tuple[Amenity, ...]:
    return tuple(sorted(amenities, key=lambda amenity: amenity.id))


def _hours(values: Patch, before: Hours) -> Hours:
    words = values.get(HOURS, before.words)
    if words != before.words and HOURS_OSM not in values:
        read = _read(words)
        if HOURS_STAFFED not in values:
            return read
        return replace(read, staffed=values[HOURS_STAFFED])
    return Hours(
        osm=values.get(HOURS_OSM, before.osm),
        staffed=values.get(HOURS_STAFFED, before.staffed),
        words=words,
    )


@lru_cache(maxsize=4_096)
def _read(words: str) -> Hours:
    # A list repeats the same few hours.
    read = reading.read(words)
    return Hours(osm=read.osm, staffed=read.staffed_osm, words=words)


def lifecycle(values: Patch, before: Lifecycle) -> Lifecycle:
    """The phase of life after a row with these values."""
    if not values.any_of(LIFECYCLE, REASON, SINCE, UNTIL):
        return before
    phase = values.get(LIFECYCLE, before.phase)
    if phase is not before.phase:
        before = Lifecycle(phase=phase)
    return replace(
        before,
        reason=values.get(REASON, before.reason),
        since=values.get(SINCE, before.since),
        until=values.get(UNTIL, before.until),
    )


def _star(values: Patch, before: Star | None) -> Star | None:
    if STAR not in values:
        return before
    old = before if before and before.level == values[STAR] else Star(level=values[STAR])
    return replace(
        old,
        basis=values.get(STAR_BASIS, old.basis),
        on=values.get(STAR_ON, old.on),
    )


def _honours(values: Patch, before: tuple[Honour, ...]) -> tuple[Honour, ...]:
    """In the order in which the store keeps them."""
    honours = values[HONOURS]
    return tuple(sorted(honours, key=lambda h: (h.title, h.grade.value, h.year)))


def _networks(values: Patch, before: tuple[Membership, ...]) -> tuple[Membership, ...]:
    """A cell of networks tells all of them; a column of grades alone tells of one more."""
    given = values[NETWORKS]
    if not isinstance(given, AddedMemberships):
        return tuple(given)
    named = {one.name: one for one in (*before, *given)}
    return tuple(named.values())


def _verified(values: Patch, before: Verified | None) -> Verified | None:
    day = values.get(VERIFIED_ON)
    return before if day is None else Verified(on=day, by=values.get(VERIFIED_BY, ""))


@dataclass(frozen=True, slots=True)
class Rule:
    """How the values of some fields change the part of a station that they mean together."""

    merge: Callable[[Patch, Any], Any]
    fields: tuple[Field[Any], ...]


RULES: dict[str, Rule] = {
    "amenities": Rule(_amenities, (AMENITIES, AMENITIES_DETAIL)),
    "hours": Rule(_hours, (HOURS, HOURS_OSM, HOURS_STAFFED)),
    "lifecycle": Rule(lifecycle, (LIFECYCLE, REASON, SINCE, UNTIL)),
    "star": Rule(_star, (STAR, STAR_BASIS, STAR_ON)),
    "networks": Rule(_networks, (NETWORKS,)),
    "honours": Rule(_honours, (HONOURS,)),
    "verified": Rule(_verified, (VERIFIED_ON, VERIFIED_BY)),
}
"""Part of a station → how it changes."""
