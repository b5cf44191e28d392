"""What of a station may everybody read?"""

from __future__ import annotations

from typing import Any

from stations.registry import openness
from stations.registry.model import Amenity, Closure, Station
from stations.registry.states import AmenityState


def brief(station: Station) -> dict[str, Any]:
    """What a list of stations says of each, as JSON values; without place, distance and state."""
    place, star = station.place, station.star
    return {
        "id": station.id,
        "name": station.name,
        "number": station.number,
        "kind": station.kind,
        "area": place.area_code,
        "district": place.district_code,
        "address": place.address,
        "door": place.door,
        "amenities": list(station.available),
        "out_of_order": [
            one.id for one in station.amenities if one.state is AmenityState.OUT_OF_ORDER
        ],
        "hours": station.hours.osm,
        "hours_text": station.hours.words,
        "entry": list(station.entry),
        "star": star.level if star else None,
        "lifecycle": station.lifecycle.phase.value,
        "until": station.lifecycle.until.isoformat() if station.lifecycle.until else None,
        "verified_on": station.verified.on.isoformat() if station.verified else None,
        "reported_shut": station.reported_shut.isoformat() if station.reported_shut else None,
        "demo": station.demo,
    }


def whole(station: Station) -> dict[str, Any]:
    """All published fields of a station, as JSON values. Private contact and notes stay out."""
    place, premises, record = station.place, station.premises, station.record
    return {
        **brief(station),
        "aliases": list(station.aliases),
        "area_words": place.area_words,
        "lat": place.point.lat if place.point else None,
        "lon": place.point.lon if place.point else None,
        "amenities_detail": [_amenity(amenity) for amenity in station.amenities],
        "hours_staffed": station.hours.staffed,
        "entry_note": station.entry_note,
        "floor_area_m2": premises.floor_area_m2,
        "seats": premises.seats,
        "build_mode": premises.build_mode.value,
        "host": premises.host,
        "operator": premises.operator,
        "keeper_role": premises.keeper_role,
        "public_phone": premises.public_phone,
        "opened_on": station.opened_on.isoformat() if station.opened_on else None,
        "closes_on": station.closes_on.isoformat() if station.closes_on else None,
        "reason": station.lifecycle.reason,
        "closures": [closure(one) for one in openness.of_station(station).closures],
        "star_basis": station.star.basis if station.star else "",
        "honours": [
            {"title": h.title, "grade": h.grade.value, "year": h.year or None}
            for h in station.honours
        ],
        "verified_by": station.verified.by if station.verified else "",
        "updated_at": record.updated_at.isoformat() if record else None,
    }


def closure(closure: Closure) -> dict[str, Any]:
    return {
        "phase": closure.phase.value,
        "since": closure.since.isoformat() if closure.since else None,
        "until": closure.until.isoformat() if closure.until else None,
        "expected": closure.expected,
        "reason": closure.reason,
    }


def _amenity(amenity: Amenity) -> dict[str, Any]:
    return {
        "id": amenity.id,
        "state": AmenityState(amenity.state).value,
        "checked_on": amenity.checked_on.isoformat() if amenity.checked_on else None,
        "note": amenity.note,
        "hours": amenity.hours.osm,
        "hours_text": amenity.hours.words,
        "how_to_call": amenity.how_to_call,
    }
