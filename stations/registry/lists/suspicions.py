"""What looks wrong in a list: shown to a person, never silently mended."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np

from stations.areas import codes
from stations.areas.locator import Locator
from stations.geo import distance, frames
from stations.geo.point import Datum, Point
from stations.hours.model import Understood
from stations.hours.phrases import reading
from stations.registry.entries.entry import Entry
from stations.registry.entries.placing import (
    FARTHEST_M,
    Floats,
    among_neighbours,
    coordinates,
    in_china,
    outside_china,
)
from stations.registry.fields.coordinates import DATUM_WORDS, LAT, LON
from stations.registry.fields.offer import HOURS, HOURS_OSM
from stations.remarks import Remark

_ENOUGH_ROWS = 5
_ENOUGH_ON_ONE_POINT = 3
_NEARLY = 1e-6
_FAR_M = 100_000
"""Farther than this from the middle of its city's other points (ours)."""


def suspicions(entries: Sequence[Entry], *, outlines: Locator) -> list[Remark]:
    """Every suspicion about these entries, by row."""
    located = [entry for entry in entries if entry.is_located]
    lats, lons = coordinates(located)
    found = [
        *(remark for entry in entries for remark in entry.asked),
        *_without_point(entries),
        *_not_understood(entries),
        *_swapped(located),
        *_outside(located, outlines),
        *_far(located, lats, lons),
        *_shared(located),
        *_coarse(located),
        *_wrong_datum(located, outlines),
    ]
    return sorted(found, key=lambda remark: (remark.row or 0, remark.code))


def _without_point(entries: Iterable[Entry]) -> Iterable[Remark]:
    for entry in entries:
        if not entry.is_located:
            yield Remark("no_coordinates", row=entry.row)


def _not_understood(entries: Iterable[Entry]) -> Iterable[Remark]:
    for entry in entries:
        words = entry.values.get(HOURS)
        if words is None or HOURS_OSM in entry.values:
            continue
        read = reading.read(words)
        if read.understood is Understood.UNKNOWN:
            yield Remark("hours_not_understood", row=entry.row, words=words)
        elif read.understood is Understood.PARTIAL:
            yield Remark("hours_not_understood.part", row=entry.row, words=words, lost=read.lost)


def _swapped(located: Sequence[Entry]) -> Iterable[Remark]:
    for entry in outside_china(located):
        lat, lon = entry.values[LAT], entry.values[LON]
        if in_china(lon, lat):
            yield Remark("swapped_axes", row=entry.row)


def _outside(located: Iterable[Entry], outlines: Locator) -> Iterable[Remark]:
    for entry in located:
        named = _district(entry)
        if named is None or entry.lat is None or entry.lon is None:
            continue
        code = named.code
        if entry.district == code or not outlines.has_city(codes.city_of(code) or ""):
            continue
        away = outlines.distance_outside_m(entry.lat, entry.lon, code)
        if not away:
            continue
        other = codes.by_code(entry.district) if entry.district else None
        if other:
            yield Remark(
                "outside_district.in_other",
                row=entry.row,
                named=named.name,
                other=other.name,
                away=round(away),
            )
        else:
            yield Remark("outside_district", row=entry.row, named=named.name, away=round(away))


def _district(entry: Entry) -> codes.Area | None:
    """The district that the row names; None for a zone, a city or nothing."""
    named = codes.by_code(entry.area[:6]) if len(entry.area) >= 6 else None
    return named if named and named.level == "district" else None


def _far(located: Sequence[Entry], lats: Floats, lons: Floats) -> Iterable[Remark]:
    groups: dict[str, list[int]] = defaultdict(list)
    among = among_neighbours(located, lats, lons)
    for position, entry in enumerate(located):
        if entry.city:
            groups[entry.city].append(position)
    for city, members in groups.items():
        area = codes.by_code(city)
        if len(members) >= _ENOUGH_ROWS:
            middle = (float(np.median(lats[members])), float(np.median(lons[members])))
            limit = _FAR_M
        elif area and area.centre:
            middle, limit = (area.centre.lat, area.centre.lon), FARTHEST_M
        else:
            continue
        away = distance.metres(*middle, to_lat=lats[members], to_lon=lons[members])
        for position in np.flatnonzero(away > limit).tolist():
            entry = located[members[position]]
            if among[members[position]] or _is_witnessed(entry, area):
                continue
            yield Remark(
                "far_from_city",
                row=entry.row,
                city=area.name if area else city,
                km=round(away[position] / 1000),
            )


def _is_witnessed(entry: Entry, city: codes.Area | None) -> bool:
    """Whether an outline of the city holds the point, or it lies around the city's middle."""
    if city is None or entry.lat is None or entry.lon is None:
        return False
    if entry.is_drawn and codes.covers(city.code, entry.district):
        return True
    here = Point(lat=entry.lat, lon=entry.lon)
    return city.centre is not None and distance.between(city.centre, here) <= _FAR_M


def _shared(located: Sequence[Entry]) -> Iterable[Remark]:
    """Several stations on exactly one point: somebody copied a cell down."""
    groups: dict[tuple[float, float], list[Entry]] = defaultdict(list)
    for entry in located:
        groups[entry.values[LAT], entry.values[LON]].append(entry)
    for group in groups.values():
        if len(group) < _ENOUGH_ON_ONE_POINT:
            continue
        rows = [entry.row for entry in group]
        yield Remark("shared_point", row=rows[0], count=len(rows), rows=rows)


def _coarse(located: Sequence[Entry]) -> Iterable[Remark]:
    """Points of two decimals: a kilometre apart at best. A row or two a person looks at anyway."""
    if len(located) <= 2:
        return
    hundredths = np.array([(e.values[LAT], e.values[LON]) for e in located]) * 100
    likely = (np.abs(hundredths - np.rint(hundredths)) < _NEARLY).all(axis=1)
    for place in np.flatnonzero(likely).tolist():
        entry = located[place]
        lat, lon = entry.values[LAT], entry.values[LON]
        if (round(lat, 2), round(lon, 2)) == (lat, lon):
            yield Remark("coarse_point", row=entry.row)


def _wrong_datum(located: Sequence[Entry], outlines: Locator) -> Iterable[Remark]:
    """The datum that puts most points inside the districts that their rows name."""
    groups: dict[Datum, list[Entry]] = defaultdict(list)
    for entry in located:
        if entry.datum and _district(entry) and outlines.has_city(entry.city):
            groups[entry.datum].append(entry)
    for stated, group in groups.items():
        if len(group) < _ENOUGH_ROWS:
            continue
        given = np.array([(e.values[LAT], e.values[LON]) for e in group], dtype=np.float64)
        named = [entry.area[:6] for entry in group]
        inside = {
            datum: _count_inside(frames.to_wgs84(given[:, 0], given[:, 1], datum), named, outlines)
            for datum in Datum
        }
        best = max(Datum, key=lambda datum: (inside[datum], datum is stated))
        if best is not stated:
            yield Remark(
                "wrong_datum",
                stated=DATUM_WORDS[stated],
                inside=inside[stated],
                best=DATUM_WORDS[best],
                inside_best=inside[best],
                count=len(group),
            )


def _count_inside(points: tuple[Floats, Floats], named: Sequence[str], outlines: Locator) -> int:
    found = outlines.districts_of(*points)
    return sum(1 for district, code in zip(found, named, strict=True) if district == code)
