"""What a column of a list may mean: a field of a station, or a part of one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from stations.errors import Invalid
from stations.geo.point import Datum
from stations.registry import vocabulary
from stations.registry.fields import BY_KEY
from stations.registry.fields.coordinates import LAT, LON
from stations.registry.fields.field import Field
from stations.registry.fields.memberships import ABOVE, NETWORKS
from stations.registry.fields.offer import AMENITIES, HOURS
from stations.registry.fields.place import ADDRESS

POINT = "point"
"""Longitude and latitude in one cell."""
ALWAYS, DAYS, CLOSED, START, END = "always", "days", "closed", "start", "end"
"""Parts of opening hours: whether round the clock, on which days, shut on which, from, until."""
_HOURS_TITLES = {
    ALWAYS: "是否24小时", DAYS: "开放的日子", CLOSED: "休息的日子", START: "开始", END: "结束",
}  # fmt: skip
LACKING, BROKEN = "lacking", "broken"
"""Amenities that a cell lists because they are not there, or do not work."""
_LISTS_TITLES = {LACKING: "缺少的", BROKEN: "坏了的"}
ROAD, HOUSE = "road", "house"
_ADDRESS_TITLES = {ROAD: "路名", HOUSE: "门牌号"}
LEVEL = "level"
"""The level of a station in its network; a kind of network as a part is the grade within that."""
BRANCH, MAIN = "branch", "main"
"""Of the station above: that of a level, where a list has a column for each."""
_OFFERED = ("夏季", "冬季", "工作日", "周末", "节假日", "上午", "下午")
"""When hours hold, as one may choose it; a title may say anything else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """What a column means."""

    field: Field[Any]
    """The field that it fills, or helps to fill."""
    part: str = ""
    """Which part of the field it has; empty: all of it."""
    when: str = ""
    """Of opening hours: the season, the days or the half of the day for which they are."""
    datum: Datum | None = None
    """Of a coordinate: the datum that its title names."""

    @property
    def key(self) -> str:
        """How a file of columns writes it: `hours:夏季`, `hours:start`, `amenities:shower`."""
        said = (self.part, self.when, self.datum.value if self.datum else "")
        head = POINT if self.part == POINT else self.field.key
        return ":".join((head, *(one for one in said if one and one != POINT)))

    @property
    def title(self) -> str:
        """For a person."""
        if self.part == POINT:
            return "经纬度（在一格里）"
        if self.field is AMENITIES and self.part:
            words = _LISTS_TITLES.get(self.part) or vocabulary.amenities().word(self.part)
            return f"{AMENITIES.title}：{words}"
        if self.field is NETWORKS and self.part:
            kind = "" if self.part == LEVEL else vocabulary.networks().word(self.part)
            return f"{NETWORKS.title}：{kind}级别"
        if self.field is ABOVE and self.part:
            return f"{ABOVE.title}（{vocabulary.network_levels().word(self.part)}）"
        words = {**_HOURS_TITLES, **_ADDRESS_TITLES}.get(self.part, "")
        more = "".join((self.when, words)) if self.part != ALWAYS else words
        return f"{self.field.title}（{more}）" if more else self.field.title

    @property
    def is_whole(self) -> bool:
        return not (self.part or self.when)


@lru_cache(maxsize=1_024)
def of_key(key: str) -> Meaning | None:
    """The meaning that is written so; None where nothing is."""
    head, *rest = key.split(":")
    if head == POINT:
        return _measured(Meaning(field=LON, part=POINT), rest)
    field = BY_KEY.get(head)
    if field is None or not rest:
        return Meaning(field=field) if field and not rest else None
    if field in (LON, LAT):
        return _measured(Meaning(field=field), rest)
    is_amenity = rest[0] in vocabulary.amenities() or rest[0] in _LISTS_TITLES
    if field is AMENITIES and is_amenity and len(rest) == 1:
        return Meaning(field=field, part=rest[0])
    if field is ADDRESS and rest[0] in _ADDRESS_TITLES and len(rest) == 1:
        return Meaning(field=field, part=rest[0])
    if field is NETWORKS and len(rest) == 1 and rest[0] in _network_parts():
        return Meaning(field=field, part=rest[0])
    if field is ABOVE and len(rest) == 1 and rest[0] in (BRANCH, MAIN):
        return Meaning(field=field, part=rest[0])
    if field is HOURS and len(rest) <= 2:
        part = rest[0] if rest[0] in _HOURS_TITLES else ""
        return Meaning(field=field, part=part, when="".join(rest[1:] if part else rest)[:20])
    return None


def _network_parts() -> tuple[str, ...]:
    return (LEVEL, *vocabulary.networks().terms)


def undated(key: str) -> str:
    """A key as it is remembered for lists to come: their titles name their datum themselves."""
    found = of_key(key)
    return replace(found, datum=None).key if found else key


def stated(key: str, datum: Datum) -> str:
    """A key of a coordinate with the datum that a person insists on; any other key as it is."""
    found = of_key(key)
    is_measured = found is not None and found.field in (LON, LAT)
    return replace(found, datum=datum).key if found and is_measured else key


def _measured(meaning: Meaning, rest: list[str]) -> Meaning | None:
    if not rest:
        return meaning
    try:
        return Meaning(field=meaning.field, part=meaning.part, datum=Datum(rest[0]))
    except (ValueError, Invalid):
        return None


def offered() -> list[Meaning]:
    """Every meaning that one may choose for a column, in the order of our exports."""
    found: list[Meaning] = []
    for field in BY_KEY.values():
        found.append(Meaning(field=field))
        if field is LAT:
            found.append(Meaning(field=LON, part=POINT))
        elif field is ADDRESS:
            found += (Meaning(field=field, part=part) for part in _ADDRESS_TITLES)
        elif field is NETWORKS:
            found += (Meaning(field=field, part=part) for part in _network_parts())
        elif field is ABOVE:
            found += (Meaning(field=field, part=part) for part in (BRANCH, MAIN))
        elif field is AMENITIES:
            parts = (*_LISTS_TITLES, *vocabulary.amenities().terms)
            found += (Meaning(field=field, part=part) for part in parts)
        elif field is HOURS:
            found += (Meaning(field=field, part=part) for part in _HOURS_TITLES)
            found += (Meaning(field=field, when=when) for when in _OFFERED)
    return found
