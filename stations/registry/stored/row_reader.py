"""Stations from their rows; `row_writer` makes the rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, TypeVar

from stations.db.base import Row
from stations.geo.point import Point
from stations.registry.fields import STORED
from stations.registry.fields.field import as_is
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
from stations.registry.states import AmenityState, Grade, Phase

T = TypeVar("T")
OLD_FORM = (
    "(lifecycle = 'suspended' or lifecycle_until < lifecycle_since or id in"
    " (select station_id from station_periods where lifecycle = 'suspended' or until < since))"
)
"""SQL that is true for stations in a form that is written no more.

Suspensions as phases, and phases that ended before they began: shut and opened on one day.
"""


def _part(at: str, make: Callable[..., T]) -> Callable[..., T]:
    """How a part of a station is made of its row, with inner parts."""
    own = [(f.at.rpartition(".")[2], f) for f in STORED if f.at.rpartition(".")[0] == at]
    plain = tuple((name, field.sql) for name, field in own if field.codec.value is as_is)
    others = tuple(
        (name, field.sql, field.codec.value)
        for name, field in own
        if field.codec.value is not as_is
    )

    def made(row: Row, **inner: Any) -> T:
        for name, sql in plain:
            inner[name] = row[sql]
        for name, sql, read in others:
            inner[name] = read(row[sql])
        return make(**inner)

    return made


def _phase(*, since: date | None, until: date | None, **rest: Any) -> Lifecycle:
    # Where old rows end before they begin, the end is what counted.
    return Lifecycle(since=since if in_order(since, until) else None, until=until, **rest)


_place = _part("place", Place)
_point = _part("place.point", Point)
_source = _part("place.source", SourcePoint)
_hours = _part("hours", Hours)
_premises = _part("premises", Premises)
_lifecycle = _part("lifecycle", _phase)
_star = _part("star", Star)
_verified = _part("verified", Verified)
_record = _part("record", Record)
_station = _part("", Station)


def station_of(
    row: Row,
    amenities: Iterable[Row],
    honours: Iterable[Row],
    periods: Iterable[Row],
    closures: Iterable[Row],
) -> Station:
    """The station that these rows describe."""
    return _station(
        row,
        place=_place(
            row,
            point=None if row["lat"] is None else _point(row),
            source=None if row["source_lat"] is None else _source(row),
        ),
        amenities=tuple(map(_amenity_of, amenities)),
        hours=_hours(row),
        premises=_premises(row),
        lifecycle=_lifecycle(row),
        periods=tuple(filter(None, map(_period_of, periods))),
        closures=tuple(map(closure_of, closures)),
        star=_star(row) if row["star"] else None,
        honours=tuple(
            Honour(title=h["title"], grade=Grade(h["grade"]), year=h["year"]) for h in honours
        ),
        verified=_verified(row) if row["verified_on"] else None,
        record=_record(row),
    )


def _amenity_of(row: Row) -> Amenity:
    return Amenity(
        id=row["amenity"],
        state=AmenityState(row["state"]),
        checked_on=_day(row["checked_on"]),
        note=row["note"],
        hours=Hours(osm=row["hours"], words=row["hours_words"]),
        how_to_call=row["how_to_call"],
        reachable=bool(row["reachable"]),
    )


def _period_of(row: Row) -> Lifecycle | None:
    since, until = _day(row["since"]), _day(row["until"])
    if not in_order(since, until):
        # It began and ended on one day, and filled none.
        return None
    return Lifecycle(phase=Phase(row["lifecycle"]), reason=row["reason"], since=since, until=until)


def closure_of(row: Row) -> Closure:
    return Closure(
        since=_day(row["since"]),
        until=_day(row["until"]),
        reason=row["reason"],
        expected=bool(row["expected"]),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
