"""What stands in a cell for a station? One writer per column; `cells` reads them back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

import orjson

from stations.areas import codes
from stations.registry import closure_list, vocabulary
from stations.registry.model import Amenity, Lifecycle, Station
from stations.registry.states import AmenityState


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _moment(at: datetime | None) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if at else ""


def _number(value: float | int | None) -> str:
    return "" if value is None else f"{value:.8f}".rstrip("0").rstrip(".")


def _json(items: Sequence[Mapping[str, Any]]) -> str:
    return orjson.dumps(items).decode() if items else ""


def _is_plain(amenity: Amenity) -> bool:
    return amenity == Amenity(id=amenity.id)


def _amenities(station: Station) -> str:
    words = vocabulary.amenities().word
    return "、".join(words(amenity_id) for amenity_id in station.available)


def _amenities_detail(station: Station) -> str:
    if all(_is_plain(amenity) for amenity in station.amenities):
        return ""
    return _json([_detail(amenity) for amenity in station.amenities])


def _detail(amenity: Amenity) -> dict[str, str]:
    full = {
        "id": amenity.id,
        "state": "" if amenity.state is AmenityState.AVAILABLE else amenity.state.value,
        "checked_on": _day(amenity.checked_on),
        "note": amenity.note,
        "hours": amenity.hours.osm,
        "hours_words": amenity.hours.words,
        "how_to_call": amenity.how_to_call,
    }
    return {key: value for key, value in full.items() if value}


def _phase(period: Lifecycle) -> dict[str, str]:
    full = {
        "phase": period.phase.value,
        "reason": period.reason,
        "since": _day(period.since),
        "until": _day(period.until),
    }
    return {key: value for key, value in full.items() if value}


def _honours(station: Station) -> str:
    return _json(
        [{"title": h.title, "grade": h.grade.value, "year": h.year} for h in station.honours]
    )


def _city(station: Station) -> str:
    city = codes.by_code(station.place.city_code) if station.place.city_code else None
    return city.name if city else station.place.city_code


def _lon(station: Station) -> str:
    return _number(station.place.point.lon if station.place.point else None)


def _lat(station: Station) -> str:
    return _number(station.place.point.lat if station.place.point else None)


TEXTS: dict[str, Callable[[Station], str]] = {
    "station_id": lambda s: s.id,
    "number": lambda s: s.number,
    "name": lambda s: s.name,
    "aliases": lambda s: "、".join(s.aliases),
    "kind": lambda s: vocabulary.kinds().word(s.kind),
    "city": _city,
    "district": lambda s: s.place.area_words,
    "area_code": lambda s: s.place.area_code,
    "address": lambda s: s.place.address,
    "door": lambda s: s.place.door,
    "lon": _lon,
    "lat": _lat,
    "crs": lambda s: "WGS-84" if s.place.point else "",
    "source_lon": lambda s: _number(s.place.source.lon if s.place.source else None),
    "source_lat": lambda s: _number(s.place.source.lat if s.place.source else None),
    "source_crs": lambda s: s.place.source.datum.value if s.place.source else "",
    "provider": lambda s: s.place.source.provider if s.place.source else "",
    "precision": lambda s: s.place.source.precision.value if s.place.source else "",
    "located_on": lambda s: _day(s.place.source.on) if s.place.source else "",
    "amenities": _amenities,
    "amenities_detail": _amenities_detail,
    "hours": lambda s: s.hours.words,
    "hours_osm": lambda s: s.hours.osm,
    "hours_staffed": lambda s: s.hours.staffed,
    "entry": lambda s: "、".join(vocabulary.entry_methods().word(m) for m in s.entry),
    "entry_note": lambda s: s.entry_note,
    "phone": lambda s: s.premises.public_phone,
    "private_contact": lambda s: s.premises.private_contact,
    "floor_area_m2": lambda s: _number(s.premises.floor_area_m2),
    "seats": lambda s: _number(s.premises.seats),
    "build_mode": lambda s: s.premises.build_mode.value,
    "host": lambda s: vocabulary.hosts().word(s.premises.host) if s.premises.host else "",
    "operator": lambda s: s.premises.operator,
    "keeper_role": lambda s: s.premises.keeper_role,
    "opened_on": lambda s: _day(s.opened_on),
    "closes_on": lambda s: _day(s.closes_on),
    "lifecycle": lambda s: s.lifecycle.phase.value,
    "reason": lambda s: s.lifecycle.reason,
    "since": lambda s: _day(s.lifecycle.since),
    "until": lambda s: _day(s.lifecycle.until),
    "closures": lambda s: closure_list.text(s.closures),
    "periods": lambda s: _json([_phase(period) for period in s.periods]),
    "star": lambda s: _number(s.star.level if s.star else None),
    "star_basis": lambda s: s.star.basis if s.star else "",
    "star_on": lambda s: _day(s.star.on) if s.star else "",
    "honours": _honours,
    "verified_on": lambda s: _day(s.verified.on) if s.verified else "",
    "verified_by": lambda s: s.verified.by if s.verified else "",
    "reported_shut": lambda s: _moment(s.reported_shut),
    "demo": lambda s: "1" if s.demo else "",
    "note": lambda s: s.note,
}
