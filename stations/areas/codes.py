"""Names and codes of provinces, cities, districts, zones and streets.

The tables are `data/areas.csv` (codes of GB/T 2260 as of 2023) and that of `street_table`. A code
is kept without trailing zero pairs: 370100 is 3701, the city, and a prefix of all that lies in it.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal

from stations.areas import street_table
from stations.config import DATA
from stations.geo.point import Point

Level = Literal["province", "city", "district", "zone", "street"]

DISTRICT_DIGITS = 6
STREET_DIGITS = 9
_ONE_CITY_CODE = {"5002": "5001"}
"""Chongqing's counties have a city code of their own, and are of the one city all the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """An area of the administrative division, or a functional zone, which has no outline."""

    code: str
    """2, 4, 6 or 9 digits: province, city, district or zone, street."""
    name: str
    level: Level
    parent: str
    centre: Point | None = None
    """Of cities only, WGS-84; None where it is not known."""


def by_code(code: str) -> Area | None:
    """The area with this code, written with or without its trailing zeros."""
    short = trimmed(code)
    return _street(short) if len(short) == STREET_DIGITS else _table().get(short)


def every() -> Iterable[Area]:
    """All areas of the table, without streets, provinces first."""
    return _table().values()


def cities() -> tuple[Area, ...]:
    """All cities, by code."""
    return tuple(area for area in _table().values() if area.level == "city")


def districts(city_code: str) -> tuple[Area, ...]:
    """The districts of a city, by code, without its zones. Empty for a city that has none."""
    return tuple(a for a in _children().get(trimmed(city_code), ()) if a.level == "district")


def zones(city_code: str) -> tuple[Area, ...]:
    """The functional zones of a city, by code."""
    return tuple(a for a in _children().get(trimmed(city_code), ()) if a.level == "zone")


def streets(code: str) -> tuple[Area, ...]:
    """The streets of a district or zone, or of all those of a city, by code."""
    short = trimmed(code)
    if len(short) not in (4, 6):
        return ()
    below = [area.code for area in _children().get(short, ())] if len(short) == 4 else []
    return tuple(
        _as_street(street, name)
        for district in (short, *below)
        for street, name in street_table.of(district).items()
    )


def known(code: str) -> Area | None:
    """The area of this code, or the smallest known one that it lies in."""
    return next((a for n in (12, 9, 6, 4) if (a := by_code(code[:n]))), None)


def path(code: str) -> str:
    """The full name, such as 山东省济南市历下区, as far down as it is known; '' if unknown."""
    return "".join(_names_down(code))


def full_name(code: str) -> str:
    """The path of a code that is known; of a street that the table lacks its district's and it."""
    name = path(code)
    return name if not name or by_code(code) else f"{name}（代码 {trimmed(code)}）"


def local_name(code: str) -> str:
    """The name as one says it inside the city: 历下区, 历下区解放路街道; '' if unknown."""
    area = known(code)
    if area is None or area.level in ("province", "city"):
        return area.name if area else ""
    above = by_code(city_of(code))
    return "".join(_names_down(code, below=above.code if above else ""))


def _names_down(code: str, *, below: str = "") -> list[str]:
    area, names = known(code), list[str]()
    while area is not None and area.code != below:
        # 上海市上海市 and 河南省省直辖县级行政区划济源市 are nobody's address.
        if area.name not in names and "直辖" not in area.name:
            names.insert(0, area.name)
        area = by_code(area.parent) if area.parent else None
    return names


def lies_in(area: Area | None, code: str) -> bool:
    """Whether an area is that of the code or lies in it; '' holds all."""
    while area is not None:
        # Asked level by level, for the counties whose code does not begin with their city's.
        if area.code.startswith(code):
            return True
        area = by_code(area.parent) if area.parent else None
    return False


def city_of(code: str) -> str:
    """The 4-digit code of the city that an area belongs to; '' for a province or unknown code."""
    short = trimmed(code)
    if len(short) == 2:
        below = _children().get(short, [])
        return below[0].code if is_municipality(short) else ""
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


def is_municipality(province: str) -> bool:
    """Whether a province is one city of the same name."""
    below = _children().get(province, [])
    return len(below) == 1 and below[0].name == _table()[province].name


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


@lru_cache(maxsize=4_096)
def _street(code: str) -> Area | None:
    name = street_table.name(code)
    return _as_street(code, name) if name else None


def _as_street(code: str, name: str) -> Area:
    # A city without districts has its streets itself: 441900003 of 4419.
    return Area(code=code, name=name, level="street", parent=trimmed(code[:6]))


@cache
def _children() -> dict[str, list[Area]]:
    return _grouped((area.parent, area) for area in _table().values())


def _grouped(pairs: Iterable[tuple[str, Area]]) -> dict[str, list[Area]]:
    groups: dict[str, list[Area]] = defaultdict(list)
    for key, area in pairs:
        groups[key].append(area)
    return dict(groups)
