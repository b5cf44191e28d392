"""What does a Chinese phrase about opening hours say?"""

from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache

from stations.errors import Invalid
from stations.hours.clauses import (
    named,
    risky,
    told_separately,
    without_conditions,
    without_reservations,
)
from stations.hours.emission import written
from stations.hours.expression import DAY, MONTHS, WEEKDAYS, Beyond
from stations.hours.items import EVER, Item, Lost, Scope, What
from stations.hours.matching import LUNAR_DAYS
from stations.hours.model import LONGEST, Reading, Understood
from stations.hours.periods import periods
from stations.hours.plans import joined, without
from stations.hours.reduction import Reducer
from stations.hours.rules import parse
from stations.hours.statements import Says, Speaker, Statement
from stations.hours.tokens import tokenise
from stations.hours.words import WORKING, Kind

UNKNOWN = Reading(osm="", understood=Understood.UNKNOWN, lost="没有看懂可用的时间")
PLACES = set("厕馆室区厅部店站心处楼层园屋口务院台间场城街吧庭廊亭舱公私行所社房库柜机")
"""How names of places and counters end; other words before hours may be a condition."""

TELLS_TIME = {Kind.TIME, Kind.NUMBER, Kind.DOTTED, Kind.ALWAYS}
SAYS_OSM = {*WEEKDAYS, *MONTHS, "PH", "SH", "off", "closed", "unknown", "week", "24/7", "+"}


def read(phrase: str) -> Reading:
    """The reading of `phrase`, at most 255 characters long.

    Every word must be understood or known to bear on no time; otherwise the reading leaves
    open what the word may touch, or is unknown. Errors: Invalid (`field_too_long`).
    """
    if len(phrase) > LONGEST:
        raise Invalid(
            f"开放时间最多 {LONGEST} 个字。请写短一些。", field="hours", code="field_too_long"
        )
    return _read(phrase.strip())


@lru_cache(maxsize=8192)
def _read(phrase: str) -> Reading:
    direct = _expression(phrase)
    if direct is not None:
        return direct
    lost: list[str] = []
    try:
        statements = _statements(phrase, lost)
        osm = written(periods([_whole(s) for s in statements]))
        parse(osm)
    except (Lost, Beyond, Invalid):
        return UNKNOWN
    lost.extend(_left_out(statements, osm))
    understood = Understood.PARTIAL if lost else Understood.EXACT
    return Reading(
        osm=osm,
        understood=understood,
        lost="；".join(dict.fromkeys(text.strip() for text in lost if text.strip())),
        staffed_osm=_staffed(statements),
    )


def _expression(phrase: str) -> Reading | None:
    """A phrase that is an OpenStreetMap expression already is taken as it stands."""
    bare = "".join(phrase.split('"')[::2])
    if not bare.isascii() or not any(word in bare for word in SAYS_OSM):
        return None
    try:
        parse(phrase)
    except (Beyond, Invalid):
        return None
    return Reading(osm=phrase, understood=Understood.EXACT)


def _statements(phrase: str, lost: list[str]) -> list[Statement]:
    tokens = told_separately(tokenise(phrase))
    if not any(token.kind in TELLS_TIME for token in tokens):
        raise Lost
    tokens = without_conditions(without_reservations(tokens, lost), lost)
    reducer = Reducer([token for token in tokens if token.kind is not Kind.SPACE])
    return Speaker(_ordered(_named(_solid(reducer.run()), lost))).run()


def _solid(items: list[Item]) -> list[Item]:
    """Without marks at both ends and empty brackets."""
    found: list[Item] = []
    for item in items:
        if item.what is What.RIGHT and found and found[-1].what is What.LEFT:
            found.pop()
            continue
        lone = item.what is What.RIGHT and len(found) > 1 and found[-2].what is What.LEFT
        if lone and found[-1].what in (What.ALONE, What.STAFFED, What.INCLUDING):
            del found[-2]
            continue
        found.append(item)
    marks = (What.COMMA, What.COLON, What.STRONG)
    while found and found[-1].what in marks:
        found.pop()
    while found and found[0].what in marks:
        found.pop(0)
    return found


def _named(items: list[Item], lost: list[str]) -> list[Item]:
    """Unknown words: names of parts of the place stay, harmless asides go, all else is Lost."""
    names = [index for index, item in enumerate(items) if item.what is What.WORDS]
    kept = set(range(len(items)))
    spoken = (What.DAYS, What.SCOPE, What.SPANS, What.ALWAYS, What.OPEN, What.COLON)
    for index in names:
        text = items[index].text
        after = items[index + 1].what if index + 1 < len(items) else None
        before = items[index - 1].what if index else None
        aside = after in (None, What.COMMA, What.STRONG, What.RIGHT, What.ALONE)
        fresh = before in (None, What.COMMA, What.STRONG, What.LEFT, What.SPANS, What.RIGHT,
                           What.CLOSED, What.ALWAYS, What.ALONE, What.REALLY)  # fmt: skip
        if risky(text) and not (fresh and after is What.COLON and named(text)):
            if not _after_time(items, index):
                raise Lost
        elif after in spoken and fresh and text[-1] in PLACES:
            lost.append(text)
        elif not (aside and fresh) and not _after_time(items, index):
            raise Lost
        else:
            if not _after_time(items, index):
                kept.discard(index)
            lost.append(text)
    return [item for index, item in enumerate(items) if index in kept]


def _after_time(items: list[Item], index: int) -> bool:
    """Whether a word stands in a bracket that tells what happens after some minute."""
    while index > 0 and items[index].what in (What.WORDS, What.ALONE):
        index -= 1
    return items[index].what is What.START and items[index].text == "后"


def _ordered(items: list[Item]) -> list[Item]:
    """Days and dates moved before the hours that they follow."""
    items = _headed(_until_the_next(items))
    found: list[Item] = []
    at = 0
    qualifiers = (What.SCOPE, What.DAYS)
    while at < len(items):
        bracket = _bracket(items, at + 1)
        hours = items[at].what in (What.SPANS, What.ALWAYS)
        if hours and bracket and all(i.what in qualifiers for i in bracket):
            found.extend((*bracket, items[at]))
            at += len(bracket) + 3
            continue
        narrower = _narrower(items[at], bracket)
        if narrower is not None:
            found.append(narrower)
            at += 4
            continue
        bare_season = items[at].what is What.SCOPE and bracket
        if bare_season and len(bracket) == 1 and bracket[0].what is What.SCOPE:
            dated = bracket[0] if bracket[0].scope.dates else items[at]
            found.append(dated)
            at += 4
            continue
        season = _bracket(items, at)
        dated_next = at + 3 < len(items) and items[at + 3].what is What.SCOPE
        if len(season) == 1 and season[0].what is What.SCOPE and dated_next:
            # （夏令）5月1日至9月30日: the season is the name of the dates.
            at += 3
            continue
        found.append(items[at])
        at += 1
    return _alternating(_dated(found))


def _until_the_next(items: list[Item]) -> list[Item]:
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
            whole.append(replace(item, scope=Scope(dates=dates)))
        else:
            whole.append(item)
    return whole


def _headed(items: list[Item]) -> list[Item]:
    """(4-10月)8:00-18:00 (11-3月)8:30-17:00: brackets that stand before their hours, opened."""
    told = [i for i, item in enumerate(items) if item.what in (What.SPANS, What.ALWAYS)]
    if not told or items[told[0] - 1].what is not What.RIGHT or told[0] == 0:
        return items
    heads = [(at, _bracket(items, at)) for at in range(len(items))]
    dated = [(at, inner) for at, inner in heads if inner and inner[0].what is What.SCOPE]
    if any(at and _narrowed_by_bracket(items[at - 1]) for at, _ in dated):
        return items
    ends = {at + len(inner) + 2 for at, inner in dated}
    if told[0] not in ends or not ends <= set(told):
        return items
    marks = {at for at, _ in dated} | {end - 1 for end in ends}
    return [item for at, item in enumerate(items) if at not in marks]


def _narrowed_by_bracket(item: Item) -> bool:
    """Whether a bracket behind `item` makes it exact: 暑期（7月1日-8月31日）, 夏季（5-10月）."""
    return item.what is What.SCOPE or any(isinstance(code, str) for code in item.codes)


def _narrower(item: Item, bracket: list[Item]) -> Item | None:
    """What a bracket makes exact: 春节（除夕至初六）, 国庆节（10月1日-7日）."""
    if item.what is not What.DAYS or len(bracket) != 1:
        return None
    inner = bracket[0]
    named = all(isinstance(code, str) for code in item.codes)
    if inner.what is What.SCOPE and inner.scope.dates and named:
        return inner
    if inner.what is not What.DAYS:
        return None
    if inner.codes[0] in LUNAR_DAYS and item.codes == ("春节",):
        return inner
    working, week = (WORKING,), (0, 1, 2, 3, 4)
    if (item.codes, inner.codes) in ((working, week), (week, working)):
        return item if item.codes == working else inner
    return None


def _bracket(items: list[Item], at: int) -> list[Item]:
    if at >= len(items) or items[at].what is not What.LEFT:
        return []
    for end in range(at + 1, len(items)):
        if items[end].what is What.LEFT:
            return []
        if items[end].what is What.RIGHT:
            return items[at + 1 : end]
    return []


def _dated(items: list[Item]) -> list[Item]:
    """夏季：5月-9月 and 5月-9月夏季 are one stretch, that of the dates."""
    found: list[Item] = []
    for item in items:
        before = found[-1] if found else None
        if before and before.what is What.COLON and len(found) > 1 and item.what is What.SCOPE:
            before = found[-2]
        if before and before.what is What.SCOPE and item.what is What.SCOPE:
            if bool(before.scope.dates) == bool(item.scope.dates):
                raise Lost
            dated = before if before.scope.dates else item
            while found.pop() is not before:
                continue
            found.append(dated)
        else:
            found.append(item)
    return found


def _alternating(items: list[Item]) -> list[Item]:
    """Hours, days, hours, days to the very end: the days belong to the hours before them."""
    told = (What.SPANS, What.ALWAYS, What.DAYS, What.SCOPE)
    places = [index for index, item in enumerate(items) if item.what in told]
    hours = [items[index].what in (What.SPANS, What.ALWAYS) for index in places]
    if len(places) < 4 or len(places) % 2 or hours != [True, False] * (len(places) // 2):
        return items
    if any(item.what in (What.CLOSED, What.OPEN, What.EXCEPT) for item in items):
        return items
    turned = list(items)
    for first, second in zip(places[::2], places[1::2], strict=True):
        turned[first], turned[second] = items[second], items[first]
    return turned


def _whole(statement: Statement) -> Statement:
    return replace(statement, spans=joined(statement.spans))


def _staffed(statements: list[Statement]) -> str:
    """When somebody is there, if the phrase tells staffed hours from others."""
    marked = [s for s in statements if s.says is Says.HOURS and s.staff is not None]
    manned = [replace(s, staff=None) for s in marked if s.staff is What.STAFFED]
    others = [s for s in statements if s.says is Says.HOURS and s not in marked]
    if not marked or (not manned and not others):
        return ""
    rest = [s for s in statements if s.says is not Says.HOURS]
    alone = joined(
        piece for s in marked for a, b in s.spans for piece in ((a, b), (a - DAY, b - DAY))
    )
    others = [replace(s, spans=without(s.spans, alone)) for s in others]
    try:
        return written(periods([*(manned or others), *rest]))
    except Lost:
        return ""


def _left_out(statements: list[Statement], osm: str) -> list[str]:
    """What the expression does not hold, in plain words."""
    lost = []
    if any(s.scope is not None and s.scope.seasons and not s.scope.dates for s in statements):
        lost.append("没有写明季节的起止日期")
    if any(s.scope is not None and s.scope.first_missing for s in statements):
        lost.append("缺少起始月份，按另一段时间推算")
    if any(s.says is Says.POSTPONED for s in statements):
        lost.append("闭馆日遇节假日顺延，顺延到哪天不确定")
    codes = {str(code) for s in statements for code in s.codes}
    if "黄金周" in codes:
        lost.append("黄金周按国庆假期理解，春节假期不确定")
    if codes & {"SH", "SH-winter", "SH-summer"}:
        lost.append("寒暑假的日期各地不同")
    if codes & {"除夕", "初一", "初二", "初三", "初四", "初五", "初六", "初七"}:
        lost.append("农历日期只在备注中")
    if any(s.staff is What.ALONE for s in statements):
        lost.append("部分时间无人值守，自助进入")
    elif any(s.staff is What.STAFFED for s in statements):
        lost.append("只有部分时间有人值守")
    if "unknown" in osm and not lost:
        lost.append("有些时段没有说清楚")
    return lost
