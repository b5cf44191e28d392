"""Examples of answers, made by the code that makes the answers."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import cache
from typing import Any

from stations.activities import model
from stations.geo.point import Point
from stations.registry import public_row, vocabulary
from stations.registry.model import (
    Amenity,
    Hours,
    Place,
    Premises,
    Record,
    Star,
    Station,
    Verified,
)

_TODAY = date(2026, 11, 20)
_MOMENT = "2026-11-20T18:05:00+08:00"


@cache
def _station() -> Station:
    then = datetime(2026, 11, 18, 2, 30, tzinfo=UTC)
    return Station(
        id="k7qm3x2pafzd",
        name="泉城路驿站",
        number="LX-001",
        place=Place(
            point=Point(lat=36.6659, lon=117.0219),
            area_code="370102",
            district_code="370102",
            city_code="3701",
            address="泉城路 1 号",
            door="东门进，一楼左手边",
        ),
        amenities=(Amenity(id="drinking_water"), Amenity(id="restroom")),
        hours=Hours(osm="Mo-Su 08:00-20:00", words="每天8:00-20:00"),
        entry=("open_door",),
        premises=Premises(host="bank", seats=12, public_phone="0531-12345678"),
        star=Star(level=4, basis="2026 年评定", on=date(2026, 10, 9)),
        verified=Verified(on=date(2026, 11, 18), by="历下区总工会"),
        record=Record(created_at=then, updated_at=then),
        demo=True,
    )


def nearest() -> dict[str, Any]:
    """What `nearest` answers."""
    point = _station().place.point
    row = {
        "distance_m": 120.9,
        "lat": point.lat if point else None,
        "lon": point.lon if point else None,
        "open": True,
        "closes_at": "2026-11-20T20:00:00+08:00",
        "opens_at": None,
        **public_row.of_day((), _TODAY),
        "announced": None,
        "said_shut": {"people": 1, "at": "2026-11-20T12:40:00+08:00"},
        "wants_open": True,
        **public_row.brief(_station()),
    }
    return {"stations": [row], "complete": False, "datum": "wgs84", "at": _MOMENT}


def station() -> dict[str, Any]:
    """What one station answers."""
    rating = {"mean": 4.6, "count": 23}
    row = public_row.whole(_station(), today=_TODAY)
    return {"datum": "wgs84", **row, "rating": rating, "said_shut": None}


def collection() -> dict[str, Any]:
    """What a box answers."""
    one = public_row.brief(_station())
    feature = {
        "type": "Feature",
        "id": one["id"],
        "geometry": {"type": "Point", "coordinates": [117.0219, 36.6659]},
        "properties": {**one, **public_row.of_day((), _TODAY)},
    }
    following = f"/api/v1/stations?bbox=117.0,36.6,117.2,36.7&cursor={one['id']}"
    by = {"name": "CC BY 4.0", "url": "https://creativecommons.org/licenses/by/4.0/"}
    collection = {"type": "FeatureCollection", "licence": by}
    return {**collection, "features": [feature], "next": following}


def vocabularies() -> dict[str, Any]:
    """The first two terms of each list."""
    lists = {
        "amenities": vocabulary.amenities(), "kinds": vocabulary.kinds(),
        "entry": vocabulary.entry_methods(), "hosts": vocabulary.hosts(),
        "activity_kinds": model.kinds(),
    }  # fmt: skip
    return {
        name: [{"id": one.id, "zh": one.zh} for one in [*known.terms.values()][:2]]
        for name, known in lists.items()
    }


def problem() -> dict[str, Any]:
    """What a refusal answers."""
    return {
        "type": "about:blank",
        "title": "请求有误",
        "status": 400,
        "detail": "limit 要写 1 到 50 之间的整数。",
        "parameter": "limit",
    }
