"""Parts of the year in tokens."""

import re

from stations.hours.osm.expression import MONTH_DAYS
from stations.hours.phrases.items.cursor import Cursor
from stations.hours.phrases.items.item import EVER, ItemKind, PhraseItem, YearScope
from stations.hours.phrases.reading_rule import Lost
from stations.hours.phrases.tokens.token_words import TokenKind

PERIODS = ("期间", "时段", "当天", "当日", "开放日", "日")
CLAUSE_HEADS = (ItemKind.COMMA, ItemKind.STRONG, ItemKind.COLON, ItemKind.LEFT)
VERBS = (ItemKind.CLOSED, ItemKind.OPEN, ItemKind.SPANS, ItemKind.ALWAYS)
MIDDLES = {2: ((7, 15),), 8: ((1, 15),), 3: ((4, 15), (7, 15)), 12: ((10, 15), (1, 15))}
"""Days that a season has in it, wherever it begins and ends."""
SURE_MONTHS = 4
"""As long before its end a season that has begun already is taken to have begun."""

YEAR = re.compile(r"(20\d\d)年")
MONTHLY = ("每月", "每个月")
NEXT_YEAR = ("次年", "翌年", "来年", "第二年")
LIST_MARKS = (TokenKind.AND, TokenKind.COMMA)
AROUND_DATES = (TokenKind.COMMA, TokenKind.FILL, TokenKind.LEFT, TokenKind.RIGHT)


def season(cursor: Cursor) -> bool:
    """夏季, 春、秋季: a part of the year without dates."""
    found = _season(cursor)
    if found is not None:
        cursor.items.append(PhraseItem(what=ItemKind.SCOPE, scope=found))
    return found is not None


def dates(cursor: Cursor) -> bool:
    """5月1日至9月30日, 11月-次年3月"""
    found = year_part(cursor)
    if found is None:
        return False
    cursor.items.append(PhraseItem(what=ItemKind.SCOPE, scope=found))
    while cursor.text() in PERIODS and cursor.take(TokenKind.FILL):
        continue
    verbs = [item.what for item in cursor.items if item.what in VERBS]
    if cursor.kind() is TokenKind.EXCEPTED and verbs[-1:] != [ItemKind.CLOSED]:
        # 8:00-18:00（10月1日除外）: shut then.
        cursor.at += 1
        cursor.items.append(PhraseItem(what=ItemKind.CLOSED, text=cursor.text(-1)))
    return True


def last_date(cursor: Cursor) -> bool:
    """即日起至9月30日, 开放时间至9月30日: some months before it are sure."""
    fresh = not cursor.items or cursor.items[-1].what in CLAUSE_HEADS
    cursor.take(TokenKind.AFTER)
    if not fresh or not cursor.take(TokenKind.DASH) or cursor.kind() is not TokenKind.DATE:
        return False
    last = _date_point(cursor)
    if last is None or cursor.kind() in (TokenKind.DASH, TokenKind.AFTER):
        return False
    cursor.take(TokenKind.BEFORE)
    if last[1] < SURE_MONTHS:
        # It may have begun in the year before.
        raise Lost
    first = (last[0], last[1] - SURE_MONTHS + 1, 1)
    ends = (last[0], last[1], last[2] or MONTH_DAYS[last[1] - 1])
    cursor.items.append(
        PhraseItem(what=ItemKind.SCOPE, scope=YearScope(dates=((first, ends),), begun=True))
    )
    return True


def words_of_dates(cursor: Cursor) -> bool:
    """高温期间（6月15日-9月15日）, 供暖季（11月15日-3月15日）: the words name the dates."""
    fresh = not cursor.items or cursor.items[-1].what in (ItemKind.COMMA, ItemKind.STRONG)
    if fresh and cursor.kind(1) is TokenKind.UNKNOWN:
        # 冬季供暖期
        cursor.take(TokenKind.SEASON)
    year = YEAR.fullmatch(cursor.text())
    if year and fresh and cursor.kind(1) is TokenKind.DAYS:
        return _dated_vacation(cursor, int(year[1]))
    if cursor.kind() is not TokenKind.UNKNOWN or not fresh:
        return False
    name = cursor.text()
    period = name[-1] in "期季" or name.endswith("季节")
    cursor.at += 1
    while cursor.take(TokenKind.FILL):
        period = period or cursor.text(-1) in PERIODS
    if not period or not cursor.take(TokenKind.LEFT):
        return False
    while cursor.take(TokenKind.FILL):
        continue
    found = year_part(cursor)
    if found is None or not cursor.take(TokenKind.RIGHT):
        return False
    cursor.items.append(PhraseItem(what=ItemKind.SCOPE, scope=found, text=name))
    return True


def _dated_vacation(cursor: Cursor, year: int) -> bool:
    """2026年暑期（7月1日-8月31日）: the dates are those of one year."""
    cursor.at += 2
    while cursor.take(TokenKind.FILL):
        continue
    found = year_part(cursor) if cursor.take(TokenKind.LEFT) else None
    if found is None or not cursor.take(TokenKind.RIGHT) or any(f[0] for f, _ in found.dates):
        return False
    dates = tuple(
        ((year, *first[1:]), (year + (last[1:] < first[1:]), *last[1:]))
        for first, last in found.dates
    )
    cursor.items.append(PhraseItem(what=ItemKind.SCOPE, scope=YearScope(dates=dates)))
    return True


def _season(cursor: Cursor) -> YearScope | None:
    bits = 0
    while cursor.kind() is TokenKind.SEASON:
        value = cursor.value()
        bits |= value if isinstance(value, int) else 0
        cursor.at += 1
        if cursor.kind() is TokenKind.AND and cursor.kind(1) is TokenKind.SEASON:
            cursor.at += 1
        elif cursor.kind() is TokenKind.SEASON:
            raise Lost
    return YearScope(seasons=max(bits, 0)) if bits else None


def year_part(cursor: Cursor) -> YearScope | None:
    monthly = cursor.value() if cursor.kind() is TokenKind.DATE else None
    if cursor.text(-1) in MONTHLY and isinstance(monthly, tuple) and not monthly[1]:
        return _monthly(cursor)
    ranges: list[tuple[tuple[int, int, int], tuple[int, int, int]]] = []
    missing = False
    while True:
        before = cursor.at
        found = _date_range(cursor)
        if found is None:
            cursor.at = before - (1 if ranges and cursor.kind(-1) in LIST_MARKS else 0)
            break
        missing = missing or found[0] == (0, 0, 0)
        ranges.append(found)
        if _month_alone(cursor, -1) and _month_alone(cursor, 0):
            # 7月8月
            continue
        if not (cursor.kind() in LIST_MARKS and cursor.text() != ":"):
            break
        cursor.at += 1
    return YearScope(dates=tuple(ranges), first_missing=missing) if ranges else None


def _month_alone(cursor: Cursor, ahead: int) -> bool:
    value = cursor.value(ahead) if cursor.kind(ahead) is TokenKind.DATE else None
    return isinstance(value, tuple) and not value[0] and bool(value[1]) and not value[2]


def _monthly(cursor: Cursor) -> YearScope:
    """每月1日、15日: single days of every month."""
    days: list[int] = []
    while True:
        value = cursor.value() if cursor.kind() is TokenKind.DATE else None
        day = value[2] if isinstance(value, tuple) and not value[1] else 0
        if not 1 <= day <= 28:
            raise Lost
        days.append(day)
        cursor.at += 1
        if not (cursor.kind() is TokenKind.AND and cursor.kind(1) is TokenKind.DATE):
            break
        cursor.at += 1
    points = [(0, month, day) for month in range(1, 13) for day in days]
    return YearScope(dates=tuple((point, point) for point in points))


def _date_range(cursor: Cursor) -> tuple[tuple[int, int, int], tuple[int, int, int]] | None:
    first = _date_point(cursor)
    if first is None:
        return None
    cursor.take(TokenKind.AFTER)
    if cursor.take(TokenKind.DASH):
        while cursor.take(TokenKind.FILL):
            continue
        last = _date_point(cursor, follows=first)
        if last is None:
            return None
        if cursor.text() != "提前":
            cursor.take(TokenKind.BEFORE)
        return _completed(first, last)
    if cursor.kind(-1) is TokenKind.AFTER:
        return first, EVER
    return None if first == (0, 0, 0) else (first, first)


def _date_point(
    cursor: Cursor, follows: tuple[int, int, int] | None = None
) -> tuple[int, int, int] | None:
    kind = cursor.kind()
    if kind is TokenKind.DATE:
        value = cursor.value()
        assert isinstance(value, tuple)  # noqa: S101 - DATE tokens hold triples
        cursor.at += 1
        year, month, day = value
        if not month:
            if follows is None or not follows[1] or day > MONTH_DAYS[follows[1] - 1]:
                raise Lost
            return (follows[0], follows[1], day)
        if kind is TokenKind.DATE and not day and cursor.kind() is TokenKind.NUMBER:
            return _unfinished_day(cursor, year, month)
        return (year, month, day)
    if kind is TokenKind.YEAR_MONTH_GAP:
        cursor.at += 1
        return (0, 0, 0)
    return _number_as_month(cursor) or _dotted_date(cursor, ends=follows is not None)


def _unfinished_day(cursor: Cursor, year: int, month: int) -> tuple[int, int, int]:
    """5月1-7日: the day's own 日 comes later."""
    day = cursor.value()
    after = cursor.tokens[cursor.at + 2] if cursor.at + 2 < len(cursor.tokens) else None
    if cursor.kind(1) is not TokenKind.DASH or after is None or after.kind is not TokenKind.DATE:
        return (year, month, 0)
    assert isinstance(day, int)  # noqa: S101 - NUMBER tokens hold integers
    cursor.at += 1
    return (year, month, day)


def _number_as_month(cursor: Cursor) -> tuple[int, int, int] | None:
    """The 10 of 10-4月, the 6 of 6、7、8月."""
    number = cursor.value() if cursor.kind() is TokenKind.NUMBER else None
    if not isinstance(number, int) or not 1 <= number <= 12:
        return None
    ahead = 1
    while cursor.kind(ahead) in (TokenKind.DASH, TokenKind.AND, TokenKind.FILL, TokenKind.NUMBER):
        ahead += 1
    value = cursor.value(ahead) if cursor.kind(ahead) is TokenKind.DATE else None
    if ahead == 1 or not isinstance(value, tuple) or value[0] or not value[1] or value[2]:
        return None
    cursor.at += 1
    return (0, number, 0)


def _dotted_date(cursor: Cursor, *, ends: bool) -> tuple[int, int, int] | None:
    """4.1-10.31, when one of the two cannot be a time or the day has one digit.

    `ends` tells that it is the end of a stretch whose beginning is a date.
    """
    here = cursor.value() if cursor.kind() is TokenKind.DOTTED else None
    if not isinstance(here, tuple):
        return None
    near = [cursor.value(step) for step in (0, 2, -2) if cursor.kind(step) is TokenKind.DOTTED]
    pairs = [(pair[0], pair[1]) for pair in near if isinstance(pair, tuple)]
    times = all(len(minute) == 2 and hour <= 24 and int(minute) < 60 for hour, minute in pairs)
    dates = all(1 <= month <= 12 and 1 <= int(day) <= 31 for month, day in pairs)
    of_season = _is_of_season(cursor) if times and dates else None
    times = times and not (ends or of_season)
    if times or not dates:
        if times and dates and of_season is None:
            raise Lost
        return None
    cursor.at += 1
    return (0, here[0], int(here[1]))


def _is_of_season(cursor: Cursor) -> bool | None:
    """冬季（11.15-3.15）8:00-17:00: dates that have the middle of the season in them, and hours.

    Around no middle, as 夏季8.30-11.30, they are times. None: it may be either.
    """
    far = 3 if cursor.kind(2) is TokenKind.FILL else 2
    if (cursor.kind(1), cursor.kind(far)) != (TokenKind.DASH, TokenKind.DOTTED):
        return None
    if cursor.text(2) in NEXT_YEAR:
        return True
    before, behind = -1, far + 1
    while cursor.kind(before) in AROUND_DATES:
        before -= 1
    while cursor.kind(behind) in AROUND_DATES:
        behind += 1
    season = cursor.value(before) if cursor.kind(before) is TokenKind.SEASON else None
    middles = MIDDLES.get(season) if isinstance(season, int) else None
    if middles is None:
        return None
    first, last = _month_and_day(cursor.value()), _month_and_day(cursor.value(far))
    within = [
        first <= day <= last if first <= last else (day >= first or day <= last) for day in middles
    ]
    hours = cursor.kind(behind) in (TokenKind.TIME, TokenKind.ALWAYS)
    return (hours or None) if all(within) else False


def _month_and_day(value: object) -> tuple[int, int]:
    assert isinstance(value, tuple)  # noqa: S101 - DOTTED tokens hold pairs
    return value[0], int(value[1])


def _completed(
    first: tuple[int, int, int], last: tuple[int, int, int]
) -> tuple[tuple[int, int, int], tuple[int, int, int]]:
    """Years on both ends or on none."""
    if first[0] and not last[0]:
        year = first[0] + (1 if last[1:] < first[1:] else 0)
        return first, (year, last[1], last[2])
    if last[0] and not first[0]:
        raise Lost
    return first, last
