"""The public part of a station."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from stations.registry import availability, open_days, openness
from stations.registry.fields import columns as field_columns
from stations.registry.fields import published
from stations.registry.fields.field import Publicity
from stations.registry.fields.life import CLOSURES, LIFECYCLE, REASON, UNTIL
from stations.registry.model import Closure, Station
from stations.registry.states import Phase

_ROW = published(Publicity.ROW)
_WHOLE = published(Publicity.ROW, Publicity.WHOLE)
_NOTES = {
    name: field.published.note
    for name, field in _ROW.items()
    if field.published and field.published.note
}

KEPT = {
    name: field.title for name, field in _ROW.items() if field.published and field.published.kept
}
"""What a phone holds of every station of its city: names of fields, and their titles."""


def brief(station: Station) -> dict[str, Any]:
    """What a list of stations says of each, as JSON values; without place, distance and state."""
    return {name: field.json(station) for name, field in _ROW.items()}


def briefs(stations: Sequence[Station]) -> list[bytes]:
    """The same of many, as JSON."""
    columns = {name: field_columns.json(field, stations) for name, field in _ROW.items()}
    return field_columns.json_objects(columns)


def notes(row: Mapping[str, Any]) -> dict[str, str]:
    """What a row in a list says beside the state, by name; '' where nothing is known."""
    return {
        name: words.format(row[name]) if row.get(name) else "" for name, words in _NOTES.items()
    }


def of_day(closures: Sequence[Closure], day: date) -> dict[str, Any]:
    """The phase that a station is in on a day, and the last day of that."""
    closure = open_days.in_force(closures, day) if closures else None
    phase = closure.phase if closure else Phase.OPEN
    until = closure.until if closure else None
    return {LIFECYCLE.key: LIFECYCLE.codec.json(phase), UNTIL.key: UNTIL.codec.json(until)}


def announced(closures: Sequence[Closure], day: date) -> Any:
    """The next closure to come within sight, None where there is none."""
    found = availability.announced(closures, day)
    return CLOSURES.codec.json((found,))[0] if found else None


def whole(station: Station, *, today: date) -> dict[str, Any]:
    """All published fields of a station, as JSON values. Private contact and notes stay out."""
    closures = openness.of_station(station).closures
    closed = open_days.in_force(closures, today)
    return {
        **{name: field.json(station) for name, field in _WHOLE.items()},
        **of_day(closures, today),
        REASON.key: closed.reason if closed else station.lifecycle.reason,
    }
