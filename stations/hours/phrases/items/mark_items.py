"""Verbs, marks, lengths and unknown words in tokens."""

from stations.hours.phrases.items.cursor import Cursor
from stations.hours.phrases.items.date_items import PERIODS
from stations.hours.phrases.items.day_items import day_list
from stations.hours.phrases.items.item import Item, What
from stations.hours.phrases.tokens.vocabulary import Kind

VERBS = {
    Kind.CLOSED: What.CLOSED,
    Kind.OPEN: What.OPEN,
    Kind.ALWAYS: What.ALWAYS,
    Kind.NOTICE: What.NOTICE,
    Kind.POSTPONE: What.POSTPONE,
    Kind.EXTRA: What.EXTRA,
    Kind.STAFFED: What.STAFFED,
    Kind.ALONE: What.ALONE,
    Kind.REALLY: What.REALLY,
    Kind.ACTIVITY: What.ACTIVITY,
}
MARKS = {Kind.STRONG: What.STRONG, Kind.LEFT: What.LEFT, Kind.RIGHT: What.RIGHT}
SAME = {"同", "同上", "同样", "亦同", "相同", "一致", "同此", "时间相同", "时间一致"}


def same_as_before(cursor: Cursor) -> bool:
    """节假日同, 节假日同周末: hours told before."""
    days = bool(cursor.items) and cursor.items[-1].what is What.DAYS
    if not days or cursor.text() not in SAME or not cursor.take(Kind.UNKNOWN):
        return False
    codes = day_list(cursor) if cursor.text(-1) == "同" else ()
    if cursor.kind() not in (None, Kind.COMMA, Kind.STRONG, Kind.RIGHT):
        return False
    cursor.items.append(Item(what=What.SAME, codes=codes))
    return True


def verb(cursor: Cursor) -> bool:
    """闭馆, 开放, 24小时, 另行通知, 有人值守"""
    return _one(cursor, VERBS)


def mark(cursor: Cursor) -> bool:
    """Brackets, and marks that end a sentence."""
    return _one(cursor, MARKS)


def _one(cursor: Cursor, kinds: dict[Kind, What]) -> bool:
    kind, text = cursor.kind(), cursor.text()
    if kind is None or kind not in kinds or not cursor.take(kind):
        return False
    cursor.items.append(Item(what=kinds[kind], text=text))
    return True


def comma(cursor: Cursor) -> bool:
    text = cursor.text()
    if not cursor.take(Kind.COMMA, Kind.AND):
        return False
    cursor.items.append(Item(what=What.COLON if text == ":" else What.COMMA, text=text))
    return True


def unknown_word(cursor: Cursor) -> bool:
    """Perhaps the name of a part of the place; see part_names.py."""
    text = cursor.text()
    if not cursor.take(Kind.UNKNOWN):
        return False
    if cursor.kind() is Kind.FILL and cursor.text() in PERIODS:
        # 高温期间: a time that no table holds.
        text += cursor.text()
        cursor.at += 1
    cursor.items.append(Item(what=What.WORDS, text=text))
    if cursor.take(Kind.EXCEPTED):
        # 上课期间除外: shut then.
        cursor.items.append(Item(what=What.CLOSED, text=cursor.text(-1)))
    return True


def duration(cursor: Cursor) -> bool:
    """服务8小时"""
    length = cursor.value() if cursor.kind() is Kind.DURATION else None
    if not isinstance(length, int) or not cursor.take(Kind.DURATION):
        return False
    cursor.items.append(Item(what=What.DURATION, open_from=length))
    return True


def half_day(cursor: Cursor) -> bool:
    """周一下午闭馆"""
    if cursor.kind() is not Kind.HALF or cursor.kind(1) is Kind.TIME:
        return False
    cursor.items.append(Item(what=What.HALF_DAY, text=str(cursor.value())))
    return cursor.take(Kind.HALF)


def filler(cursor: Cursor) -> bool:
    """Words that bear on no time: 开放时间, 每逢, 均为."""
    really = any(token.kind is Kind.REALLY for token in cursor.tokens)
    return cursor.take(Kind.FILL) or (really and cursor.take(Kind.AFTER))
