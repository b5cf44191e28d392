"""The one district that the lines above a list name: 2026年历下区户外劳动者驿站清单."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from stations.areas import area_words, codes
from stations.areas.codes import Area
from stations.registry.lists.sheets import carried_words

_LONGEST = 40
_NO_TITLE = re.compile(r"[，,。；;？！]|地址|电话|请|例如|示例|\d号|[路街巷道]\d")
"""A line that instructs or tells an address names districts that are not those of the rows."""
_OTHER_CITY = re.compile(r"[\u4e00-\u9fff](?:市|州|盟|地区)$")
_OWN = ("全市", "本市", "我市")
_NOT_MEANT = re.compile(r"(?:不含|不包括|不包含|除|除了|非|原|曾|旧)$")
_NOT_MEANT_BEHIND = re.compile("以外|之外|除外|域")
_SHORT_ZONE = re.compile(r"(?=([\u4e00-\u9fff]{2}区))")
_FULL = 3
"""城区 may be a part of any city."""


def of_lines(lines: Iterable[str], *, area: str) -> str:
    """The district that these lines name; '' where they name none, or several."""
    said: set[str] = set()
    for line in lines:
        one = carried_words.read(line, area=area)
        whole = _names(one.district, area=area) if one.is_whole and one.district else set()
        said |= whole or _inside(line, area=area)
    return said.pop() if len(said) == 1 else ""


def _names(words: str, *, area: str) -> set[str]:
    """What the words of a whole line name: two for 历下区和市中区, one for 市中区 of any city."""
    found = area_words.read(words, within=codes.city_of(area))
    several = {one.name for one in found.several}
    return several or {words}


def _inside(line: str, *, area: str) -> set[str]:
    """The districts and zones of the importer's city whose names stand in a line."""
    city = codes.by_code(codes.city_of(area)) if len(area) >= 4 else None
    text = re.sub(r"\s", "", unicodedata.normalize("NFKC", line))
    if city is None or len(text) > _LONGEST or _NO_TITLE.search(text):
        return set()
    named = {one.name: one for one in (*codes.districts(city.code), *codes.zones(city.code))}
    for short in _SHORT_ZONE.findall(text):
        zone = area_words.find(short, within=city.code)
        if zone and zone.level == "zone":
            named[short] = zone
    found: set[str] = set()
    for name, one in named.items():
        before, is_there, behind = text.partition(name)
        if is_there and _is_meant(before, behind, name, city=city):
            found.add(one.name)
    return found


def _is_meant(before: str, behind: str, name: str, *, city: Area) -> bool:
    """Whether a name among other words is that of this district, and of the rows."""
    if _NOT_MEANT.search(before) or _NOT_MEANT_BEHIND.match(behind):
        return False
    is_own = before.endswith((city.name, *_OWN))
    if _OTHER_CITY.search(before) and not is_own:
        return False
    return len(name) >= _FULL or is_own or not before
