"""Which tokens does a phrase about hours consist of?"""

import re
import unicodedata
from dataclasses import dataclass

from stations.hours.expression import DAY
from stations.hours.items import EVERY_OTHER, PERHAPS_LAST
from stations.hours.words import WORDS, Kind

DIGITS = {char: index for index, char in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
WEEKDAY_DIGITS = (
    {char: index for index, char in enumerate("一二三四五六日")}
    | {"天": 6}
    | {str(index + 1): index for index in range(7)}
)
ALIKE = str.maketrans(
    {
        **dict.fromkeys("—–―‐‑‒−﹣ー━─", "-"),
        **dict.fromkeys("∼〜～﹏˜", "~"),
        **dict.fromkeys("：﹕∶︰ː", ":"),
        **dict.fromkeys("週", "周"),
        "開": "开",
        "閉": "闭",
        "館": "馆",
        "時": "时",
        "點": "点",
        "間": "间",
        "號": "号",
        "節": "节",
        "營": "营",
        "業": "业",
        "﹑": "、",
        "､": "、",
        "․": ".",
        "．": ".",
        "×": "*",
        "分": "分",
    }
)


ONE_AS_DASH = re.compile(r"(?<=\d)一+(?=\d)|(?<=[周期][一二三四五六日天])一+(?=周|星期)")
"""The numeral one where a dash was meant: 9:00一17:30, 周二一周日."""


@dataclass(frozen=True, slots=True)
class Token:
    """One word, number or mark: what it is, what it means, how it was written."""

    kind: Kind
    value: object
    text: str
    long: bool = False
    """For numbers: written with four digits."""


def normalised(phrase: str) -> str:
    """One way of writing for full-width, look-alike and traditional characters."""
    text = unicodedata.normalize("NFKC", phrase.translate(ALIKE)).translate(ALIKE).lower()
    return ONE_AS_DASH.sub("-", text)


def tokenise(phrase: str) -> list[Token]:
    """Every character of `phrase` in exactly one token; what is not known is UNKNOWN."""
    text = normalised(phrase)
    tokens: list[Token] = []
    at = 0
    while at < len(text):
        token = _token(text, at, tokens)
        if token.kind is Kind.UNKNOWN and tokens and tokens[-1].kind is Kind.UNKNOWN:
            joined = tokens.pop().text + token.text
            tokens.append(Token(Kind.UNKNOWN, joined, joined))
        else:
            tokens.append(token)
        at += len(token.text)
    return tokens


def _token(text: str, at: int, tokens: list[Token]) -> Token:
    char = text[at]
    if char.isspace() and char != "\n":
        end = at
        while end < len(text) and text[end].isspace() and text[end] != "\n":
            end += 1
        return Token(Kind.SPACE, None, text[at:end])
    if char in "-~":
        end = at
        while end < len(text) and text[end] in "-~>":
            end += 1
        return Token(Kind.DASH, None, text[at:end])
    found = (
        _every_other(text, at)
        or _weekday(text, at)
        or _more_days(text, at, tokens)
        or _nth(text, at)
        or _numeric(text, at, tokens)
    )
    return found or _word(text, at)


def _word(text: str, at: int) -> Token:
    for word, kind, value in WORDS.get(text[at], ()):
        if text.startswith(word, at) and _stands_alone(text, at, word):
            return Token(kind, value, word)
    return Token(Kind.UNKNOWN, text[at], text[at])


def _stands_alone(text: str, at: int, word: str) -> bool:
    """Latin words end where their letters end."""
    if not (word[-1].isascii() and word[-1].isalpha()):
        return True
    after = text[at + len(word) : at + len(word) + 1]
    before = text[at - 1 : at]
    return not (after.isascii() and after.isalpha()) and not (before.isascii() and before.isalpha())


def _weekday(text: str, at: int) -> Token | None:
    """周一, 星期六, 周六日, 周1: one token for each run of day numbers."""
    for head in ("每周", "每星期", "周", "星期", "礼拜"):
        if not text.startswith(head, at):
            continue
        end = at + len(head)
        days: list[int] = []
        while end < len(text) and text[end] in WEEKDAY_DIGITS and _is_day(text, end):
            days.append(WEEKDAY_DIGITS[text[end]])
            end += 1
        if days:
            return Token(Kind.DAYS, tuple(days), text[at:end])
    return None


def _more_days(text: str, at: int, before: list[Token]) -> Token | None:
    """The bare day number that goes on after 周一、 or 周一至."""
    solid = [token for token in before[-4:] if token.kind is not Kind.SPACE]
    if text[at] not in WEEKDAY_DIGITS or text[at].isdigit() or len(solid) < 2:
        return None
    head, mark = solid[-2], solid[-1]
    if head.kind is not Kind.DAYS or mark.kind not in (Kind.AND, Kind.DASH, Kind.COMMA):
        return None
    named = isinstance(head.value, tuple) and isinstance(head.value[0], int)
    if not named or not _is_day(text, at) or len(_word(text, at).text) > 1:
        return None
    return Token(Kind.DAYS, (WEEKDAY_DIGITS[text[at]],), text[at])


def _is_day(text: str, at: int) -> bool:
    after = text[at + 1 : at + 2]
    if text[at].isdigit() and (after.isdigit() or (after and after in ":点时月.")):
        return False
    return not (after and after in "月点时号楼层年")


def _every_other(text: str, at: int) -> Token | None:
    """隔周六, 单周周日, 单日: which ones is not told, or not in terms of the calendar."""
    if text.startswith(("单日", "双日"), at):
        return Token(Kind.DAYS, tuple((EVERY_OTHER, day) for day in range(7)), text[at : at + 2])
    for head in ("隔周", "每隔一周", "单周", "双周", "大小周"):
        if text.startswith(head, at):
            start = at + len(head)
            named = _weekday(text, start) or _weekday(text, start - 1)
            if named is not None and isinstance(named.value, tuple):
                end = start + len(named.text) - (0 if _weekday(text, start) else 1)
                codes = tuple((EVERY_OTHER, day) for day in named.value)
                return Token(Kind.DAYS, codes, text[at:end])
    return None


def _nth(text: str, at: int) -> Token | None:
    for head in ("每月的", "每个月的", "每个月", "每月", ""):
        if not text.startswith(head, at):
            continue
        rest = text[at + len(head) :]
        if rest.startswith(("最后一天", "最后一日")):
            return Token(Kind.DAYS, tuple((PERHAPS_LAST, day) for day in range(7)), head + rest[:4])
        for word, value in (("最后一个", -1), ("最末一个", -1)):
            if rest.startswith(word):
                return Token(Kind.NTH, value, head + word)
        if rest[:1] == "第" and rest[1:2] in DIGITS and rest[2:3] in ("个", "周"):
            # "第一周周一" is the week, not the first Monday; only 第一个 counts Mondays.
            value = DIGITS[rest[1]] if rest[2] == "个" else 0
            return Token(Kind.NTH, value, head + rest[:3])
    return None


def _numeric(text: str, at: int, before: list[Token]) -> Token | None:
    number, end = _number(text, at)
    if number is None:
        return _gap(text, at, before)
    if text[at].isdigit():
        found = _clock(text, at, end, number) or _slashed(text, at, end)
        if found:
            return found
    return _with_unit(text, at, end, number, before)


def _number(text: str, at: int) -> tuple[int | None, int]:
    end = at
    while end < len(text) and text[end].isascii() and text[end].isdigit():
        end += 1
    if end > at:
        return (int(text[at:end]), end) if end - at <= 4 else (None, at)
    while end < len(text) and (text[end] in DIGITS or text[end] in "十"):
        end += 1
    return (_chinese(text[at:end]), end) if end > at else (None, at)


def _chinese(run: str) -> int | None:
    head, ten, tail = run.partition("十")
    if not ten:
        return DIGITS[run] if len(run) == 1 else None
    if len(head) > 1 or len(tail) > 1 or "十" in tail:
        return None
    return DIGITS.get(head, 1) * 10 + DIGITS.get(tail, 0)


def _gap(text: str, at: int, before: list[Token]) -> Token | None:
    """月 with its number missing, where a month must stand: "月至10月"."""
    if text[at] != "月" or any(token.kind is not Kind.SPACE for token in before):
        return None
    if text[at + 1 : at + 2] in ("至", "到", "-", "~"):
        return Token(Kind.YEAR_MONTH_GAP, None, "月")
    return None


def _clock(text: str, at: int, end: int, hour: int) -> Token | None:
    if end - at > 2:
        return None
    mark = end
    while mark < len(text) and text[mark] == " ":
        mark += 1
    if text[mark : mark + 1] == ":" and mark + 1 < len(text):
        first = mark + 1
        while first < len(text) and text[first] == " ":
            first += 1
        minute = text[first : first + 2]
        if len(minute) == 2 and minute.isdigit():
            stop = first + 2
            seconds = text[stop + 1 : stop + 3]
            if text[stop : stop + 1] == ":" and len(seconds) == 2 and seconds.isdigit():
                stop += 3
            if text[stop : stop + 1] == "分":
                stop += 1
            return _time(text[at:stop], hour, int(minute))
    if text[end : end + 1] == "." and text[end + 1 : end + 2].isdigit():
        stop = end + 1
        while stop < len(text) and text[stop].isdigit():
            stop += 1
        if stop - end <= 3 and text[stop : stop + 1] not in (".",):
            return Token(Kind.DOTTED, (hour, text[end + 1 : stop]), text[at:stop])
    return None


def _time(written: str, hour: int, minute: int) -> Token:
    if hour > 24 or minute > 59 or (hour == 24 and minute):
        return Token(Kind.UNKNOWN, written, written)
    total = hour * 60 + minute
    return Token(Kind.TIME, DAY if total == DAY - 1 else total, written)


def _slashed(text: str, at: int, end: int) -> Token | None:
    """05/19, 2026/2/1, 2026-02-01, 2026.2.1"""
    mark = text[end : end + 1]
    if mark not in ("/", "-", "."):
        return None
    numbers, stop = [int(text[at:end])], end
    while len(numbers) < 3 and text[stop : stop + 1] == mark:
        value, after = _number(text, stop + 1)
        if value is None or not text[stop + 1].isdigit():
            break
        numbers.append(value)
        stop = after
    if len(numbers) == 3 and end - at == 4:
        return _date(text[at:stop], *numbers)
    if len(numbers) == 2 and mark == "/" and end - at <= 2 and text[stop : stop + 1] != ":":
        return _date(text[at:stop], 0, *numbers)
    return None


def _date(written: str, year: int, month: int, day: int) -> Token:
    days = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
    good = 1 <= month <= 12 and 0 <= day <= days[month - 1]
    if not good or (year and not 1990 <= year <= 2100):
        return Token(Kind.UNKNOWN, written, written)
    return Token(Kind.DATE, (year, month, day), written)


def _with_unit(text: str, at: int, end: int, number: int, before: list[Token]) -> Token | None:
    unit_at = end
    while unit_at < len(text) and text[unit_at] == " " and text[at].isdigit():
        unit_at += 1
    rest = text[unit_at:]
    for word, minutes in (("个小时", 60), ("小时", 60), ("分钟", 1), ("个半小时", 0), ("h", 60)):
        if rest.startswith(word) and minutes and not text.startswith("24", at):
            return Token(Kind.DURATION, number * minutes, text[at : unit_at + len(word)])
    if rest[:1] in ("点", "时") and rest[:2] != "时间" and rest[:2] != "时段":
        return _hour(text, at, unit_at + 1, number)
    if rest[:1] == "月":
        return _month(text, at, unit_at + 1, number)
    if rest[:1] == "年" and len(text[at:end]) == 4:
        return _year(text, at, unit_at + 1, number)
    if rest[:1] in ("日", "号") and text[at].isdigit():
        return Token(Kind.DATE, (0, 0, number), text[at : unit_at + 1])
    return _bare(text, at, end, number, before)


def _bare(text: str, at: int, end: int, number: int, before: list[Token]) -> Token | None:
    if text[at].isdigit():
        special = _word(text, at)
        if special.kind is not Kind.UNKNOWN and len(special.text) > end - at:
            return special
        return Token(Kind.NUMBER, number, text[at:end], long=end - at == 4)
    if before and before[-1].kind is Kind.HALF and end - at <= 2:
        return Token(Kind.NUMBER, number, text[at:end])
    return None


def _hour(text: str, at: int, end: int, hour: int) -> Token:
    minute, stop = 0, end
    quarter = {"半": 30, "一刻": 15, "三刻": 45, "整": 0, "钟": 0}
    for word, minutes in quarter.items():
        if text.startswith(word, end):
            return _time(text[at : end + len(word)], hour, minutes)
    value, after = _number(text, end)
    if value is not None and after - end <= 3:
        follower = text[after : after + 1]
        if follower == "分" and text[after : after + 2] != "分钟":
            minute, stop = value, after + 1
        elif after - end == 2 and text[end].isdigit() and follower not in ("点", "时", ":", "月"):
            minute, stop = value, after
    return _time(text[at:stop], hour, minute)


def _month(text: str, at: int, end: int, month: int, year: int = 0) -> Token:
    day, after = _number(text, end)
    if day is not None and text[after : after + 1] in ("日", "号"):
        return _date(text[at : after + 1], year, month, day)
    if text[end : end + 1] in ("份", "底", "末"):
        end += 1
    return _date(text[at:end], year, month, 0)


def _year(text: str, at: int, end: int, year: int) -> Token:
    month, after = _number(text, end)
    if month is None or text[after : after + 1] != "月":
        return Token(Kind.UNKNOWN, text[at:end], text[at:end])
    return _month(text, at, after + 1, month, year)
