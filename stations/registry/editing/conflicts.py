"""Two changes of one station: what goes together and what must be chosen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from stations.registry.editing.form_values import Values, unit_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """Both people's changes in one form. Where they collide, it holds mine."""

    values: Values
    collisions: tuple[str, ...]
    """Units that both changed, each in another way."""
    taken: tuple[str, ...]
    """Units that only the other person changed."""


def merged(base: Mapping[str, str], theirs: Mapping[str, str], mine: Mapping[str, str]) -> Merged:
    """Puts `theirs` and `mine` together, which both began from `base`.

    A unit that one of them left as it was is the other's. One that both changed alike is as both
    have it. A field that is missing on a side was not changed there.
    """
    units: dict[str, list[str]] = {}
    for key in (*base, *theirs, *mine):
        members = units.setdefault(unit_of(key), [])
        if key not in members:
            members.append(key)
    values: Values = {}
    collisions, taken = [], []
    for unit, members in units.items():
        old = {key: base.get(key, "") for key in members}
        other = {key: theirs.get(key, old[key]) for key in members}
        own = {key: mine.get(key, old[key]) for key in members}
        values.update(other if own == old else own)
        if own == old and other != old:
            taken.append(unit)
        elif own != old and other not in (old, own):
            collisions.append(unit)
    return Merged(values=values, collisions=tuple(collisions), taken=tuple(taken))
