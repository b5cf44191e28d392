"""Opening hours that a list splits over columns, made one phrase again."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from stations.errors import Invalid
from stations.folding import folded
from stations.hours.model import Understood
from stations.hours.phrases import reading
from stations.registry.fields.offer import HOURS
from stations.registry.lists.columns import amenity_marks
from stations.registry.lists.columns.amenity_marks import AmenityMark
from stations.registry.lists.columns.meaning import ALWAYS, CLOSED, DAYS, END, START, Meaning
from stations.registry.lists.columns.title_spelling import Title

_ROUND_THE_CLOCK = re.compile(r"24小?时|24h(?:ours?)?|二十四小时|全天候?|昼夜")
_ASKS = re.compile(r"[是与能可]否|是不是|开不(?=开)|(?<![一-龥])否$|是/否|\?$")
_BASE = re.compile(
    r"对外|日常|站点|驿站|服务|正常|自助|开放|营业|运营|运行|使用|开馆|开站|时间段?|时段|时刻|钟点|时间安排|安排|情况|日期|不打烊|全年"
)
_OF_WHEN = "[春夏秋冬淡旺供采汛平周工节假双寒暑早晚上下夜中]"
_START = re.compile(
    r"开始|起始|开门|开馆|开站|上班|起$|始$|从$|^自|^起(?=[开服营运])|\(起\)"
    rf"|^开$|^开(?={_OF_WHEN})|(?<=[季天令日午上晚早末期])开$"
)
_END = re.compile(
    r"结束|截止|终止|关闭|关门|闭馆|闭站|打烊|下班|止$|至$|迄$|^[止至](?=[开服营运])"
    rf"|^关$|^关(?={_OF_WHEN})|(?<=[季天令日午上晚早末期])关$"
)
_EDGE_HINT = re.compile(
    r"起|止|始|(?:开始|起始|开门|开馆|开站|上班|开|结束|截止|关门|闭馆|闭站|下班|关)(?:时间)?"
)
_MONTH = r"(?:0?[1-9]|1[0-2])"
_NUMBERED = re.compile(
    rf"({_MONTH})[./]([0-3]?\d)[日号]?[-~至到—–]+(次年|翌年|来年|第二年)?({_MONTH})[./]([0-3]?\d)[日号]?"
)
"""Dates of a season as 5.1-9.30."""
_SEASON = re.compile(r"[春夏秋冬]|[淡旺]季|供暖|采暖|汛|高温")
_ALL_YEAR = re.compile(r"(?:是否)?(?:全年|常年|长期)(?:开放|服务|营业|运营)(?:否)?")
_SHUT_DAYS = re.compile(
    r"(?:每周)?(?:休息|闭馆|闭站|休馆|停业|公休|关闭|不开放|休业)(?:日期?|天|时间)?"
)
_OPEN_DAYS = re.compile(
    r"(?:每周|全年)?(?:开放|服务|营业|运营|开馆)?(?:日期?|天|期限|周期|期间|期|季节|月份|日期范围|起止日期)"
)
_WHEN = re.compile(
    r"(?:[春夏秋冬]{1,3}(?:[季天令]|令时|时)?|[淡旺]季|(?:非)?供暖[季期]|(?:非)?采暖[季期]|汛期|高温(?:天气|期|季节)?"
    r"|\d{1,2}(?:月(?:份)?)?(?:\d{1,2}[日号])?[-~至到—](?:次年)?\d{1,2}月(?:份)?(?:\d{1,2}[日号])?|\d{1,2}月份?"
    r"|(?:法定)?(?:工作日|节假日|假日|假期|节日)|平[日时]|(?:周|星期|礼拜)[一二三四五六日天末至到\-~、]+"
    r"|周一至周[五六日]|双休日|休息日|周末|寒假|暑假|寒暑假|春节|国庆|上午|下午|早上|早晨|晚上|夜间|白天|白班|夜班|午间|中午|[及和与、])+"
    r"(?:期间)?"
)
_CLOCK = re.compile(
    r"(?P<half>凌晨|清晨|早晨|早上|早|上午|am|中午|下午|傍晚|晚上|晚|夜间|夜|pm)?"
    r"(?P<next>次日|第二天|翌日)?(?P<hour>\d{1,2})"
    r"(?:[:.点时](?P<minute>\d{2}|半)?(?::\d{2}(?:\.0+)?)?分?整?)?(?P<after>am|pm)?"
)
_HALVES = r"上午|下午|早上|早晨|晚上|夜间|中午|午间|傍晚|早|晚"
_HALF = re.compile(_HALVES)
_DIVIDED = re.compile(rf"(.*?)((?:{_HALVES})?)")
_SERIAL = re.compile(r"(?:1899-12-3[01]|1900-01-0[01])t?(?:(\d{1,2}:\d{2})(?::\d{2})?)?")
_SPAN = re.compile(
    r"(?<!\d)\d{1,2}(?:[:.点时]\d{0,2}|半)?分?\s*(?:[-~—–至到]+|--)\s*(?:次日|第二天|[早晚上下午凌晨]{1,2})?\s*\d{1,2}(?:[:.点时]|$)"
)
_DATE = re.compile(r"\d{4}[-/.年]\d{1,2}(?:[-/.月]\d{1,2}日?)?(?:[ t]00:00(?::00)?)?|\d{8}")
_MONTH_DAY = re.compile(r"\d{1,2}月(?:\d{1,2}[日号]|初|中旬?|底)?")
_DAY_WORDS = re.compile(r"周|星期|礼拜|工作日|每[天日]|节假日|全年|常年|长期|季|月|假")
_SHUT = frozenset(
    [
        "休息",
        "不开放",
        "不开",
        "关闭",
        "闭馆",
        "闭站",
        "不营业",
        "停止开放",
        "暂停开放",
        "不服务",
        "停业",
        "公休",
        "休",
        "关",
        "关门",
        "放假",
        "停",
        "停开",
        "闭",
    ]
)
_USUAL = frozenset(
    ["正常", "照常", "正常开放", "照常开放", "开放", "开", "营业", "正常营业", "不休息", "不休"]
)
_NO_REST = frozenset(["无", "无休", "不休息", "无休息日", "全年无休", "不休", "没有"])
_FOREVER = frozenset(
    [
        "长期",
        "常年",
        "全年",
        "永久",
        "长期有效",
        "长期开放",
        "常年开放",
        "全年开放",
        "无期限",
        "不限",
    ]
)
_TELLING_WORDS = re.compile(
    r"休息?(?=$|[,，。;；、\s）)]|日)|照常|正常(?:开放|营业|运营|服务)|关[闭门停](?!式)|[闭休]馆|闭站|停业|歇业"
    r"|开放(?!式|型|空间|区|日期)|不开|不休|无休|放假|打烊"
)
_NOT_TOLD = re.compile(r"另行通知|视情况|预约|值[班守]|公告为准|通知为准")
_LONGEST_TOLD = 40
_OWN_DAYS = re.compile(
    r"(?:仅|只有?|在|国家)*(?:元旦|春节|清明|五一|劳动节|端午|中秋|国庆|十一|除夕|初[一二三四五六七]|周|星期|礼拜|双休|法定)"
)
"""Days that a cell below 节假日 names itself."""
_ANSWERED = re.compile(
    r"(?:(?P<yes>√|✓|是|有|开放|开门?|正常(?:开放)?|照常(?:开放)?)|(?P<no>×|否|不|不?开放|不开|休息?|关门?|关闭))"
    r"\s*(?:[,，;；:：。]|(?P<bracket>[(（]))\s*(?P<rest>.+?)(?(bracket)[)）])"
)
"""是（春节除外）, 否，国庆开放, 开放，9:00-16:00."""
_REST = "休息"
_LATE = frozenset(["下午", "傍晚", "晚上", "晚", "夜间", "夜", "pm"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """The words of a row about its hours, and whether its cells contradict each other."""

    words: str
    differ: bool = False
    unpaired: str = ""
    """The cells of a beginning or an end without the other one, and what is left out with them."""


def titled(title: Title) -> Meaning | None:
    """What a title of hours says that is not all of the hours; None for any other title."""
    core = re.sub(r"[\s/·\-—_:|]+(?=\D|$)", "", title.core)
    words = core + "".join(_telling(core, title.hints))
    if _ROUND_THE_CLOCK.search(words):
        rest = _BASE.sub("", _ASKS.sub("", _ROUND_THE_CLOCK.sub("", words)))
        return Meaning(field=HOURS, part=ALWAYS) if not rest else None
    for pattern, part in ((_SHUT_DAYS, CLOSED), (_OPEN_DAYS, DAYS), (_ALL_YEAR, DAYS)):
        if pattern.fullmatch(words):
            return Meaning(field=HOURS, part=part)
    edge = END if _END.search(words) else START if _START.search(words) else ""
    bare = _ASKS.sub("", (_END if edge == END else _START).sub("", words) if edge else words)
    when = _BASE.sub("", _NUMBERED.sub(r"\1月\2日-\3\4月\5日", bare))
    half = bool(edge) and _HALF.fullmatch(when)
    if when and not (half or _WHEN.fullmatch(when) or _tells_when(when)):
        return None
    when = _season_first(when)
    return Meaning(field=HOURS, part=edge, when=when) if edge or when else None


def _telling(core: str, hints: Iterable[str]) -> Iterable[str]:
    """The hints in brackets that say for when hours are, or which end of them."""
    for hint in hints:
        dates = _SEASON.search(core) and _NUMBERED.fullmatch(hint)
        more = re.fullmatch(r"(?:包?含|包括)(.+)", hint)
        if more and _WHEN.fullmatch(more[1]):
            yield f"、{more[1]}"
        elif dates or _WHEN.fullmatch(hint) or _EDGE_HINT.fullmatch(hint):
            yield hint


def _season_first(when: str) -> str:
    """上午夏季 is 夏季上午: half days belong to their season."""
    halves: list[str] = _HALF.findall(when)
    if len(halves) != 1 or re.search(r"[及和与、]", when):
        return when
    return when.replace(halves[0], "", 1) + halves[0]


def _tells_when(words: str) -> bool:
    """Whether hours behind these words mean something else than the hours alone."""
    if len(words) > 12 or not re.search(r"[一-龥]", words):
        return False
    with_words, plain = (reading.read(f"{one}8:30-17:30") for one in (words, ""))
    return with_words.understood is not Understood.UNKNOWN and with_words.osm != plain.osm


def clock(cell: str) -> str:
    """A time of the day as HH:MM; '' where the cell holds none."""
    words = folded(cell)
    serial = _SERIAL.fullmatch(words) if words.startswith(("1899", "1900")) else None
    if serial:
        return serial[1] or "24:00"
    if re.fullmatch(r"0?\.\d{2,}", words):
        minutes = round(float(words) * 1440)
        return f"{minutes // 60:02}:{minutes % 60:02}"
    match = _CLOCK.fullmatch(words) or re.fullmatch(r"(?P<hour>\d{2})(?P<minute>\d{2})", words)
    if match is None:
        return ""
    said = match.groupdict()
    hour = int(said["hour"])
    minute = 30 if said["minute"] == "半" else int(said["minute"] or 0)
    late = said.get("half") in _LATE or said.get("after") == "pm"
    hour += 12 if late and 0 < hour < 12 else 0
    if hour > 24 or minute > 59:
        return ""
    return f"{said.get('next') or ''}{hour:02}:{minute:02}"


def is_span(cell: str) -> bool:
    """Whether a cell holds hours from and until, or says round the clock."""
    words = "".join(unicodedata.normalize("NFKC", cell).split())
    return bool(_SPAN.search(_DATE.sub(" ", words)) or _ROUND_THE_CLOCK.search(words))


def fits(meaning: Meaning, cells: Sequence[str]) -> bool:
    """Whether most of the cells, none of them empty, can be what the title says."""
    tests = {
        START: _can_be_edge,
        END: _can_be_edge,
        ALWAYS: lambda cell: always(cell) is not None,
        DAYS: _can_be_days,
        CLOSED: lambda cell: bool(_DAY_WORDS.search(cell)) or cell.strip() in _NO_REST,
        "": _can_be_hours,
    }
    test = tests[meaning.part]
    return sum(1 for cell in cells if test(cell)) * 2 >= len(cells)


def _can_be_edge(cell: str) -> bool:
    is_time = clock(cell) or _DATE.fullmatch(cell) or _MONTH_DAY.fullmatch(cell)
    return bool(is_time or cell in _SHUT or _ROUND_THE_CLOCK.fullmatch(cell))


def _can_be_days(cell: str) -> bool:
    is_answer = amenity_marks.read(cell).mark is not AmenityMark.UNCLEAR
    return is_answer or bool(_DAY_WORDS.search(cell) or re.search(r"\d+[.月/-]\d", cell))


def _can_be_hours(cell: str) -> bool:
    words = cell.strip()
    said = amenity_marks.read(words).mark in (AmenityMark.NO, AmenityMark.UNSAID) or words in (
        "√",
        "✓",
        "是",
    )
    told = words in _SHUT or words in _USUAL or tells_hours(words)
    told = told or _NOT_TOLD.search(words) is not None
    return said or told or is_span(words) or bool(clock(words))


def tells_hours(cell: str) -> bool:
    """Whether words of a cell say that a door is open or shut: 节假日照常, 春节期间关闭."""
    return len(cell) <= _LONGEST_TOLD and _TELLING_WORDS.search(cell) is not None


def are_dates(cells: Sequence[str]) -> bool:
    """Whether these cells are days of the calendar, one each."""
    return bool(cells) and all(_DATE.fullmatch(cell.strip().casefold()) for cell in cells)


@lru_cache(maxsize=4_096)
def joined(parts: tuple[tuple[Meaning, str], ...]) -> Joined:
    """One phrase for the parts of a row."""
    cells = [(meaning, _tidy(cell)) for meaning, cell in parts]
    seasons: dict[str, list[tuple[str, str, str]]] = {}
    for meaning, cell in cells:
        if meaning.part in ("", START, END):
            season, half = _divided(meaning.when)
            seasons.setdefault(season, []).append((half, meaning.part, cell))
    unpaired = [words for said in seasons.values() for words in _unpaired(said)]
    if unpaired:
        # What shuts it holds without hours; hours of other days alone would speak for these too.
        left = [c for m, c in cells if m.part != CLOSED and c and f"“{c}”" not in unpaired]
        lost = (*unpaired, *(f"“{cell}”" for cell in dict.fromkeys(left)))
        return Joined(words=_with_rest("", cells), unpaired="、".join(lost))
    words = "，".join(filter(None, (_one(season, said) for season, said in seasons.items())))
    days = "".join(_days(cell) for meaning, cell in cells if meaning.part == DAYS)
    if days:
        words = f"{days}，{words}" if words else days
    words = _with_rest(words, cells)
    return _round_the_clock(words, [cell for m, cell in cells if m.part == ALWAYS])


def _with_rest(words: str, cells: Iterable[tuple[Meaning, str]]) -> str:
    """The phrase with the days on which it is shut."""
    for meaning, cell in cells:
        if meaning.part == CLOSED and cell and cell not in _NO_REST:
            rest = cell if cell.endswith(tuple(_SHUT)) else f"{cell}休息"
            words = f"{words}，{rest}" if words else rest
    return words


def _days(cell: str) -> str:
    """On which days it is open; '' for all of them."""
    mark = amenity_marks.read(cell).mark
    if cell in _FOREVER or mark in (AmenityMark.YES, AmenityMark.UNSAID):
        return ""
    return "非全年开放" if mark is AmenityMark.NO else cell


def _divided(when: str) -> tuple[str, str]:
    """The season or the days, and the half of the day."""
    found = None if re.search(r"[及和与、]", when) else _DIVIDED.fullmatch(when)
    return (found[1], found[2]) if found else (when, "")


def _pairs(said: Sequence[tuple[str, str, str]]) -> list[tuple[str, str, str, str]]:
    """Halves and cells of beginning and end that belong together, whether filled or not.

    The end of one half belongs to the beginning of another one only where each is the only one
    without its own: 早上开门 and 晚上关门.
    """
    starts = {half: cell for half, part, cell in said if part == START}
    ends = {half: cell for half, part, cell in said if part == END}
    same = [half for half in starts if half in ends]
    found = [(half, starts.pop(half), half, ends.pop(half)) for half in same]
    if len(starts) == len(ends) == 1:
        found += [(*starts.popitem(), *ends.popitem())]
    found += [(half, cell, half, "") for half, cell in starts.items()]
    return [*found, *((half, "", half, cell) for half, cell in ends.items())]


def _unpaired(said: Sequence[tuple[str, str, str]]) -> Iterable[str]:
    """What is written of beginnings and ends that make no hours."""
    for early, start, late, end in _pairs(said):
        if (start or end) and not _edges(_in_half(early, start), _in_half(late, end)):
            yield from (f"“{cell}”" for cell in (start, end) if cell)


def _in_half(half: str, cell: str) -> str:
    """A clock of twelve hours with the half of the day that its title names."""
    match = _CLOCK.fullmatch(folded(cell))
    if half not in _LATE or match is None or match["half"] or match["next"] or match["after"]:
        return cell
    small = half != "下午" and int(match["hour"]) < 5  # 2:00 of the night is no afternoon.
    return cell if small else f"{half}{cell}"


def _one(season: str, said: Sequence[tuple[str, str, str]]) -> str:
    """The hours of one season or of some days."""
    texts = [_worded(season, half, cell) for half, part, cell in said if not part and cell]
    for early, start, late, end in _pairs(said):
        if not (start or end):
            continue
        hours = _edges(_in_half(early, start), _in_half(late, end))
        texts.append("" if hours == _REST and early == late and early else hours)
    texts = list(filter(None, texts))
    halved = any(half and cell for half, _, cell in said)
    if season and not texts and halved:
        return f"{season}{_REST}"
    if not season or not texts:
        return "，".join(texts)
    return ("" if _is_dated(season, texts[0]) else season) + "、".join(texts)


def _is_dated(season: str, words: str) -> bool:
    """Whether words below a title say themselves of which days they are: 春节休息 below 节假日."""
    return season in words or (re.search(r"[节假]", season) and _OWN_DAYS.match(words)) is not None


def _worded(season: str, half: str, cell: str) -> str:
    when = season or half
    answered = _ANSWERED.fullmatch(cell) if when else None
    if answered:
        rest = answered["rest"]
        verb = _REST if answered["no"] else "" if is_span(rest) else "正常开放"
        return f"{half}{verb}，{rest}" if verb else f"{half}{rest}"
    mark = amenity_marks.read(cell).mark
    if when and (cell in _SHUT or mark is AmenityMark.NO):
        # Shut in the afternoon is open in the morning only.
        return "" if half else _REST
    if when and (cell in _USUAL or cell in ("√", "✓", "✔", "●", "是", "有", "Y", "y")):
        return f"{half}正常开放"
    if mark is AmenityMark.UNSAID or (not when and mark is AmenityMark.NO):
        return ""
    if when and _ROUND_THE_CLOCK.fullmatch(cell):
        return f"{half}24小时"
    return cell if half in cell else f"{half}{cell}"


def _edges(start: str, end: str) -> str:
    """From and until; '' where one of them is missing or no time."""
    if _DATE.fullmatch(start) and _DATE.fullmatch(end):
        return f"{_day(start)}至{_day(end)}"
    if _MONTH_DAY.fullmatch(start) and _MONTH_DAY.fullmatch(end):
        return f"{start}至{end}"
    one = start if end in ("", start) else "" if start else end
    if one and (_ROUND_THE_CLOCK.fullmatch(one) or one in _SHUT or is_span(one)):
        return _REST if one in _SHUT else "24小时" if _ROUND_THE_CLOCK.fullmatch(one) else one
    opens, closes = clock(start), clock(end)
    return f"{opens}-{closes}" if opens and closes else ""


def _day(words: str) -> str:
    year, month, *day = re.findall(r"\d+", words)[:3] if not words.isdigit() else (
        words[:4], words[4:6], words[6:],
    )  # fmt: skip
    return f"{year}年{int(month)}月" + (f"{int(day[0])}日" if day else "")


def _tidy(cell: str) -> str:
    return re.sub(r"\s*\n\s*", "，", cell.strip())


def always(cell: str) -> bool | None:
    """Whether a cell of 是否24小时 says so; None where it is unclear."""
    words = cell.strip()
    if _ROUND_THE_CLOCK.search(words) and not re.search(r"[非不否]", words):
        return True
    mark = amenity_marks.read(words).mark
    if mark is AmenityMark.NO or re.fullmatch(r"(?:非|不是)24小时.*", words):
        return False
    return True if mark is AmenityMark.YES else None


def _round_the_clock(words: str, cells: Sequence[str]) -> Joined:
    """The phrase with what is said of 24 hours; where it says otherwise, both stand there."""
    said = {always(cell) for cell in cells if cell} - {None}
    if len(said) != 1:
        return Joined(words=words, differ=len(said) > 1)
    is_always = _is_always(words)
    if said == {True}:
        if not words or is_always:
            return Joined(words=words or "24小时")
        return Joined(words=f"{words}，24小时", differ=True)
    return Joined(words=f"{words}，不是24小时" if is_always else words, differ=is_always)


def _is_always(words: str) -> bool:
    try:
        return bool(words) and reading.read(words).osm == "24/7"
    except Invalid:
        return False
