"""Times of last entry and tickets, which close nothing."""

from stations.hours.phrases.items.cursor import Cursor
from stations.hours.phrases.items.time_items import times_of_span
from stations.hours.phrases.tokens.vocabulary import Kind

LIST_MARKS = (Kind.AND, Kind.COMMA)


def time_of_last_entry(cursor: Cursor) -> bool:
    """16:00停止入馆, 下午16:00后停止入馆; several in a row."""
    if not _one_time(cursor):
        return False
    cursor.take(Kind.AFTER, Kind.BEFORE)
    if cursor.kind() is not Kind.UNTIL:
        return False
    return _several_last_entries(cursor)


def _several_last_entries(cursor: Cursor) -> bool:
    cursor.take(Kind.UNTIL)
    while cursor.trying(_one_more_last_entry):
        continue
    return True


def last_entry_at_time(cursor: Cursor) -> bool:
    if not cursor.take(Kind.UNTIL):
        return False
    while cursor.kind() is Kind.FILL or cursor.text() == ":" or cursor.kind() is Kind.UNTIL:
        cursor.at += 1
    if not _one_time(cursor) or cursor.kind() is Kind.DASH:
        return False
    cursor.take(Kind.BEFORE, Kind.AFTER)
    return True


def last_entry_before_closing(cursor: Cursor) -> bool:
    """闭馆前30分钟停止入馆, 提前半小时清场"""
    cursor.take(Kind.CLOSED, Kind.OPEN)
    early = cursor.take(Kind.BEFORE)
    if not cursor.take(Kind.DURATION):
        return False
    early = cursor.take(Kind.BEFORE) or early
    return early and cursor.kind() is Kind.UNTIL and _several_last_entries(cursor)


def ticket_hours(cursor: Cursor) -> bool:
    if not cursor.take(Kind.TICKETS):
        return False
    while cursor.kind() is Kind.FILL or cursor.text() == ":":
        cursor.at += 1
    found = times_of_span(cursor)
    while found and cursor.trying(_one_more_span):
        continue
    return bool(found) or _one_time(cursor)


def _one_more_last_entry(cursor: Cursor) -> bool:
    cursor.take(*LIST_MARKS)
    return cursor.take(Kind.UNTIL)


def _one_more_span(cursor: Cursor) -> bool:
    return cursor.take(*LIST_MARKS) and bool(times_of_span(cursor))


def _one_time(cursor: Cursor) -> bool:
    cursor.take(Kind.HALF)
    return cursor.take(Kind.TIME)
