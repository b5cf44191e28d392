"""Rows of a station from its values; `row_reader` reads them back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import Any

from stations.db.base import Row, Value
from stations.registry.fields import STORED
from stations.registry.fields import columns as field_columns
from stations.registry.fields.field import OPTIONAL, as_is
from stations.registry.model import Amenity, Closure, Honour, Lifecycle, Station

_PLAIN = {
    field.sql: field.at
    for field in STORED
    if field.codec.column is as_is and field.at.rpartition(".")[0] not in OPTIONAL
}
_PLAIN_VALUES = attrgetter(*_PLAIN.values())
_OTHERS = tuple(field for field in STORED if field.sql not in _PLAIN)
"""Values that are written as they are, got at once, and all others: a list writes thousands."""


def _day_text(day: date | None) -> str | None:
    return day.isoformat() if day else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Laid:
    """A station as it lies in its tables."""

    station: Row
    amenities: list[Row]
    honours: list[Row]
    periods: list[Row]
    closures: list[Row]

    def tables(self) -> dict[str, list[Row]]:
        """All its rows by the table in which they lie."""
        return {
            "stations": [self.station],
            "station_amenities": self.amenities,
            "station_honours": self.honours,
            "station_periods": self.periods,
            "station_closures": self.closures,
        }


def columns(stations: Sequence[Station]) -> dict[str, Sequence[Value]]:
    """The columns of the table of stations, for many at once."""
    plain = zip(*map(_PLAIN_VALUES, stations), strict=True)
    found: dict[str, Sequence[Value]] = dict(zip(_PLAIN, plain, strict=True))
    return found | {field.sql: field_columns.stored(field, stations) for field in _OTHERS}


def children(stations: Sequence[Station]) -> dict[str, list[list[Row]]]:
    """The rows of each station in the other tables."""
    found = {}
    for table, (of, rows) in _CHILDREN.items():
        parts = field_columns.each(rows, list(map(of, stations)))
        found[table] = [
            [{"station_id": station.id, **row} for row in part] if part else []
            for station, part in zip(stations, parts, strict=True)
        ]
    return found


def laid(station: Station) -> Laid:
    """The rows of a station in all of its tables; it has a record."""
    if station.record is None:
        raise ValueError("a station is stored with its record")
    amenities, honours, periods, closures = (rows[0] for rows in children([station]).values())
    return Laid(
        station={name: column[0] for name, column in columns([station]).items()},
        amenities=amenities,
        honours=honours,
        periods=periods,
        closures=closures,
    )


def _amenity_rows(amenities: Sequence[Amenity]) -> list[Row]:
    return [
        {
            "amenity": amenity.id,
            "state": amenity.state.value,
            "checked_on": _day_text(amenity.checked_on),
            "note": amenity.note,
            "hours": amenity.hours.osm,
            "hours_words": amenity.hours.words,
            "how_to_call": amenity.how_to_call,
            "reachable": int(amenity.reachable),
        }
        for amenity in amenities
    ]


def _honour_rows(honours: Sequence[Honour]) -> list[Row]:
    return [{"title": h.title, "grade": h.grade.value, "year": h.year} for h in honours]


def _period_rows(periods: Sequence[Lifecycle]) -> list[Row]:
    return [
        {
            "position": position,
            "lifecycle": period.phase.value,
            "reason": period.reason,
            "since": _day_text(period.since),
            "until": _day_text(period.until),
        }
        for position, period in enumerate(periods)
    ]


def _closure_rows(closures: Sequence[Closure]) -> list[Row]:
    return [
        {
            "position": position,
            "since": _day_text(closure.since),
            "until": _day_text(closure.until),
            "reason": closure.reason,
            "expected": int(closure.expected),
        }
        for position, closure in enumerate(closures)
    ]


_CHILDREN: dict[str, tuple[Callable[[Station], Any], Callable[[Any], list[Row]]]] = {
    "station_amenities": (attrgetter("amenities"), _amenity_rows),
    "station_honours": (attrgetter("honours"), _honour_rows),
    "station_periods": (attrgetter("periods"), _period_rows),
    "station_closures": (attrgetter("closures"), _closure_rows),
}
"""The tables of what a station has several of, where it has them, and their rows without its id."""
