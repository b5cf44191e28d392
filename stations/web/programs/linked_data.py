"""A station as search engines read it (schema.org, JSON-LD).

Only what is known: a day whose hours are in doubt is left out, and so is a made-up station.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from stations.hours.osm.calendar import Calendar
from stations.hours.osm.expression import HoursState
from stations.registry import open_days, openness, vocabulary
from stations.registry.model import Amenity, Station
from stations.registry.states import AmenityState
from stations.web import public_address

_DAYS = 7
_NEVER = ((0, 0),)
_LAST_MINUTE = 24 * 60 - 1


def of_station(station: Station, *, today: date, calendar: Calendar) -> dict[str, Any] | None:
    """What its page says for machines; None where there is nothing true to say."""
    point = station.place.point
    if point is None or station.demo:
        return None
    known = {
        "@context": "https://schema.org",
        "@type": "CivicStructure",
        "@id": public_address.of("pages.station", station_id=station.id),
        "url": public_address.of("pages.station", station_id=station.id),
        "identifier": station.number or station.id,
        "name": station.name,
        "alternateName": list(station.aliases),
        "address": {
            "@type": "PostalAddress",
            "addressCountry": "CN",
            "streetAddress": station.place.address,
        },
        "geo": {"@type": "GeoCoordinates", "latitude": point.lat, "longitude": point.lon},
        "telephone": station.premises.public_phone,
        "amenityFeature": [
            _amenity(one) for one in station.amenities if one.state is not AmenityState.UNKNOWN
        ],
        "openingHoursSpecification": _week(station, today=today, calendar=calendar),
    }
    return {name: value for name, value in known.items() if value}


def _amenity(one: Amenity) -> dict[str, Any]:
    return {
        "@type": "LocationFeatureSpecification",
        "name": vocabulary.amenities().word(one.id),
        "value": one.state is AmenityState.AVAILABLE,
    }


def _week(station: Station, *, today: date, calendar: Calendar) -> list[dict[str, str]]:
    """The days from today on, each by its date: holidays and closures are in them."""
    door = open_days.door_of(openness.of_station(station))
    told = []
    for day in (today + timedelta(days=number) for number in range(_DAYS)):
        pieces = door.day(day, calendar)
        if any(state is HoursState.UNKNOWN for _, _, state in pieces):
            continue
        spans = [(begin, end) for begin, end, state in pieces if state is HoursState.OPEN]
        told += [_span(day, begin, end) for begin, end in spans or _NEVER]
    return told


def _span(day: date, begin: int, end: int) -> dict[str, str]:
    return {
        "@type": "OpeningHoursSpecification",
        "dayOfWeek": f"https://schema.org/{day:%A}",
        "opens": _clock(begin),
        "closes": _clock(min(end, _LAST_MINUTE)),
        "validFrom": day.isoformat(),
        "validThrough": day.isoformat(),
    }


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
