"""Statements that give hours."""

from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise

from stations.hours.osm.expression import DAY
from stations.hours.phrases.items.item import ItemKind, PhraseItem, YearScope
from stations.hours.phrases.minutes import Minutes, common, joined, without
from stations.hours.phrases.reading_rule import Lost
from stations.hours.phrases.statements.context import Context
from stations.hours.phrases.statements.date_statements import scope_of_hours
from stations.hours.phrases.statements.statement import Says, Statement, perhaps
from stations.hours.phrases.tokens.day_codes import ALL_DAYS, REST, Code, is_week

OWN_VERBS = (ItemKind.CLOSED, ItemKind.OPEN, ItemKind.SPANS, ItemKind.NOTICE)


def closed_span_alone(context: Context) -> bool:
    """0:00-5:00休息，其他时间营业: a phrase that tells when it is shut."""
    rest = context.after_quiet(also=(ItemKind.CLOSED,))
    days = context.peek(rest)
    opens = context.what(rest + 1) is ItemKind.OPEN and context.what(rest + 2) is None
    alone = not context.said and opens and days is not None and days.codes == (REST,)
    if not alone or not _closing(context):
        return False
    tell_hours(context, spans=without(((0, DAY),), _any_day(context.item.spans)))
    context.at = len(context.items)
    return True


def closed_span(context: Context) -> bool:
    """12:00-14:00休息"""
    if not _closing(context):
        return False
    take_out(context, context.item)
    while context.what() is ItemKind.CLOSED:
        context.at += 1
    context.last_at = context.at
    return True


def closed_span_before_hours(context: Context) -> bool:
    """12:00-13:00午休，8:30-17:30: it is taken from the hours that follow."""
    later = context.items[context.at + 1 :]
    hours = any(
        item.what is ItemKind.ALWAYS
        or (item.what is ItemKind.SPANS and behind.what is not ItemKind.CLOSED)
        for item, behind in pairwise([*later, PhraseItem(what=ItemKind.STRONG)])
    )
    others = any(item.what is ItemKind.ACTIVITY for item in later)
    if context.said or not _closing(context) or not hours or others or context.item.doubtful:
        return False
    codes = context.days
    context.state(Statement(says=Says.MINUS, codes=codes, spans=context.item.spans))
    if not is_week(codes):
        # 周五14:00-17:00政治学习闭馆，9:00-17:00: the hours are those of every day.
        context.days = ()
    while context.what() is ItemKind.CLOSED:
        context.at += 1
    context.last_at = context.at
    return True


def _closing(context: Context) -> bool:
    verb = context.peek(1)
    closed = verb is not None and verb.what is ItemKind.CLOSED
    if closed and verb is not None and verb.text[:1] in ("午", "中"):
        # 9:00-21:00 午休12:30-13:00: the word is that of the next span.
        ahead = 3 if context.what(2) is ItemKind.COLON else 2
        closed = context.what(ahead) is not ItemKind.SPANS
    # 12:00-13:00闭馆 周六休息: the days have a verb of their own.
    own = context.what(2) is ItemKind.DAYS and context.what(3) in OWN_VERBS
    return closed and (own or context.what(2) not in (ItemKind.DAYS, ItemKind.COLON))


def hours_of_days(context: Context) -> bool:
    """周一至周五9:00-17:00"""
    tell_hours(context, spans=context.item.spans, doubtful=context.item.doubtful)
    return True


def hours_at_times(context: Context) -> bool:
    """8:00-20:00，三伏天24小时开放: sure is what all other days have too."""
    other = joined(context.item.spans)
    for at, statement in enumerate(context.said):
        if statement.says is not Says.HOURS:
            continue
        late = ((statement.open_from, DAY),) if statement.open_from is not None else ()
        sure = common(joined(statement.spans), other)
        whole = joined((*statement.spans, *statement.doubtful, *late, *other))
        context.said[at] = replace(
            statement, spans=sure, doubtful=without(whole, sure), open_from=None
        )
    return True


def activity(context: Context) -> bool:
    """8:00-12:00，每周三14:00-16:00义诊: perhaps it is open then."""
    days = context.peek(1)
    codes = days.codes if days is not None and days.what is ItemKind.DAYS else ()
    ahead = 2 if codes else 1
    span = context.peek(ahead)
    if span is None or span.what not in (ItemKind.SPANS, ItemKind.ALWAYS):
        raise Lost
    always = span.what is ItemKind.ALWAYS
    perhaps_open = ((0, DAY),) if always else joined((*span.spans, *span.doubtful))
    context.state(Statement(says=Says.HOURS, codes=codes, doubtful=perhaps_open, add=True))
    context.at += ahead
    return True


def all_day_before_hours(context: Context) -> bool:
    """全天9:00-17:00: no more than a word for the whole day."""
    ahead = 2 if context.what(1) is ItemKind.COLON else 1
    return context.what(ahead) is ItemKind.SPANS and context.item.text.startswith(("全天", "全日"))


def closed_all_day(context: Context) -> bool:
    """周一全天闭馆"""
    if context.what(1) is not ItemKind.CLOSED:
        return False
    if not context.days:
        raise Lost
    context.state(Statement(says=Says.CLOSED, codes=context.days))
    # 周一全天闭馆，9:00-17:00: the hours are those of the other days.
    context.days = ()
    context.at += 1
    return True


def round_the_clock(context: Context) -> bool:
    """24小时开放"""
    really = context.items[context.at - 1].what is ItemKind.REALLY if context.at else False
    if really and context.said and context.said[-1].says is Says.HOURS:
        context.said[-1] = replace(context.said[-1], staff=ItemKind.STAFFED)
        context.staff = ItemKind.ALONE
    since = {i.what for i in context.items[context.last_at + 1 : context.at]}
    if context.said and context.said[-1].staff is ItemKind.STAFFED and ItemKind.DAYS not in since:
        # 工作日9:00-17:00人工服务，24小时自助: round the clock on every day.
        context.days = ()
    tell_hours(context, spans=((0, DAY),))
    return True


def take_out(context: Context, item: PhraseItem) -> None:
    """中午12:00-14:00休息: taken out of the hours said before."""
    hours = [s for s in context.said if s.says is Says.HOURS]
    if hours and not item.doubtful and _shut_anyway(hours, item.spans):
        return
    inside = bool(hours) and common(joined(hours[-1].spans), item.spans) == item.spans
    if not inside or item.doubtful:
        raise Lost
    codes = context.days or (hours[0].codes if len(hours) == 1 else ())
    others = [s for s in hours[:-1] if not s.codes or not set(s.codes) <= set(codes)]
    staffed = bool(hours) and hours[-1].staff is not None
    if context.days and others and codes == hours[-1].codes and not staffed:
        perhaps_taken_out(context, others, item.spans)
    context.state(Statement(says=Says.MINUS, codes=codes, spans=item.spans))


def perhaps_taken_out(context: Context, others: list[Statement], spans: Minutes) -> None:
    """周一至周五9:00-17:00，周六10:00-16:00，12:00-13:00午休: perhaps on all these days."""
    for statement in others:
        doubt = common(joined(statement.spans), joined(spans))
        context.said[context.said.index(statement)] = replace(
            statement,
            spans=without(statement.spans, doubt),
            doubtful=joined((*statement.doubtful, *doubt)),
        )


def tell_hours(
    context: Context, *, spans: Minutes = (), doubtful: Minutes = (), open_from: int | None = None
) -> None:
    staff = context.staff
    if staff is None and context.what(1) in (ItemKind.STAFFED, ItemKind.ALONE):
        behind = context.what(2)
        if behind not in (ItemKind.SPANS, ItemKind.COLON, ItemKind.ALWAYS):
            staff = context.what(1)
            context.at += 1
    if context.others and context.days:
        told = Statement(says=Says.HOURS, spans=spans, doubtful=doubtful, open_from=open_from)
        context.state(perhaps(told, context.others))
    context.state(
        Statement(
            says=Says.HOURS,
            codes=context.days,
            scope=scope_of_hours(context),
            spans=spans,
            doubtful=doubtful,
            open_from=open_from,
            add=context.add,
            staff=staff,
        )
    )
    if context.later_end is not None:
        _end_later(context, context.later_end, spans)
    context.staff, context.add = None, False
    context.scope_spoke = True
    context.prefix_exception(Says.CLOSED)


def _end_later(
    context: Context, later: tuple[tuple[Code, ...], YearScope | None, int], spans: Minutes
) -> None:
    """周五、周六延长至23:00，其余10:00-22:00"""
    days, scope, end = later
    if context.days not in ((), (REST,), ALL_DAYS) or not spans or end <= spans[-1][0]:
        raise Lost
    context.later_end = None
    longer = (*spans[:-1], (spans[-1][0], end))
    context.state(Statement(says=Says.HOURS, codes=days, scope=scope, spans=longer))


def _shut_anyway(hours: list[Statement], spans: Minutes) -> bool:
    """5:00-23:00开放，23:00-5:00关闭: the second half says nothing new."""
    told = _any_day([span for s in hours for span in (*s.spans, *s.doubtful)])
    ends = all(s.open_from is None and s.spans for s in hours)
    return ends and not common(told, _any_day(spans))


def _any_day(spans: Iterable[tuple[int, int]]) -> Minutes:
    """The minutes of `spans`, and those of the night after the day before."""
    return joined(piece for a, b in spans for piece in ((a, b), (a - DAY, b - DAY)))
