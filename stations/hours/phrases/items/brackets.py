"""Brackets behind hours, days and seasons, and what belongs to them."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from stations.hours.osm.day_facts import LUNAR_DAYS
from stations.hours.phrases.items.item import ItemKind, PhraseItem
from stations.hours.phrases.tokens.day_codes import WORKING, is_week

HOURS = (ItemKind.SPANS, ItemKind.ALWAYS)
QUALIFIERS = (ItemKind.SCOPE, ItemKind.DAYS)


@dataclass(slots=True)
class BracketCursor:
    """A place among the items, and the items in their new order."""

    items: Sequence[PhraseItem]
    at: int = 0
    found: list[PhraseItem] = field(default_factory=list)

    @property
    def item(self) -> PhraseItem:
        return self.items[self.at]

    @property
    def bracket(self) -> list[PhraseItem]:
        """What stands in the bracket behind this item; empty where there is none."""
        return bracket_at(self.items, self.at + 1)

    def put(self, *items: PhraseItem, past: int) -> bool:
        self.found.extend(items)
        self.at += past
        return True


def days_in_bracket(cursor: BracketCursor) -> bool:
    """8:30-17:30（周一至周五）"""
    bracket = cursor.bracket
    named = [item for item in bracket if item.what not in (ItemKind.COMMA, ItemKind.COLON)]
    if cursor.item.what not in HOURS or not named:
        return False
    if any(item.what not in QUALIFIERS for item in named):
        return False
    before = [item.what for item in cursor.found if item.what is not ItemKind.COLON][-1:]
    behind = cursor.at + len(bracket) + 3
    days = all(item.what is ItemKind.DAYS for item in named)
    if days and before == [ItemKind.DAYS] and behind < len(cursor.items):
        # 周一至周六：9:00-21:00（周日）10:00-22:00
        colon = cursor.items[behind].what is ItemKind.COLON
        follow = cursor.items[behind + 1 if colon and behind + 1 < len(cursor.items) else behind]
        if follow.what in HOURS:
            mark = PhraseItem(what=ItemKind.COMMA, text="，")
            return cursor.put(cursor.item, mark, *named, past=len(bracket) + 3)
    return cursor.put(*named, cursor.item, past=len(bracket) + 3)


def days_and_break(cursor: BracketCursor) -> bool:
    """8:30-17:30（周一至周五，12:00-13:00午休）: a week of work, and a break in its hours."""
    bracket = cursor.bracket
    named = bool(cursor.found) and cursor.found[-1].what is ItemKind.DAYS
    if cursor.item.what not in HOURS or len(bracket) < 4 or named:
        return False
    days, mark, *rest = [item.what for item in bracket[:4]]
    week = days is ItemKind.DAYS and is_week(bracket[0].codes)
    marked = mark in (ItemKind.COMMA, ItemKind.STRONG)
    if not week or not marked or set(rest) != {ItemKind.SPANS, ItemKind.CLOSED}:
        return False
    return cursor.put(bracket[0], cursor.item, cursor.items[cursor.at + 1], past=4)


def days_within(cursor: BracketCursor) -> bool:
    """8:30-17:30（午休12:00-13:30，周一至周五，节假日除外）: the days stand for themselves."""
    bracket = cursor.bracket
    named = [at for at, item in enumerate(bracket) if item.what is ItemKind.DAYS]
    if cursor.item.what not in HOURS or len(named) != 1 or not is_week(bracket[named[0]].codes):
        return False
    at = named[0]
    ends = (ItemKind.COMMA, ItemKind.STRONG)
    apart = at > 0 and all(item.what in ends for item in bracket[at - 1 : at + 2 : 2])
    if not apart:
        return False
    rest = [*bracket[: at - 1], *bracket[at + 1 :]]
    marks = cursor.items[cursor.at + 1], cursor.items[cursor.at + len(bracket) + 2]
    return cursor.put(bracket[at], cursor.item, marks[0], *rest, marks[1], past=len(bracket) + 3)


def exception_and_days(cursor: BracketCursor) -> bool:
    """8:30-17:30（节假日除外，周一至周五）: the days first, then what is taken from them."""
    said = [item for item in cursor.bracket if item.what not in (ItemKind.COMMA, ItemKind.STRONG)]
    days = said[1:]
    if cursor.item.what not in HOURS or not days or said[0].what is not ItemKind.EXCEPT:
        return False
    if any(item.what not in QUALIFIERS for item in days) or said[0].spans:
        return False
    excepted = replace(said[0], text="")
    return cursor.put(*days, cursor.item, excepted, past=len(cursor.bracket) + 3)


def closing_before_hours(cursor: BracketCursor) -> bool:
    """周二至周日（周一闭馆，节假日除外）9:00-17:00: the bracket is one on the hours behind it."""
    bracket = cursor.bracket
    kinds = {item.what for item in bracket}
    behind = cursor.at + len(bracket) + 3
    if cursor.item.what is not ItemKind.DAYS or not kinds >= {ItemKind.CLOSED, ItemKind.EXCEPT}:
        return False
    if kinds & {*HOURS} or behind >= len(cursor.items):
        return False
    hours = cursor.items[behind]
    if hours.what not in HOURS:
        return False
    return cursor.put(
        cursor.item, hours, *cursor.items[cursor.at + 1 : behind], past=len(bracket) + 4
    )


def exact_days(cursor: BracketCursor) -> bool:
    """春节（除夕至初六）, 国庆节（10月1日-7日）, 工作日（周一至周五）"""
    found = _narrower(cursor.item, cursor.bracket)
    return found is not None and cursor.put(found, past=4)


def days_or_vacation(cursor: BracketCursor) -> bool:
    """周末（寒暑假）9:00-21:00: both have these hours."""
    bracket = cursor.bracket
    days = [item for item in (cursor.item, *bracket) if item.what is ItemKind.DAYS]
    follow = cursor.items[cursor.at + 4].what if cursor.at + 4 < len(cursor.items) else None
    if len(days) != 2 or len(bracket) != 1 or follow not in HOURS:
        return False
    week = all(isinstance(code, int) for code in days[0].codes)
    if not week or not all(str(code).startswith("SH") for code in days[1].codes):
        return False
    return cursor.put(replace(days[0], codes=(*days[0].codes, *days[1].codes)), past=4)


def dates_of_season(cursor: BracketCursor) -> bool:
    """夏季（5-9月）"""
    bracket = cursor.bracket
    scopes = [cursor.item, *bracket]
    if len(bracket) != 1 or any(item.what is not ItemKind.SCOPE for item in scopes):
        return False
    return cursor.put(bracket[0] if bracket[0].scope.dates else cursor.item, past=4)


def season_of_dates(cursor: BracketCursor) -> bool:
    """（夏令）5月1日至9月30日: the season is the name of the dates."""
    season = bracket_at(cursor.items, cursor.at)
    dated = cursor.at + 3 < len(cursor.items) and cursor.items[cursor.at + 3].what is ItemKind.SCOPE
    if len(season) != 1 or season[0].what is not ItemKind.SCOPE or not dated:
        return False
    return cursor.put(past=3)


def bracket_at(items: Sequence[PhraseItem], at: int) -> list[PhraseItem]:
    """What stands in the bracket that opens at `at`; empty where none does."""
    if at >= len(items) or items[at].what is not ItemKind.LEFT:
        return []
    for end in range(at + 1, len(items)):
        if items[end].what is ItemKind.LEFT:
            return []
        if items[end].what is ItemKind.RIGHT:
            return list(items[at + 1 : end])
    return []


def _narrower(item: PhraseItem, bracket: list[PhraseItem]) -> PhraseItem | None:
    if item.what is not ItemKind.DAYS or len(bracket) != 1:
        return None
    inner = bracket[0]
    named = all(isinstance(code, str) and code != WORKING for code in item.codes)
    if inner.what is ItemKind.SCOPE and inner.scope.dates and named:
        return inner
    if inner.what is not ItemKind.DAYS:
        return None
    if inner.codes[0] in LUNAR_DAYS and item.codes == ("春节",):
        return inner
    working, week = (WORKING,), (0, 1, 2, 3, 4)
    if (item.codes, inner.codes) in ((working, week), (week, working)):
        return item if item.codes == working else inner
    return None
