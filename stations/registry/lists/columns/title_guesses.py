"""What a title that nobody knows may mean, for a person to judge."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import get_close_matches
from functools import lru_cache
from typing import Any

from stations.folding import folded
from stations.geo import datum_words
from stations.geo.point import Datum
from stations.registry.fields import COLUMNS
from stations.registry.fields.field import Field
from stations.registry.fields.offer import AMENITIES
from stations.registry.lists.columns import amenity_marks, cell_contents
from stations.registry.lists.columns.meaning import Meaning
from stations.registry.lists.columns.title_spelling import LONGEST, Title, spelled

_ALIKE = 0.7
"""Titles are short: 站点名称 and 站点的名称 are as like as this, 区县 and 县城 are not."""
_ASKED_FOR = tuple(
    field for field in COLUMNS if field.in_list.hint and not field.in_list.operator_only
)
"""What a union's list has; the other columns are those of our own export."""
_BY_TITLE = {
    folded(title): field
    for field in _ASKED_FOR
    for title in (field.title, *field.in_list.others)
    if not title.isascii()
}
# What may be somebody's own goes first: 联系人手机 is no phone that one may publish.
_BY_PART = {
    part: field
    for field in sorted(_ASKED_FOR, key=lambda one: not one.private)
    for part in field.in_list.parts
}
_NEVER: dict[str, re.Pattern[str]] = {
    "name": re.compile(
        r"^(?=.*[一-龥])(?!.*[名称])|姓名|单位|工会|街道|社区|区县|负责|联系|审核|填报|项目|品牌|企业|公司|图|照|统计|汇总|一览"
    ),
    "private_contact": re.compile(r"充电|审核|填报|填表|制表|统计"),
    "hours": re.compile(
        r"建成|建站|启用|投用|挂牌|填报|更新|检查|核实|登记|审批|竣工|完成|成立|采集|录入"
    ),
    "number": re.compile(r"objectid|序号|排序|fid|电话|邮编|证"),
    "lon": re.compile(r"经费|经营|经办|已经|纬"),
    "lat": re.compile(r"经"),
    "phone_charging": re.compile(r"桩|车|电瓶"),
    "amenities": re.compile(r"编号|电话|单位|维护|采购"),
}
"""Words in a title that have nothing to do with a field, however alike they look."""
_INITIALS = re.compile(r"[a-z]{2,8}")


def guess(title: str, cells: Sequence[str]) -> Meaning | None:
    """What this column may be, judged by its title and its cells; None where nothing fits both."""
    one = spelled(title)
    if not one.words or len(one.words) > LONGEST or "," in one.words or title in cells:
        return None
    amenity = amenity_marks.mentioned(one)
    if amenity:
        # A title with an amenity in it is about the amenity, whatever else it is like.
        wrong = _NEVER.get(amenity)
        if wrong and wrong.search(one.words):
            return None
        marks = bool(cells) and amenity_marks.are_marks(cells, share=0.9)
        return Meaning(field=AMENITIES, part=amenity) if marks else None
    for field in _candidates(one):
        never = _NEVER.get(field.key)
        if never and never.search(one.words):
            continue
        if cells and cell_contents.look_like(field, cells):
            return Meaning(field=field, datum=_datum(field, one))
    return None


def _datum(field: Field[Any], title: Title) -> Datum | None:
    return datum_words.named(title.words) if field.key in ("lon", "lat") else None


def _candidates(title: Title) -> list[Field[Any]]:
    """The fields that a title is like, the likest first."""
    words = title.bare or title.letters
    if _INITIALS.fullmatch(words):
        return list(_by_initials().get(words, ()))
    like = get_close_matches(words, _BY_TITLE, n=2, cutoff=_ALIKE)
    inside = sorted((t for t in _BY_TITLE if len(t) >= 2 and t in words), key=len, reverse=True)
    fields = [_BY_TITLE[found] for found in (*like, *inside)]
    fields += [field for part, field in _BY_PART.items() if part in words]
    return list(dict.fromkeys(fields))


@lru_cache
def _by_initials() -> dict[str, list[Field[Any]]]:
    """Initials of the titles in pinyin, as portals of open data name their columns: KFSJ."""
    from pypinyin import Style, lazy_pinyin

    found: dict[str, list[Field[Any]]] = {}
    more = {"所在区县": "district", "站点地址": "address", "驿站名称": "name"}
    titles = {**_BY_TITLE, **{t: _KEYED[key] for t, key in more.items()}}
    for title, field in titles.items():
        initials = "".join(lazy_pinyin(title, style=Style.FIRST_LETTER)).casefold()
        if field not in found.setdefault(initials, []):
            found[initials].append(field)
    return found


_KEYED = {field.key: field for field in _ASKED_FOR}
