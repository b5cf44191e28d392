"""Columns that tell the level of a station in its network, or its grade in one kind of network."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from stations.errors import Invalid
from stations.registry import vocabulary
from stations.registry.fields import memberships
from stations.registry.lists.columns.amenity_marks import AmenityMark
from stations.registry.lists.columns.amenity_marks import read as read_mark
from stations.registry.lists.columns.meaning import LEVEL
from stations.registry.lists.columns.title_spelling import Title
from stations.registry.model import Membership

NOTHING = "-"
"""What a cell says that names no level: it is no member."""
_LEVEL = r"(?:级别|等级|层级|级次|评级)"
_OWN = re.compile(rf"(?:站点|驿站|站|网络|站点网络|所属网络|成员|总分小站|总站分站小站){_LEVEL}")
_GRADE = re.compile(rf"(?:是否)?(.+?)(?:的|所属|评定)?{_LEVEL}")


def titled(title: Title) -> str:
    """LEVEL, or the kind of network of which a column tells the grade; '' for neither."""
    if _OWN.fullmatch(title.bare):
        return LEVEL
    match = _GRADE.fullmatch(title.bare)
    return (vocabulary.networks().exact(match[1]) or "") if match else ""


def read(part: str, cell: str) -> str | None:
    """The level that a cell names, '' for a member without one, NOTHING, or None if unclear."""
    if not cell:
        return NOTHING
    if level := vocabulary.network_levels().exact(cell):
        return level if part == LEVEL or level in vocabulary.networks()[part].levels else None
    mark = read_mark(cell).mark
    if mark in (AmenityMark.NO, AmenityMark.UNSAID):
        return NOTHING
    return "" if part != LEVEL and mark is AmenityMark.YES else None


def fits(part: str, cells: Sequence[str]) -> bool:
    """Whether at least half of these cells tell a level, or that there is none."""
    return 2 * sum(read(part, cell.strip()) is not None for cell in cells) >= len(cells)


def joined(words: str, levels: Mapping[str, str]) -> str:
    """The cell of networks with the levels of the other columns; `levels` by their part."""
    try:
        found = {one.name: one for one in memberships.read(words)} if words else {}
    except Invalid:
        return words  # It is refused for what it says itself.
    for part, level in levels.items():
        name = _of_level(found, level) if part == LEVEL else vocabulary.networks().word(part)
        known = found.get(name)
        if known is None or not known.level:
            found[name] = Membership(name=name, level=level)
        elif level and level != known.level:
            return f"{words}、{memberships.words_of(Membership(name=name, level=level))}"
    text = memberships.text(found.values())
    return text if words or not text else f"{memberships.BESIDE}{text}"


def _of_level(found: Mapping[str, Membership], level: str) -> str:
    """The network whose level it is: the first named that may have it, else the kind that does."""
    kinds = vocabulary.networks()
    for name, one in found.items():
        kind = kinds.exact(name)
        if not one.level and (kind is None or level in kinds[kind].levels):
            return name
    fitting = [kind for kind, term in kinds.terms.items() if level in term.levels]
    return kinds.word(fitting[0])
