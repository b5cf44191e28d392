"""Names and codes of provinces, cities, districts and zones.

The table is `data/areas.csv` (codes of GB/T 2260 as of 2023). A code is kept without trailing
zero pairs: 370100 is 3701, the city, and a prefix of all that lies in it.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal

from stations.config import DATA
from stations.geo.point import Point

Level = Literal["province", "city", "district", "zone"]

_SUFFIXES = (
    "特别行政区", "维吾尔自治区", "壮族自治区", "回族自治区", "自治区", "自治州", "自治县",
    "自治旗", "地区", "林区", "矿区", "新区", "省", "市", "盟", "区", "县", "旗",
)  # fmt: skip
_SHORTEST_STEM = 2
_ONE_CITY_CODE = {"5002": "5001"}
"""Chongqing's counties have a city code of their own, and are of the one city all the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """An area of the administrative division, or a functional zone, which has no outline."""

    code: str
    """2, 4 or 6 digits: province, city, district or zone."""
    name: str
    level: Level
    parent: str
    centre: Point | None = None
    """Of cities only, WGS-84; None where it is not known."""


def by_code(code: str) -> Area | None:
    """The area with this code, written with or without its trailing zeros."""
    return _table().get(trimmed(code))


def find(words: str, *, within: str = "") -> Area | None:
    """The one area that these words name, inside a code prefix; None where none or several are.

    A full name goes before a short one (历下 for 历下区), and the short form of a zone (高新区)
    comes last. A city goes before a district of its own with the same name: 长沙 is 长沙市.
    """
    return _found("".join(words.split()), trimmed(within))


def cities() -> tuple[Area, ...]:
    """All cities, by code."""
    return tuple(area for area in _table().values() if area.level == "city")


def districts(city_code: str) -> tuple[Area, ...]:
    """The districts of a city, by code, without its zones. Empty for a city that has none."""
    return tuple(a for a in _children().get(trimmed(city_code), ()) if a.level == "district")


def zones(city_code: str) -> tuple[Area, ...]:
    """The functional zones of a city, by code."""
    return tuple(a for a in _children().get(trimmed(city_code), ()) if a.level == "zone")


def path(code: str) -> str:
    """The full name, such as 山东省济南市历下区; of a street its district's; '' if unknown."""
    area = by_code(code) or by_code(code[:6]) or by_code(code[:4])
    names: list[str] = []
    while area is not None:
        # 上海市上海市 and 河南省省直辖县级行政区划济源市 are nobody's address.
        if area.name not in names and "直辖" not in area.name:
            names.insert(0, area.name)
        area = by_code(area.parent) if area.parent else None
    return "".join(names)


def city_of(code: str) -> str:
    """The 4-digit code of the city that an area belongs to; '' for a province or unknown code."""
    short = trimmed(code)
    if len(short) == 2:
        below = _children().get(short, [])
        return below[0].code if _is_municipality(short) else ""
    city = _ONE_CITY_CODE.get(short[:4], short[:4])
    return city if city in _table() else ""


def covers(prefix: str, code: str) -> bool:
    """Whether the area of this prefix (2 to 12 digits) holds that of the code; '' holds nothing."""
    short = trimmed(prefix)
    return bool(short) and trimmed(code).startswith(short)


@lru_cache(maxsize=8_192)
def trimmed(code: str) -> str:
    """A code without the zeros that only fill it up; '' for what is no code.

    Pairs of zeros fill up to six digits; streets and communities have three digits each, so that
    370102100 is a street and stays as it is.
    """
    if not (code.isascii() and code.isdigit()):
        return ""
    while len(code) > 6 and code.endswith("000"):
        code = code[:-3]
    while 2 < len(code) <= 6 and code.endswith("00"):
        code = code[:-2]
    return code


@lru_cache(maxsize=4_096)
def _found(words: str, within: str) -> Area | None:
    if not words:
        return None
    for named in (_names(), _stems()):
        if candidates := _inside(named.get(words, ()), within):
            return _one_of(candidates)
    return _zone(words, within) or _below(words, within)


def _inside(areas: Iterable[Area], within: str) -> list[Area]:
    """Those of a prefix; the area of the prefix itself only where nothing below is named so."""
    inside = [a for a in areas if not within or _ancestry(a, within)]
    below = [a for a in inside if a.code != within]
    return below or inside


def _ancestry(area: Area, within: str) -> bool:
    # The parent is asked as well, for the counties whose code does not begin with their city's.
    return area.code.startswith(within) or area.parent.startswith(within)


def _one_of(candidates: list[Area]) -> Area | None:
    """The only one, or the city that holds all the others (长沙市 and its 长沙县)."""
    rest = [c for c in candidates if c.level != "province" or not _is_municipality(c.code)]
    if len(rest) == 1:
        return rest[0]
    # 吉林 stays ambiguous: the province is meant as often as the city.
    holding = [c for c in rest if c.level == "city" and all(_ancestry(o, c.code) for o in rest)]
    return holding[0] if len(holding) == 1 else None


def _zone(words: str, within: str) -> Area | None:
    """The zone of a city whose full name these words shorten: 高新区, 经开区, 航空港区.

    Both without the name of the city, they must begin alike, and the characters of the short form
    stand in the long one in that order. Without a city every one of them would be ambiguous.
    """
    if len(within) < 4 or not words.endswith(("区", "城")) or len(words) < 3:
        return None
    places = _place_stems(within[:4])
    short = _without(words, places)
    fitting = [zone for zone in zones(within[:4]) if _shortens(short, _without(zone.name, places))]
    return fitting[0] if len(fitting) == 1 else None


def _shortens(short: str, name: str) -> bool:
    rest = iter(name)
    return len(short) >= 2 and name[:1] == short[0] and all(letter in rest for letter in short)


def _without(name: str, places: tuple[str, ...]) -> str:
    for place in places:
        name = name.removeprefix(place)
    return name


def _place_stems(city_code: str) -> tuple[str, ...]:
    """Names that a zone of this city puts first, in the order in which it does: 安徽芜湖市."""
    areas = [_table()[code] for code in (city_code[:2], city_code) if code in _table()]
    return tuple(name for area in areas for name in (area.name, _stem(area.name), "市"))


def _below(words: str, within: str) -> Area | None:
    """What is left of words such as 济南市历下区 once the areas above are taken off."""
    for area in _above():
        rest = words.removeprefix(area.name)
        if rest and rest != words and (not within or _related(area.code, within)):
            found = _found(rest, max(area.code, within, key=len))
            if found:
                return found
    return None


def _related(code: str, within: str) -> bool:
    return code.startswith(within) or within.startswith(code)


def _is_municipality(province: str) -> bool:
    below = _children().get(province, [])
    return len(below) == 1 and below[0].name == _table()[province].name


def _stem(name: str) -> str:
    for suffix in _SUFFIXES:
        if name.endswith(suffix) and len(name) - len(suffix) >= _SHORTEST_STEM:
            return name.removesuffix(suffix)
    return name


@cache
def _table() -> dict[str, Area]:
    with (DATA / "areas.csv").open(encoding="utf-8", newline="") as file:
        return {row["code"]: _area(row) for row in csv.DictReader(file)}


def _area(row: dict[str, str]) -> Area:
    level: Level = row["level"]  # type: ignore[assignment]  # our own file holds no other words
    centre = Point(lat=float(row["lat"]), lon=float(row["lon"])) if row["lat"] else None
    return Area(
        code=row["code"], name=row["name"], level=level, parent=row["parent"], centre=centre
    )


@cache
def _children() -> dict[str, list[Area]]:
    return _grouped((area.parent, area) for area in _table().values())


@cache
def _names() -> dict[str, list[Area]]:
    return _grouped((area.name, area) for area in _table().values())


@cache
def _stems() -> dict[str, list[Area]]:
    return _grouped((_stem(a.name), a) for a in _table().values() if a.level != "zone")


@cache
def _above() -> tuple[Area, ...]:
    return tuple(area for area in _table().values() if area.level in ("province", "city"))


def _grouped(pairs: Iterable[tuple[str, Area]]) -> dict[str, list[Area]]:
    groups: dict[str, list[Area]] = defaultdict(list)
    for key, area in pairs:
        groups[key].append(area)
    return dict(groups)
