"""An activity as search engines read it (schema.org Event, JSON-LD)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from stations.activities.model import Activity, Audience, Occasion
from stations.activities.programme import Spot, is_moved
from stations.moments import STATION_TIME

_SCHEMA = "https://schema.org"


def of_activity(
    one: Activity, spots: Sequence[Spot], *, page: str, at: datetime
) -> list[dict[str, Any]] | None:
    """An event for each session that is not over; None where there is none."""
    places = [_place(spot) for spot in spots]
    occasions = [Occasion(activity=one, session=each) for each in one.sessions]
    told = [_event(each, places, page=page) for each in occasions if each.session.ends_at > at]
    return told or None


def _event(one: Occasion, places: list[dict[str, Any]], *, page: str) -> dict[str, Any]:
    session, activity = one.session, one.activity
    status = "EventScheduled"
    if one.off:
        status = "EventCancelled"
    elif is_moved(one):
        status = "EventRescheduled"
    before = session.moved_from if is_moved(one) else None
    known = {
        "@context": _SCHEMA,
        "@type": "Event",
        "@id": f"{page}#{session.id}",
        "url": page,
        "name": activity.title,
        "description": activity.details,
        "startDate": _iso(session.starts_at),
        "endDate": _iso(session.ends_at),
        "previousStartDate": _iso(before) if before else "",
        "eventStatus": f"{_SCHEMA}/{status}",
        "eventAttendanceMode": f"{_SCHEMA}/OfflineEventAttendanceMode",
        "isAccessibleForFree": True,
        "maximumAttendeeCapacity": session.capacity,
        "performer": {"@type": "Organization", "name": activity.doer} if activity.doer else None,
        "audience": {"@type": "Audience", "audienceType": "会员"}
        if activity.who is Audience.MEMBERS
        else None,
        "location": places[0] if len(places) == 1 else places,
    }
    return {name: value for name, value in known.items() if value}


def _place(spot: Spot) -> dict[str, Any]:
    point = spot.point
    known = {
        "@type": "Place",
        "name": spot.name,
        "address": {
            "@type": "PostalAddress",
            "addressCountry": "CN",
            "streetAddress": spot.address,
        },
        "geo": point and {"@type": "GeoCoordinates", "latitude": point.lat, "longitude": point.lon},
    }
    return {name: value for name, value in known.items() if value}


def _iso(at: datetime) -> str:
    return at.astimezone(STATION_TIME).isoformat()
