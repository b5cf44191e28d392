"""Eligibility of a station for a rule and year, with the reason.

Pure: the same facts give the same reason. What is not known is never guessed; the reason says what
to fill in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from stations.errors import Invalid
from stations.registry.model import Station
from stations.registry.states import PHASE_WORDS, Phase
from stations.remarks import Remark
from stations.subsidies import days_open
from stations.subsidies.days_open import Stretch
from stations.subsidies.rules import Basis, Counted, SubsidyRule, TooFew

_LEVELS = "零一二三四五"
_STATES = {Phase.SUSPENDED: "暂停", Phase.CLOSED: "撤销"}
"""Where a state is said shorter than elsewhere."""
_MOST_NAMED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Awarded:
    """One line of the awards of a station; `stars` 0: taken away."""

    number: int
    stars: int
    on: date
    before: int
    """How many the station had up to then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EligibilityFacts:
    """What a rule looks at: the record of a station and its awards, the oldest first."""

    station: Station
    awards: tuple[Awarded, ...] = ()
    became: str = ""
    """The name of the station that it was combined with; '' where it stands alone."""
    rectifying: bool = False
    """Whether a review gave it time to put things right, which runs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Eligibility:
    """Whether a station is paid, and why or why not."""

    eligible: bool
    reason: Remark
    rise: int = 0
    """The number of the award that is paid for; 0 where a rule pays for something else."""
    doubts: tuple[Remark, ...] = ()
    """What speaks against it: whoever proposes it all the same writes down why."""


def eligible(rule: SubsidyRule, facts: EligibilityFacts, *, year: int, today: date) -> Eligibility:
    """Whether this version of a rule pays this station for a year, as of today."""
    verdict = _judged(rule, facts, year=year, today=today)
    if not verdict.eligible:
        return verdict
    if facts.station.lifecycle.phase is Phase.RECTIFYING:
        verdict = replace(verdict, doubts=(*verdict.doubts, Remark("doubt.rectifying")))
    elif facts.rectifying:
        verdict = replace(verdict, doubts=(*verdict.doubts, Remark("doubt.review")))
    return verdict


def _judged(rule: SubsidyRule, facts: EligibilityFacts, *, year: int, today: date) -> Eligibility:
    if year > today.year:
        return _no(Remark("unpaid.year_ahead", year=year))
    if facts.became:
        return _no(Remark("unpaid.combined", name=facts.became))
    station = facts.station
    if station.lifecycle.phase is Phase.PLANNED:
        return _no(Remark("unpaid.planned"))
    if rule.basis is Basis.AWARD:
        return _awarded(rule, facts, year=year, today=today)
    opened = station.opened_on
    if opened is None:
        return _no(Remark("unpaid.unopened"))
    if opened > today:
        return _no(Remark("unpaid.opens_later", opened=said(opened)))
    if rule.basis is Basis.OPENED:
        return _opened(rule, station, opened, year=year, today=today)
    return _running(rule, station, opened, year=year, today=today)


def _opened(
    rule: SubsidyRule, station: Station, opened: date, *, year: int, today: date
) -> Eligibility:
    if opened.year != year:
        return _no(Remark("unpaid.not_new", opened=said(opened), year=year))
    if not rule.holds_on(opened):
        return _not_in_force(rule, opened)
    if closed := _closed(station, on=today):
        return _no(closed)
    return _yes(Remark("paid.opened", opened=said(opened)))


def _running(
    rule: SubsidyRule, station: Station, opened: date, *, year: int, today: date
) -> Eligibility:
    last = min(date(year, 12, 31), today)
    if not rule.holds_on(last):
        return _not_in_force(rule, last)
    if opened > last:
        return _no(Remark("unpaid.opened_after", opened=said(opened), year=year))
    try:
        shut = days_open.shut(station)
    except Invalid as fault:
        return _no(Remark.of(fault))
    if closed := _closed(station, on=last):
        return _no(closed)
    new_year = date(year, 1, 1)
    begun = max(opened, new_year)
    number, of_days = days_open.open_days(begun, last, without=shut), (last - begun).days + 1
    if not number:
        return _no(Remark("unpaid.never_open", year=year, away=_told(shut, begun, last)))
    verdict = _months(rule, opened, last, shut=shut)
    if not verdict.eligible or number * 100 >= rule.least_percent * of_days:
        return verdict
    days, least, away = number, rule.least_percent, _told(shut, begun, last)
    if rule.too_few is TooFew.UNPAID:
        return _no(
            Remark("unpaid.too_few", year=year, days=days, of_days=of_days, least=least, away=away)
        )
    few = Remark("doubt.too_few", year=year, days=days, of_days=of_days, least=least)
    return replace(verdict, doubts=(few,))


def _months(rule: SubsidyRule, opened: date, last: date, *, shut: Sequence[Stretch]) -> Eligibility:
    new_year = date(last.year, 1, 1)
    first = max(opened, new_year) if rule.counted is Counted.IN_YEAR else opened
    number = days_open.months(first, days_open.open_days(first, last, without=shut))
    away = _told(shut, first, last)
    if number < rule.months:
        return _no(Remark("unpaid.months", months=number, due=rule.months, away=away))
    if rule.counted is Counted.IN_YEAR:
        return _yes(Remark("paid.months", until=said(last), months=number, away=away))
    begun, until = said(opened), said(last)
    return _yes(Remark("paid.months_since", opened=begun, until=until, months=number, away=away))


def _awarded(rule: SubsidyRule, facts: EligibilityFacts, *, year: int, today: date) -> Eligibility:
    level = _LEVELS[rule.stars]
    known = [one for one in facts.awards if one.on <= today]
    given = [one for one in known if one.stars == rule.stars and one.on.year == year]
    gained = [one for one in given if one.before < rule.stars]
    if not gained:
        return _no(_never(rule, facts, level, kept=bool(given), year=year))
    day = gained[-1].on
    if not rule.holds_on(day):
        return _not_in_force(rule, day)
    if known[-1].stars < rule.stars:
        on, left = said(known[-1].on), _LEVELS[known[-1].stars]
        if not known[-1].stars:
            return _no(Remark("unpaid.removed", day=said(day), level=level, on=on))
        return _no(Remark("unpaid.lowered", day=said(day), level=level, on=on, left=left))
    if closed := _closed(facts.station, on=today):
        return _no(closed)
    reason = Remark("paid.awarded", day=said(day), level=level)
    return Eligibility(eligible=True, reason=reason, rise=gained[-1].number)


def _never(
    rule: SubsidyRule, facts: EligibilityFacts, level: str, *, kept: bool, year: int
) -> Remark:
    """Why there is nothing to pay for in a year, though stars may stand in the record."""
    if kept:
        return Remark("unpaid.kept", year=year, level=level)
    star = facts.station.star
    if star and star.level == rule.stars and not facts.awards:
        return Remark("unpaid.unproved", level=level)
    return Remark("unpaid.not_awarded", year=year, level=level)


def _closed(station: Station, *, on: date) -> Remark | None:
    """That a station was closed on a day."""
    since = [
        one.first
        for one in _certain(station)
        if one.phase is Phase.CLOSED and one.first <= on <= one.last
    ]
    if since:
        return Remark("unpaid.closed_since", since=said(min(since)))
    life = station.lifecycle
    return Remark("unpaid.closed") if life.phase is Phase.CLOSED and life.since is None else None


def _certain(station: Station) -> Sequence[Stretch]:
    """The shut days of a record; where they are not known, only what it is now."""
    try:
        return days_open.shut(station)
    except Invalid:
        life = station.lifecycle
        if life.phase is not Phase.CLOSED or life.since is None:
            return ()
        return (Stretch(phase=life.phase, first=life.since, last=life.until or date.max),)


def _told(shut: Sequence[Stretch], first: date, last: date) -> list[Remark]:
    """The stretches that were taken off, in brackets; nothing where there were none."""
    inside = [one for one in shut if one.first <= last and one.last >= first]
    named = [_stretch(one, last) for one in inside[:_MOST_NAMED]]
    if len(inside) > _MOST_NAMED:
        return [Remark("taken_off.many", stretches=named, count=len(inside))]
    return [Remark("taken_off", stretches=named)] if named else []


def _stretch(one: Stretch, last: date) -> Remark:
    state = _STATES.get(one.phase, PHASE_WORDS[one.phase])
    begins, ends = (said(day, year=last.year) for day in (one.first, one.expected or one.last))
    if one.expected and one.expected < last:
        return Remark("stretch.unconfirmed", begins=begins, ends=ends, state=state)
    if one.last > last:
        return Remark("stretch.since", begins=begins, state=state)
    if one.first == date.min:
        return Remark("stretch.until", ends=ends, state=state)
    return Remark("stretch", begins=begins, ends=ends, state=state)


def said(day: date, *, year: int = 0) -> str:
    """A day in words; its year is left out where it is the one that is spoken of."""
    told = f" {day.month} 月 {day.day} 日"
    return told.strip() if day.year == year else f"{day.year} 年{told}"


def _not_in_force(rule: SubsidyRule, day: date) -> Eligibility:
    begins = said(rule.effective_from)
    if rule.effective_until:
        ends = said(rule.effective_until)
        return _no(Remark("unpaid.not_in_force", begins=begins, ends=ends, day=said(day)))
    return _no(Remark("unpaid.not_yet_in_force", begins=begins, day=said(day)))


def _yes(reason: Remark) -> Eligibility:
    return Eligibility(eligible=True, reason=reason)


def _no(reason: Remark) -> Eligibility:
    return Eligibility(eligible=False, reason=reason)
