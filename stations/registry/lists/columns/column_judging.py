"""What each column of a list is taken for, judged by its title and its cells."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from stations.areas import area_words, codes
from stations.errors import Refused
from stations.registry.fields import (
    coordinates,
    identity,
    life,
    memberships,
    offer,
    place,
    premises,
    trust,
)
from stations.registry.fields.field import Field
from stations.registry.lists import title_matching
from stations.registry.lists.columns import (
    amenity_lists,
    amenity_marks,
    cell_contents,
    hours_parts,
    network_levels,
    title_guesses,
    title_meanings,
)
from stations.registry.lists.columns.cell_contents import most
from stations.registry.lists.columns.meaning import (
    BROKEN,
    CLOSED,
    DAYS,
    END,
    LACKING,
    LEVEL,
    POINT,
    START,
    Meaning,
)
from stations.registry.lists.columns.title_spelling import spelled
from stations.tables.model import Table

_AXES = (coordinates.LON, coordinates.LAT)
JOINED: Mapping[Field[Any], str] = {
    offer.AMENITIES: "；", premises.PHONE: ";", premises.PRIVATE_CONTACT: " ", trust.NOTE: "；",
    identity.ALIASES: "、", memberships.NETWORKS: "、",
}  # fmt: skip
"""Fields that several columns may fill, and what stands between their cells then."""
_SERVICE = re.compile(r"开放|服务|营业|运营|期")
_COMMON = frozenset(("城区", "郊区", "矿区", "市区", "新区", "城关", "城乡", "农村", "乡镇"))
"""Words that are names of districts somewhere and say what a place is like everywhere."""
_FEW = 3
"""Fewer cells than this say nothing of their column."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One column of the file."""

    place: int
    title: str
    cells: Sequence[str]
    """Some of its filled cells."""
    meaning: Meaning | None = None
    guessed: bool = False
    chosen: bool = False
    """A person has said what it is."""
    unfit: Field[Any] | None = None
    """The field of its title, where none of its cells can be one."""
    beside: bool = False
    """It says again, in another datum, what other columns say: it counts where they are blank."""

    @property
    def name(self) -> str:
        """How a person finds it."""
        return self.title[:30] or f"第 {self.place + 1} 列"


def judged(table: Table, *, mapping: Mapping[str, str], area: str) -> list[Judged]:
    """Every column with what it is taken for; `area` is what the importer may write, '' for all."""
    columns = [
        _one(place, title, cell_contents.sample(table.rows, place), mapping)
        for place, title in enumerate(table.columns)
    ]
    columns = [_unfit_in(column, area) for column in columns]
    columns = _without_lost_guesses(_turned(_edged(columns)), operator=not area)
    return _one_point(columns)


def check(columns: Iterable[Judged]) -> None:
    """Refused where two columns mean the same and can't be joined."""
    met: dict[str, Judged] = {}
    for column in columns:
        if column.meaning is None or column.beside or column.meaning.field in JOINED:
            continue
        other = met.setdefault(replace(column.meaning, datum=None).key, column)
        if other is not column:
            raise Refused(
                "duplicate_column.meaning",
                first=other.title[:50],
                second=column.title[:50],
                meaning=column.meaning.title,
            )


def _one(place: int, title: str, cells: Sequence[str], mapping: Mapping[str, str]) -> Judged:
    column = Judged(place=place, title=title, cells=cells)
    chosen, meaning = title_matching.chosen(title, mapping=mapping)
    if chosen:
        return replace(column, meaning=meaning, chosen=True)
    meaning = title_meanings.of_title(title)
    if meaning is not None:
        found = _by_cells(title, meaning, cells) if cells else meaning
        if found is None and (_fits_nowhere(meaning, cells) or _is_lost(meaning, cells)):
            return replace(column, unfit=meaning.field)
        if found is not None:
            return replace(column, meaning=found)
    guess = title_guesses.guess(title, cells)
    return replace(column, meaning=guess, guessed=guess is not None)


def _by_cells(title: str, meaning: Meaning, cells: Sequence[str]) -> Meaning | None:
    """The meaning of a title once its cells are looked at; None where they can't be it."""
    if meaning.field is offer.AMENITIES and meaning.part in (LACKING, BROKEN):
        return meaning if amenity_lists.fits(meaning.part, cells) else None
    if meaning.field is offer.AMENITIES and meaning.part:
        return meaning if amenity_marks.are_marks(cells) else _hours_instead(title, cells)
    if meaning.field is memberships.NETWORKS:
        return meaning if _is_network(title, meaning, cells) else None
    if meaning.field is offer.HOURS and not meaning.is_whole:
        return _hours(title, meaning, cells)
    if meaning.field in _AXES:
        return _coordinate(title, meaning, cells)
    if meaning.field is place.ADDRESS and most(cell_contents.is_pair, cells):
        return Meaning(field=coordinates.LON, part=POINT)
    if meaning.field is identity.KIND and network_levels.are_of_tree(cells):
        return Meaning(field=memberships.NETWORKS, part=LEVEL)
    if meaning.field is identity.KIND:
        return Meaning(field=_kind(cells))
    if meaning.field is premises.PHONE and most(cell_contents.names_person, cells):
        return Meaning(field=premises.PRIVATE_CONTACT)
    if _fits_nowhere(meaning, cells):
        return None
    return meaning


def _is_network(title: str, meaning: Meaning, cells: Sequence[str]) -> bool:
    one = spelled(title)
    if meaning.part:
        return network_levels.fits(meaning.part, cells, title=one)
    return network_levels.are_names(cells) or not network_levels.names(one)


def _hours_instead(title: str, cells: Sequence[str]) -> Meaning | None:
    """休息 is a place to rest, or the days of rest."""
    meaning = hours_parts.titled(spelled(title))
    return meaning if meaning and hours_parts.fits(meaning, cells) else None


def _hours(title: str, meaning: Meaning, cells: Sequence[str]) -> Meaning | None:
    if hours_parts.are_dates(cells):
        if not _SERVICE.search(title):
            return None
        if meaning.part == DAYS:
            return Meaning(field=premises.OPENED_ON)
    if meaning.part == CLOSED and most(lambda cell: bool(hours_parts.clock(cell)), cells):
        return replace(meaning, part=END)
    return meaning if hours_parts.fits(meaning, cells) else None


def _coordinate(title: str, meaning: Meaning, cells: Sequence[str]) -> Meaning | None:
    pairs = most(cell_contents.is_pair, cells, share=0.5)
    if meaning.part == POINT:
        return meaning if pairs or re.search(r"坐标|经纬", title) else None
    if pairs and meaning.field is coordinates.LON:
        return replace(meaning, part=POINT)
    return meaning


def _kind(cells: Sequence[str]) -> Field[Any]:
    """A type is the way of building in some lists, and the place in others."""
    if most(cell_contents.is_build_mode, cells):
        return premises.BUILD_MODE
    if most(cell_contents.is_host, cells) and not any(map(cell_contents.is_kind, cells)):
        return premises.HOST
    return identity.KIND


def _fits_nowhere(meaning: Meaning, cells: Sequence[str]) -> bool:
    """Whether no cell at all can be one of a column that is titled so."""
    if len(cells) < _FEW or not meaning.is_whole:
        return False
    if meaning.field is life.LIFECYCLE:
        return not any(cell_contents.is_state(c) or _is_yes_or_no(c) for c in cells)
    if meaning.field is place.DISTRICT:
        return not any(_is_area(cell) for cell in set(cells))
    return False


def _is_lost(meaning: Meaning, cells: Sequence[str]) -> bool:
    """Whether a column is titled as a part of the hours, and none of its cells says anything."""
    is_part = meaning.field is offer.HOURS and not meaning.is_whole
    return is_part and bool(meaning.when) and not hours_parts.are_dates(cells)


def _unfit_in(column: Judged, area: str) -> Judged:
    """城区 is a district somewhere, and none where the importer's city has no such one."""
    meaning = column.meaning
    if column.chosen or meaning is None or meaning.field is not place.DISTRICT or not area:
        return column
    words = set(column.cells)
    if len(column.cells) < _FEW or not words <= _COMMON:
        return column
    if any(area_words.find(one, within=codes.city_of(area)) for one in words):
        return column
    return replace(column, meaning=None, guessed=False, unfit=meaning.field)


def _is_yes_or_no(cell: str) -> bool:
    return amenity_marks.read(cell).mark is not amenity_marks.AmenityMark.UNCLEAR


def _is_area(cell: str) -> bool:
    found = area_words.read(cell)
    return bool(found.area or found.several or cell_contents.is_zone(cell))


def _edged(columns: list[Judged]) -> list[Judged]:
    """开放时间 beside 关门时间 is when the door opens."""
    ends = {c.meaning.when for c in columns if c.meaning and c.meaning.part == END}
    starts = {c.meaning.when for c in columns if c.meaning and c.meaning.part == START}
    return [
        replace(column, meaning=replace(column.meaning, part=START))
        if column.meaning
        and column.meaning.field is offer.HOURS
        and not column.meaning.part
        and column.meaning.when in ends - starts
        and most(lambda cell: bool(hours_parts.clock(cell)), column.cells)
        else column
        for column in columns
    ]


def _turned(columns: list[Judged]) -> list[Judged]:
    """Surveyors call the way north x: where x and y are titled, the numbers tell."""
    lettered = [
        c for c in columns
        if c.meaning and c.meaning.is_whole and re.search(r"^[xy]|[xy]$", spelled(c.title).bare)
        and c.meaning.field in _AXES
    ]  # fmt: skip
    if len(lettered) != 2:
        return columns
    tests = {
        coordinates.LON: cell_contents.is_latitude,
        coordinates.LAT: cell_contents.is_longitude,
    }
    if not all(c.meaning and most(tests[c.meaning.field], c.cells) for c in lettered):
        return columns
    one, other = lettered
    turned = {one.place: other.meaning, other.place: one.meaning}
    return [replace(c, meaning=turned.get(c.place, c.meaning)) for c in columns]


def _without_lost_guesses(columns: list[Judged], *, operator: bool) -> list[Judged]:
    """Guesses only of what no other column says, and nothing that this importer may not set."""
    taken = {c.meaning.key for c in columns if c.meaning and not c.guessed}
    point = {"lon", "lat", POINT}
    found = []
    for column in columns:
        meaning = column.meaning
        if meaning and column.guessed:
            key = replace(meaning, datum=None).key
            if (key in taken and not _tells_state(column)) or (
                key in point and taken & point and {"lon", "lat"} <= taken
            ):
                column = replace(column, meaning=None, guessed=False)
            else:
                taken.add(key)
        if meaning and meaning.field.in_list.operator_only and not operator:
            column = replace(column, meaning=None, chosen=True)
        found.append(column)
    return found


def _tells_state(column: Judged) -> bool:
    """Whether it tells how an amenity is, which another column says is there."""
    is_amenity = column.meaning is not None and column.meaning.field is offer.AMENITIES
    return is_amenity and amenity_marks.of_state(column.title)


def _one_point(columns: list[Judged]) -> list[Judged]:
    """Of coordinates told twice, in different datums, the plain ones go before the others."""
    measured = [c for c in columns if c.meaning and c.meaning.field in _AXES]
    groups: dict[str, set[str]] = {}
    for column in measured:
        if column.meaning:
            name = column.meaning.datum.value if column.meaning.datum else ""
            groups.setdefault(name, set()).add(replace(column.meaning, datum=None).key)
    whole = [n for n, keys in groups.items() if POINT in keys or {"lon", "lat"} <= keys]
    if len(whole) < 2:
        return columns
    kept = min(whole, key=lambda name: ("", "gcj02", "wgs84", "bd09").index(name))
    found = []
    for column in columns:
        if column in measured and column.meaning:
            name = column.meaning.datum.value if column.meaning.datum else ""
            # Half a pair of a datum is no use.
            left = column.meaning if name in whole else None
            column = replace(column, meaning=left, beside=name != kept)
        found.append(column)
    return found
