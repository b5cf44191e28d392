"""Which station a row is, and rows of which nobody can tell without asking."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from stations.db.base import Database
from stations.errors import Invalid, Refused
from stations.geo import distance
from stations.geo.point import Point
from stations.registry.entries import matching, merging
from stations.registry.entries.entry import Entry
from stations.registry.entries.matching import plain_name
from stations.registry.fields.identity import NAME, NUMBER, STATION_ID
from stations.registry.fields.life import LIFECYCLE
from stations.registry.fields.place import ADDRESS
from stations.registry.model import Station
from stations.registry.states import Phase
from stations.registry.stored import redirects, store
from stations.remarks import Remark

_MOVED_M = 1_000
"""Farther than this a station with another name is hardly the same one (ours)."""
_SAME_SPOT_M = 150
FRESH = "new"
"""What a person says of a row whose number is another station's: it is a new one without it."""


@dataclass(slots=True, kw_only=True)
class Matched:
    """The station of each row, and what is to be said and asked of them."""

    stations: list[Station | None]
    warnings: list[Remark] = field(default_factory=list)
    doubts: list[Remark] = field(default_factory=list)
    candidates: dict[int, tuple[str, ...]] = field(default_factory=dict)
    """Row → ids of the stations that it may be."""


def known_to(db: Database, entries: Sequence[Entry], *, same: Mapping[int, str]) -> list[Station]:
    """The stations that these rows may be: those of their cities, and of who they name."""
    ids = [entry.values[STATION_ID] for entry in entries if STATION_ID in entry.values]
    cities = {entry.city for entry in entries} | store.cities_of(db, [*ids, *same.values()])
    cityless = [entry for entry in entries if not entry.city]
    for column in (NUMBER, NAME):
        words = [entry.values[column] for entry in cityless if column in entry.values]
        cities |= store.cities_called(db, words, column=column.sql)
    return store.in_cities(db, [*cities])


def matched(
    db: Database, entries: Sequence[Entry], known: Sequence[Station], *, same: Mapping[int, str]
) -> Matched:
    """The station of every row; what can't be told for certain is refused or asked."""
    by_id = {station.id: station for station in known}
    fresh = {row for row, said in same.items() if said == FRESH}
    chosen = {
        row: _chosen(station_id, by_id, known)
        for row, station_id in same.items()
        if row not in fresh
    }
    for entry in entries:
        if entry.row in fresh:
            entry.values.drop(NUMBER)
            entry.values.drop(STATION_ID)
        _give_city(entry, known)
    found = Matched(stations=matching.matched(entries, known, chosen=chosen))
    for position, entry in enumerate(entries):
        if entry.row in fresh:
            found.stations[position] = None
    _tell_zeros(entries, known, found)
    became = _became(db, found.stations)
    for entry, station in zip(entries, found.stations, strict=True):
        if station is None:
            if not entry.city:
                _of_no_city(entry, known, found)
            continue
        if entry.row in chosen:
            _keep_own(entry, station)
        elif entry.values.get(STATION_ID, station.id) != station.id:
            _of_another_id(entry, station, found)
        elif station.lifecycle.phase is Phase.CLOSED:
            _closed(entry, station, became.get(station.id), found)
        elif STATION_ID not in entry.values and _is_another(entry, station):
            _other(entry, station, found)
    return found


def _chosen(station_id: str, by_id: Mapping[str, Station], known: Sequence[Station]) -> Station:
    station = by_id.get(station_id)
    numbered = [one for one in known if one.number == station_id]
    if station is None and len(numbered) == 1:
        return numbered[0]
    if station is None:
        raise Refused("bad_same", station=station_id[:32])
    return station


def _keep_own(entry: Entry, station: Station) -> None:
    """A row that a person calls this station leaves its number, and a name that it bears too."""
    if station.number:
        entry.values.drop(NUMBER)
    if plain_name(entry.values.get(NAME, "")) in map(plain_name, station.aliases):
        entry.values.drop(NAME)


def _give_city(entry: Entry, known: Sequence[Station]) -> None:
    """The city of a row that names none: where the station with its number and name lies."""
    if entry.city:
        return
    number = entry.values.get(NUMBER, "").casefold()
    found = [
        station
        for station in known
        if (number and station.number.casefold() == number and not _is_another(entry, station))
        or (
            entry.is_located and _is_named(entry, station) and _moved(entry, station) < _SAME_SPOT_M
        )
    ]
    if len({station.place.city_code for station in found}) == 1:
        entry.city = found[0].place.city_code
        entry.area = entry.area or found[0].place.area_code


def _is_named(entry: Entry, station: Station) -> bool:
    """Whether a row has the name of a station, or one of its other names."""
    names = map(plain_name, (station.name, *station.aliases))
    return plain_name(entry.values.get(NAME, "")) in names


def _moved(entry: Entry, station: Station) -> float:
    """How far the row lies from the station, in metres; 0 where one of them has no point."""
    point = station.place.point
    if point is None or entry.lat is None or entry.lon is None:
        return 0.0
    return distance.between(point, Point(lat=entry.lat, lon=entry.lon))


def _is_another(entry: Entry, station: Station) -> bool:
    """Whether a row with the number of a station seems to mean another place."""
    if NAME not in entry.values or _is_named(entry, station):
        return False
    moved = _moved(entry, station)
    if moved > _MOVED_M:
        return True
    if matching.alike(entry.values[NAME], station.name):
        return False
    district = station.place.district_code or station.place.area_code
    if entry.district and len(district) == len(entry.district) and entry.district != district:
        return True
    address = entry.values.get(ADDRESS, "")
    elsewhere = (
        address
        and station.place.address
        and plain_name(address) != plain_name(station.place.address)
    )
    located = entry.is_located and not station.is_draft
    return bool(elsewhere) and (moved > _SAME_SPOT_M or not located)


def _other(entry: Entry, station: Station, found: Matched) -> None:
    """Refuses a row whose number is that of quite another station."""
    moved = _moved(entry, station)
    row, name, km = entry.row, station.name, round(moved / 1000)
    if moved > _MOVED_M:
        doubt = Remark("other_station.doubt_far", row=row, name=name, km=km)
        wrong = Invalid("other_station.far", name=name, km=km)
    else:
        doubt = Remark("other_station.doubt", row=row, name=name)
        wrong = Invalid("other_station", name=name)
    found.doubts.append(doubt)
    found.candidates[row] = (station.id,)
    entry.refuse(wrong, column=NUMBER)


def _of_no_city(entry: Entry, known: Sequence[Station], found: Matched) -> None:
    """Says that a row that names no city bears the number of a station."""
    number = entry.values.get(NUMBER, "").casefold()
    same = [one for one in known if number and one.number.casefold() == number]
    if same:
        found.candidates[entry.row] = tuple(one.id for one in same[:5])
        found.doubts.append(Remark("same_number", row=entry.row, name=same[0].name))


def _of_another_id(entry: Entry, station: Station, found: Matched) -> None:
    given = entry.values[STATION_ID]
    found.doubts.append(Remark("other_id", row=entry.row, station=given, name=station.name))


def _closed(entry: Entry, station: Station, successor: str | None, found: Matched) -> None:
    """What a row says of a station that was withdrawn, or became another one."""
    if entry.values.get(LIFECYCLE) is Phase.CLOSED or merging.is_undone(
        station.lifecycle.phase, station.lifecycle.reason
    ):
        return
    if successor:
        found.candidates[entry.row] = (successor,)
        entry.refuse(
            Invalid(
                "combined.successor",
                name=station.name,
            ),
            column=NUMBER if NUMBER in entry.values else NAME,
        )
        return
    found.doubts.append(
        Remark(
            "withdrawn.back" if LIFECYCLE in entry.values else "withdrawn",
            row=entry.row,
            name=station.name,
        )
    )


def _became(db: Database, stations: Iterable[Station | None]) -> dict[str, str]:
    """Of the closed ones among these that were combined: the one that each is now."""
    closed = {one.id for one in stations if one and one.lifecycle.phase is Phase.CLOSED}
    if not closed:
        return {}
    return {one: redirects.target(db, one) for one in redirects.became(db).keys() & closed}


def _tell_zeros(entries: Sequence[Entry], known: Sequence[Station], found: Matched) -> None:
    """Rows whose number is one of ours but for the zeros before it, as spreadsheets lose them."""
    held = {(s.place.city_code, s.number.casefold()) for s in known if s.number}
    bare: dict[tuple[str, str], list[Station]] = {}
    for station in known:
        if station.number.isdecimal():
            bare.setdefault((station.place.city_code, station.number.lstrip("0")), []).append(
                station
            )
    taken = {station.id for station in found.stations if station}
    for position, entry in enumerate(entries):
        number = entry.values.get(NUMBER, "")
        if not number.isdecimal() or (entry.city, number) in held:
            continue
        for station in bare.get((entry.city, number.lstrip("0")), ()):
            is_it = found.stations[position]
            if is_it is None and station.id not in taken and not _is_another(entry, station):
                is_it = found.stations[position] = station
            if is_it is station:
                entry.values.drop(NUMBER)
            elif is_it is None:
                found.candidates.setdefault(entry.row, (station.id,))
            else:
                continue
            found.doubts.append(
                Remark(
                    "lost_zeros.new" if is_it is None else "lost_zeros",
                    row=entry.row,
                    number=number,
                    held=station.number,
                    name=station.name,
                )
            )
