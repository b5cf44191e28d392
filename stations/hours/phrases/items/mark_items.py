"""Verbs, marks, lengths and unknown words in tokens."""

from stations.hours.phrases.items.cursor import Cursor
from stations.hours.phrases.items.date_items import PERIODS
from stations.hours.phrases.items.day_items import day_list
from stations.hours.phrases.items.item import AT_NOON, ItemKind, PhraseItem
from stations.hours.phrases.tokens.token_words import TokenKind

VERBS = {
    TokenKind.CLOSED: ItemKind.CLOSED,
    TokenKind.OPEN: ItemKind.OPEN,
    TokenKind.ALWAYS: ItemKind.ALWAYS,
    TokenKind.NOTICE: ItemKind.NOTICE,
    TokenKind.POSTPONE: ItemKind.POSTPONE,
    TokenKind.EXTRA: ItemKind.EXTRA,
    TokenKind.STAFFED: ItemKind.STAFFED,
    TokenKind.ALONE: ItemKind.ALONE,
    TokenKind.REALLY: ItemKind.REALLY,
    TokenKind.ACTIVITY: ItemKind.ACTIVITY,
}
MARKS = {
    TokenKind.STRONG: ItemKind.STRONG,
    TokenKind.LEFT: ItemKind.LEFT,
    TokenKind.RIGHT: ItemKind.RIGHT,
}
SAME = {"同", "同上", "同样", "亦同", "相同", "一致", "同此", "时间相同", "时间一致"}


def same_as_before(cursor: Cursor) -> bool:
    """节假日同, 节假日同周末: hours told before."""
    days = bool(cursor.items) and cursor.items[-1].what is ItemKind.DAYS
    if not days or cursor.text() not in SAME or not cursor.take(TokenKind.UNKNOWN):
        return False
    codes = day_list(cursor) if cursor.text(-1) == "同" else ()
    if cursor.kind() not in (None, TokenKind.COMMA, TokenKind.STRONG, TokenKind.RIGHT):
        return False
    cursor.items.append(PhraseItem(what=ItemKind.SAME, codes=codes))
    return True


def verb(cursor: Cursor) -> bool:
    """闭馆, 开放, 24小时, 另行通知, 有人值守"""
    return _one(cursor, VERBS)


def mark(cursor: Cursor) -> bool:
    """Brackets, and marks that end a sentence."""
    return _one(cursor, MARKS)


def _one(cursor: Cursor, kinds: dict[TokenKind, ItemKind]) -> bool:
    kind, text = cursor.kind(), cursor.text()
    if kind is None or kind not in kinds or not cursor.take(kind):
        return False
    cursor.items.append(PhraseItem(what=kinds[kind], text=text))
    return True


def comma(cursor: Cursor) -> bool:
    text = cursor.text()
    if not cursor.take(TokenKind.COMMA, TokenKind.AND):
        return False
    cursor.items.append(
        PhraseItem(what=ItemKind.COLON if text == ":" else ItemKind.COMMA, text=text)
    )
    return True


def unknown_word(cursor: Cursor) -> bool:
    """Perhaps the name of a part of the place; see part_names.py."""
    text = cursor.text()
    if not cursor.take(TokenKind.UNKNOWN):
        return False
    if cursor.kind() is TokenKind.FILL and cursor.text() in PERIODS:
        # 高温期间: a time that no table holds.
        text += cursor.text()
        cursor.at += 1
    cursor.items.append(PhraseItem(what=ItemKind.WORDS, text=text))
    if cursor.take(TokenKind.EXCEPTED):
        # 上课期间除外: shut then.
        cursor.items.append(PhraseItem(what=ItemKind.CLOSED, text=cursor.text(-1)))
    return True


def duration(cursor: Cursor) -> bool:
    """服务8小时"""
    length = cursor.value() if cursor.kind() is TokenKind.DURATION else None
    if not isinstance(length, int) or not cursor.take(TokenKind.DURATION):
        return False
    cursor.items.append(PhraseItem(what=ItemKind.DURATION, open_from=length))
    return True


def half_day(cursor: Cursor) -> bool:
    """周一下午闭馆"""
    if cursor.kind() is not TokenKind.HALF or cursor.kind(1) is TokenKind.TIME:
        return False
    cursor.items.append(PhraseItem(what=ItemKind.HALF_DAY, text=str(cursor.value())))
    return cursor.take(TokenKind.HALF)


def filler(cursor: Cursor) -> bool:
    """Words that bear on no time: 开放时间, 每逢, 均为."""
    really = any(token.kind is TokenKind.REALLY for token in cursor.tokens)
    if cursor.kind(1) is TokenKind.CLOSED and cursor.text(1).startswith(AT_NOON):
        # （含午休12:00-13:00）
        return cursor.take(TokenKind.FILL, TokenKind.INCLUDING)
    return cursor.take(TokenKind.FILL) or (really and cursor.take(TokenKind.AFTER))
