"""Closings and openings told by a verb alone, and exceptions from them."""

from dataclasses import replace
from itertools import pairwise

from stations.hours.phrases.items.item import AT_NOON, ItemKind, PhraseItem
from stations.hours.phrases.minutes import joined
from stations.hours.phrases.reading_rule import Lost
from stations.hours.phrases.statements.context import Context
from stations.hours.phrases.statements.hour_statements import perhaps_taken_out, take_out
from stations.hours.phrases.statements.statement import QUIET, Says, Statement
from stations.hours.phrases.tokens.day_codes import ALL_DAYS, MAKE_UP, WORKING

NOON = (11 * 60, 15 * 60)
"""Within these hours a break at noon lies."""


def closed_weekend(context: Context) -> bool:
    """8:30-17:30（双休）"""
    named = context.at > 0 and context.items[context.at - 1].what is ItemKind.DAYS
    if context.item.text != "双休" or named:
        return False
    context.state(Statement(says=Says.CLOSED, codes=(5, 6)))
    return True


def closed_before_days(context: Context) -> bool:
    """闭馆日：周一"""
    ahead = _past_colons(context)
    days = context.peek(ahead)
    behind = context.what(ahead + 1)
    if days is None or days.what is not ItemKind.DAYS:
        return False
    if behind in (ItemKind.SPANS, ItemKind.OPEN, ItemKind.ALWAYS, ItemKind.COLON):
        return False
    context.at += ahead
    if behind is ItemKind.CLOSED:
        context.at += 1
    context.state(Statement(says=Says.CLOSED, codes=days.codes))
    return True


def break_before_span(context: Context) -> bool:
    """午休12:00-13:30"""
    ahead = _past_colons(context)
    span = context.peek(ahead)
    if span is None or span.what is not ItemKind.SPANS or context.item.text[:1] not in ("午", "中"):
        return False
    take_out(context, span)
    context.at += ahead
    context.last_at = context.at
    return True


def break_of_length(context: Context) -> bool:
    """午休一小时: when it begins is not told, unless the hours leave out as much already."""
    length = context.peek(1)
    noon = context.item.text.startswith(AT_NOON)
    if not noon or length is None or length.what is not ItemKind.DURATION:
        return False
    minutes = length.open_from or 0
    hours = [s for s in context.said if s.says is Says.HOURS]
    if not hours or not 0 < minutes <= NOON[1] - NOON[0]:
        raise Lost
    untold = [s for s in hours if minutes not in _gaps(s)]
    perhaps_taken_out(context, untold, (NOON,))
    context.at += 1
    context.last_at = context.at
    return True


def _gaps(statement: Statement) -> set[int]:
    spans = joined(statement.spans)
    return {after[0] - before[1] for before, after in pairwise(spans)}


def _past_colons(context: Context) -> int:
    ahead = 1
    while context.what(ahead) is ItemKind.COLON:
        ahead += 1
    return ahead


def closed_dates(context: Context) -> bool:
    """10月1日至7日休息"""
    dated = context.at > 0 and context.items[context.at - 1].what is ItemKind.SCOPE
    fresh = context.scope is not None and not context.scope_spoke
    if not fresh or not (dated or not context.days):
        return False
    context.state(Statement(says=Says.CLOSED, codes=ALL_DAYS))
    return True


def closed_again(context: Context) -> bool:
    """周一闭馆，休息: the same once more."""
    near = all(i.what is ItemKind.COMMA for i in context.items[context.last_at + 1 : context.at])
    return context.last in (Says.CLOSED, Says.MINUS) and near


def open_alone(context: Context) -> bool:
    """开放 alone says nothing that the hours beside it do not; 服务8小时 is a length."""
    if context.what(1) is ItemKind.DURATION:
        raise Lost
    fresh = context.scope is not None and not context.scope_spoke
    if fresh and context.what() is not ItemKind.SPANS:
        follows = context.what(context.after_quiet())
        hours = (ItemKind.SPANS, ItemKind.ALWAYS, ItemKind.DAYS, ItemKind.START)
        if context.what() is ItemKind.RIGHT or follows not in hours:
            raise Lost
    return True


def half_day_excepted(context: Context) -> bool:
    """除周三下午外"""
    if not context.item.spans:
        return False
    item = context.item
    context.state(Statement(says=Says.MINUS, codes=item.codes, spans=item.spans))
    return True


def exception_then_closed(context: Context) -> bool:
    """（除节假日）闭馆: shut then, or open then alone."""
    broken = context.item.text == "除" and context.what(1) is ItemKind.RIGHT
    if not broken or context.what(2) is not ItemKind.CLOSED:
        return False
    context.state(Statement(says=Says.UNKNOWN, codes=context.item.codes))
    context.at += 2
    return True


def exception_beside_another(context: Context) -> bool:
    """周三除外，节假日除外"""
    another = context.last_at >= 0 and context.items[context.last_at].what is ItemKind.EXCEPT
    if not another or not _near(context):
        return False
    context.state(Statement(says=context.said[-1].says, codes=context.item.codes))
    return True


def exception_from_closing(context: Context) -> bool:
    """周一闭馆，节假日除外: open then."""
    if context.last != Says.CLOSED or not _near(context):
        return False
    # After a weekend's closing, an exception may as well be one from being open.
    doubt = bool({5, 6}.intersection(context.said[-1].codes))
    says = Says.UNKNOWN if doubt else Says.OPEN
    context.state(Statement(says=says, codes=context.item.codes))
    return True


def exception_from_hours(context: Context) -> bool:
    """9:00-17:00，节假日除外: shut then."""
    hours = context.last in (Says.HOURS, Says.MINUS)
    if not hours or not _near(context) or _opens_sentence(context):
        return False
    if any(isinstance(code, int) for code in context.item.codes) and context.unclear_days():
        # …（周一至周五），10:00-16:00（周末，节假日除外）: of the weekend, perhaps.
        raise Lost
    doubt = any(s.says is Says.CLOSED for s in context.said)
    says = Says.UNKNOWN if doubt else Says.CLOSED
    context.state(Statement(says=says, codes=context.item.codes))
    return True


def exception_from_opening(context: Context) -> bool:
    """周末照常开放，春节除外: shut then."""
    ahead = context.what(context.after_quiet())
    if context.last != Says.OPEN or not _near(context) or (_first(context.item) and ahead):
        return False
    context.state(Statement(says=Says.CLOSED, codes=context.item.codes))
    return True


def exception_before_all(context: Context) -> bool:
    """除法定节假日外，每周一闭馆: it stands before what it is taken from."""
    if not _first(context.item) and context.said:
        return False
    context.excepted = context.item.codes
    return True


def _near(context: Context) -> bool:
    """Whether nothing but marks stands between this and the statement before."""
    return all(i.what in QUIET for i in context.items[context.last_at + 1 : context.at])


def _first(item: PhraseItem) -> bool:
    return item.text.startswith("除")


def _opens_sentence(context: Context) -> bool:
    ahead = context.after_quiet()
    hours = context.what(ahead) in (ItemKind.DAYS, ItemKind.SPANS, ItemKind.ALWAYS)
    return _first(context.item) and hours


def postponed(context: Context) -> bool:
    """周一闭馆，遇节假日顺延"""
    if context.last not in (Says.CLOSED, Says.OPEN):
        return False
    context.state(Statement(says=Says.POSTPONED, codes=("PH",)))
    return True


def make_up_days_included(context: Context) -> bool:
    """工作日…（含调休上班日）: the calendar has them among the working days."""
    return MAKE_UP.issuperset(context.item.codes) and make_up_days(context)


def make_up_days(context: Context) -> bool:
    """周一至周五…（含调休上班日）: weekend days that are worked have these hours too."""
    last = context.said[-1] if context.said else None
    if last is None and set(context.days) in ({WORKING}, set(range(5))):
        # 工作日（含调休）8:30-17:30
        context.days = (WORKING,)
    elif last is not None and last.codes == tuple(range(5)) and last.says is Says.HOURS:
        context.state(replace(last, codes=(WORKING,)))
    elif last is None or last.codes != (WORKING,):
        raise Lost
    return True


def days_included(context: Context) -> bool:
    """周六、周日（含节假日）9:00-17:00"""
    codes = context.item.codes
    last = context.said[-1] if context.said else None
    named_before = last.codes if last else context.days
    week = {code for code in named_before if isinstance(code, int)}
    named = all(isinstance(code, str) for code in codes)
    says = Says.INCLUDED if named and len(week) in (0, 5, 6, 7) else Says.OPEN
    if last and last.says is Says.CLOSED:
        # 周一闭馆（含节假日）: shut on holidays too, or on Mondays that are holidays?
        says = Says.UNKNOWN
    context.state(Statement(says=says, codes=codes))
    return True


def notice(context: Context) -> bool:
    """9:00-17:00，以现场为准: a notice alone is no hours."""
    return context.hours_said() or any(
        i.what in (ItemKind.SPANS, ItemKind.ALWAYS) for i in context.items
    )


def bracket_opens(context: Context) -> bool:
    context.enter()
    return True


def bracket_closes(context: Context) -> bool:
    context.leave()
    return True
