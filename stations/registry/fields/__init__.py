"""The declaration of a station's fields: each one once, for every door.

To add one: declare it here, give `model` its attribute and the table its column. Lists, forms,
merging, history, export, the interface for programs and the files for the phone follow.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from stations.registry.fields import (
    coordinates,
    identity,
    life,
    memberships,
    offer,
    place,
    premises,
    trust,
)
from stations.registry.fields.field import Field, Publicity
from stations.registry.model import Station

FIELDS: tuple[Field[Any], ...] = (
    *identity.FIELDS,
    *memberships.FIELDS,
    *place.AREA,
    *coordinates.FIELDS,
    *offer.FIELDS,
    *place.WAY_IN,
    *premises.FIELDS,
    *life.FIELDS,
    *trust.FIELDS,
)
"""All fields; those that lists have in the order of our exports."""
COLUMNS = tuple(field for field in FIELDS if field.column)
BY_KEY = {field.key: field for field in COLUMNS}
"""The fields that lists have, by key."""
EXPORTED = tuple(field for field in COLUMNS if not field.private)
INPUTS = {field.key: field for field in FIELDS if field.input}
"""The fields of the form, by key."""
DOORWAY = tuple(sorted((field for field in FIELDS if field.door), key=lambda one: one.door))
"""What leads to the door, in the order in which one needs it."""
SEARCHED = tuple(sorted((one for one in FIELDS if one.searched), key=lambda one: one.searched))
"""What a search by words looks through beside the names."""
STORED = tuple(field for field in FIELDS if field.sql)


def texts(station: Station, keys: Iterable[str] = BY_KEY) -> dict[str, str]:
    """Columns of a station as text, for history and for comparing."""
    return {key: BY_KEY[key].text(station) for key in keys}


def differing(before: Station, after: Station, keys: Iterable[str] = BY_KEY) -> list[str]:
    """The columns that may have another text in one than in the other."""
    found = []
    for key in keys:
        field = BY_KEY[key]
        old, new = field.of(before), field.of(after)
        # What is made of several values is compared by its text.
        if field.text_of or (old is not new and old != new):
            found.append(key)
    return found


def doorway(station: Station) -> str:
    """What leads to the door, in the order in which one needs it."""
    return "，".join(filter(None, (field.text(station) for field in DOORWAY)))


def published(*reaches: Publicity) -> dict[str, Field[Any]]:
    """The fields that everybody may read by their names, in the order of the answer."""
    found: dict[str, Field[Any]] = {}
    for reach in reaches:
        shown = [(f.published, f) for f in FIELDS if f.published and f.published.reach is reach]
        shown.sort(key=lambda pair: pair[0].place)
        found.update({one.name: field for one, field in shown})
    return found
