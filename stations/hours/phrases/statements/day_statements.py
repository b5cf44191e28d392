"""Statements about the days just named."""

from dataclasses import replace

from stations.hours.phrases.items.item import BOTH, HALVES, PLAIN, ItemKind, PhraseItem, YearScope
from stations.hours.phrases.reading_rule import Lost
from stations.hours.phrases.statements.context import Context, NamedDays
from stations.hours.phrases.statements.date_statements import behind_hours, qualify
from stations.hours.phrases.statements.statement import BESIDES, Says, Statement
from stations.hours.phrases.tokens.day_codes import ALL_DAYS, REST, Code, is_week

HOURS = (ItemKind.SPANS, ItemKind.ALWAYS, ItemKind.START)
BEFORE_HOURS = (*HOURS, ItemKind.SCOPE, ItemKind.EXTENDED, ItemKind.SHIFTED, ItemKind.END)
WEEKEND = frozenset((5, 6))


def named_days(context: Context) -> NamedDays:
    """The days at this place; an exception that belongs to them alone is passed over."""
    codes = context.item.codes
    context.others = ()
    exception = context.peek(2) if context.what(1) is ItemKind.LEFT else None
    if exception and exception.what is ItemKind.EXCEPT and context.what(3) is ItemKind.RIGHT:
        context.at += 3
    elif context.what(1) is ItemKind.EXCEPT:
        exception = context.peek(1)
        context.at += 1
    elif _excepted_before_hours(context):
        exception = context.peek(2)
        context.at += 2
    else:
        exception = None
    more = context.peek(2)
    if exception and context.what(1) is ItemKind.COMMA and more and more.what is ItemKind.DAYS:
        # "每周一（节假日除外）及除夕闭馆": one closing of several days.
        if context.what(3) is not ItemKind.CLOSED:
            raise Lost
        codes = (*codes, *more.codes)
        context.at += 2
    return _with_what_follows(context, codes, exception)


def _excepted_before_hours(context: Context) -> bool:
    """周一至周五，节假日除外，8:30-17:30"""
    marked = context.what(1) in (ItemKind.COMMA, ItemKind.STRONG)
    excepted = marked and context.what(2) is ItemKind.EXCEPT
    hours = context.what(context.after_quiet(3)) in HOURS
    return excepted and hours and not (context.hours_said() and behind_hours(context))


def _with_what_follows(
    context: Context, codes: tuple[Code, ...], exception: PhraseItem | None
) -> NamedDays:
    ahead = context.after_quiet(also=BESIDES)
    direct = context.what(1)
    if context.item.text == BOTH and direct not in (ItemKind.OPEN, ItemKind.POSTPONE):
        raise Lost
    return NamedDays(
        context=context,
        codes=codes,
        text=context.item.text,
        exception=exception,
        direct=direct,
        ahead=ahead,
        following=context.what(ahead),
    )


def days_shut(days: NamedDays) -> bool:
    """周一闭馆, 周一（闭馆）"""
    context = days.context
    direct, ahead = days.direct, days.ahead
    bracketed = direct is ItemKind.LEFT and ahead == 2 and context.what(3) is ItemKind.RIGHT
    near = direct in (ItemKind.CLOSED, ItemKind.COLON) or bracketed
    if days.following is not ItemKind.CLOSED or not near:
        return False
    inner = context.at > 0 and context.items[context.at - 1].what is ItemKind.LEFT
    kinds = {isinstance(code, int) for code in days.codes}
    if inner and context.last == Says.HOURS and len(kinds) > 1 and context.unclear_days():
        # …（周一至周五），10:00-16:00（周末，节假日休息）: the hours of the weekend, perhaps.
        raise Lost
    # 春节放假期间另行通知: the closing itself is told elsewhere.
    elsewhere = context.what(ahead + 1) is ItemKind.NOTICE
    says = Says.UNKNOWN if elsewhere else Says.CLOSED
    context.state(Statement(says=says, codes=days.codes))
    context.at += ahead + (1 if elsewhere else 0)
    context.last_at = context.at
    if days.exception:
        context.state(Statement(says=Says.OPEN, codes=days.exception.codes))
    context.prefix_exception(Says.OPEN)
    return True


def days_as_others(days: NamedDays) -> bool:
    """9:00-17:00（节假日同）, 节假日同周末: the hours last told, or those of the days named."""
    context = days.context
    if days.direct is not ItemKind.SAME:
        return False
    alike = context.items[context.at + 1].codes
    told = [s for s in context.said if s.says is Says.HOURS]
    if alike:
        exact = [s for s in told if set(alike) == set(s.codes)]
        told = exact or [s for s in told if set(alike) <= set(s.codes or ALL_DAYS)]
    bracketed = context.at > 0 and context.items[context.at - 1].what is ItemKind.LEFT
    if not told or (len(told) > 1 and not bracketed) or told[-1].scope != context.scope:
        raise Lost
    context.at += 1
    context.state(replace(told[-1], codes=days.codes))
    return True


def days_told_elsewhere(days: NamedDays) -> bool:
    """周六周日预约开放; with hours behind it, it is a condition on these hours."""
    context = days.context
    if days.direct is not ItemKind.NOTICE:
        return False
    ahead = 2
    while context.what(ahead) in (ItemKind.OPEN, ItemKind.COLON):
        ahead += 1
    context.at += ahead - 1
    if context.what(1) in (ItemKind.SPANS, ItemKind.ALWAYS):
        context.days, context.days_outer = days.codes, False
    else:
        context.state(Statement(says=Says.UNKNOWN, codes=days.codes))
    return True


def half_day_shut(days: NamedDays) -> bool:
    """周一上午闭馆"""
    context = days.context
    if days.direct is not ItemKind.HALF_DAY:
        return False
    half = context.peek(1)
    if half is None or half.text not in HALVES or context.what(2) is not ItemKind.CLOSED:
        raise Lost
    context.state(Statement(says=Says.MINUS, codes=days.codes, spans=(HALVES[half.text],)))
    bracketed = context.items[context.at - 1].what is ItemKind.LEFT if context.at else False
    context.at += 2
    context.last_at = context.at
    rest = [item.what for item in context.items[context.at + 1 : context.at + 4]]
    if bracketed and rest == [ItemKind.COMMA, ItemKind.SPANS, ItemKind.RIGHT]:
        # （周四上午闭馆，14:00-18:00）: the hours of the other half.
        context.days = days.codes
    return True


def rest_of_year(days: NamedDays) -> bool:
    """7月1日-8月31日 9:00-20:00，其他日期 9:00-17:30: all days that are not in the dates."""
    context = days.context
    hours = [s for s in context.said if s.says is Says.HOURS]
    dated = all(s.scope is not None and s.scope.dates and not s.codes for s in hours)
    follow = days.codes == (REST,) and days.following in (ItemKind.SPANS, ItemKind.ALWAYS)
    if not follow or not hours or not dated:
        return False
    context.scope, context.days = YearScope(), ()
    return True


def days_postponed(days: NamedDays) -> bool:
    """周一闭馆，节假日顺延"""
    context = days.context
    if days.direct is not ItemKind.POSTPONE:
        return False
    closes = any(s.says is Says.CLOSED for s in context.said)
    says = Says.POSTPONED if closes else Says.UNKNOWN
    context.state(Statement(says=says, codes=days.codes))
    context.at += 1
    return True


def days_before_break(days: NamedDays) -> bool:
    """9:00-17:00周一至周五（12:00-13:00午休）: a week of work right behind the hours is theirs."""
    context, ahead = days.context, days.ahead
    behind = (
        context.items[context.at - 1].what in (ItemKind.SPANS, ItemKind.ALWAYS)
        if context.at
        else False
    )
    marked = context.at > 1 and context.items[context.at - 1].what is ItemKind.COMMA
    # 8:30-17:30，周一至周五（午休12:00-13:30）
    behind = behind or (marked and context.items[context.at - 2].what is ItemKind.SPANS)
    # An exception is one from hours, and from no break.
    behind = behind or days.exception is not None
    closed = ItemKind.CLOSED in (days.following, context.what(ahead + 1))
    breaks = ItemKind.SPANS in (days.following, context.what(ahead + 1))
    bare = context.hours_said() and not context.said[-1].codes
    if not (behind and bare and closed and breaks and is_week(days.codes)):
        return False
    qualify(context, codes=days.codes, scope=None)
    if days.exception:
        context.state(Statement(says=Says.CLOSED, codes=days.exception.codes))
    return True


def days_before_hours(days: NamedDays) -> bool:
    """周一至周五9:00-17:00"""
    context = days.context
    if days.following not in BEFORE_HOURS:
        return False
    context.days = days.codes
    context.days_outer = days.following is ItemKind.SCOPE
    named = {code for item in context.items for code in item.codes}
    if days.text == PLAIN and "PH" in named and not named & WEEKEND:
        context.others = tuple(WEEKEND)
    if days.exception:
        context.state(Statement(says=Says.CLOSED, codes=days.exception.codes))
    return True


def days_behind_hours(days: NamedDays) -> bool:
    """9:00-17:00，周一至周五"""
    context = days.context
    if not behind_hours(context):
        return False
    qualify(context, codes=days.codes, scope=None)
    if days.exception:
        context.state(Statement(says=Says.CLOSED, codes=days.exception.codes))
    return True
