"""What the cells of a column hold, whatever stands over it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from itertools import islice
from typing import Any

from stations.areas import codes
from stations.errors import Invalid
from stations.geo import coordinate_text
from stations.registry import amenity_words, vocabulary
from stations.registry.fields import BY_KEY, terms
from stations.registry.fields.field import Field
from stations.registry.lists.columns import hours_parts
from stations.tables.model import TableRow

ENOUGH = 200
"""So many cells tell what a column holds."""
_NUMBER = re.compile(r"[+-]?\d{1,3}\.\d{3,15}")
_PHONE = re.compile(
    r"(?:\+?86[- ]?)?(?:0\d{2,3}[-—－ ()（）]?\d{7,8}|1[3-9]\d{9}"
    r"|[48]00[- ]?\d{3}[- ]?\d{4}|\d{7,8})"
)
_ROAD = re.compile(r"[路街道巷弄村区镇乡里园厦场桥口号楼]")
_STREET = re.compile(r"^[^\d]{2,}(?:街道|镇|乡|苏木|街办|办事处)")
_DATE = re.compile(r"\d{4}\s*[-/.年]\s*\d{1,2}")
_ID = re.compile(r"[A-Za-z0-9_-]{1,32}")
_MOST = 0.6


def sample(rows: Sequence[TableRow], place: int) -> list[str]:
    """Some of the filled cells of a column, from the whole of the list."""
    step = max(1, len(rows) // (ENOUGH * 2))
    return _filled(rows[::step], place) or _filled(rows, place)


def _filled(rows: Sequence[TableRow], place: int) -> list[str]:
    cells = (row.cells[place].strip() for row in rows if place < len(row.cells))
    return list(islice(filter(None, cells), ENOUGH))


def most(test: Callable[[str], bool], cells: Sequence[str], *, share: float = _MOST) -> bool:
    """Whether so large a share of cells is so; none of them is empty."""
    return bool(cells) and sum(1 for cell in cells if test(cell)) >= share * len(cells)


def is_district(cell: str) -> bool:
    """Whether a cell is the name of a district or zone and nothing else."""
    return cell in _district_names()


def is_zone(cell: str) -> bool:
    """Whether a cell names a functional zone, which need not be in our table."""
    return (
        re.search(r"新区|开发区|高新|经开|港区|园区|示范区|度假区|保税|试验区|功能区", cell)
        is not None
    )


@lru_cache
def _district_names() -> frozenset[str]:
    """Districts of all cities, with and without their city's name; short ones are words as well."""
    names: set[str] = set()
    for city in codes.cities():
        for one in (*codes.districts(city.code), *codes.zones(city.code)):
            names |= {one.name, f"{city.name}{one.name}"}
            if len(one.name) > 2 and one.name[-1] in "区县市旗":
                names.add(one.name[:-1])
    return frozenset(names)


def is_pair(cell: str) -> bool:
    """Whether a cell holds a longitude and a latitude."""
    try:
        coordinate_text.read(cell)
    except Invalid:
        return False
    return True


def is_longitude(cell: str) -> bool:
    return _is_degrees(cell, 73, 136, "lon")


def is_latitude(cell: str) -> bool:
    return _is_degrees(cell, 3, 54, "lat")


def _is_degrees(cell: str, low: float, high: float, axis: coordinate_text.Axis) -> bool:
    if not any(char.isdigit() for char in cell):
        return False
    try:
        value = coordinate_text.degrees(cell, axis)
    except Invalid:
        return False
    plain = cell.replace(".", "", 1).isdigit()
    return low <= value <= high and (not plain or _NUMBER.fullmatch(cell) is not None)


def is_state(cell: str) -> bool:
    """Whether a cell says in which phase of its life a station is."""
    try:
        terms.PHASE.read(cell)
    except Invalid:
        return False
    return True


def is_build_mode(cell: str) -> bool:
    return cell in (
        "自建",
        "共建",
        "依托",
        "依托建设",
        "自建站",
        "共建站",
        "新建",
        "改建",
        "自主建设",
        "联合共建",
    )


def is_kind(cell: str) -> bool:
    kinds = vocabulary.kinds()
    return bool(kinds.exact(cell) or kinds.mentioned(cell))


def is_host(cell: str) -> bool:
    hosts = vocabulary.hosts()
    return bool(hosts.exact(cell) or hosts.mentioned(cell))


def names_amenities(cell: str) -> bool:
    named = amenity_words.named(cell)
    return bool(named.ids or named.states)


def lists_amenities(cell: str) -> bool:
    """Whether a cell lists amenities and says nothing else."""
    named = amenity_words.named(cell)
    return bool(named.ids or named.states) and not (named.unknown or named.guessed)


def names_person(cell: str) -> bool:
    """Whether a cell that should be a phone has a name beside the digits."""
    rest = re.sub(r"转|分机|电话|手机|座机|热线|值班|办公室|室|无|暂", "", cell)
    return re.search(r"[一-龥]{2,}", rest) is not None


_LIKE: dict[str, Callable[[str], bool]] = {
    "number": lambda cell: _ID.fullmatch(cell) is not None,
    "name": lambda cell: 2 <= len(cell) <= 40 and re.search(r"[一-龥]{2}", cell) is not None,
    "district": is_district,
    "street": lambda cell: _STREET.search(cell) is not None,
    "address": lambda cell: len(cell) >= 4 and _ROAD.search(cell) is not None,
    "lon": is_longitude,
    "lat": is_latitude,
    "hours": hours_parts.is_span,
    "amenities": names_amenities,
    "phone": lambda cell: _PHONE.search(cell) is not None,
    "private_contact": lambda cell: re.search(r"[一-龥]{2}|\d{7}", cell) is not None,
    "lifecycle": is_state,
    "kind": is_kind,
    "host": is_host,
    "build_mode": is_build_mode,
    "opened_on": lambda cell: _DATE.search(cell) is not None,
    "floor_area_m2": lambda cell: cell[:1].isdigit() and len(cell) < 12,
    "seats": lambda cell: cell[:1].isdigit() and len(cell) < 12,
}
"""Whether a cell looks as those of a field do; fields of free words are not among them."""


def look_like(field: Field[Any], cells: Sequence[str]) -> bool:
    """Whether most cells can be those of a field."""
    if field.key == "name" and len(set(cells)) < 0.8 * len(cells):
        return False
    test = _LIKE.get(field.key)
    return test is None or most(test, cells)


_TELLING: tuple[tuple[str, Callable[[str], bool]], ...] = (
    ("district", is_district),
    ("lon", is_longitude),
    ("lon", is_latitude),
    ("lon", is_pair),
    ("hours", hours_parts.is_span),
    ("lifecycle", is_state),
    ("hours", hours_parts.tells_hours),
    ("amenities", lists_amenities),
)


def telling(cells: Sequence[str]) -> Field[Any] | None:
    """The field that a worker would be misled without, if the cells of an unread column hold it."""
    return next((BY_KEY[key] for key, test in _TELLING if most(test, cells)), None)


def example(cells: Iterable[str]) -> str:
    """A cell to be shown beside the title of its column."""
    return next((" ".join(cell.split())[:30] for cell in cells), "")
