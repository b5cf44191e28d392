"""The reading of a Chinese phrase about opening hours."""

from dataclasses import dataclass, replace
from functools import lru_cache

from stations.errors import Invalid
from stations.hours.model import LONGEST, Reading, Understood
from stations.hours.osm.expression import DAY, MONTHS, WEEKDAYS, Beyond
from stations.hours.osm.parser import parse
from stations.hours.phrases.items.item import ItemKind, TooLong
from stations.hours.phrases.minutes import common, joined, without
from stations.hours.phrases.phrase_rules import Draft, statements_of
from stations.hours.phrases.reading_rule import Lost
from stations.hours.phrases.statements.statement import Says, Statement, perhaps
from stations.hours.phrases.tokens.day_codes import ALL_DAYS
from stations.hours.phrases.tokens.token import Token
from stations.hours.phrases.tokens.tokeniser import tokenise
from stations.hours.phrases.tokens.unclear import days_left_open
from stations.hours.phrases.weeks.expression_writer import written
from stations.hours.phrases.weeks.year_parts import periods

UNKNOWN = Reading(osm="", understood=Understood.UNKNOWN, lost="没有看懂可用的时间")
MOST_CLAUSES = 3
"""Where more clauses may be the one that is not understood, none is tried."""

SAYS_OSM = {*WEEKDAYS, *MONTHS, "PH", "SH", "off", "closed", "unknown", "week", "24/7", "+"}


def read(phrase: str) -> Reading:
    """The reading of `phrase`, at most 255 characters long.

    Every word must be understood or known to bear on no time; otherwise the reading leaves
    open what the word may touch, or is unknown. Errors: Invalid (`field_too_long`).
    """
    if len(phrase) > LONGEST:
        raise Invalid("field_too_long", field="hours", longest=LONGEST)
    return _read(phrase.strip())


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """How a reading came about: the rules applied, and the one that gave up, at which words."""

    rules: tuple[str, ...] = ()
    gave_up: str = ""
    words: str = ""


def explained(phrase: str) -> tuple[Reading, Why]:
    """The reading of `phrase`, and why it is so. Errors: as `read`."""
    reading = read(phrase)
    draft = Draft()
    try:
        _whole_phrase(phrase.strip(), draft)
    except Lost as lost:
        rules = tuple(dict.fromkeys(draft.used))
        return reading, Why(rules=rules, gave_up=lost.rule, words=lost.words)
    return reading, Why(rules=tuple(dict.fromkeys(draft.used)))


@lru_cache(maxsize=8192)
def _read(phrase: str) -> Reading:
    try:
        return _whole_phrase(phrase, Draft())
    except Lost:
        return _but_for_some_days(phrase)


def _but_for_some_days(phrase: str) -> Reading:
    """What is left where one clause is not understood, and names the days that it is about."""
    unclear = list(days_left_open(tokenise(phrase)))
    for tokens, words in unclear if len(unclear) <= MOST_CLAUSES else ():
        try:
            return _drafted(tokens, Draft(lost=[f"没有看懂“{words}”"]))
        except Lost:
            continue
    return UNKNOWN


def _whole_phrase(phrase: str, draft: Draft) -> Reading:
    direct = _expression(phrase)
    if direct is not None:
        draft.used.append("OSM 表达式")
        return direct
    return _drafted(tokenise(phrase), draft)


def _drafted(tokens: list[Token], draft: Draft) -> Reading:
    statements = statements_of(tokens, draft)
    if draft.doubts:
        statements = [perhaps(statement, statement.codes) for statement in statements]
        draft.lost.extend(draft.doubts)
    try:
        osm = _expressed([_whole(s) for s in statements if not _within_others(s, statements)])
        parse(osm)
        if osm == "00:00-24:00 unknown":
            raise Lost("没有确定的时间")
    except Lost as lost:
        lost.rule = lost.rule or "一周的时间"
        raise
    except (Beyond, Invalid) as error:
        raise Lost("写成表达式") from error
    lost_words = [*draft.lost, *_left_out(statements, osm)]
    return Reading(
        osm=osm,
        understood=Understood.PARTIAL if lost_words else Understood.EXACT,
        lost="；".join(dict.fromkeys(text.strip() for text in lost_words if text.strip())),
        staffed_osm=_staffed(statements),
    )


def _expressed(statements: list[Statement]) -> str:
    try:
        return written(periods(statements))
    except TooLong:
        # Between the middles of the seasons, fewer moments are then certain.
        return written(periods(statements, coarse=True))


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


def _within_others(statement: Statement, said: list[Statement]) -> bool:
    """24小时开放，人工服务工作日9:00-17:00: who is there, within the hours of every day."""
    spans = joined(statement.spans)
    return statement.staff is ItemKind.STAFFED and any(
        other.says is Says.HOURS
        and other.staff is not ItemKind.STAFFED
        and set(other.codes) in (set(), set(ALL_DAYS))
        and other.scope is None
        and common(joined(other.spans), spans) == spans
        for other in said
    )


def _whole(statement: Statement) -> Statement:
    return replace(statement, spans=joined(statement.spans))


def _staffed(statements: list[Statement]) -> str:
    """When somebody is there, if the phrase tells staffed hours from others."""
    marked = [s for s in statements if s.says is Says.HOURS and s.staff is not None]
    manned = [replace(s, staff=None) for s in marked if s.staff is ItemKind.STAFFED]
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
    if any(s.scope is not None and s.scope.begun for s in statements):
        lost.append("没有写明起始日期")
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
    if any(s.staff is ItemKind.ALONE for s in statements):
        lost.append("部分时间无人值守，自助进入")
    elif any(s.staff is ItemKind.STAFFED for s in statements):
        lost.append("只有部分时间有人值守")
    if "unknown" in osm and not lost:
        lost.append("有些时段没有说清楚")
    return lost
