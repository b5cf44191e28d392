"""Days named and excepted in tokens."""

from stations.hours.phrases.items.cursor import Cursor
from stations.hours.phrases.items.item import BOTH, HALVES, PLAIN, ItemKind, PhraseItem
from stations.hours.phrases.minutes import Minutes
from stations.hours.phrases.reading_rule import Lost
from stations.hours.phrases.tokens.day_codes import (
    ALL_DAYS,
    EVERY_OTHER,
    PERHAPS_LAST,
    PH,
    REST,
    WORKING,
    Code,
    is_week,
)
from stations.hours.phrases.tokens.token_words import TokenKind

LINKS = ("遇", "逢", "如遇", "若遇", "为", "是", "的", "如", "若", "每逢")
HOLIDAYS = ("元旦", "春节", "清明", "五一", "端午", "中秋", "国庆")
VACATIONS = ("SH", "SH-winter", "SH-summer")
LUNAR = ("除夕", "初一", "初二", "初三", "初四", "初五", "初六", "初七")
LIST_MARKS = (TokenKind.AND, TokenKind.COMMA)
LISTING = (TokenKind.DAYS, TokenKind.AND, TokenKind.COMMA, TokenKind.DASH, TokenKind.FILL)
VERBS = (TokenKind.EXCEPTED, TokenKind.CLOSED, TokenKind.NOTICE, TokenKind.POSTPONE)
DAY_OFF = "调休"
"""A weekday that is off for a weekend day worked; the calendar has it among the holidays."""


def named_days(cursor: Cursor) -> bool:
    cursor.both = False
    plain = PLAIN if cursor.text() == PLAIN else ""
    codes = _without_days_off(day_list(cursor))
    if codes:
        text = BOTH if cursor.both else plain
        cursor.items.append(PhraseItem(what=ItemKind.DAYS, codes=codes, text=text))
    return bool(codes)


def day_list(cursor: Cursor) -> tuple[Code, ...]:
    if cursor.text() in ("全年", "常年") and cursor.kind(1) is TokenKind.DAYS:
        cursor.at += 1
    codes = _day_range(cursor)
    while codes:
        before = cursor.at
        apart = cursor.kind() is not TokenKind.AND
        marked = cursor.take(*LIST_MARKS)
        linked = False
        while cursor.take(TokenKind.FILL):
            linked = linked or cursor.text(-1) in LINKS
            marked = marked or cursor.text(-1) == "等"
        more = _day_range(cursor) if cursor.text(-1) != ":" else ()
        turned = not marked and not linked and _turns(cursor, codes, more)
        if not more or turned or _has_verb_alone(cursor, codes, listed=not apart):
            cursor.at = before
            break
        if marked or not _overlap(codes, more, linked=linked):
            codes = codes + tuple(code for code in more if code not in codes)
        else:
            codes = _narrowed(cursor, codes, more)
    return codes


def _turns(cursor: Cursor, codes: tuple[Code, ...], more: tuple[Code, ...]) -> bool:
    """9:00-17:00 周一至周五 周六日 10:00-16:00: the first days belong to what is before."""
    hours = bool(cursor.items) and cursor.items[-1].what in (ItemKind.SPANS, ItemKind.ALWAYS)
    apart = hours and not any(item.what is ItemKind.DAYS for item in cursor.items)
    weekdays = all(isinstance(code, int) for code in (*codes, *more))
    return (
        apart and weekdays and cursor.kind() in (TokenKind.TIME, TokenKind.NUMBER, TokenKind.HALF)
    )


def _behind_each_span(cursor: Cursor) -> bool:
    """9:00-17:00 周二至周五，10:00-16:00 周末，节假日除外: each span has its days behind it."""
    items = cursor.items
    spans = [at for at, item in enumerate(items) if item.what is ItemKind.SPANS]
    named = [at for at in spans[:-1] if items[at + 1].what is ItemKind.DAYS]
    return bool(spans[1:]) and spans[-1] == len(items) - 1 and named == spans[:-1]


def _listed_by_and(cursor: Cursor) -> bool:
    """Whether the days just before the last mark have 、 between them."""
    behind = -1
    while cursor.kind(behind) in LISTING and cursor.at + behind >= 0:
        if cursor.kind(behind) is TokenKind.AND:
            return True
        behind -= 1
    return False


def _narrowed(cursor: Cursor, codes: tuple[Code, ...], more: tuple[Code, ...]) -> tuple[Code, ...]:
    """周一遇法定节假日: a holiday that is a Monday. 春节除夕: the eve. 国庆假期: 国庆."""
    if more[0] in LUNAR or (codes == (PH,) and more[0] in HOLIDAYS):
        return more
    if codes[0] in HOLIDAYS and more[0] in ("假期", "黄金周", PH):
        return codes
    both = {*codes, *more}
    if more == ALL_DAYS:
        # 暑假期间每天
        return codes
    if codes == (REST,) and all(isinstance(code, int) for code in more):
        # 平时周二至周日
        return more
    if codes[0] in VACATIONS and all(isinstance(code, int) for code in more):
        cursor.both = True
        return codes
    if both == {0, 1, 2, 3, 4, WORKING}:
        return (WORKING,)
    if "PH" not in both or len(codes) + len(more) > 2:
        raise Lost
    cursor.both = True
    return ("PH",)


def _has_verb_alone(cursor: Cursor, codes: tuple[Code, ...], *, listed: bool) -> bool:
    """周二至周日，周一闭馆; 周一至周五、节假日除外: the verb is that of the later days alone.

    `listed` days, with 、 between them, share 除外 unless they are a week of work.
    """
    weekdays = sum(isinstance(code, int) for code in codes)
    most = is_week(codes)
    ahead = 0
    while cursor.kind(ahead) in LISTING:
        ahead += 1
    if weekdays > 2 and not most and cursor.kind(ahead) is TokenKind.EXCEPTED:
        # 周一、周三、周五，节假日除外: a comma after other marks ends the list.
        if listed or not _listed_by_and(cursor):
            raise Lost
        return True
    if listed:
        return most and cursor.kind(ahead) is TokenKind.EXCEPTED
    if cursor.kind(ahead) is TokenKind.EXCEPTED and _behind_each_span(cursor):
        return True
    if cursor.kind() in (
        TokenKind.CLOSED,
        TokenKind.OPEN,
        TokenKind.FILL,
        TokenKind.LEFT,
        TokenKind.HALF,
    ):
        return len(codes) > 2 or (most and cursor.kind() is TokenKind.CLOSED)
    return most and cursor.kind(ahead) in VERBS


def _day_range(cursor: Cursor) -> tuple[Code, ...]:
    if cursor.kind() is TokenKind.NTH:
        return _nth_day(cursor)
    codes = _one_day(cursor)
    if not codes:
        return ()
    before = cursor.at
    while cursor.take(TokenKind.FILL):
        continue
    if len(codes) == 1 and cursor.take(TokenKind.DASH):
        while cursor.take(TokenKind.FILL):
            continue
        last = _one_day(cursor)
        whole = _between(codes[0], last[0]) if len(last) == 1 else ()
        if whole:
            return whole
    cursor.at = before
    return codes


def _one_day(cursor: Cursor) -> tuple[Code, ...]:
    if cursor.kind() is not TokenKind.DAYS:
        return ()
    codes = cursor.value()
    assert isinstance(codes, tuple)  # noqa: S101 - DAYS tokens hold tuples
    cursor.at += 1
    if codes[0] in HOLIDAYS and cursor.text() in ("当天", "当日"):
        # The day itself moves from year to year.
        raise Lost
    return codes


def _nth_day(cursor: Cursor) -> tuple[Code, ...]:
    which = cursor.value()
    if cursor.kind(1) is not TokenKind.DAYS:
        raise Lost
    cursor.at += 1
    codes = _one_day(cursor)
    if not which:
        # 每月第一周周一: the week's Monday may be one of the month before.
        if not all(isinstance(code, int) for code in codes):
            raise Lost
        return tuple((EVERY_OTHER, code) for code in codes if isinstance(code, int))
    numbers = which if isinstance(which, tuple) else (which,)
    if codes == (WORKING,) and which == -1:
        return tuple((PERHAPS_LAST, day) for day in range(5))
    if not all(isinstance(code, int) for code in codes):
        raise Lost
    return tuple(
        (number, code)
        for number in numbers
        for code in codes
        if isinstance(number, int) and isinstance(code, int)
    )


def except_days(cursor: Cursor) -> bool:
    """除法定节假日外, 除周一闭馆外, (除国家法定节假日)"""
    bare = cursor.text().startswith("不")
    if not cursor.take(TokenKind.EXCEPT):
        return False
    while cursor.take(TokenKind.FILL):
        continue
    codes = day_list(cursor)
    if not codes:
        return False
    while cursor.take(TokenKind.FILL):
        continue
    half = _half_excepted(cursor)
    cursor.take(TokenKind.CLOSED)
    outside = cursor.take(TokenKind.OUTSIDE, TokenKind.EXCEPTED)
    if not outside and not bare and cursor.kind() not in (TokenKind.COMMA, TokenKind.RIGHT):
        return False
    text = "" if bare else "除外" if outside else "除"
    codes = _without_days_off(codes)
    cursor.items.append(PhraseItem(what=ItemKind.EXCEPT, codes=codes, text=text, spans=half))
    if not bare:
        cursor.take(TokenKind.COMMA)
    return True


def days_excepted(cursor: Cursor) -> bool:
    """法定节假日除外"""
    codes = day_list(cursor)
    if not codes:
        return False
    while cursor.take(TokenKind.FILL):
        continue
    half = _half_excepted(cursor)
    if not cursor.take(TokenKind.EXCEPTED):
        return False
    cursor.items.append(
        PhraseItem(what=ItemKind.EXCEPT, codes=_without_days_off(codes), spans=half)
    )
    return True


def _half_excepted(cursor: Cursor) -> Minutes:
    """除周三下午外, 周一上午除外"""
    half = str(cursor.value()) if cursor.kind() is TokenKind.HALF else ""
    if half not in HALVES or cursor.kind(1) not in (TokenKind.OUTSIDE, TokenKind.EXCEPTED):
        return ()
    cursor.at += 1
    return (HALVES[half],)


def days_included(cursor: Cursor) -> bool:
    """（含节假日）"""
    codes = day_list(cursor) if cursor.take(TokenKind.INCLUDING) else ()
    if codes:
        cursor.items.append(PhraseItem(what=ItemKind.INCLUDING, codes=codes))
    return bool(codes)


def _without_days_off(codes: tuple[Code, ...]) -> tuple[Code, ...]:
    """节假日、调休: the days off of the arrangement are among the holidays."""
    return tuple(c for c in codes if c != DAY_OFF) if "PH" in codes else codes


def _overlap(codes: tuple[Code, ...], more: tuple[Code, ...], *, linked: bool) -> bool:
    """Whether two groups without a mark between them mean the days that are both."""
    days = {code for code in (*codes, *more) if isinstance(code, int)}
    named = {code for code in (*codes, *more) if isinstance(code, str)}
    if not named:
        return False
    if not days and not linked and PH in named:
        # 节假日春节休息, 春节法定节假日休息: of the holidays that one alone.
        return codes == (PH,) or (more == (PH,) and len(codes) == 1)
    if not days:
        return more[0] in ("假期", "黄金周") or (more[0] in LUNAR and codes[0] not in LUNAR)
    return linked or not days <= {5, 6}


def _between(first: Code, last: Code) -> tuple[Code, ...]:
    if isinstance(first, int) and isinstance(last, int):
        return tuple((first + step) % 7 for step in range((last - first) % 7 + 1))
    if first in LUNAR and last in LUNAR and LUNAR.index(str(first)) < LUNAR.index(str(last)):
        return LUNAR[LUNAR.index(str(first)) : LUNAR.index(str(last)) + 1]
    return ()
