"""Days that are named as open: with hours of their own, or with those of other days."""

from dataclasses import replace
from itertools import pairwise

from stations.hours.phrases.items.item import BOTH, ItemKind
from stations.hours.phrases.reading_rule import Lost
from stations.hours.phrases.statements.closing_statements import make_up_days
from stations.hours.phrases.statements.context import Context, NamedDays
from stations.hours.phrases.statements.statement import Says, Statement, perhaps
from stations.hours.phrases.tokens.day_codes import (
    ALL_DAYS,
    MAKE_UP,
    PH,
    REST,
    WORKING,
    Code,
)
from stations.hours.phrases.tokens.token_words import AS_USUAL, UNBROKEN

HOURS = (ItemKind.SPANS, ItemKind.ALWAYS, ItemKind.START)
WEEKEND = frozenset((5, 6))
FIVE_DAYS = 5
"""As many days named as open are a week of work: the others are shut."""


def days_open(days: NamedDays) -> bool:
    """节假日正常开放, or 周二至周日开放 9:00-17:00 where the hours follow."""
    if days.following is not ItemKind.OPEN or days.direct is not ItemKind.OPEN:
        return False
    if days.text == BOTH and str(days.codes[0]).startswith("SH"):
        # 寒暑假周一照常开放: on which of its days of rest is open, the expression cannot tell.
        days.context.at += days.ahead
        days.context.state(Statement(says=Says.INCLUDED, codes=days.codes))
        return True
    told = bool(days.context.said) and days.context.last != Says.HOURS
    if days.codes == (REST,) and told:
        # 周五14:00-17:00闭馆，其他时间照常
        days.context.at += days.ahead
        return True
    if MAKE_UP.issuperset(days.codes) and days.context.said:
        days.context.at += days.ahead
        return make_up_days(days.context)
    _open_days(days.context, days.codes, days.ahead)
    if days.exception:
        # 节假日除春节外正常开放
        days.context.state(Statement(says=Says.CLOSED, codes=days.exception.codes))
    return True


def _open_days(context: Context, codes: tuple[Code, ...], ahead: int) -> None:
    """节假日正常开放, or 周二至周日开放 9:00-17:00 where the hours follow."""
    mark = context.what(ahead + 1)
    word = context.items[context.at + ahead].text
    told = ahead + (2 if mark in (ItemKind.COLON, ItemKind.COMMA, ItemKind.LEFT) else 1)
    direct = context.what(told) in HOURS
    as_usual = direct and _as_on_other_days(context, codes, ahead, told)
    apart = mark in (ItemKind.COMMA, ItemKind.LEFT)
    later = _hours_after(context, told)
    elsewhere = context.hours_said() or later
    fresh = context.scope is not None and not context.scope_spoke and word not in AS_USUAL
    own = not apart or (elsewhere and (fresh or _has_own_hours(context, codes, later=later)))
    context.at += ahead
    if direct and own and not as_usual:
        context.days, context.days_outer = codes, False
        return
    if apart and not elsewhere and not context.said and not as_usual:
        context.days, context.days_outer = codes, True
        return
    if set(codes) == set(ALL_DAYS) and not context.part:
        context.last_at = context.at if context.hours_said() else context.last_at
        context.prefix_exception(Says.CLOSED)
        return
    if context.scope is not None and not context.scope_spoke and (direct or later):
        # 7-8月周一照常开放，9:00-17:00: whether these months have the hours alone is not said.
        raise Lost
    unnamed = _hours_after(context, told, named=False)
    if direct or unnamed or not _only_open_on(context, codes, word=word, later=later):
        context.state(Statement(says=Says.OPEN, codes=codes))
    context.prefix_exception(Says.CLOSED)


def _only_open_on(context: Context, codes: tuple[Code, ...], *, word: str, later: bool) -> bool:
    """9:00-17:00（周二至周日开放）: the hours before are those of the days named as open.

    Where that is not sure, 9:00-17:00（周末开放）, other days have them perhaps.
    """
    week = {code for code in codes if isinstance(code, int)}
    most = WORKING in codes or FIVE_DAYS <= len(week) < len(ALL_DAYS)
    few = 0 < len(week) < FIVE_DAYS and not later and word not in AS_USUAL
    bare = all(s.says is Says.HOURS and not s.codes for s in context.said)
    if not context.said or not bare or context.part or word in UNBROKEN or not (most or few):
        return False
    sure = most and (later or word not in AS_USUAL)
    others = () if sure else tuple(day for day in ALL_DAYS if day not in week)
    told = [replace(statement, codes=codes) for statement in context.said]
    context.said = [*told, *(perhaps(statement, others) for statement in told if others)]
    context.last, context.last_at = Says.HOURS.value, context.at
    return True


def _hours_after(context: Context, told: int, *, named: bool = True) -> bool:
    """Whether there are hours to come of other days than holidays.

    Not `named`: hours that no days are told of.
    """
    days: set[Code] = {0} if named else set()
    first = context.at + told + 1
    for item, behind in pairwise([*context.items[first:], None]):
        if item is None:
            break
        days = set(item.codes) if item.what is ItemKind.DAYS else days
        if item.what is ItemKind.CLOSED and not named:
            days = set()
        weekly = bool(days & {*ALL_DAYS, REST, WORKING}) if named else not days
        shut = behind is not None and behind.what is ItemKind.CLOSED
        if weekly and not shut and item.what in (ItemKind.SPANS, ItemKind.ALWAYS):
            return True
    return False


def _has_own_hours(context: Context, codes: tuple[Code, ...], *, later: bool) -> bool:
    """周一至周五9:00-18:00，周末不打烊，10:00-16:00: each group of days has hours."""
    first = later and not context.said and set(codes) != set(ALL_DAYS)
    return first or not set(codes).intersection(context.days or codes)


def _as_on_other_days(context: Context, codes: tuple[Code, ...], ahead: int, told: int) -> bool:
    """周一照常开放，9:00-17:00: the only hours told are those of every day.

    周末正常营业 9:00-18:00 may tell those of weekends alone: then other days have them perhaps.
    """
    word = context.items[context.at + ahead].text
    week = {code for code in codes if isinstance(code, int)}
    only = not context.hours_said() and not _hours_after(context, told)
    named = all(isinstance(code, str) and not code.startswith("SH") for code in codes)
    every = codes == (PH,) or (named and not word.startswith("照常"))
    if every and only and word in UNBROKEN and context.what(ahead + 1) is ItemKind.COMMA:
        # 节假日照常，8:00-20:00
        context.days = ()
        return True
    if word not in AS_USUAL or not only or not 0 < len(week) < FIVE_DAYS:
        return False
    unmarked = context.what(ahead + 1) is not ItemKind.COLON
    few = len(week) <= len(WEEKEND)
    if unmarked and few and (word in UNBROKEN or not week & WEEKEND):
        context.days = ()
        return True
    context.others = tuple(day for day in ALL_DAYS if day not in week)
    return False
