"""Eligibility of a station for a rule and year, with the reason.

Pure: the same facts give the same words. What is not known is never guessed; the words say what
to fill in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from stations.errors import Invalid
from stations.registry.model import Station
from stations.registry.states import PHASE_WORDS, Phase
from stations.subsidies import days_open
from stations.subsidies.days_open import Stretch
from stations.subsidies.rules import Basis, Counted, SubsidyRule

_LEVELS = "零一二三四五"
_MOST_NAMED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Awarded:
    """One line of the awards of a station; `stars` 0: taken away."""

    stars: int
    on: date
    fresh: bool = True
    """Applied for, not kept or changed by a re-check."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EligibilityFacts:
    """What a rule looks at: the record of a station and its awards, the oldest first."""

    station: Station
    awards: tuple[Awarded, ...] = ()
    became: str = ""
    """The name of the station that it was combined with; '' where it stands alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Eligibility:
    """Whether a station is paid, and the words of why or why not."""

    eligible: bool
    reason: str


def eligible(rule: SubsidyRule, facts: EligibilityFacts, *, year: int, today: date) -> Eligibility:
    """Whether this version of a rule pays this station for a year, as of today."""
    if year > today.year:
        return _no(f"{year} 年还没有到")
    if facts.became:
        return _no(f"已并入“{facts.became}”，由它来领")
    station = facts.station
    if station.lifecycle.phase is Phase.PLANNED:
        return _no("还在筹建，没有启用")
    if rule.basis is Basis.AWARD:
        return _awarded(rule, facts, year=year, today=today)
    opened = station.opened_on
    if opened is None:
        return _no("没有登记启用日期，请在驿站信息里补上“启用日期”")
    if opened > today:
        return _no(f"{said(opened)}才启用")
    if rule.basis is Basis.OPENED:
        return _opened(rule, station, opened, year=year, today=today)
    return _running(rule, station, opened, year=year, today=today)


def _opened(
    rule: SubsidyRule, station: Station, opened: date, *, year: int, today: date
) -> Eligibility:
    if opened.year != year:
        return _no(f"{said(opened)}启用，不是 {year} 年新建")
    if not rule.holds_on(opened):
        return _not_in_force(rule, opened)
    if closed := _closed(station, on=today):
        return _no(closed)
    return _yes(f"{said(opened)}启用")


def _running(
    rule: SubsidyRule, station: Station, opened: date, *, year: int, today: date
) -> Eligibility:
    last = min(date(year, 12, 31), today)
    if not rule.holds_on(last):
        return _not_in_force(rule, last)
    if opened > last:
        return _no(f"{said(opened)}才启用，{year} 年没有开放过")
    try:
        shut = days_open.shut(station)
    except Invalid as fault:
        return _no(fault.message)
    if closed := _closed(station, on=last):
        return _no(closed)
    new_year = date(year, 1, 1)
    if not days_open.open_days(max(opened, new_year), last, without=shut):
        return _no(f"{year} 年没有开放过{_told(shut, max(opened, new_year), last)}")
    first = max(opened, new_year) if rule.counted is Counted.IN_YEAR else opened
    number = days_open.months(first, days_open.open_days(first, last, without=shut))
    away = _told(shut, first, last)
    if number < rule.months:
        return _no(f"开放 {number} 个月，不满 {rule.months} 个月{away}")
    since = "" if rule.counted is Counted.IN_YEAR else f"{said(opened)}启用，"
    return _yes(f"{since}到 {said(last)}开放满 {number} 个月{away}")


def _awarded(rule: SubsidyRule, facts: EligibilityFacts, *, year: int, today: date) -> Eligibility:
    level = f"{_LEVELS[rule.stars]}星"
    known = [one for one in facts.awards if one.on <= today]
    gained = [
        one
        for n, one in enumerate(known)
        if one.stars == rule.stars
        and one.on.year == year
        and (one.fresh or not n or known[n - 1].stars < rule.stars)
    ]
    if not gained:
        return _no(_never(rule, facts, level, kept=_in_year(rule, known, year), year=year))
    day = gained[-1].on
    if not rule.holds_on(day):
        return _not_in_force(rule, day)
    if known[-1].stars < rule.stars:
        now = f"降为{_LEVELS[known[-1].stars]}星" if known[-1].stars else "撤销摘牌"
        return _no(f"{said(day)}评为{level}，{said(known[-1].on)}已{now}")
    if closed := _closed(facts.station, on=today):
        return _no(closed)
    return _yes(f"{said(day)}评为{level}")


def _in_year(rule: SubsidyRule, known: Sequence[Awarded], year: int) -> bool:
    return any(one.stars == rule.stars and one.on.year == year for one in known)


def _never(rule: SubsidyRule, facts: EligibilityFacts, level: str, *, kept: bool, year: int) -> str:
    """Why there is nothing to pay for in a year, though stars may stand in the record."""
    if kept:
        return f"{year} 年复核保持{level}，不是新评的"
    star = facts.station.star
    if star and star.level == rule.stars and not facts.awards:
        return f"登记的{level}没有评定记录，不能据此发放，经过评定才行"
    return f"{year} 年没有评为{level}"


def _closed(station: Station, *, on: date) -> str:
    """That a station was closed on a day, in words; '' where it was not."""
    since = [
        one.first
        for one in _certain(station)
        if one.phase is Phase.CLOSED and one.first <= on <= one.last
    ]
    if since:
        return f"{said(min(since))}起已撤销"
    life = station.lifecycle
    return "已撤销" if life.phase is Phase.CLOSED and life.since is None else ""


def _certain(station: Station) -> Sequence[Stretch]:
    """The shut days of a record; where they are not known, only what it is now."""
    try:
        return days_open.shut(station)
    except Invalid:
        life = station.lifecycle
        if life.phase is not Phase.CLOSED or life.since is None:
            return ()
        return (Stretch(phase=life.phase, first=life.since, last=life.until or date.max),)


def _told(shut: Sequence[Stretch], first: date, last: date) -> str:
    """The stretches that were taken off, in brackets; '' where there were none."""
    inside = [one for one in shut if one.first <= last and one.last >= first]
    if not inside:
        return ""
    words = [_stretch(one, last) for one in inside[:_MOST_NAMED]]
    more = f"等 {len(inside)} 段" if len(inside) > _MOST_NAMED else ""
    return f"（{'、'.join(words)}{more}）"


def _stretch(one: Stretch, last: date) -> str:
    word = {Phase.SUSPENDED: "暂停", Phase.CLOSED: "撤销"}.get(one.phase, PHASE_WORDS[one.phase])
    begins = said(one.first, year=last.year)
    if one.last > last:
        return f"{begins}起{word}"
    if one.first == date.min:
        return f"到 {said(one.last, year=last.year)}{word}"
    return f"{begins}到 {said(one.last, year=last.year)}{word}"


def said(day: date, *, year: int = 0) -> str:
    """A day in words; its year is left out where it is the one that is spoken of."""
    told = f" {day.month} 月 {day.day} 日"
    return told.strip() if day.year == year else f"{day.year} 年{told}"


def _not_in_force(rule: SubsidyRule, day: date) -> Eligibility:
    until = f"到 {said(rule.effective_until)}为止" if rule.effective_until else "起执行"
    return _no(f"这一项从 {said(rule.effective_from)}{until}，不管 {said(day)}")


def _yes(reason: str) -> Eligibility:
    return Eligibility(eligible=True, reason=reason)


def _no(reason: str) -> Eligibility:
    return Eligibility(eligible=False, reason=reason)
