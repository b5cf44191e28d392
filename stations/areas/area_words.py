"""Which area do these words mean? Read level by level, and never guessed."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from stations.areas import codes
from stations.areas.codes import Area

_SUFFIXES = (
    "特别行政区", "维吾尔自治区", "壮族自治区", "回族自治区", "自治区", "自治州", "自治县",
    "自治旗", "地区", "林区", "矿区", "新区", "省", "市", "盟", "区", "县", "旗",
)  # fmt: skip
_SHORTEST_STEM = 2
_TITLES = "市县区旗"
_STREET_SUFFIX = re.compile("(?:街道办事处|街道|地区|镇|乡|苏木)$")
_STREET_TAIL = re.compile("街道办事处|街道办|街道|街办|办事处|镇政府|乡政府|街|镇|乡|办")
"""What lists write behind the short name of a street, whatever it is called."""
_OFFICE = re.compile("(?:办事处|办|党?工委|总?工会|人民政府|政府|委员会)+")
_STREET_LIKE = re.compile(".{2,12}?(?:街道|街办|办事处|镇|乡|苏木)")
_DETAIL = re.compile(
    "(?:[东西南北中]+(?:部|片区?|区|半区|城区?|路)|片区?|辖区内?|境内|范围内?|内|全区|城区"
    "|区?(?:委|总?工会|委员会|人民政府|政府|管委会|管理委员会)|各街道|本级|直[属管]?|机关)+"
)
"""Words behind the short name of an area that name no other one."""
_OWN_CITY = re.compile("市直|市直属|市属|市本级|市级|本市|全市|市总工会|市辖区|市直机关|市区?直属")
_BRACKETED = re.compile(r"[(\[〔【{<《「](.*?)[)\]〕】}>》」]")
_NUMBERED = re.compile(r"^(?:\(?\d{1,3}[.、．)]\s*|[①-⑳]\s*)(?=\D)")
_BETWEEN = re.compile(r"[\s\-—–‐·•.,，、;；:：/\\|_→>＞+＋&()（）\[\]【】〔〕“”\"']+")
_LEADING = re.compile("^(?:中国|中共)")
_OLD_FORMS = str.maketrans("區縣鎮鄉", "区县镇乡")
_JOINED = re.compile("^[和及与跨兼]")
_OTHER = re.compile("^(?:原|不含|不包括|除|非|曾|旧)")
"""A remark that begins so names an area that is not meant."""
_CODE = re.compile(r"(?<!\d)\d{6}(?:\d{3})?(?:\d{3})?(?!\d)")
_LONGEST = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Naming:
    """What words say of an area: one, several of which they may mean each, or none."""

    area: Area | None = None
    several: tuple[Area, ...] = ()
    rest: str = ""
    """The words behind it that name no area; those of a street that is not known among them."""

    @property
    def street_words(self) -> str:
        """The rest, where it looks like a street that the table does not have."""
        return self.rest if self.area and _STREET_LIKE.match(self.rest) else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    area: Area
    rest: str
    full: bool
    """Whether the last area was written with its suffix."""


def find(words: str, *, within: str = "") -> Area | None:
    """The one area that all of these words name, inside a code prefix; None else.

    A full name goes before a short one (历下 for 历下区), and the short form of a zone (高新区)
    comes last. A city goes before a district of its own with the same name: 长沙 is 长沙市.
    """
    found = read(words, within=within)
    return found.area if not found.rest else None


@lru_cache(maxsize=4_096)
def read(words: str, *, within: str = "") -> Naming:
    """The area that words begin with, and what else they say: 历下区（东部）."""
    text = unicodedata.normalize("NFKC", words).strip()[:_LONGEST].translate(_OLD_FORMS)
    prefix = codes.trimmed(within)
    code = _CODE.search(text)
    if code:
        return _with_code(code[0], text.replace(code[0], "", 1), prefix)
    text = _LEADING.sub("", _NUMBERED.sub("", text))
    whole = _BETWEEN.sub("", text)
    if not whole:
        return Naming()
    plain = _named(whole, prefix)
    if plain.area and not plain.rest:
        return plain
    remarks = [_BETWEEN.sub("", one) for one in _BRACKETED.findall(text)]
    outside = _BETWEEN.sub("", _BRACKETED.sub("", text))
    if not (remarks and outside):
        return plain
    return _remarked(_named(outside, prefix), remarks)


def read_street(words: str, *, within: str) -> Naming:
    """The street that the words of a column of streets mean, inside a district or city."""
    found = read(words, within=within)
    if found.area is not None and found.area.level == "street":
        return found
    several = tuple(area for area in found.several if area.level == "street")
    return Naming(several=several, rest=words.strip())


def _with_code(code: str, words: str, within: str) -> Naming:
    """Words with a code among them: both must say the same."""
    area = codes.by_code(code) or codes.by_code(code[:6])
    if area is None or not (codes.lies_in(area, within) or within.startswith(area.code)):
        return Naming()
    said = read(words, within=codes.city_of(code)) if _BETWEEN.sub("", words) else Naming()
    if said.area is None or codes.lies_in(area, said.area.code):
        return Naming(area=area, rest="" if area.code == codes.trimmed(code) else code)
    return said if codes.lies_in(said.area, area.code) else Naming(several=(area, said.area))


def _remarked(main: Naming, remarks: Iterable[str]) -> Naming:
    """What is outside brackets, with the street or the other area that they may name."""
    area = main.area
    for remark in remarks:
        if area is None or _OTHER.match(remark):
            continue
        inner = _named(remark, area.code)
        if inner.area and inner.area.code != area.code and codes.lies_in(inner.area, area.code):
            area = inner.area
        elif _STREET_LIKE.match(remark):
            return Naming(area=area, rest=remark)
        elif other := _another(remark, area):
            return Naming(several=(area, other))
    # Of 历下区（东部） nothing is left to be told.
    return main if area is main.area else Naming(area=area)


def _named(words: str, within: str) -> Naming:
    if len(within) >= 4 and _OWN_CITY.fullmatch(words):
        return Naming(area=codes.by_code(codes.city_of(within)))
    readings = [one for one in _readings(words, within) if _is_settled(one)]
    if not readings:
        # 市历下区 as lists of the city itself write.
        bare = words.removeprefix("市") if len(within) >= 4 else words
        return _named(bare, within) if bare != words else Naming()
    # The longest, then full names, then districts before streets of the same short name.
    rank = min(map(_rank, readings))
    best = [one for one in readings if _rank(one) == rank]
    rest = "" if _DETAIL.fullmatch(best[0].rest) else best[0].rest
    return _one_of({one.area.code: one.area for one in best}, within, rest)


def _rank(one: _Reading) -> tuple[int, bool, bool]:
    return len(one.rest), not one.full, one.area.level == "street"


def _one_of(areas: dict[str, Area], within: str, rest: str) -> Naming:
    """The only one, or the city that holds all the others (长沙市 and its 长沙县)."""
    inside = [area for area in areas.values() if area.code != within] or list(areas.values())
    found = [a for a in inside if a.level != "province" or not codes.is_municipality(a.code)]
    # 吉林 stays ambiguous: the province is meant as often as the city.
    holding = [
        a for a in found if a.level == "city" and all(codes.lies_in(o, a.code) for o in found)
    ]
    one = found if len(found) == 1 else holding
    if len(one) != 1:
        return Naming(several=tuple(found))
    other = _another(rest, one[0]) if rest else None
    return Naming(several=(one[0], other)) if other else Naming(area=one[0], rest=rest)


def _is_settled(one: _Reading) -> bool:
    """Whether what is left may stand behind the area: a short name has to end the words."""
    if not one.rest or _DETAIL.fullmatch(one.rest):
        return True
    if not one.full:
        return one.area.level != "street" and bool(_STREET_LIKE.match(one.rest))
    # 市中区域 is the middle of a town.
    return not one.rest.startswith("域")


def _another(words: str, area: Area) -> Area | None:
    """Another district or zone of its city, or street of its district, that words name in full."""
    if _OTHER.match(words):
        return None
    around = area.parent if area.level == "street" else codes.city_of(area.code)
    if len(around) < 4:
        return None
    for one in (*codes.districts(around), *codes.zones(around)):
        if one.name in words and not codes.lies_in(area, one.code):
            return one
    others = (one.area for one in _readings(_JOINED.sub("", words), around) if one.full)
    apart = (o for o in others if not (codes.lies_in(o, area.code) or codes.lies_in(area, o.code)))
    return next(apart, None)


def _readings(words: str, within: str, *, above: bool = True) -> Iterator[_Reading]:
    """Every way to read the beginning of words as areas, each inside the one before.

    The first ones may lie above the prefix: 山东省济南市历下区 inside 3701.
    """
    for head in _heads(words, within):
        is_inside = codes.lies_in(head.area, within)
        if not (is_inside or above):
            continue
        inside = head.area.code if is_inside else within
        deeper = list(_readings(head.rest, inside, above=not is_inside)) if head.rest else []
        yield from deeper or (head,)


def _heads(words: str, within: str) -> Iterator[_Reading]:
    """The areas that words begin with, inside a prefix or above it."""
    for length in range(len(words), _SHORTEST_STEM - 1, -1):
        head, rest = words[:length], words[length:]
        for area in _related(_names().get(head, ()), within):
            yield _Reading(area=area, rest=rest, full=True)
        for area in _related(_stems().get(head, ()), within):
            yield _Reading(area=area, rest=rest, full=False)
        if head[-1] in _TITLES and head not in _names():
            # 章丘市 is 章丘区 now, and 朝阳市 another one than 朝阳区.
            for area in _related(_stems().get(head[:-1], ()), within):
                yield _Reading(area=area, rest=rest, full=True)
        if zone := _zone(head, within):
            yield _Reading(area=zone, rest=rest, full=True)
    if len(within) >= 4:
        yield from _street_heads(words, within)


def _related(areas: Iterable[Area], within: str) -> Iterator[Area]:
    for area in areas:
        if codes.lies_in(area, within) or within.startswith(area.code):
            yield area


def _street_heads(words: str, within: str) -> Iterator[_Reading]:
    """The streets that words begin with: by their name, else by what lists make of it."""
    of_area = _street_names(codes.city_of(within) if len(within) == 4 else within)
    # A bare short name such as 城东 may be anything until its district is known.
    is_known = len(within) > 4 or not codes.districts(within)
    full = [one for one in of_area if words.startswith(one[0])]
    for name, _, area in full:
        rest = words.removeprefix(name)
        office = _OFFICE.match(rest)
        yield _Reading(area=area, rest=rest[office.end() :] if office else rest, full=True)
    for _, stem, area in of_area if not full else ():
        if len(stem) < _SHORTEST_STEM or not words.startswith(stem):
            continue
        tail = _STREET_TAIL.match(words, len(stem))
        if tail:
            rest = words[tail.end() :]
            office = _OFFICE.match(rest)
            rest = rest[office.end() :] if office else rest
            yield _Reading(area=area, rest=rest, full=len(tail[0]) > 1 or not rest)
        elif is_known and words == stem:
            yield _Reading(area=area, rest="", full=False)


def _zone(words: str, within: str) -> Area | None:
    """The zone of a city whose full name these words shorten: 高新区, 经开区, 航空港区.

    Both without the name of the city, they must begin alike, and the characters of the short form
    stand in the long one in that order. Without a city every one of them would be ambiguous.
    """
    if len(within) < 4 or not words.endswith(("区", "城")) or len(words) < 3:
        return None
    city = codes.city_of(within)
    places = _place_stems(city)
    short = _without(words, places)
    if any(_related(_names().get(short, ()), city)):
        # 北戴河区 is no short form of 北戴河新区.
        return None
    fitting = [zone for zone in codes.zones(city) if _shortens(short, _without(zone.name, places))]
    return fitting[0] if len(fitting) == 1 and codes.lies_in(fitting[0], within) else None


def _shortens(short: str, name: str) -> bool:
    rest = iter(name)
    return len(short) >= 2 and name[:1] == short[0] and all(letter in rest for letter in short)


def _without(name: str, places: tuple[str, ...]) -> str:
    for place in places:
        name = name.removeprefix(place)
    return name


@cache
def _place_stems(city_code: str) -> tuple[str, ...]:
    """Names that a zone of this city puts first, in the order in which it does: 安徽芜湖市."""
    areas = [area for code in (city_code[:2], city_code) if (area := codes.by_code(code))]
    return tuple(name for area in areas for name in (area.name, _stem(area.name), "市"))


def _stem(name: str) -> str:
    for suffix in _SUFFIXES:
        if name.endswith(suffix) and len(name) - len(suffix) >= _SHORTEST_STEM:
            return name.removesuffix(suffix)
    return name


@lru_cache(maxsize=256)
def _street_names(within: str) -> tuple[tuple[str, str, Area], ...]:
    """Name, short name and area of the streets of a district or city."""
    own = codes.by_code(within)
    areas = (own,) if own and own.level == "street" else codes.streets(within)
    named = [(_folded(area.name), area) for area in areas]
    return tuple((name, _STREET_SUFFIX.sub("", name), area) for name, area in named)


def _folded(name: str) -> str:
    return _BETWEEN.sub("", unicodedata.normalize("NFKC", name))


@cache
def _names() -> dict[str, list[Area]]:
    return _grouped((_folded(area.name), area) for area in codes.every())


@cache
def _stems() -> dict[str, list[Area]]:
    return _grouped((_stem(a.name), a) for a in codes.every() if a.level != "zone")


def _grouped(pairs: Iterable[tuple[str, Area]]) -> dict[str, list[Area]]:
    groups: dict[str, list[Area]] = defaultdict(list)
    for key, area in pairs:
        groups[key].append(area)
    return dict(groups)
