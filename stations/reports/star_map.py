"""A map of an area's stations by star, district by district, in one file.

Drawn as the map of an area is: the mark of a station is its number of stars, the ground of a
district is the darker the more of its stations have a star, and its figures stand beside.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from stations.areas import codes
from stations.errors import Invalid
from stations.registry.model import Station
from stations.reports import area_map
from stations.reports.area_map import Label, MapSheet

_WORDS = ("没有星级", "一星", "二星", "三星", "四星", "五星")
_SHAPES = ("circle plain", "drop", "drop", "circle", "square", "diamond")
"""Outline by number of stars: with the figure in it neither needs colour to be told apart."""
_GROUNDS = ("#ffffff", "#fbeae4", "#f6d3c7", "#efb5a2", "#e8947a")
"""None, and then by quarters of those that have a star."""
_NOWHERE = "不在已知区县"

Counts = Counter[int]
"""How many stations have how many stars."""


def document(stations: Sequence[Station], *, sheet: MapSheet) -> str:
    """The map of the listed stations among these by their stars, as one HTML document.

    Invalid if none of them is listed: then there is nothing to draw.
    """
    shown = [station for station in stations if station.is_listed]
    if not shown:
        raise Invalid("invalid.empty_map", field="area", area=sheet.area)
    counts = by_district(shown)
    labels = [_told(label, counts.get(label.code)) for label in sheet.labels]
    data = area_map.told(
        shown, sheet=replace(sheet, labels=labels), left_out=len(stations) - len(shown)
    )
    for told, station in zip(data["stations"], shown, strict=True):
        told["kind"] = _key(_star(station))
    levels = sorted({_star(station) for station in shown}, reverse=True)
    data["title"] = f"{sheet.area}驿站星级地图"
    data["kinds"] = {_key(star): _level(star) for star in levels}
    data["table"] = table(counts, levels)
    return area_map.drawn(data, shown, sheet=sheet)


def by_district(shown: Sequence[Station]) -> dict[str, Counts]:
    """The stars of the stations in each district that a point lies in, by its code."""
    found: dict[str, Counts] = defaultdict(Counter)
    for station in shown:
        found[codes.trimmed(station.place.district_code)[:6]][_star(station)] += 1
    return dict(sorted(found.items(), key=lambda pair: (pair[0] == "", pair[0])))


def table(counts: Mapping[str, Counts], levels: Sequence[int]) -> dict[str, Any]:
    """The figures beside the map: a row for each district, and their sum."""
    whole: Counts = sum(counts.values(), Counter())
    rows = [_row(_name(code), found, levels) for code, found in counts.items()]
    return {
        "title": "各区县的星级（按位置所在）",
        "columns": ["区县", *(_WORDS[star] for star in levels), "共"],
        "rows": [*rows, _row("合计", whole, levels)],
        "words": "区县名下的数字：有星级的/全部。底色越深，有星级的占得越多"
        "（没有、四分之一以内、一半以内、四分之三以内、更多）。",
    }


def _row(name: str, found: Counts, levels: Sequence[int]) -> list[str | int]:
    return [name, *(found[star] for star in levels), found.total()]


def _told(label: Label, found: Counts | None) -> Label:
    """A district with how many of its stations have a star."""
    if found is None or not label.inside:
        return label
    starred = found.total() - found[0]
    return replace(label, note=f"{starred}/{found.total()}", fill=ground(starred, found.total()))


def ground(starred: int, total: int) -> str:
    """The colour of a district of which so many have a star."""
    quarters = -(-4 * starred // total) if total else 0
    return _GROUNDS[quarters]


def _key(star: int) -> str:
    """A script would put keys that are numbers in an order of its own."""
    return f"star{star}"


def _level(star: int) -> dict[str, str]:
    return {"word": _WORDS[star], "shape": _SHAPES[star], "letter": str(star) if star else "–"}


def _star(station: Station) -> int:
    return station.star.level if station.star else 0


def _name(code: str) -> str:
    area = codes.by_code(code) if code else None
    return area.name if area else _NOWHERE
