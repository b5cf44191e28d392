"""Rooms of the place, additions, and the times with and without staff."""

from stations.hours.osm.expression import DAY
from stations.hours.phrases.items.item import ItemKind
from stations.hours.phrases.reading_rule import Lost
from stations.hours.phrases.statements.context import Context, NamedDays
from stations.hours.phrases.statements.statement import Says, Statement
from stations.hours.phrases.tokens.day_codes import ALL_DAYS, REST

TIMES = (ItemKind.SPANS, ItemKind.ALWAYS, ItemKind.START, ItemKind.COLON)


def part_of_the_place(context: Context) -> bool:
    """Words left over here are the name of a part of the place; see part_names.py."""
    context.part = context.item.text
    context.days = ()
    return True


def addition(context: Context) -> bool:
    """夜间开放18:00-21:00: hours besides the others."""
    if context.what(1) is ItemKind.ALONE and context.what(2) not in TIMES and context.hours_said():
        perhaps_at_night(context)
        context.at += 1
        return True
    behind = context.at > 0 and context.items[context.at - 1].what is ItemKind.SPANS
    ends = context.what() in (None, ItemKind.COMMA, ItemKind.STRONG, ItemKind.RIGHT)
    # 周六9:00-12:00延时服务: the word is that of the hours before it.
    context.add = not (behind and ends)
    return True


def staff_of_hours(context: Context) -> bool:
    """人工服务9:00-17:00"""
    ahead = context.after_quiet()
    if context.what(ahead) is ItemKind.DAYS:
        ahead = context.after_quiet(ahead + 1)
    if context.what(ahead) in (ItemKind.SPANS, ItemKind.ALWAYS):
        context.staff = context.item.what
    return True


def staff_by_half_day(context: Context) -> bool:
    """24小时（白天有人值守，夜间自助）: who is there is told, not when it is open."""
    if context.what() not in (ItemKind.STAFFED, ItemKind.ALONE):
        return False
    behind = context.what(context.after_quiet(2))
    if not context.hours_said() or behind in (ItemKind.SPANS, ItemKind.ALWAYS, ItemKind.START):
        raise Lost
    if context.item.text == "evening" and context.what() is ItemKind.ALONE:
        perhaps_at_night(context)
    context.at += 1
    return True


def perhaps_at_night(context: Context) -> None:
    """8:00-18:00，夜间扫码进入: one may get in later too; from when to when is not told."""
    whole = ((0, DAY),)
    context.state(Statement(says=Says.HOURS, codes=ALL_DAYS, doubtful=whole, add=True))


def other_times_alone(days: NamedDays) -> bool:
    """8:00-20:00有人值守，其余时间自助: open round the clock."""
    context = days.context
    ends = days.following in (None, ItemKind.ALWAYS)
    if days.codes != (REST,) or days.direct is not ItemKind.ALONE or not ends:
        return False
    if not context.hours_said():
        raise Lost
    whole = ((0, DAY),)
    context.state(
        Statement(says=Says.HOURS, codes=ALL_DAYS, spans=whole, add=True, staff=ItemKind.ALONE)
    )
    context.at += 1
    return True
