"""Rows refused for what they say together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from stations.areas import codes
from stations.db.base import Database
from stations.errors import Invalid
from stations.registry.entries import merging
from stations.registry.entries.entry import Entry
from stations.registry.fields.identity import NUMBER, STATION_ID
from stations.registry.fields.life import LIFECYCLE, UNTIL
from stations.registry.fields.place import AREA_CODE
from stations.registry.model import Station
from stations.registry.stored import redirects

Matches = Sequence[Station | None]
Kept = Iterable[tuple[Entry, Station | None]]


def foreign(entries: Sequence[Entry], matches: Matches, *, area: str) -> None:
    """A row may not reach a station that somebody else keeps."""
    for entry, station in zip(entries, matches, strict=True):
        if station and area and not codes.covers(area, station.place.area_code):
            entry.refuse(Invalid("foreign_district.station"), column=NUMBER)


def beyond(kept: Kept, *, area: str) -> None:
    """No row may give a station to an area that is not the importer's."""
    for entry, _ in kept:
        if area and not codes.covers(area, entry.area):
            wrong = Invalid("foreign_district.row", area=codes.path(area))
            entry.refuse(wrong, column=AREA_CODE)


def repeated(entries: Sequence[Entry], matches: Matches) -> None:
    """No two rows may be the same station: it is unknown which one is meant."""
    rows: dict[str, list[Entry]] = {}
    for entry, station in zip(entries, matches, strict=True):
        one = station.id if station else entry.values.get(STATION_ID)
        if one:
            rows.setdefault(one, []).append(entry)
    for group in rows.values():
        for entry in group if len(group) > 1 else ():
            others = [other.row for other in group[:5] if other is not entry]
            column = STATION_ID if STATION_ID in entry.values else NUMBER
            entry.refuse(Invalid("duplicate_id.same_station", rows=others), column=column)


def taken(entries: Sequence[Entry], matches: Matches, known: Sequence[Station]) -> None:
    """A station that a row names by its id may not have the number of another one."""
    holders = {(s.place.city_code, s.number.casefold()): s for s in known if s.number}
    for entry, station in zip(entries, matches, strict=True):
        if station is None:
            continue
        number = entry.values.get(NUMBER, station.number).casefold()
        holder = holders.get((entry.city, number))
        if holder and holder.id != station.id:
            entry.refuse(Invalid("duplicate_id.taken", name=holder.name), column=NUMBER)


def backwards(entries: Sequence[Entry], matches: Matches, *, at: datetime) -> None:
    """A phase of life or a closure may not end before it begins."""
    for entry, station in zip(entries, matches, strict=True):
        try:
            merging.checked(entry, station, at=at)
        except Invalid as error:
            entry.refuse(Invalid("bad_range.phase", code=error.code), column=UNTIL)


def half_undone(db: Database, entries: Sequence[Entry], matches: Matches) -> None:
    """A row may not open a combined record again: its other one would keep what it took over."""
    for entry, station in zip(entries, matches, strict=True):
        phase = entry.values.get(LIFECYCLE)
        if phase is not None and redirects.half_undone(db, station, phase):
            entry.refuse(Invalid("combined.same_station"), column=LIFECYCLE)
