"""Values of a station's form as text, and the right to change each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from stations.accounts.model import Account, Scope
from stations.accounts.roles import Action
from stations.areas import codes
from stations.registry import vocabulary
from stations.registry.fields import INPUTS
from stations.registry.fields.field import Field
from stations.registry.model import Amenity, Station

Values = dict[str, str]
"""Field → its text."""

AMENITY = "amenity-"
AMENITY_PARTS = ("state", "note", "hours", "call", "shut")
LONGEST_OF_AMENITY = 200
"""Characters of a note about one amenity."""

RIGHTS: Mapping[str, Action] = {
    key: field.input.right for key, field in INPUTS.items() if field.input
}
"""What one must be allowed to do with a station to change a field of it."""


def unit_of(key: str) -> str:
    """What a field belongs to: fields of one unit mean something together only."""
    if key.startswith(AMENITY):
        return key.rpartition("-")[0]
    field = INPUTS.get(key)
    return (field.input.unit if field and field.input else "") or key


def amenity_key(amenity_id: str, part: str) -> str:
    return f"{AMENITY}{amenity_id}-{part}"


def names() -> tuple[str, ...]:
    """All fields there are."""
    of_amenities = (
        amenity_key(amenity_id, part)
        for amenity_id in vocabulary.amenities().terms
        for part in AMENITY_PARTS
    )
    return (*INPUTS, *of_amenities)


def values(station: Station) -> Values:
    """A station as the texts of its form."""
    found = {key: text_of(field, station) for key, field in INPUTS.items()}
    held = {amenity.id: amenity for amenity in station.amenities}
    for amenity_id in vocabulary.amenities().terms:
        one = held.get(amenity_id)
        texts = _texts(one) if one else [""] * len(AMENITY_PARTS)
        for part, text in zip(AMENITY_PARTS, texts, strict=True):
            found[amenity_key(amenity_id, part)] = text
    return found


def _texts(amenity: Amenity) -> list[str]:
    hours, reachable = amenity.hours, "1" if amenity.reachable else ""
    return [
        amenity.state.value, amenity.note, hours.words or hours.osm, amenity.how_to_call, reachable,
    ]  # fmt: skip


def text_of(field: Field[Any], station: Station) -> str:
    """The text of one field of the form."""
    own = field.input.text if field.input else None
    return own(station) if own else field.text(station)


def keeper(values: Mapping[str, str]) -> str:
    """The code of the area that a form gives the station to: of its street where it names one."""
    area, street = values.get("area_code", ""), values.get("street", "")
    return street if area and codes.covers(area, street) else area


NOTHING = {**values(Station(id="-", name="-")), "name": ""}
"""The form of a station that is to be made."""


def open_to(by: Account, scope: Scope) -> frozenset[str]:
    """The fields that somebody may change of a station there."""
    free = {key for key, action in RIGHTS.items() if by.may(action, scope)}
    if by.may(Action.EDIT, scope):
        free.update(key for key in names() if key.startswith(AMENITY))
    return frozenset(free)
