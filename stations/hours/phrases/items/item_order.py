"""Days, dates and hours by where they stand in the whole phrase."""

from dataclasses import replace
from datetime import date, timedelta

from stations.hours.osm.expression import MONTH_DAYS
from stations.hours.phrases.items.brackets import bracket_at
from stations.hours.phrases.items.item import (
    EVER,
    SHORT,
    ItemKind,
    PhraseItem,
    YearScope,
    days_of,
)
from stations.hours.phrases.reading_rule import Lost

OPPOSITE = ({2, 8}, {3, 12}, {16, 32}, {2, 13}, {8, 7})
"""Pairs of seasons that are the whole year between them."""

PARTS_OF_DAY = (ItemKind.ALWAYS, ItemKind.HALF_DAY)
OWN_WORDS = (
    ItemKind.CLOSED,
    ItemKind.OPEN,
    ItemKind.EXCEPT,
    ItemKind.NOTICE,
    ItemKind.POSTPONE,
    ItemKind.SAME,
    ItemKind.EXTENDED,
    ItemKind.INCLUDING,
    ItemKind.START,
    ItemKind.END,
)
"""Days with one of these need no hours."""


CLAUSE_HEADS = (ItemKind.COMMA, ItemKind.STRONG, ItemKind.LEFT)
TIMED = (ItemKind.SPANS, ItemKind.ALWAYS)
JOINING = ("、", "及", "和", "与", "以及", "/", "&")
SEMICOLON = PhraseItem(what=ItemKind.STRONG, text=";")


def other_season(items: list[PhraseItem]) -> list[PhraseItem]:
    """夏令时（5-9月）…；冬令时…: the season without dates is the rest of the year."""
    seasons = [at for at, item in enumerate(items) if item.scope.seasons]
    dated = [at for at, item in enumerate(items) if item.scope.dates]
    named = {items[at].scope.seasons for at in seasons}
    if len(seasons) != 2 or len(dated) != 1 or named not in OPPOSITE:
        return items
    ours = [at for at in seasons if _dates_of(items, at, dated[0])]
    dates = items[dated[0]].scope.dates
    if len(ours) != 1 or len(dates) != 1 or dates[0][0][0] or not dates[0][0][1]:
        return items
    (_, month, day), (_, last_month, last_day) = dates[0]
    whole = MONTH_DAYS[last_month - 1]
    after = date(2024, last_month, last_day or whole) + timedelta(days=1)
    before = date(2024, month, day or 1) - timedelta(days=1)
    days = (after.day, before.day) if day or last_day else (0, 0)
    rest = YearScope(dates=(((0, after.month, days[0]), (0, before.month, days[1])),))
    return [
        replace(item, scope=rest) if at in seasons and at not in ours else item
        for at, item in enumerate(items)
    ]


def _dates_of(items: list[PhraseItem], season: int, dates: int) -> bool:
    """Whether the dates stand at the season: beside it or in the bracket behind it."""
    between = {item.what for item in items[season + 1 : dates]}
    near = between <= {ItemKind.LEFT, ItemKind.COLON, ItemKind.SPANS}
    return dates - season == -1 or (dates > season and near)


def until_the_next(items: list[PhraseItem]) -> list[PhraseItem]:
    """5月1日起…，10月1日起…: each stretch of every year ends where the next one begins."""
    since = [item for item in items if item.scope.dates and item.scope.dates[-1][1] == EVER]
    if not since or all(item.scope.dates[0][0][0] for item in since):
        return items
    firsts = [(item.scope.dates[0][0][1], item.scope.dates[0][0][2] or 1) for item in since]
    if len(since) != 2 or any(item.scope.dates[0][0][0] for item in since):
        raise Lost
    whole = []
    for item in items:
        if item in since:
            here = firsts[since.index(item)]
            month, day = firsts[1 - since.index(item)]
            before = date(2025, month, day) - timedelta(days=1)
            dates = (((0, *here), (0, before.month, before.day)),)
            whole.append(replace(item, scope=YearScope(dates=dates)))
        else:
            whole.append(item)
    return whole


def brackets_before_hours(items: list[PhraseItem]) -> list[PhraseItem]:
    """(4-10月)8:00-18:00 (11-3月)8:30-17:00: brackets that stand before their hours, opened."""
    items = [item for at, item in enumerate(items) if not _colon_after_bracket(items, at)]
    told = [i for i, item in enumerate(items) if item.what in (ItemKind.SPANS, ItemKind.ALWAYS)]
    if not told or items[told[0] - 1].what is not ItemKind.RIGHT or told[0] == 0:
        return items
    heads = [(at, bracket_at(items, at)) for at in range(len(items))]
    dated = [
        (at, inner)
        for at, inner in heads
        if inner
        and inner[0].what is ItemKind.SCOPE
        and all(item.what in (ItemKind.SCOPE, ItemKind.DAYS) for item in inner)
    ]
    if any(at and _narrowed_by_bracket(items[at - 1]) for at, _ in dated):
        return items
    ends = {at + len(inner) + 2 for at, inner in dated}
    if told[0] not in ends or not ends <= set(told):
        return items
    marks = {at for at, _ in dated} | {end - 1 for end in ends}
    return [item for at, item in enumerate(items) if at not in marks]


def _colon_after_bracket(items: list[PhraseItem], at: int) -> bool:
    """(4月~9月)：7:30~19:00"""
    return items[at].what is ItemKind.COLON and at > 0 and items[at - 1].what is ItemKind.RIGHT


def _narrowed_by_bracket(item: PhraseItem) -> bool:
    """Whether a bracket behind `item` makes it exact: 暑期（7月1日-8月31日）, 夏季（5-10月）."""
    return item.what is ItemKind.SCOPE or any(isinstance(code, str) for code in item.codes)


def one_closing(items: list[PhraseItem]) -> list[PhraseItem]:
    """周一全天、周五下午闭馆: the last verb belongs to every item of the list."""
    found: list[PhraseItem] = []
    for at, item in enumerate(items):
        found.append(item)
        end = at + 1
        while _listed_day(items, end):
            end += 3
        listed = at > 0 and item.what in PARTS_OF_DAY and items[at - 1].what is ItemKind.DAYS
        kinds = [other.what for other in items[end : end + 3]]
        half = item.what is ItemKind.HALF_DAY or (
            item.text in ("全天", "全日") and items[end].text in ("、", "和", "及")
            if end < len(items)
            else False
        )
        if half and kinds == [ItemKind.COMMA, ItemKind.DAYS, ItemKind.CLOSED]:
            # 周三下午、周日休息
            end += 2
        if listed and end > at + 1 and end < len(items) and items[end].what is ItemKind.CLOSED:
            found.append(items[end])
    return found


def one_closing_of_dates(items: list[PhraseItem]) -> list[PhraseItem]:
    """1月1日、春节初一休息, 周日及7、8月周六休息: the verb belongs to dates and days alike."""
    found: list[PhraseItem] = []
    at = 0
    while at < len(items):
        fresh = at == 0 or (items[at - 1].what in CLAUSE_HEADS and not _joins(items[at - 1]))
        members = _list_of_days(items, at) if fresh else []
        end = at + sum(map(len, members)) + len(members) - 1 if members else at
        dated = any(member[0].what is ItemKind.SCOPE for member in members)
        verb = items[end] if end < len(items) else None
        if len(members) > 1 and dated and verb and verb.what in TIMED:
            # 周六、1月1日9:00-12:00: on both, and not where they meet.
            raise Lost
        if len(members) < 2 or not dated or verb is None or verb.what is not ItemKind.CLOSED:
            found.append(items[at])
            at += 1
            continue
        for n, member in enumerate(members):
            found += (SEMICOLON, *member) if n else member
            found.append(verb)
        at = end + 1
    return found


def _list_of_days(items: list[PhraseItem], at: int) -> list[list[PhraseItem]]:
    """The dates, days, and days of dates from `at` on, as long as marks join them."""
    members: list[list[PhraseItem]] = []
    while at < len(items):
        kinds = [item.what for item in items[at : at + 2]]
        size = 2 if kinds == [ItemKind.SCOPE, ItemKind.DAYS] else 1
        if kinds[0] not in (ItemKind.SCOPE, ItemKind.DAYS):
            break
        if size == 1 and kinds[0] is ItemKind.SCOPE and not 0 < days_of(items[at].scope) <= SHORT:
            return []
        members.append(items[at : at + size])
        at += size
        if at >= len(items) or not _joins(items[at]):
            break
        at += 1
    return members


def _joins(item: PhraseItem) -> bool:
    return item.what is ItemKind.COMMA and item.text in JOINING


def _listed_day(items: list[PhraseItem], at: int) -> bool:
    """、周五下午"""
    mark, days, part = (*[item.what for item in items[at : at + 3]], None, None, None)[:3]
    return mark is ItemKind.COMMA and days is ItemKind.DAYS and part in PARTS_OF_DAY


def one_stretch(items: list[PhraseItem]) -> list[PhraseItem]:
    """夏季：5月-9月 and 5月-9月夏季 are one stretch, that of the dates."""
    found: list[PhraseItem] = []
    for item in items:
        before = found[-1] if found else None
        if (
            before
            and before.what is ItemKind.COLON
            and len(found) > 1
            and item.what is ItemKind.SCOPE
        ):
            before = found[-2]
        if before and before.what is ItemKind.SCOPE and item.what is ItemKind.SCOPE:
            if bool(before.scope.dates) == bool(item.scope.dates):
                raise Lost
            dated = before if before.scope.dates else item
            while found.pop() is not before:
                continue
            found.append(dated)
        else:
            found.append(item)
    return found


def days_after_hours(items: list[PhraseItem]) -> list[PhraseItem]:
    """Hours, days, hours, days to the very end: the days belong to the hours before them."""
    told = (ItemKind.SPANS, ItemKind.ALWAYS, ItemKind.DAYS, ItemKind.SCOPE)
    places = [index for index, item in enumerate(items) if item.what in told]
    hours = [items[index].what in (ItemKind.SPANS, ItemKind.ALWAYS) for index in places]
    if len(places) < 4 or len(places) % 2 or hours != [True, False] * (len(places) // 2):
        if hours[:4] == [True, False, True, False] and _behind_their_hours(items):
            raise Lost
        return items
    if any(item.what in OWN_WORDS for item in items):
        if _behind_their_hours(items):
            raise Lost
        return items
    turned = list(items)
    for first, second in zip(places[::2], places[1::2], strict=True):
        turned[first], turned[second] = items[second], items[first]
    return turned


def _behind_their_hours(items: list[PhraseItem]) -> bool:
    """9:00-17:00 周二至周五，9:30-18:00 …: the mark stands behind the days, not before them."""
    first = next(
        i for i, item in enumerate(items) if item.what in (ItemKind.SPANS, ItemKind.ALWAYS)
    )
    ahead = [item.what for item in items[first + 1 : first + 4]]
    marked = ahead[1:2] in ([ItemKind.COMMA], [ItemKind.STRONG])
    return ahead[:1] == [ItemKind.DAYS] and marked and ahead[2:] == [ItemKind.SPANS]


def exception_behind_days(items: list[PhraseItem]) -> list[PhraseItem]:
    """法定节假日除外，8:30-17:30，周一至周五: it is one from the days behind the hours."""
    kinds = [item.what for item in items]
    rest = kinds[2:]
    alone = rest.count(ItemKind.DAYS) == 1 and rest[-1:] == [ItemKind.DAYS]
    plain = set(rest) <= {ItemKind.SPANS, ItemKind.ALWAYS, ItemKind.COMMA, ItemKind.DAYS}
    if kinds[:2] != [ItemKind.EXCEPT, ItemKind.COMMA] or not alone or not plain:
        return items
    return [*items[2:], items[0]]
