"""How does a station lie in its tables? Between values and rows, and nowhere else."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

import orjson

from stations.db.base import Row
from stations.geo.point import Datum, Point
from stations.registry.model import (
    Amenity,
    Honour,
    Hours,
    Lifecycle,
    Place,
    Premises,
    Record,
    SourcePoint,
    Star,
    Station,
    Verified,
)
from stations.registry.states import AmenityState, BuildMode, Grade, Phase, Precision


@lru_cache(maxsize=64)
def moment_text(at: datetime) -> str:
    """A moment as both engines keep it: ISO-8601 UTC, to the second."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _day_text(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _words(items: Iterable[str]) -> str:
    return orjson.dumps(list(items)).decode()


def station_row(station: Station) -> Row:
    """The row of table `stations`; the station has a record."""
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


def amenity_rows(station: Station) -> list[Row]:
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


def honour_rows(station: Station) -> list[Row]:
    return [
        {"station_id": station.id, "title": h.title, "grade": h.grade.value, "year": h.year}
        for h in station.honours
    ]


def period_rows(station: Station) -> list[Row]:
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


def station_of(
    row: Row, amenities: Iterable[Row], honours: Iterable[Row], periods: Iterable[Row]
) -> Station:
    """The station that these rows describe."""
    return Station(
        id=row["id"],
        number=row["number"],
        name=row["name"],
        aliases=tuple(orjson.loads(row["aliases"])),
        kind=row["kind"],
        place=_place_of(row),
        amenities=tuple(map(_amenity_of, amenities)),
        hours=Hours(osm=row["hours"], staffed=row["hours_staffed"], words=row["hours_words"]),
        entry=tuple(orjson.loads(row["entry"])),
        entry_note=row["entry_note"],
        premises=Premises(
            floor_area_m2=row["floor_area_m2"],
            seats=row["seats"],
            build_mode=BuildMode(row["build_mode"]),
            host=row["host"],
            operator=row["operator"],
            keeper_role=row["keeper_role"],
            public_phone=row["public_phone"],
            private_contact=row["private_contact"],
        ),
        opened_on=_day(row["opened_on"]),
        closes_on=_day(row["closes_on"]),
        lifecycle=Lifecycle(
            phase=Phase(row["lifecycle"]),
            reason=row["lifecycle_reason"],
            since=_day(row["lifecycle_since"]),
            until=_day(row["lifecycle_until"]),
        ),
        periods=tuple(map(_period_of, periods)),
        star=_star_of(row),
        honours=tuple(
            Honour(title=h["title"], grade=Grade(h["grade"]), year=h["year"]) for h in honours
        ),
        note=row["note"],
        demo=bool(row["demo"]),
        verified=(
            Verified(on=date.fromisoformat(row["verified_on"]), by=row["verified_by"])
            if row["verified_on"]
            else None
        ),
        reported_shut=_moment(row["reported_shut"]),
        record=Record(
            created_at=datetime.fromisoformat(row["created_at"]),
            updated_at=datetime.fromisoformat(row["updated_at"]),
            version=row["version"],
        ),
    )


def _place_of(row: Row) -> Place:
    return Place(
        city_code=row["city_code"],
        area_code=row["area_code"],
        area_words=row["area_words"],
        district_code=row["district_code"],
        address=row["address"],
        door=row["door"],
        point=None if row["lat"] is None else Point(lat=row["lat"], lon=row["lon"]),
        source=(
            None
            if row["source_lat"] is None
            else SourcePoint(
                lat=row["source_lat"],
                lon=row["source_lon"],
                datum=Datum(row["source_datum"]),
                provider=row["source_provider"],
                precision=Precision(row["source_precision"]),
                on=_day(row["source_on"]),
            )
        ),
    )


def _amenity_of(row: Row) -> Amenity:
    return Amenity(
        id=row["amenity"],
        state=AmenityState(row["state"]),
        checked_on=_day(row["checked_on"]),
        note=row["note"],
        hours=Hours(osm=row["hours"], words=row["hours_words"]),
        how_to_call=row["how_to_call"],
    )


def _period_of(row: Row) -> Lifecycle:
    return Lifecycle(
        phase=Phase(row["lifecycle"]),
        reason=row["reason"],
        since=_day(row["since"]),
        until=_day(row["until"]),
    )


def _star_of(row: dict[str, Any]) -> Star | None:
    if not row["star"]:
        return None
    return Star(level=row["star"], basis=row["star_basis"], on=_day(row["star_on"]))
