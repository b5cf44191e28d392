"""Hours whose beginning or end is told alone, or moves."""

from dataclasses import replace

from stations.hours.osm.expression import DAY
from stations.hours.phrases.items.item import LATER, PERHAPS, ItemKind, PhraseItem
from stations.hours.phrases.minutes import Minutes
from stations.hours.phrases.reading_rule import Lost
from stations.hours.phrases.statements.context import Context
from stations.hours.phrases.statements.hour_statements import tell_hours
from stations.hours.phrases.statements.statement import Says, Statement
from stations.hours.phrases.tokens.day_codes import ALL_DAYS


def start_and_end(context: Context) -> bool:
    """8:30开馆，17:00闭馆"""
    start = context.item.open_from or 0
    ahead = context.after_quiet(also=(ItemKind.OPEN,))
    partner = context.peek(ahead)
    if partner is None or partner.what is not ItemKind.END or partner.open_from is None:
        return False
    end = partner.open_from if partner.open_from > start else partner.open_from + DAY
    context.at += ahead
    tell_hours(context, spans=((start, end),))
    return True


def start_and_length(context: Context) -> bool:
    """早上8:30开放，服务8小时"""
    start = context.item.open_from or 0
    ahead = context.after_quiet(also=(ItemKind.OPEN,))
    partner = context.peek(ahead)
    if partner is None or partner.what is not ItemKind.DURATION or not partner.open_from:
        return False
    context.at += ahead
    tell_hours(context, spans=((start, start + partner.open_from),))
    return True


def start_alone(context: Context) -> bool:
    """6:45起; 8:00-20:00，周末9:00起"""
    start = context.item.open_from or 0
    if context.what(context.after_quiet(also=(ItemKind.OPEN,))) not in (
        None,
        ItemKind.DAYS,
        ItemKind.SCOPE,
    ):
        return False
    until = _usual_end(context, start)
    tell_hours(context, spans=until, open_from=None if until else start)
    return True


def _usual_end(context: Context, start: int) -> Minutes:
    """8:00-20:00，周末9:00起: these days close when all others do."""
    told = [s for s in context.said if s.says is Says.HOURS]
    if not context.days or len(told) != 1 or told[0].scope != context.scope or told[0].doubtful:
        return ()
    spans = told[0].spans
    if set(told[0].codes) not in (set(), set(ALL_DAYS)) or not spans or start >= spans[0][1]:
        return ()
    return ((start, spans[0][1]), *spans[1:])


def after_closing(context: Context) -> bool:
    """（22时后室内无人自动断电）: what happens after closing makes that time doubtful."""
    start = context.item.open_from or 0
    last = context.said[-1] if context.said else None
    if last is None or last.says is not Says.HOURS or not last.spans:
        return False
    ahead = 1
    while context.what(ahead) in (ItemKind.WORDS, ItemKind.ALONE, ItemKind.STAFFED):
        ahead += 1
    if (
        ahead == 1
        or context.what(ahead) not in (ItemKind.RIGHT, None)
        or last.spans[-1][1] != start
    ):
        return False
    context.said[-1] = replace(last, doubtful=(*last.doubtful, (start, DAY)))
    context.at += ahead
    return True


def other_end(context: Context) -> bool:
    """（冬季16:30闭馆）: another end for a part of the year, or some days."""
    last = context.said[-1] if context.said else None
    fresh = context.scope is not None and not context.scope_told
    if not fresh and not (context.days and last is not None and context.days != last.codes):
        return False
    return perhaps_until(context) or end_of_days(context)


def end_before_start(context: Context) -> bool:
    """每晚10点关门，早上6点开门"""
    ahead = context.after_quiet(also=(ItemKind.CLOSED,))
    partner = context.peek(ahead)
    if context.said or partner is None or partner.what is not ItemKind.START or partner.text:
        return False
    end, start = context.item.open_from or 0, partner.open_from or 0
    context.at += ahead
    tell_hours(context, spans=((start, end if end > start else end + DAY),))
    return True


def known_end(context: Context) -> bool:
    """17:00闭馆 after 9:00-17:00 says nothing new."""
    last = context.said[-1] if context.said else None
    return last is not None and bool(last.spans) and last.spans[-1][1] == context.item.open_from


def end_of_days(context: Context) -> bool:
    """周三延时服务至19:00: hours as before on these days, but for their end."""
    before = [s for s in context.said if s.says is Says.HOURS and s.spans]
    end = context.item.open_from or 0
    if not before and set(context.days) == set(ALL_DAYS) and context.scope is not None:
        context.days = ()
    named = bool(context.days) != (context.scope is not None and not context.scope_spoke)
    if not before and named and not context.later_end:
        # 周五延长至23:00，其余10:00-22:00; 7月-8月延长至22:00，其余时间8:00-20:00
        context.later_end = (context.days, context.scope, end)
        context.days, context.scope = (), None
        return True
    if before and before[-1].spans[-1][1] > DAY > DAY // 2 > end:
        # 17:00-02:00（周五至03:00）
        end += DAY
    if not before or end <= before[-1].spans[-1][0]:
        raise Lost
    if not (context.scope is not None and not context.scope_spoke) and not context.days:
        raise Lost
    if context.item.text == LATER and end < before[-1].spans[-1][1]:
        # 周一延至9:30开放: another beginning.
        raise Lost
    if _in_season_alone(context):
        told = [s for s in before if s.scope is None]
        if not told or any(end <= s.spans[-1][0] for s in told):
            raise Lost
        _tell_again(
            context, {s: (*s.spans[:-1], (s.spans[-1][0], end)) for s in dict.fromkeys(told)}
        )
        return True
    spans = (*before[-1].spans[:-1], (before[-1].spans[-1][0], end))
    tell_hours(context, spans=spans)
    return True


def _in_season_alone(context: Context) -> bool:
    """Whether a part of the year stands here without days of its own."""
    if context.scope is None or context.scope_spoke:
        return False
    kinds = [item.what for item in context.items[: context.at]]
    since = (
        kinds[len(kinds) - kinds[::-1].index(ItemKind.SCOPE) :] if ItemKind.SCOPE in kinds else []
    )
    return ItemKind.DAYS not in since and not context.days_outer


def _tell_again(context: Context, spans: dict[Statement, Minutes]) -> None:
    """8:30-17:30（周一至周五），7月延长至20:00: other hours, on the days of those before."""
    scope = context.scope
    for statement, hours in spans.items():
        context.state(replace(statement, scope=scope, spans=hours))
    context.scope_spoke = True


def shifted(context: Context) -> bool:
    """夏季延长1小时, 周末提前半小时关门: hours as told, but for one end."""
    before = [s for s in context.said if s.says is Says.HOURS and s.spans]
    fresh = context.scope is not None and not context.scope_spoke
    if len({s.spans for s in before}) != 1 or not (fresh or context.days):
        # Where hours differ already, it is not said whose end moves.
        raise Lost
    spans, doubtful = _moved(before[-1].spans, context.item)
    if not doubtful and _in_season_alone(context):
        _tell_again(context, dict.fromkeys((s for s in before if s.scope is None), spans))
    else:
        tell_hours(context, spans=spans, doubtful=doubtful)
    return True


def _moved(usual: Minutes, item: PhraseItem) -> tuple[Minutes, Minutes]:
    """The spans with one end moved, and what is doubtful where it is not said which."""
    minutes = item.open_from or 0
    *first, (start, end) = usual
    if item.text == "end":
        return (*first, (start, end + minutes)), ()
    if item.text == "start":
        (opens, shuts), *rest = usual
        return ((opens + minutes, shuts), *rest), ()
    if minutes > 0 or first:
        raise Lost
    # 周末提前半小时: opens earlier, shuts earlier, or both.
    return ((start, end + minutes),), ((start + minutes, start), (end + minutes, end))


def perhaps_until(context: Context) -> bool:
    """8:00-20:00（恶劣天气延长至22:00）: what lies between the two ends is not known."""
    if context.item.text != PERHAPS:
        return False
    end = context.item.open_from or 0
    told = [s for s in context.said if s.says is Says.HOURS and s.spans]
    if not told or any(end <= s.spans[-1][0] for s in told):
        raise Lost
    for statement in told:
        *whole, (start, usual) = statement.spans
        moved = (min(usual, end), max(usual, end))
        context.said[context.said.index(statement)] = replace(
            statement,
            spans=(*whole, (start, moved[0])),
            doubtful=(*statement.doubtful, moved),
        )
    return True
