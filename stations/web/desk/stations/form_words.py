"""What do the fields of a station's form say: titles, hints, choices and values in words?"""

from __future__ import annotations

from collections.abc import Mapping

from stations.areas import codes
from stations.geo.point import Datum
from stations.registry import columns, fields, vocabulary
from stations.registry.states import AMENITY_STATE_WORDS, BUILD_MODE_WORDS, PHASE_WORDS

Choices = tuple[tuple[str, str], ...]
"""Value and word of every choice."""

DATUM_WORDS = {
    Datum.WGS84: "WGS-84（卫星定位、天地图）",
    Datum.GCJ02: "GCJ-02（高德、腾讯地图）",
    Datum.BD09: "BD-09（百度地图）",
}
_TITLES = {
    "area_code": "归哪里管",
    "point": "坐标",
    "reason": "原因",
    "since": "从哪天起",
    "until": "到哪天为止（含当天）",
    "phone": "公开电话",
    "hours": "开放时间",
    "floor_area_m2": "面积（平方米）",
}
_PARTS = {"state": "", "note": "说明", "hours": "单独的开放时间", "call": "怎么叫人"}

HINTS: Mapping[str, str] = {
    "name": "和门口的牌子一致。",
    "aliases": "别的叫法，用顿号隔开，都能搜到。",
    "number": "没有编号可以先空着。",
    "point": "从地图上复制的坐标可以直接粘贴，例如 36.65, 117.12。没有坐标先存为草稿，不公开。",
    "datum": "坐标是从哪种地图上来的。选错会差几百米。",
    "address": "写到门牌号。",
    "door": "走到跟前怎么找到门，例如“东门进，上二楼左转”。工人最先看这一句。",
    "entry_note": "例如“晚上扫门口的码”。",
    "hours": "照门口牌子上的话写，例如“周一到周五 8:00-18:00，周末 9:00-17:00，国庆闭馆”。",
    "phone": "会公开，只写座机。",
    "private_contact": "只给工作人员看，不公开。",
    "keeper_role": "写岗位，不写人名。",
    "reason": "暂停、整改和撤销要写，工人会看到，例如“装修”。",
    "until": "不知道就空着。到期后自动恢复开放。",
    "note": "只给工作人员看，不公开。",
    "closes_on": "只在租约等原因定好了哪天停用时写。",
}
_CHOICES: Mapping[str, Choices] = {
    "datum": tuple((datum.value, words) for datum, words in DATUM_WORDS.items()),
    "lifecycle": tuple((phase.value, words) for phase, words in PHASE_WORDS.items()),
    "build_mode": tuple(
        (mode.value, words or "没有登记") for mode, words in BUILD_MODE_WORDS.items()
    ),
    "state": (("", "没有登记"), *((s.value, words) for s, words in AMENITY_STATE_WORDS.items())),
}


def title(key: str) -> str:
    """What stands over a field, or names the unit of several."""
    if key.startswith(fields.AMENITY):
        amenity_id, _, part = key.removeprefix(fields.AMENITY).partition("-")
        return f"{vocabulary.amenities().word(amenity_id)} {_PARTS.get(part, '')}".strip()
    return _TITLES.get(key) or columns.BY_KEY[key if key != "datum" else "crs"].title


def choices(key: str) -> Choices:
    """What can be chosen in a field; nothing for a field of free text. Areas are not told here."""
    if key.startswith(fields.AMENITY):
        return _CHOICES["state"] if key.endswith("-state") else ()
    if key == "kind":
        return _terms(vocabulary.kinds())
    if key == "entry":
        return _terms(vocabulary.entry_methods())
    if key == "host":
        return (("", "没有登记"), *_terms(vocabulary.hosts()))
    return _CHOICES.get(key, ())


def said(key: str, text: str) -> str:
    """A field's text in words."""
    if key == "area_code":
        return codes.path(text) or text
    if key == "entry":
        words = dict(choices(key))
        return "、".join(words.get(part, part) for part in text.split("、") if part)
    return dict(choices(key)).get(text, text) if text or key.endswith("-state") else ""


def unit_said(unit: str, values: Mapping[str, str]) -> str:
    """All fields of a unit in words; “空” where they are empty."""
    members = [key for key in values if fields.unit_of(key) == unit]
    days = {"since": "从 {} 起", "until": "到 {} 为止"}
    if unit == "point" and not values.get("point"):
        members = []
    shown = [days.get(key, "{}").format(said(key, values[key])) for key in members if values[key]]
    return " · ".join(shown) or ("没有登记" if unit.startswith(fields.AMENITY) else "空")


def _terms(of: vocabulary.Vocabulary) -> Choices:
    return tuple((term.id, term.zh) for term in of.terms.values())
