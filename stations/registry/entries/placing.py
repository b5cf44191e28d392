"""Datum, city, area and district of the rows of a list."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

from stations.areas import codes
from stations.errors import Invalid
from stations.geo import distance, frames
from stations.geo.point import Datum, Point
from stations.registry.entries.area_naming import name_area, tell_apart
from stations.registry.entries.entry import Entry
from stations.registry.fields.coordinates import CRS, LAT, LON
from stations.remarks import Remark

FARTHEST_M = 150_000
"""A point farther than this from the centre of the importer's city needs a witness (ours)."""
_COUNTY_M = 300_000
"""Farther than this no county lies from the centre of its city (ours; 淳安 is 150 km away)."""
NEIGHBOURS_M = 60_000
"""Rows of one county lie within this of their middle (ours)."""
_ENOUGH_NEIGHBOURS = 3
_CHINA = ((3.0, 54.0), (73.0, 136.0))

Floats = npt.NDArray[np.float64]


class Districts(Protocol):
    """What is asked of the stored outlines (areas/locator)."""

    def districts_of(self, lats: Floats, lons: Floats) -> Sequence[str]: ...

    def has_city(self, city: str) -> bool: ...


def place(
    entries: Sequence[Entry], *, datum: Datum | None, area: str, outlines: Districts
) -> list[Remark]:
    """Gives every entry its datum, WGS-84 point, city, keeping area and district; warnings.

    `area` is what the importing person may write ('' for the operator, who may write anywhere).
    An entry that belongs to somebody else, or lies far outside, is refused.
    """
    warnings = [remark for entry in entries for remark in name_area(entry, area=area)]
    _convert(entries, datum=datum)
    located = [entry for entry in entries if entry.is_located]
    lats, lons = coordinates(located)
    for entry, district in zip(located, outlines.districts_of(lats, lons), strict=True):
        entry.district, entry.is_drawn = district, bool(district)
    warnings += tell_apart(entries, area=area)
    for entry in located:
        entry.city = entry.city or codes.city_of(entry.district)
        entry.area = entry.area or entry.district or entry.city
    _refuse_abroad(located)
    if area and located:
        _refuse_far(located, lats, lons, area=area, outlines=outlines)
    for entry in entries:
        entry.district = entry.district or _district_named(entry)
    return warnings


def district_of(outlines: Districts, point: Point, *, keeper: str) -> str:
    """The district that a point lies in; where no outline tells, the one that keeps it."""
    lats, lons = np.array([point.lat]), np.array([point.lon])
    district = next(iter(outlines.districts_of(lats, lons)))
    named = codes.by_code(keeper[:6])
    return district or (named.code if named and named.level == "district" else "")


def coordinates(entries: Iterable[Entry]) -> tuple[Floats, Floats]:
    """Latitudes and longitudes of located entries."""
    pairs = [(entry.lat, entry.lon) for entry in entries]
    array = np.array(pairs, dtype=np.float64).reshape(-1, 2)
    return array[:, 0], array[:, 1]


def undeclared(entries: Iterable[Entry], *, datum: Datum | None) -> bool:
    """Whether there is a coordinate whose datum neither row nor importer states."""
    if datum is not None:
        return False
    return any(LON in e.values and LAT in e.values and CRS not in e.values for e in entries)


def _district_named(entry: Entry) -> str:
    """The named district where no outline tells better."""
    found = codes.by_code(entry.area[:6]) if len(entry.area) >= 6 else None
    return found.code if found and found.level == "district" else ""


def _convert(entries: Sequence[Entry], *, datum: Datum | None) -> None:
    by_datum: dict[Datum, list[Entry]] = {}
    for entry in entries:
        if LON not in entry.values or LAT not in entry.values:
            continue
        stated = entry.values.get(CRS) or datum or Datum.WGS84
        entry.datum = stated
        by_datum.setdefault(stated, []).append(entry)
    for stated, group in by_datum.items():
        given = np.array([(e.values[LAT], e.values[LON]) for e in group], dtype=np.float64)
        lats, lons = frames.to_wgs84(given[:, 0], given[:, 1], stated)
        for entry, lat, lon in zip(group, lats.tolist(), lons.tolist(), strict=True):
            entry.lat, entry.lon = lat, lon


def in_china(lat: float, lon: float) -> bool:
    """Whether a point lies in the box around the country."""
    (south, north), (west, east) = _CHINA
    return south <= lat <= north and west <= lon <= east


def outside_china(located: Sequence[Entry]) -> list[Entry]:
    """The rows whose numbers, as they stand there, lie outside the country."""
    given = np.array([(e.values[LAT], e.values[LON]) for e in located]).reshape(-1, 2)
    (south, north), (west, east) = _CHINA
    lats, lons = given[:, 0], given[:, 1]
    inside = (south <= lats) & (lats <= north) & (west <= lons) & (lons <= east)
    return [located[place] for place in np.flatnonzero(~inside).tolist()]


def _refuse_abroad(located: Sequence[Entry]) -> None:
    """Refuses 0, 0 and other points of which no station of ours can be at either reading."""
    for entry in outside_china(located):
        lat, lon = entry.values[LAT], entry.values[LON]
        if not in_china(lon, lat):
            entry.refuse(Invalid("out_of_area.abroad", lon=lon, lat=lat), column=LON)


def _refuse_far(
    located: Sequence[Entry], lats: Floats, lons: Floats, *, area: str, outlines: Districts
) -> None:
    """Refuses points far from the importer's city, unless an outline or neighbours speak for them.

    A lone row of one of the city's own counties is kept where no outline can judge it: the
    suspicion that it lies far away asks a person.
    """
    city = codes.by_code(codes.city_of(area) or area)
    if city is None or city.centre is None:
        return
    away = distance.metres(city.centre.lat, city.centre.lon, to_lat=lats, to_lon=lons)
    if not (away > FARTHEST_M).any():
        return
    judged = outlines.has_city(city.code)
    among = among_neighbours(located, lats, lons)
    lone = _lone_of_county(located, away)
    for entry, metres, has_neighbours in zip(located, away.tolist(), among, strict=True):
        if metres <= FARTHEST_M or entry.problems or codes.covers(city.code, entry.district):
            continue
        if metres <= _COUNTY_M and (has_neighbours or (not judged and entry.row in lone)):
            if not has_neighbours:
                entry.asked.append(
                    Remark("far_county", row=entry.row, city=city.name, km=round(metres / 1000))
                )
            continue
        entry.refuse(
            Invalid("out_of_area", city=city.name, km=metres / 1000),
            column=LON,
        )


def _lone_of_county(located: Sequence[Entry], away: Floats) -> set[int]:
    """Rows far away that name a county, of which no row lies near the city's middle."""
    near, far = set(), []
    for entry, metres in zip(located, away.tolist(), strict=True):
        named = codes.by_code(_district_named(entry))
        if named is None or named.name[-1] not in "县市旗":
            continue
        if metres > FARTHEST_M:
            far.append((entry.row, named.code))
        else:
            near.add(named.code)
    return {row for row, county in far if county not in near}


def among_neighbours(located: Sequence[Entry], lats: Floats, lons: Floats) -> list[bool]:
    """Of each row, whether it lies with others of the same list that name the same county."""
    groups: dict[str, list[int]] = {}
    for position, entry in enumerate(located):
        if named := _district_named(entry):
            groups.setdefault(named, []).append(position)
    found = [False] * len(located)
    for members in groups.values():
        if len(members) < _ENOUGH_NEIGHBOURS:
            continue
        middle = float(np.median(lats[members])), float(np.median(lons[members]))
        away = distance.metres(*middle, to_lat=lats[members], to_lon=lons[members])
        near = np.flatnonzero(away <= NEIGHBOURS_M).tolist()
        for place in near if len(near) >= _ENOUGH_NEIGHBOURS else ():
            found[members[place]] = True
    return found
