"""Datum, city, area and district of the rows of a list."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

from stations.areas import area_words, codes
from stations.errors import Invalid
from stations.geo import distance, frames
from stations.geo.point import Datum, Point
from stations.registry.entries.entry import Entry, Remark
from stations.registry.fields.coordinates import CRS, LAT, LON
from stations.registry.fields.place import AREA_CODE, CITY, DISTRICT

FARTHEST_M = 150_000
"""A point farther than this from the centre of the importer's city is refused (ours)."""

_ZONE_WORDS = (
    "新区",
    "开发区",
    "高新",
    "经开",
    "港区",
    "园区",
    "示范区",
    "度假区",
    "保税",
    "试验区",
)

Floats = npt.NDArray[np.float64]


class Districts(Protocol):
    """What is asked of the stored outlines (areas/locator)."""

    def districts_of(self, lats: Floats, lons: Floats) -> Sequence[str]: ...


def place(
    entries: Sequence[Entry], *, datum: Datum | None, area: str, outlines: Districts
) -> list[Remark]:
    """Gives every entry its datum, WGS-84 point, city, keeping area and district; warnings.

    `area` is what the importing person may write ('' for the operator, who may write anywhere).
    An entry that belongs to somebody else, or lies far outside, is refused.
    """
    warnings = [remark for entry in entries for remark in _name_area(entry, area=area)]
    _convert(entries, datum=datum)
    located = [entry for entry in entries if entry.is_located]
    lats, lons = coordinates(located)
    if area and located:
        _refuse_far(located, lats, lons, area=area)
    for entry, district in zip(located, outlines.districts_of(lats, lons), strict=True):
        entry.district = district
        if not entry.city:
            entry.city = codes.city_of(district)
        if not entry.area:
            entry.area = district or entry.city
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


def _name_area(entry: Entry, *, area: str) -> Iterable[Remark]:
    values = entry.values
    city = _city(values.get(CITY, ""), area=area)
    words = values.get(DISTRICT, "")
    code = values.get(AREA_CODE, "")
    named = area_words.find(words, within=city) if words and not code else None
    if code and (codes.by_code(code) or codes.by_code(code[:6])):
        entry.area = codes.trimmed(code)
    elif named:
        entry.area = named.code
    entry.city = codes.city_of(entry.area) if entry.area else city
    if area:
        yield from _check_right(entry, area=area, words=words, city_words=values.get(CITY, ""))
    elif words and not entry.area and not _is_zone(words):
        yield Remark(
            row=entry.row,
            field=DISTRICT.title,
            code="district_unknown",
            message=(
                f"第 {entry.row} 行的区县“{words[:20]}”没有认出（可能写错，或好几个城市都有），"
                "已按原文保留。加上城市一列会更准。"
            ),
        )
    if not entry.area:
        entry.area = area or entry.city


def _check_right(entry: Entry, *, area: str, words: str, city_words: str) -> Iterable[Remark]:
    if entry.area:
        mine = codes.covers(area, entry.area)
    else:
        home = codes.city_of(area)
        mine = (not words or _is_zone(words)) and (not city_words or entry.city == home)
        entry.city = entry.city or home
    if not mine:
        entry.refuse(
            Invalid(
                f"“{(words or city_words)[:20]}”不在你负责的区域（{codes.path(area)}）里。"
                "请交给那里的工会导入，或改正区县。",
                code="foreign_district",
            ),
            column=DISTRICT,
        )
    return ()


def _city(words: str, *, area: str) -> str:
    """The 4-digit code of the city that the row names, else of the importer's own."""
    if words:
        found = codes.by_code(words) if words.isdigit() else area_words.find(words)
        return codes.city_of(found.code) if found else ""
    return codes.city_of(area)


def _is_zone(words: str) -> bool:
    """Whether it names a functional zone, which keeps stations but is no district."""
    return any(word in words for word in _ZONE_WORDS)


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


def _refuse_far(located: Sequence[Entry], lats: Floats, lons: Floats, *, area: str) -> None:
    city = codes.by_code(codes.city_of(area) or area)
    if city is None or city.centre is None:
        return
    away = distance.metres(city.centre.lat, city.centre.lon, to_lat=lats, to_lon=lons)
    for entry, metres in zip(located, away.tolist(), strict=True):
        if metres > FARTHEST_M:
            entry.refuse(
                Invalid(
                    f"这个点离{city.name}中心 {metres / 1000:.0f} 公里，不像在本市。"
                    "请核对经纬度和坐标系。",
                    code="out_of_area",
                ),
                column=LON,
            )
