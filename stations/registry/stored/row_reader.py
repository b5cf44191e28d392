"""Which station do these rows describe? From rows back to values; `rows` lays them down."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

import orjson

from stations.db.base import Row
from stations.geo.point import Datum, Point
from stations.registry.model import (
    Amenity,
    Closure,
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
from stations.registry.ranges import in_order
from stations.registry.states import AmenityState, BuildMode, Grade, Phase, Precision


def station_of(
    row: Row,
    amenities: Iterable[Row],
    honours: Iterable[Row],
    periods: Iterable[Row],
    closures: Iterable[Row],
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
        lifecycle=_lifecycle_of(row),
        periods=tuple(filter(None, map(_period_of, periods))),
        closures=tuple(map(_closure_of, closures)),
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


def _lifecycle_of(row: Row) -> Lifecycle:
    since, until = _day(row["lifecycle_since"]), _day(row["lifecycle_until"])
    return Lifecycle(
        phase=Phase(row["lifecycle"]),
        reason=row["lifecycle_reason"],
        # Where old rows end before they begin, the end is what counted.
        since=since if in_order(since, until) else None,
        until=until,
    )


def _period_of(row: Row) -> Lifecycle | None:
    since, until = _day(row["since"]), _day(row["until"])
    if not in_order(since, until):
        # It began and ended on one day, and filled none.
        return None
    return Lifecycle(phase=Phase(row["lifecycle"]), reason=row["reason"], since=since, until=until)


def _closure_of(row: Row) -> Closure:
    return Closure(
        since=_day(row["since"]),
        until=_day(row["until"]),
        reason=row["reason"],
        expected=bool(row["expected"]),
    )


def _star_of(row: dict[str, Any]) -> Star | None:
    if not row["star"]:
        return None
    return Star(level=row["star"], basis=row["star_basis"], on=_day(row["star_on"]))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
