"""Times of last entry and tickets, which close nothing."""

from stations.hours.phrases.items.cursor import Cursor
from stations.hours.phrases.items.time_items import times_of_span
from stations.hours.phrases.tokens.token_words import TokenKind

LIST_MARKS = (TokenKind.AND, TokenKind.COMMA)


def time_of_last_entry(cursor: Cursor) -> bool:
    """16:00停止入馆, 下午16:00后停止入馆; several in a row."""
    if not _one_time(cursor):
        return False
    cursor.take(TokenKind.AFTER, TokenKind.BEFORE)
    if cursor.kind() is not TokenKind.UNTIL:
        return False
    return _several_last_entries(cursor)


def _several_last_entries(cursor: Cursor) -> bool:
    cursor.take(TokenKind.UNTIL)
    while cursor.trying(_one_more_last_entry):
        continue
    return True


def last_entry_at_time(cursor: Cursor) -> bool:
    if not cursor.take(TokenKind.UNTIL):
        return False
    while (
        cursor.kind() is TokenKind.FILL or cursor.text() == ":" or cursor.kind() is TokenKind.UNTIL
    ):
        cursor.at += 1
    if not _one_time(cursor) or cursor.kind() is TokenKind.DASH:
        return False
    cursor.take(TokenKind.BEFORE, TokenKind.AFTER)
    return True


def last_entry_before_closing(cursor: Cursor) -> bool:
    """闭馆前30分钟停止入馆, 提前半小时清场"""
    cursor.take(TokenKind.CLOSED, TokenKind.OPEN)
    early = cursor.take(TokenKind.BEFORE)
    if not cursor.take(TokenKind.DURATION):
        return False
    early = cursor.take(TokenKind.BEFORE) or early
    return early and cursor.kind() is TokenKind.UNTIL and _several_last_entries(cursor)


def ticket_hours(cursor: Cursor) -> bool:
    if not cursor.take(TokenKind.TICKETS):
        return False
    while cursor.kind() is TokenKind.FILL or cursor.text() == ":":
        cursor.at += 1
    found = times_of_span(cursor)
    while found and cursor.trying(_one_more_span):
        continue
    return bool(found) or _one_time(cursor)


def _one_more_last_entry(cursor: Cursor) -> bool:
    cursor.take(*LIST_MARKS)
    return cursor.take(TokenKind.UNTIL)


def _one_more_span(cursor: Cursor) -> bool:
    return cursor.take(*LIST_MARKS) and bool(times_of_span(cursor))


def _one_time(cursor: Cursor) -> bool:
    cursor.take(TokenKind.HALF)
    return cursor.take(TokenKind.TIME)
