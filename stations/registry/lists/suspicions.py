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
from stations.registry.entries.entry import Entry, Remark
from stations.registry.entries.placing import (
    FARTHEST_M,
    Floats,
    among_neighbours,
    coordinates,
    in_china,
)
from stations.registry.fields.coordinates import LAT, LON
from stations.registry.fields.offer import HOURS, HOURS_OSM

_ENOUGH_ROWS = 5
_ENOUGH_ON_ONE_POINT = 3
_FAR_M = 100_000
"""Farther than this from the middle of its city's other points (ours)."""
_DATUM_WORDS = {
    Datum.WGS84: "WGS-84",
    Datum.GCJ02: "GCJ-02（高德、腾讯）",
    Datum.BD09: "BD-09（百度）",
}


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
            yield Remark(
                row=entry.row,
                code="no_coordinates",
                message=f"第 {entry.row} 行没有经纬度，先存为草稿，等补上位置后再公开。",
            )


def _not_understood(entries: Iterable[Entry]) -> Iterable[Remark]:
    for entry in entries:
        words = entry.values.get(HOURS)
        if words is None or HOURS_OSM in entry.values:
            continue
        read = reading.read(words)
        if read.understood is Understood.UNKNOWN:
            message = f"第 {entry.row} 行的开放时间“{words[:50]}”没有读懂，显示为“时间未知”。"
        elif read.understood is Understood.PARTIAL:
            message = f"第 {entry.row} 行的开放时间“{words[:50]}”只读懂一部分：{read.lost}。"
        else:
            continue
        yield Remark(row=entry.row, code="hours_not_understood", message=message)


def _swapped(located: Iterable[Entry]) -> Iterable[Remark]:
    for entry in located:
        lat, lon = entry.values[LAT], entry.values[LON]
        if not in_china(lat, lon) and in_china(lon, lat):
            yield Remark(
                row=entry.row,
                code="swapped_axes",
                message=f"第 {entry.row} 行的经度和纬度像是写反了，请核对。",
            )


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
        lies = f"落在{other.name}" if other else "不在本市任何区县里"
        yield Remark(
            row=entry.row,
            code="outside_district",
            message=(
                f"第 {entry.row} 行写的是{named.name}，坐标却{lies}（离{named.name}边界约 "
                f"{away:.0f} 米），请核对位置。"
            ),
        )


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
                row=entry.row,
                code="far_from_city",
                message=(
                    f"第 {entry.row} 行离{area.name if area else '本市'}的其他驿站约 "
                    f"{away[position] / 1000:.0f} 公里，请核对经纬度。"
                ),
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
        rows = "、".join(str(entry.row) for entry in group[:10])
        more = "等" if len(group) > 10 else ""
        yield Remark(
            row=group[0].row,
            code="shared_point",
            message=f"有 {len(group)} 行（第 {rows} 行{more}）的坐标完全一样，请核对是不是抄错了。",
        )


def _coarse(located: Sequence[Entry]) -> Iterable[Remark]:
    """Points of two decimals: a kilometre apart at best. A row or two a person looks at anyway."""
    for entry in located if len(located) > 2 else ():
        lat, lon = entry.values[LAT], entry.values[LON]
        if (round(lat, 2), round(lon, 2)) == (lat, lon):
            yield Remark(
                row=entry.row,
                code="coarse_point",
                message=f"第 {entry.row} 行的经纬度只写到两位小数，可能差一公里，请在地图上核对。",
            )


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
                row=None,
                code="wrong_datum",
                message=(
                    f"按 {_DATUM_WORDS[stated]} 有 {inside[stated]} 个点落在所写的区县里，"
                    f"按 {_DATUM_WORDS[best]} 有 {inside[best]} 个（共 {len(group)} 个）。"
                    "坐标系可能填错了，请核对。"
                ),
            )


def _count_inside(points: tuple[Floats, Floats], named: Sequence[str], outlines: Locator) -> int:
    found = outlines.districts_of(*points)
    return sum(1 for district, code in zip(found, named, strict=True) if district == code)
