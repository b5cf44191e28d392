"""All that decides when a station can be used, taken from the record or from what is published."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from stations.registry.model import Amenity, Closure, Lifecycle, Station
from stations.registry.states import AmenityState, Phase


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


def of_station(station: Station) -> Opening:
    """What decides about a station."""
    return Opening(
        hours=station.hours.osm,
        staffed=station.hours.staffed,
        opened_on=station.opened_on,
        closes_on=station.closes_on,
        closures=(*closures_of(station.lifecycle), *station.closures),
        reported=station.reported_shut is not None,
        own=tuple(own for one in station.amenities if (own := _own(one)) is not None),
    )


def closures_of(life: Lifecycle) -> tuple[Closure, ...]:
    """A phase that is not open, as a closure; what is planned or closed for good is so at once."""
    if life.phase is Phase.OPEN:
        return ()
    begins = life.phase in (Phase.SUSPENDED, Phase.RECTIFYING)
    since = life.since if begins else None
    return (Closure(since=since, until=life.until, reason=life.reason, phase=life.phase),)


def _own(amenity: Amenity) -> OwnHours | None:
    """Only of what can be used: the others are not asked for."""
    known = amenity.hours.osm or amenity.hours.words
    if amenity.state is not AmenityState.AVAILABLE or not known:
        return None
    return OwnHours(amenity=amenity.id, hours=amenity.hours.osm)


def of_published(row: Mapping[str, Any]) -> Opening:
    """What decides about a station, from all its published fields."""
    return Opening(
        hours=row["hours"],
        staffed=row.get("hours_staffed", ""),
        opened_on=_day(row.get("opened_on")),
        closes_on=_day(row.get("closes_on")),
        closures=tuple(map(_closure, row.get("closures", ()))),
        reported=row.get("reported_shut") is not None,
        own=tuple(
            OwnHours(amenity=one["id"], hours=one["hours"])
            for one in row.get("amenities_detail", ())
            if one["state"] == AmenityState.AVAILABLE and (one["hours"] or one["hours_text"])
        ),
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
