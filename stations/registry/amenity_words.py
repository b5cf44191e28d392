"""What a cell says of amenities: which there are, which are broken, planned or denied.

A cell is parted into items, and each item into the amenity that it names and what is said beside
it: 微波炉（坏）, 空调：无, 淋浴0台, 除微波炉外. What is denied in words that are not known is left
unknown: an amenity that is not there costs a worker the way.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from stations.registry import vocabulary
from stations.registry.states import AmenityState
from stations.registry.vocabulary import NamedTerms

_AVAILABLE, _MISSING = AmenityState.AVAILABLE, AmenityState.UNAVAILABLE
_NUMBERING = re.compile(
    r"(?:(?<=^)|(?<=[\s、,，;；。/)）]))\s*(?:[(（]\d{1,2}[)）]|\d{1,2}\s*[.．、)）](?!\d)"
    r"|[一二三四五六七八九十]{1,2}[、.])\s*"
    r"|(?<=[\u4e00-\u9fff)）])(?:(?:[2-9]|1\d)[.、]|[(（]\d{1,2}[)）])(?=[\u4e00-\u9fff])"
)
_CIRCLED = re.compile(r"[①-⑳]")
"""1.饮水机 2.微波炉, (1)饮水机, ①饮水机, 1、饮水机2、微波炉."""
_CLAUSES = re.compile(r"[;。\n]+")
_RUNS = re.compile(r",|(?:但是?|不过|另外?)(?=有|[配设]有|[配具]备|提供)")
"""What parts a clause into enumerations, over which a word before the first item reaches."""
_ITEMS = re.compile(r"[、,/|]+|(?<![a-z])(?:和|及|与|以及)(?![a-z])|\s{2,}")
_AND = frozenset(("和", "及", "与", "以及"))
_MINE_ALONE = re.compile(r"对外|公开|内部|[员职]工|专用|仅|谢绝")
"""What is said of one room, whatever stands before it."""
_BRACKET = re.compile(r"[(\[【](.*?)[)\]】]")
_QUANTITY = re.compile(
    r"[x×*]?\s*(?:\d{1,3}|[一二两三四五六七八九十]{1,3})\s*(?:台|个|组|套|张|把|间|处|只|座|部|条|副|件|辆|箱|盒"
    r"|份|根|盏|排|人|位|平方米|平米|㎡|m2|支|瓶|本|册)|[x×*]\s*\d{1,3}|(?:若干|数|多|各)(?:台|个|套|张|把)?"
)
_SOME_BROKEN = re.compile(
    r"(\d{1,3})\D{0,3}?[,(、 ]?\D{0,4}?(\d{1,3})\D{0,4}(?:坏|故障|损|维修|停用)"
)
_TICKS = "√✓✔☑×✗✘✖╳❌✕"
_STEPS = re.compile(r"(?:[^有无\s、,;]{2,8}(?:没有|[有无])){2,}")
"""饮水机有微波炉无."""
_NO_DENIAL = re.compile(
    r"无障碍|无线|不锈钢|不间断|非接触|不限|无需|无偿|不收费|无菌|未来|不少于|不断"
)
_STATES: tuple[tuple[AmenityState, re.Pattern[str]], ...] = (
    (
        _AVAILABLE,
        re.compile(r"已修(?:好|复)|修好|维修完|完好|无损坏|无故障|未损坏|已恢复|恢复使用"),
    ),
    (
        AmenityState.OUT_OF_ORDER,
        re.compile(
            r"坏|故障|报废|淘汰|失效|过期|[待在需]修|[维检报送返抢]修|失灵|破损|损毁|(?:不能|无法|不可|停止|暂停|暂不)使用|不能用"
            r"|用不了|停用|停运|停水|停电|断水|断电|漏水|不制冷|不加热|不出水|不工作"
        ),
    ),
    (
        _MISSING,
        re.compile(
            r"待(?:配|装|建|安|购|采|添|增|补|开|投|启|到)|拟|规划|计划|筹[建备]|申[请购]|采购中|建设中|安装中"
            r"|在建|即将|预[计留]|后期|下一步|未(?:配|装|安|建|设|提供|到|购|投|启|开|有)|尚[未无]"
        ),
    ),
    (
        _MISSING,
        re.compile(
            r"(?:不|非)(?:对外|开放|提供|公开)|仅(?:限|供|对)?(?:内部|员工|职工|本单位|工作人员)|内部(?:使用|专用)"
            r"|(?:员工|职工|内部)专用|谢绝"
        ),
    ),
    (AmenityState.UNKNOWN, re.compile(r"待(?:核|确认|定|查|落实)|不(?:详|明|清楚|确定)|未知|\?")),
    (
        _MISSING,
        re.compile(
            r"没有?|无|缺|欠|不[含包具设]|取消|拆除|撤(?:除|走|掉)|[×✗✘✖╳❌☒✕]|(?<![A-Za-z])(?:[xX]|[nN](?:[oO]|one)?)(?![A-Za-z])"
            r"|(?<![\d.])[0零]\s*(?:台|个|组|套|张|把|间|处|只|座|部)?(?![\d.])|(?<![是能])否"
        ),
    ),
)
"""What is said beside an amenity, the plainest first."""
_DOUBT = re.compile(r"[不未非停]")
_ALL = re.compile(r"[均都皆]|全部|全都|以上|其他|其它|其余")
_EXCEPT = re.compile(
    r"(?<![拆清消删免解扫])除(?![颤湿尘螨味霜臭冰垢])了?([^;。]{1,30}?)(?:之外|以外|外(?![套卖面]))"
    r"|(?:^|(?<=[、,]))([^、,;。]{1,15})除外"
)
_NOTHING_ELSE = re.compile(r"[,，]?\s*(?:其他|其它|其余)?(?:设施)?[都均]?(?:没有|没|无)")
_MARKS = re.compile(
    r"[√✓✔☑●■★◎○]|(?<![没未])有|齐全|具备|配备|提供|设有|正常|可用|能用|[:=：]|是$|已(?:有|配|装|设)"
)
_BEHIND = re.compile(r"\s*[\u4e00-\u9fff]{2}")
_NO_WORD = re.compile(rf"[{_TICKS}a-z\s]")
"""Marks stand for the one item that they are beside."""
_OWN = re.compile(r"[√✓✔☑]|(?<![没未])有|齐全|配备|提供|正常|可用|能用|良好|[:=]|已(?:有|配|装|设)")
"""What ends the reach of a denial: the item is said to be there itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedAmenities(NamedTerms):
    """What a cell says of amenities; `ids` are those that can be used."""

    states: Mapping[str, AmenityState] = field(default_factory=dict)
    """Of those that can't, or not for certain."""
    denied: Mapping[str, str] = field(default_factory=dict)
    """The words of the cell that say so → the amenity."""
    spared: Mapping[str, str] = field(default_factory=dict)
    """Of such words, those that might be meant for the amenity before too → that one."""


@dataclass(slots=True)
class _Found:
    """What has been read so far, amenity by amenity."""

    states: dict[str, AmenityState] = field(default_factory=dict)
    guessed: dict[str, str] = field(default_factory=dict)
    denied: dict[str, str] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)
    excepted: set[str] = field(default_factory=set)
    spared: dict[str, str] = field(default_factory=dict)
    in_clause: list[str] = field(default_factory=list)
    in_run: dict[str, str] = field(default_factory=dict)
    """The amenities of this enumeration and what is said of each."""
    negating: bool = False
    """An item before began with a denial, which may be meant for what follows."""
    linked: frozenset[str] = frozenset()
    """The items of this enumeration that are joined to the one before by 和."""
    item: str = ""
    """The one that is read."""
    items_of: dict[str, str] = field(default_factory=dict)
    """Amenity of this enumeration → its item."""
    reaching: AmenityState | None = None
    """What a word before the first item of this enumeration says of all of it."""

    def note(self, amenity: str, state: AmenityState, words: str) -> None:
        held = self.states.get(amenity)
        if amenity in self.excepted:
            return
        # Said twice, and not alike: nobody knows.
        self.states[amenity] = state if held in (None, state) else AmenityState.UNKNOWN
        self.in_clause.append(amenity)
        if state is not _AVAILABLE:
            self.denied[words] = amenity


@lru_cache(maxsize=4_096)
def named(words: str) -> NamedAmenities:
    """What a cell says of amenities. A list of stations repeats the same few cells."""
    found = _Found()
    plain = unicodedata.normalize("NFKC", _NUMBERING.sub("\n", _CIRCLED.sub("\n", words)))
    for clause in _CLAUSES.split(_marked(plain)):
        found.in_clause.clear()
        found.negating = False
        clause = _without_exceptions(clause, found)
        for run in _RUNS.split(_shielded(clause)):
            found.in_run.clear()
            found.items_of.clear()
            found.reaching = None
            found.linked = _joined_by_and(run)
            for item in _items(run):
                found.item = item
                _read(item, found)
    usable = tuple(one for one, state in found.states.items() if state is _AVAILABLE)
    return NamedAmenities(
        ids=usable,
        guessed={part: one for part, one in found.guessed.items() if one in usable},
        unknown=tuple(found.unknown),
        states={one: s for one, s in found.states.items() if s is not _AVAILABLE},
        denied=found.denied,
        spared={part: one for part, one in found.spared.items() if one in usable},
    )


def _without_exceptions(clause: str, found: _Found) -> str:
    """The clause without 除空调、冰箱外, whose amenities are noted as missing."""
    match = _EXCEPT.search(clause)
    if match and _NOTHING_ELSE.match(clause[match.end() :]):
        return match[1] or match[2]
    for match in _EXCEPT.finditer(clause):
        for one in _ITEMS.split(match[1] or match[2]):
            amenity = vocabulary.amenities().mentioned(one)
            if amenity:
                found.note(amenity, _MISSING, match[0].strip(" ,、"))
                found.excepted.add(amenity)
    return _EXCEPT.sub("、", clause)


def _marked(words: str) -> str:
    """The words with a break between items that only a mark parts: 饮水机√微波炉×空调√."""
    if re.search(rf"(?:^|[、,;\s])[{_TICKS}]\s*[\u4e00-\u9fff]", words):
        return re.sub(rf"(?<=[\u4e00-\u9fff])\s*(?=[{_TICKS}])", "、", words)
    words = re.sub(rf"(?<=[{_TICKS}])\s*(?=[\u4e00-\u9fff])", "、", words)
    if _STEPS.fullmatch(words):
        return re.sub(r"(?<=[有无])(?=[\u4e00-\u9fff])", "、", words)
    return words


def _shielded(clause: str) -> str:
    """A clause whose brackets nothing parts from what they stand behind."""
    return _BRACKET.sub(lambda match: re.sub(r"[、,/|\s]", "\0", match[0]), clause)


def _items(run: str) -> Iterator[str]:
    """The items of an enumeration."""
    for part in _ITEMS.split(run):
        item = part.strip(" .:-—")
        words = vocabulary.amenities()
        if " " in item and not words.exact(item):
            pieces = item.split()
            if sum(1 for piece in pieces if words.mentioned(piece)) > 1:
                yield from pieces
                continue
        if item:
            yield item


def _joined_by_and(run: str) -> frozenset[str]:
    """The items behind 和 and the like."""
    marks = [*_ITEMS.finditer(run)]
    ends = [*(mark.start() for mark in marks[1:]), len(run)]
    return frozenset(
        run[mark.end() : end].strip(" .:-—")
        for mark, end in zip(marks, ends, strict=False)
        if mark[0] in _AND
    )


def _read(item: str, found: _Found) -> None:
    bracket = _BRACKET.search(item)
    inner = [part for part in bracket[1].split("\0") if part] if bracket else []
    bare = _BRACKET.sub(" ", item).strip()
    beside = [part for part in inner if not vocabulary.amenities().mentioned(part)]
    _one(bare, " ".join(beside), found, whole=item.replace("\0", "、"))
    for part in inner:
        if part not in beside:
            _one(part, "", found, whole=part)


def _one(bare: str, beside: str, found: _Found, *, whole: str) -> None:
    """One item: `bare` without its brackets, `beside` what stands in them."""
    words = vocabulary.amenities()
    exact = words.exact(bare) or words.exact(_MARKS.sub("", _QUANTITY.sub("", bare)).strip())
    amenity = exact or words.mentioned(bare)
    if amenity is None:
        _without_amenity(bare, beside, found, whole=whole)
        return
    rest = "" if exact and words.exact(bare) else words.without(bare, amenity)
    said = f"{rest} {beside}".strip()
    state = _reached(_state(said), said, found)
    if state is None:
        # 无微波炉，空调: whether the denial goes on nobody knows.
        found.unknown.append(whole)
        return
    _tell_reach(amenity, rest, said, found, whole=whole)
    if state is _AVAILABLE and not exact:
        found.guessed[whole] = amenity
    found.in_run[amenity], found.items_of[amenity] = said, found.item
    found.note(amenity, state, whole)


def _reached(state: AmenityState | None, said: str, found: _Found) -> AmenityState | None:
    """The state of an item, where a word before the items before may be meant for it too."""
    if state is not _AVAILABLE or _OWN.search(said):
        return state
    if found.reaching:
        # 报废微波炉1台、饮水机1台: what is counted by itself is not what is broken.
        counted = found.reaching is not _MISSING and _QUANTITY.search(said)
        return state if counted else found.reaching
    return None if found.negating and (not said or found.in_run) else state


def _tell_reach(amenity: str, rest: str, said: str, found: _Found, *, whole: str) -> None:
    """What the words of an item say of the items before it and after it."""
    state = _state(said)
    if state is _AVAILABLE and not _OWN.search(said) and (found.reaching or found.negating):
        return
    before = rest.partition(" ")[0]
    prefix = _NO_WORD.sub("", before)
    ahead = _state(prefix) if prefix and not re.search(r"\d", prefix) else _AVAILABLE
    denies = ahead is not None and ahead is not _AVAILABLE and state is ahead
    found.reaching = ahead if denies and not found.in_run else None
    found.negating = denies
    if state is None or state is _AVAILABLE or denies:
        return
    if _ALL.search(rest):
        meant = [*found.in_run] or found.in_clause
        found.states.update({one: state for one in meant if one not in found.excepted})
    elif found.item in found.linked and rest.strip() and not _MINE_ALONE.search(said):
        _reach_back(amenity, state, found)
    elif _BEHIND.match(said) and found.in_run:
        last, about_last = [*found.in_run.items()][-1]
        if not about_last and last != amenity:
            found.spared[whole] = last


def _reach_back(amenity: str, state: AmenityState, found: _Found) -> None:
    """空调和微波炉损坏: both. What stands before 、 may be meant too: it is not promised."""
    word, joined = vocabulary.amenities().word, True
    for other, about in reversed([*found.in_run.items()]):
        if about or other == amenity or found.states.get(other) is not _AVAILABLE:
            return
        found.states[other] = state if joined else AmenityState.UNKNOWN
        found.denied[word(other)] = other
        joined = joined and found.items_of[other] in found.linked


def _without_amenity(bare: str, beside: str, found: _Found, *, whole: str) -> None:
    """Words that name no amenity: a state of the one before, or of all; else not understood."""
    said = _state(f"{bare} {beside}")
    if said is None or said is _AVAILABLE or not found.in_clause:
        if not (said is _AVAILABLE and (_MARKS.sub("", bare).strip() == "" or _ALL.search(bare))):
            found.unknown.append(whole)
        return
    meant = found.in_clause if _ALL.search(bare) else found.in_clause[-1:]
    for one in meant:
        found.states[one] = said
    found.denied["、".join(map(vocabulary.amenities().word, meant)) + whole] = meant[-1]


def _state(said: str) -> AmenityState | None:
    """The state that words beside an amenity tell; None where they deny something else."""
    plain = _NO_DENIAL.sub("", said)
    some = _SOME_BROKEN.search(plain)
    if some and int(some[2]) < int(some[1]):
        return _AVAILABLE
    plain = _QUANTITY.sub("", plain)
    if re.search(r"(?<![\d.])[0零]\s*(?:台|个|组|套|张|把|间|处|只|座|部)", said):
        return _MISSING
    for state, pattern in _STATES:
        if pattern.search(plain):
            return state
    return None if _DOUBT.search(plain) else _AVAILABLE
