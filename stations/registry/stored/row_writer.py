"""Rows of a station from its values; `row_reader` reads them back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from operator import attrgetter

from stations.db.base import Row
from stations.registry.fields import STORED
from stations.registry.fields.field import OPTIONAL, as_is
from stations.registry.model import Station

_PLAIN = {
    field.sql: field.at
    for field in STORED
    if field.codec.column is as_is and field.at.rpartition(".")[0] not in OPTIONAL
}
_PLAIN_VALUES = attrgetter(*_PLAIN.values())
_OTHERS = tuple(
    (field.sql, field.of, field.codec.column) for field in STORED if field.sql not in _PLAIN
)
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


def laid(station: Station) -> Laid:
    """The rows of a station in all of its tables; it has a record."""
    return Laid(
        station=_station_row(station),
        amenities=_amenity_rows(station),
        honours=_honour_rows(station),
        periods=_period_rows(station),
        closures=_closure_rows(station),
    )


def _station_row(station: Station) -> Row:
    if station.record is None:
        raise ValueError("a station is stored with its record")
    row: Row = dict(zip(_PLAIN, _PLAIN_VALUES(station), strict=True))
    row.update({sql: column(of(station)) for sql, of, column in _OTHERS})
    return row


def _amenity_rows(station: Station) -> list[Row]:
    return [
        {
            "station_id": station.id,
            "amenity": amenity.id,
            "state": amenity.state.value,
            "checked_on": _day_text(amenity.checked_on),
            "note": amenity.note,
            "hours": amenity.hours.osm,
            "hours_words": amenity.hours.words,
            "how_to_call": amenity.how_to_call,
            "reachable": int(amenity.reachable),
        }
        for amenity in station.amenities
    ]


def _honour_rows(station: Station) -> list[Row]:
    return [
        {"station_id": station.id, "title": h.title, "grade": h.grade.value, "year": h.year}
        for h in station.honours
    ]


def _period_rows(station: Station) -> list[Row]:
    return [
        {
            "station_id": station.id,
            "position": position,
            "lifecycle": period.phase.value,
            "reason": period.reason,
            "since": _day_text(period.since),
            "until": _day_text(period.until),
        }
        for position, period in enumerate(station.periods)
    ]


def _closure_rows(station: Station) -> list[Row]:
    return [
        {
            "station_id": station.id,
            "position": position,
            "since": _day_text(closure.since),
            "until": _day_text(closure.until),
            "reason": closure.reason,
            "expected": int(closure.expected),
        }
        for position, closure in enumerate(station.closures)
    ]
