"""What of a station can be typed into a form, as text, and who may change it?"""

from __future__ import annotations

from collections.abc import Mapping

from stations.accounts.model import Account, Scope
from stations.accounts.roles import Action
from stations.geo.point import Datum
from stations.registry import columns, vocabulary
from stations.registry.model import Station
from stations.registry.states import Phase

Values = dict[str, str]
"""Field → its text. The field of a column has the key of the column."""

AMENITY = "amenity-"
AMENITY_PARTS = ("state", "note", "hours", "call")
LONGEST_OF_AMENITY = 200
"""Characters of a note about one amenity."""

RIGHTS: Mapping[str, Action] = {
    # What identifies a station, in lists and on its sign: the union decides, not whoever runs it.
    "name": Action.CREATE,
    "aliases": Action.CREATE,
    "number": Action.CREATE,
    "kind": Action.CREATE,
    # Whoever keeps it, so that nobody hands a station to another area or takes one.
    "area_code": Action.CREATE,
    # What subsidies and reviews rest on.
    "floor_area_m2": Action.CREATE,
    "build_mode": Action.CREATE,
    "operator": Action.CREATE,
    "opened_on": Action.CREATE,
    "closes_on": Action.CREATE,
    # What one sees by standing there: whoever looks after it knows it best.
    "address": Action.EDIT,
    "door": Action.EDIT,
    "point": Action.EDIT,
    "datum": Action.EDIT,
    "hours": Action.EDIT,
    "entry": Action.EDIT,
    "entry_note": Action.EDIT,
    "phone": Action.EDIT,
    "private_contact": Action.EDIT,
    "seats": Action.EDIT,
    "host": Action.EDIT,
    "keeper_role": Action.EDIT,
    "lifecycle": Action.EDIT,
    "reason": Action.EDIT,
    "since": Action.EDIT,
    "until": Action.EDIT,
    "note": Action.EDIT,
}
"""What one must be allowed to do with a station to change a field of it. Star, honours, when it was
verified and who made it are in no form: they are given by reviews and checks, never typed in."""

PHASES: Mapping[Action, tuple[Phase, ...]] = {
    # A keeper shuts the door for a while and opens it again. To plan one, to send it into
    # rectification and to close it for good is decided elsewhere.
    Action.EDIT: (Phase.OPEN, Phase.SUSPENDED),
    Action.CREATE: (
        Phase.OPEN,
        Phase.SUSPENDED,
        Phase.PLANNED,
        Phase.RECTIFYING,
        Phase.CLOSED,
    ),
}

_UNITS = {"datum": "point", "reason": "lifecycle", "since": "lifecycle", "until": "lifecycle"}

_OF_COLUMNS = tuple(
    key for key in RIGHTS if key not in ("point", "datum", "kind", "host", "entry", "hours")
)


def unit_of(key: str) -> str:
    """What a field belongs to: fields of one unit mean something together only."""
    if key.startswith(AMENITY):
        return key.rpartition("-")[0]
    return _UNITS.get(key, key)


def amenity_key(amenity_id: str, part: str) -> str:
    return f"{AMENITY}{amenity_id}-{part}"


def names() -> tuple[str, ...]:
    """All fields there are."""
    of_amenities = (
        amenity_key(amenity_id, part)
        for amenity_id in vocabulary.amenities().terms
        for part in AMENITY_PARTS
    )
    return (*RIGHTS, *of_amenities)


def values(station: Station) -> Values:
    """A station as the texts of its form."""
    point, hours = station.place.point, station.hours
    found = {
        **columns.texts(station, _OF_COLUMNS),
        "kind": station.kind,
        "host": station.premises.host,
        "entry": "、".join(station.entry),
        "hours": hours.words or hours.osm,
        "point": f"{point.lat:.6f}, {point.lon:.6f}" if point else "",
        "datum": Datum.WGS84.value,
    }
    held = {amenity.id: amenity for amenity in station.amenities}
    for amenity_id in vocabulary.amenities().terms:
        one = held.get(amenity_id)
        texts = (one.state.value, one.note, one.hours.words or one.hours.osm, one.how_to_call) if (
            one
        ) else ("", "", "", "")  # fmt: skip
        for part, text in zip(AMENITY_PARTS, texts, strict=True):
            found[amenity_key(amenity_id, part)] = text
    return found


NOTHING = {**values(Station(id="-", name="-")), "name": ""}
"""The form of a station that is to be made."""


def open_to(by: Account, scope: Scope) -> frozenset[str]:
    """The fields that somebody may change of a station there."""
    free = {key for key, action in RIGHTS.items() if by.may(action, scope)}
    if by.may(Action.EDIT, scope):
        free.update(key for key in names() if key.startswith(AMENITY))
    return frozenset(free)


def phases_for(by: Account, scope: Scope) -> tuple[Phase, ...]:
    """The phases that somebody may take a station there from and to."""
    return PHASES[Action.CREATE if by.may(Action.CREATE, scope) else Action.EDIT]
