"""Times, dates and numbers at a place of the text."""

from stations.hours.osm.expression import DAY
from stations.hours.phrases.tokens.token import Token, word_at
from stations.hours.phrases.tokens.token_words import TokenKind

DIGITS = {char: index for index, char in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}


def numeric(text: str, at: int, before: list[Token]) -> Token | None:
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
    if text[at] != "月":
        return None
    words = [token for token in before if token.kind not in (TokenKind.SPACE, TokenKind.FILL)]
    if any(token.text != ":" for token in words):
        return None
    if text[at + 1 : at + 2] in ("至", "到", "-", "~"):
        return Token(TokenKind.YEAR_MONTH_GAP, None, "月")
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
            if text[stop : stop + 1] in ("分", "点", "时") and text[stop : stop + 2] != "时间":
                # 8:30分, and 8:00点 as one writes it by mistake.
                stop += 1
            return _time(text[at:stop], hour, int(minute))
    if text[end : end + 1] == "." and text[end + 1 : end + 2].isdigit():
        stop = end + 1
        while stop < len(text) and text[stop].isdigit():
            stop += 1
        if stop - end <= 3 and text[stop : stop + 1] not in (".",):
            return Token(TokenKind.DOTTED, (hour, text[end + 1 : stop]), text[at:stop])
    return None


def _time(written: str, hour: int, minute: int) -> Token:
    if hour > 24 or minute > 59 or (hour == 24 and minute):
        return Token(TokenKind.UNKNOWN, written, written)
    total = hour * 60 + minute
    return Token(TokenKind.TIME, DAY if total == DAY - 1 else total, written)


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
        return Token(TokenKind.UNKNOWN, written, written)
    return Token(TokenKind.DATE, (year, month, day), written)


def _with_unit(text: str, at: int, end: int, number: int, before: list[Token]) -> Token | None:
    unit_at = end
    while unit_at < len(text) and text[unit_at] == " " and text[at].isdigit():
        unit_at += 1
    rest = text[unit_at:]
    for word, minutes in (("个小时", 60), ("小时", 60), ("分钟", 1), ("个半小时", 0), ("h", 60)):
        if rest.startswith(word) and minutes and not text.startswith("24", at):
            return Token(TokenKind.DURATION, number * minutes, text[at : unit_at + len(word)])
    if rest[:2] == "个月":
        return Token(TokenKind.UNKNOWN, text[at : unit_at + 2], text[at : unit_at + 2])
    if rest[:1] in ("点", "时") and rest[:2] != "时间" and rest[:2] != "时段":
        return _hour(text, at, unit_at + 1, number)
    if rest[:1] == "月":
        return _month(text, at, unit_at + 1, number)
    if rest[:1] == "年" and len(text[at:end]) == 4:
        return _year(text, at, unit_at + 1, number)
    if rest[:1] in ("日", "号") and text[at].isdigit():
        return Token(TokenKind.DATE, (0, 0, number), text[at : unit_at + 1])
    return _bare(text, at, end, number, before)


def _bare(text: str, at: int, end: int, number: int, before: list[Token]) -> Token | None:
    if text[at].isdigit():
        special = word_at(text, at)
        if special.kind is not TokenKind.UNKNOWN and len(special.text) > end - at:
            return special
        return Token(TokenKind.NUMBER, number, text[at:end], long=end - at == 4)
    if before and before[-1].kind is TokenKind.HALF and end - at <= 2:
        return Token(TokenKind.NUMBER, number, text[at:end])
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
        elif (
            after - end >= 2
            and (text[end].isdigit() or value >= 10)
            and follower not in ("点", "时", ":", "月")
        ):
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
        return Token(TokenKind.UNKNOWN, text[at:end], text[at:end])
    return _month(text, at, after + 1, month, year)
