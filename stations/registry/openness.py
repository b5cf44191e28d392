"""All that decides when a station can be used, taken from the record or from what is published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import orjson

from stations.areas import codes
from stations.registry import holiday_rule
from stations.registry.model import Amenity, Closure, Hours, Lifecycle, Station
from stations.registry.states import PASSING, AmenityState, Phase


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnHours:
    """An amenity with a time of its own."""

    amenity: str
    hours: str = ""
    """An `opening_hours` expression; empty: not known."""
    reachable: bool = False
    """One gets to it while the station is shut."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """All that decides when a station, and what is in it, can be used."""

    hours: str = ""
    """An `opening_hours` expression; empty: not known."""
    staffed: str = ""
    opened_on: date | None = None
    closes_on: date | None = None
    closures: tuple[Closure, ...] = ()
    reported: bool = False
    own: tuple[OwnHours, ...] = ()
    city: str = ""
    """Four digits of the city, where it matters: whose hours name weekdays, of its holidays."""


def of_station(station: Station) -> Opening:
    """What decides about a station."""
    own = tuple(own for one in station.amenities if (own := _own(one)) is not None)
    return Opening(
        hours=station.hours.osm,
        staffed=station.hours.staffed,
        opened_on=station.opened_on,
        closes_on=station.closes_on,
        closures=(*closures_of(station.lifecycle), *station.closures),
        reported=station.reported_shut is not None,
        own=own,
        city=_city(station.place.district_code or station.place.area_code, station.hours.osm, own),
    )


def closures_of(life: Lifecycle) -> tuple[Closure, ...]:
    """A phase that is not open, as a closure; what is planned or closed for good is so at once.

    The end of a phase for a while is a time limit: that it is over, somebody has to confirm.
    """
    if life.phase is Phase.OPEN:
        return ()
    passes = life.phase in PASSING
    return (
        Closure(
            since=life.since if passes else None,
            until=life.until,
            reason=life.reason,
            expected=passes and life.until is not None,
            phase=life.phase,
        ),
    )


def _city(area: str, hours: str, own: Sequence[OwnHours]) -> str:
    """Only where it decides: equal openings of all cities are worked out once."""
    named = (hours, *(one.hours for one in own))
    return codes.city_of(area) if any(map(holiday_rule.names_weekdays, named)) else ""


def _own(amenity: Amenity) -> OwnHours | None:
    """Only of what can be used: the others are not asked for."""
    known = amenity.hours.osm or amenity.hours.words or amenity.reachable
    if amenity.state is not AmenityState.AVAILABLE or not known:
        return None
    # Of one that is reachable and has no time of its own nobody said when it can be used.
    always = "24/7" if amenity.reachable and not amenity.hours.words else ""
    return OwnHours(
        amenity=amenity.id, hours=amenity.hours.osm or always, reachable=amenity.reachable
    )


def of_published(row: Mapping[str, Any]) -> Opening:
    """What decides about a station, from all its published fields."""
    things = map(_amenity, row.get("amenities_detail", ()))
    own = tuple(own for one in things if (own := _own(one)) is not None)
    return Opening(
        hours=row["hours"],
        staffed=row.get("hours_staffed", ""),
        opened_on=_day(row.get("opened_on")),
        closes_on=_day(row.get("closes_on")),
        closures=tuple(map(_closure, row.get("closures", ()))),
        reported=row.get("reported_shut") is not None,
        own=own,
        city=_city(row.get("district") or row.get("area", ""), row["hours"], own),
    )


def _amenity(row: Mapping[str, Any]) -> Amenity:
    return Amenity(
        id=row["id"],
        state=AmenityState(row["state"]),
        hours=Hours(osm=row["hours"], words=row["hours_text"]),
        reachable=row.get("reachable", False),
    )


def _closure(row: Mapping[str, Any]) -> Closure:
    return Closure(
        since=_day(row["since"]),
        until=_day(row["until"]),
        reason=row["reason"],
        expected=row["expected"],
        phase=Phase(row["phase"]),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def as_text(opening: Opening) -> str:
    """What decides of an opening as one text, the same for equal ones; defaults are left out."""
    told = {
        "hours": opening.hours,
        "opened_on": opening.opened_on,
        "closes_on": opening.closes_on,
        "closures": [
            (one.phase, one.since, one.until, one.expected, one.reason) for one in opening.closures
        ],
        "reported": opening.reported,
        "city": opening.city,
        "own": [(one.amenity, one.hours, one.reachable) for one in opening.own],
    }
    return orjson.dumps({key: value for key, value in told.items() if value}).decode()


@lru_cache(maxsize=8192)
def from_text(text: str) -> Opening:
    """The opening that `as_text` wrote; the most recent few thousand are remembered."""
    told = orjson.loads(text)
    closures = tuple(
        Closure(
            phase=Phase(phase),
            since=_day(since),
            until=_day(until),
            expected=expected,
            reason=reason,
        )
        for phase, since, until, expected, reason in told.get("closures", ())
    )
    own = tuple(
        OwnHours(amenity=amenity, hours=hours, reachable=reachable)
        for amenity, hours, reachable in told.get("own", ())
    )
    return Opening(
        hours=told.get("hours", ""),
        opened_on=_day(told.get("opened_on")),
        closes_on=_day(told.get("closes_on")),
        closures=closures,
        reported="reported" in told,
        city=told.get("city", ""),
        own=own,
    )
