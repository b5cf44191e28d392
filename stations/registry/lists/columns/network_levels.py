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
_LEVEL = r"(?:级别|等级|层级|级次|层次|评级|分级)"
_SORT = r"(?:类别|类型|分类|种类)"
_LEVELS = "(?:总站分站小站|总站分站|总分小站|总分站)"
_OWN = re.compile(
    rf"(?:站点|驿站|站|网络|站点网络|所属网络|成员|{_LEVELS})的?{_LEVEL}|{_LEVELS}{_SORT}?|站级"
    rf"|(?:网络|站点网络|成员)(?:内|中|里)?的?(?:层级|身份)"
)
_BARE = re.compile(rf"{_LEVEL}|(?:站点|驿站|服务站|成员|站)的?(?:{_SORT}|性质|属性|定位)")
"""A title that says not of what: its cells have to be levels of a tree."""
_IS = (
    "(?:是不是|是否|有没有|有无|已|为|属于|建有|建成|建[立设]?|创建|设[有立]?|加挂|挂牌?|获评?|评为"
    "|纳入|加入)"
)
_HOW = "(?:建设|创建|挂牌|评定|命名|获评|认定|达标|示范点|示范|称号|牌子|情况|点|的|所属)"
_GRADE = re.compile(rf"{_IS}*(.+?){_HOW}*(?:{_LEVEL}|{_SORT})?")
_NAMES = re.compile(
    r"(?:加挂|挂牌|其他|其它|融合|共建|共享|加入|纳入|所属|参与|网络|阵地|品牌)+(?:的)?"
    rf"(?:牌子|挂牌|网络|体系|品牌|名称|称号|情况|{_SORT})+"
)
_DONE = r"(?:建成?|建立|创建|挂牌|加挂|达标|获评|评定|认定|命名|授牌|纳入)(?:成功)?"
_IS_ONE, _IS_NONE = re.compile(rf"已?{_DONE}"), re.compile(rf"(?:未|没有?|尚未|还没|不){_DONE}")
_YEAR = re.compile(r"[（(]?(?:19|20)\d\d年?度?[)）]?")


def titled(title: Title) -> str:
    """LEVEL, or the kind of network of which a column tells the grade; '' for neither."""
    if _OWN.fullmatch(title.bare):
        return LEVEL
    match = _GRADE.fullmatch(title.bare)
    if match and (kind := vocabulary.networks().exact(match[1])):
        return LEVEL if kind in _TREES and re.search(_SORT, title.bare) else kind
    return LEVEL if _BARE.fullmatch(title.bare) else ""


def names(title: Title) -> bool:
    """Whether a title may be that of names of networks: 加挂牌子, 网络类别."""
    return bool(_NAMES.fullmatch(title.bare))


def read(part: str, cell: str) -> str | None:
    """The level that a cell names, '' for a member without one, NOTHING, or None if unclear."""
    if not cell:
        return NOTHING
    if level := _named(part, _YEAR.sub("", cell).strip()):
        return level if part == LEVEL or level in vocabulary.networks()[part].levels else None
    mark = read_mark(cell).mark
    if part != LEVEL and mark is AmenityMark.UNCLEAR:
        if _IS_NONE.fullmatch(cell):
            return NOTHING
        return "" if _IS_ONE.fullmatch(cell) else None
    if mark in (AmenityMark.NO, AmenityMark.UNSAID):
        return NOTHING
    return "" if part != LEVEL and mark is AmenityMark.YES else None


def _named(part: str, cell: str) -> str:
    """The level that a cell names, be it with the network: 省级, 省级职工书屋, 南湖小站 is none."""
    if level := vocabulary.network_levels().exact(cell):
        return level
    try:
        found = memberships.read(cell) if cell else ()
    except Invalid:
        return ""
    kind = vocabulary.networks().exact(found[0].name) if len(found) == 1 else None
    return found[0].level if kind and part in (LEVEL, kind) else ""


def fits(part: str, cells: Sequence[str], *, title: Title | None = None) -> bool:
    """Whether at least half of these cells tell a level, or that there is none."""
    if title and _BARE.fullmatch(title.bare):
        return are_of_tree(cells)
    return 2 * sum(read(part, cell.strip()) is not None for cell in cells) >= len(cells)


def are_of_tree(cells: Sequence[str]) -> bool:
    """Whether at least half of these cells are levels of a tree: 总站, 分站, 小站."""
    levels = vocabulary.networks()[_TREES[0]].levels
    return bool(cells) and 2 * sum(_named(LEVEL, c.strip()) in levels for c in cells) >= len(cells)


def are_names(cells: Sequence[str]) -> bool:
    """Whether at least half of these cells name kinds of networks only."""
    known = vocabulary.networks().exact
    found = 0
    for cell in cells:
        try:
            found += all(known(one.name) for one in memberships.read(cell))
        except Invalid:
            continue
    return 2 * found >= len(cells)


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


_TREES = tuple(kind for kind, term in vocabulary.networks().terms.items() if term.tree)
