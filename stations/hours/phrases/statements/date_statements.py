"""Statements about a part of the year."""

from dataclasses import replace
from datetime import date, timedelta

from stations.hours.osm.expression import MONTH_DAYS
from stations.hours.phrases.items.item import EVER, ItemKind, YearScope
from stations.hours.phrases.reading_rule import Lost
from stations.hours.phrases.statements.context import Context
from stations.hours.phrases.statements.statement import LONG_AGO, Says, Statement
from stations.hours.phrases.tokens.day_codes import ALL_DAYS, Code

WITH_A_VERB = (ItemKind.CLOSED, ItemKind.EXCEPT, ItemKind.OPEN, ItemKind.LEFT, ItemKind.NOTICE)
"""Days with one of these behind them have a sentence of their own."""


def first_date(context: Context) -> bool:
    """2026年5月1日起: what held before that day is not told."""
    scope = context.item.scope
    if not scope.dates or scope.dates[-1][1] != EVER:
        return False
    first = date(*scope.dates[0][0]) - timedelta(days=1)
    before = YearScope(dates=(((LONG_AGO, 1, 1), (first.year, first.month, first.day)),))
    if len(scope.dates) > 1 or any(s.scope and s.scope.dates for s in context.said):
        raise Lost
    context.said.append(Statement(says=Says.UNKNOWN, codes=ALL_DAYS, scope=before))
    return True


def dates_begun(context: Context) -> bool:
    """即日起至9月30日: when it began is not told."""
    scope = context.item.scope
    if not scope.begun:
        return False
    year, month = scope.dates[0][0][0], scope.dates[0][0][1] - 1
    if year:
        day = date(year, month + 1, 1) - timedelta(days=1)
        before = YearScope(dates=(((LONG_AGO, 1, 1), (day.year, day.month, day.day)),))
        context.said.append(Statement(says=Says.UNKNOWN, codes=ALL_DAYS, scope=before))
    elif month:
        before = YearScope(dates=(((0, 1, 1), (0, month, MONTH_DAYS[month - 1])),))
        context.said.append(Statement(says=Says.UNKNOWN, codes=ALL_DAYS, scope=before))
    return dates_behind_hours(context) or dates_before_hours(context)


def dates_behind_hours(context: Context) -> bool:
    """9:00-17:00，5月-9月"""
    if not behind_hours(context) and not _right_behind(context):
        return False
    qualify(context, codes=(), scope=context.item.scope)
    return True


def _right_behind(context: Context) -> bool:
    """9:00-17:00 5月-10月（12:00-13:00午休）: the dates are those of the hours before them."""
    hours = context.at > 0 and context.items[context.at - 1].what in (
        ItemKind.SPANS,
        ItemKind.ALWAYS,
    )
    breaks = [item.what for item in context.items[context.at + 1 : context.at + 4]]
    bracketed = breaks[:1] == [ItemKind.LEFT] and set(breaks[1:]) == {
        ItemKind.SPANS,
        ItemKind.CLOSED,
    }
    return hours and bracketed and context.last == Says.HOURS and context.said[-1].scope is None


def dates_before_hours(context: Context) -> bool:
    """5月-9月 9:00-17:00"""
    if context.scope is not None and not context.scope_told:
        raise Lost
    context.scope = context.item.scope
    context.scope_spoke = context.scope_told = False
    scoped = bool(context.said) and context.said[-1].scope is not None
    if context.days and not context.days_outer and scoped:
        context.days = ()
    return True


def behind_hours(context: Context) -> bool:
    """Whether days or dates here belong to the hours before them: nothing follows."""
    ahead = context.after_quiet()
    following = context.what(ahead)
    if following is None:
        return True
    if _dates_of_closing(context):
        return False
    if ItemKind.STRONG in {item.what for item in context.items[context.last_at + 1 : context.at]}:
        return False
    if following is ItemKind.EXCEPT:
        # 8:30-17:30，周一至周五，节假日除外: the days are those of the hours.
        return context.last == Says.HOURS and not context.said[-1].codes
    if following in (ItemKind.DAYS, ItemKind.SCOPE) and context.last == Says.HOURS:
        # Two groups of days in a row: the second one has a sentence of its own.
        closes = context.what(ahead + 1) in WITH_A_VERB
        direct = following is ItemKind.DAYS and ahead == 1
        closes = closes or (direct and context.what(2) is ItemKind.SPANS)
        return closes and not context.said[-1].codes
    return False


def _dates_of_closing(context: Context) -> bool:
    """9:00-17:00，11月-3月周一闭馆: the dates after the comma are those of the closing."""
    apart = context.at > 0 and context.items[context.at - 1].what in (
        ItemKind.COMMA,
        ItemKind.STRONG,
    )
    dated = context.items[context.at].what is ItemKind.SCOPE
    return (
        apart and dated and context.what(1) is ItemKind.DAYS and context.what(2) is ItemKind.CLOSED
    )


def qualify(context: Context, *, codes: tuple[Code, ...], scope: YearScope | None) -> None:
    """Give the hours just stated the days or dates that follow them."""
    if not context.said or context.said[-1].says is not Says.HOURS:
        raise Lost
    last = context.said[-1]
    if codes and scope is None and last.scope is None and not context.scope_told:
        # 9:00-17:00（6-9月，周一至周五）: dates before these days are of the hours too.
        scope = context.scope
        context.scope_told = context.scope_spoke = True
    if (codes and last.codes) or (scope and last.scope):
        raise Lost
    context.said[-1] = replace(last, codes=codes or last.codes, scope=scope or last.scope)
    context.last_at = context.at


def scope_of_hours(context: Context) -> YearScope | None:
    """Days named after the last of several seasons hold for all of them.

    "冬季 8:00-17:00 夏季 8:00-18:00 双休日 9:00-17:00": the last span has no season.
    """
    if context.scope is None or not context.scope_spoke or not context.days:
        return context.scope
    scopes = {s.scope for s in context.said if s.says is Says.HOURS and s.scope is not None}
    apart = {item.what for item in context.items[context.last_at + 1 : context.at]}
    if len(scopes) == 1 and ItemKind.STRONG in apart and not context.said[-1].codes:
        # "7月至8月 8:00-20:00；周六 9:00-17:00": of the year, or of these months?
        raise Lost
    unnamed = all(not s.codes for s in context.said if s.scope is not None)
    return YearScope() if len(scopes) > 1 and unnamed else context.scope
