"""How does a station lie in its tables? From values to rows; `recalling` reads them back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache

import orjson

from stations.db.base import Row
from stations.registry.model import (
    Place,
    Station,
)


@lru_cache(maxsize=64)
def moment_text(at: datetime) -> str:
    """A moment as both engines keep it: ISO-8601 UTC, to the second."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _day_text(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _words(items: tuple[str, ...]) -> str:
    return orjson.dumps(items).decode()


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
    place, premises, lifecycle = station.place, station.premises, station.lifecycle
    record = station.record
    if record is None:
        raise ValueError("a station is stored with its record")
    return {
        "id": station.id,
        "number": station.number,
        "name": station.name,
        "aliases": _words(station.aliases),
        "kind": station.kind,
        **_place_columns(place),
        "hours": station.hours.osm,
        "hours_staffed": station.hours.staffed,
        "hours_words": station.hours.words,
        "entry": _words(station.entry),
        "entry_note": station.entry_note,
        "floor_area_m2": premises.floor_area_m2,
        "seats": premises.seats,
        "build_mode": premises.build_mode.value,
        "host": premises.host,
        "operator": premises.operator,
        "keeper_role": premises.keeper_role,
        "public_phone": premises.public_phone,
        "private_contact": premises.private_contact,
        "opened_on": _day_text(station.opened_on),
        "closes_on": _day_text(station.closes_on),
        "lifecycle": lifecycle.phase.value,
        "lifecycle_reason": lifecycle.reason,
        "lifecycle_since": _day_text(lifecycle.since),
        "lifecycle_until": _day_text(lifecycle.until),
        "star": station.star.level if station.star else 0,
        "star_basis": station.star.basis if station.star else "",
        "star_on": _day_text(station.star.on) if station.star else None,
        "note": station.note,
        "demo": int(station.demo),
        "created_at": moment_text(record.created_at),
        "updated_at": moment_text(record.updated_at),
        "verified_on": _day_text(station.verified.on) if station.verified else None,
        "verified_by": station.verified.by if station.verified else "",
        "reported_shut": moment_text(station.reported_shut) if station.reported_shut else None,
        "version": record.version,
    }


def _place_columns(place: Place) -> Row:
    point, source = place.point, place.source
    return {
        "city_code": place.city_code,
        "area_code": place.area_code,
        "area_words": place.area_words,
        "district_code": place.district_code,
        "address": place.address,
        "door": place.door,
        "lat": point.lat if point else None,
        "lon": point.lon if point else None,
        "source_lat": source.lat if source else None,
        "source_lon": source.lon if source else None,
        "source_datum": source.datum.value if source else "",
        "source_provider": source.provider if source else "",
        "source_precision": source.precision.value if source else "",
        "source_on": _day_text(source.on) if source else None,
    }


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
