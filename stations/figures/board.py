"""Every figure of an area for a span of months or weeks, beside the span before it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from stations.accounts.model import Account
from stations.accounts.roles import Action
from stations.areas import codes
from stations.campaigns import campaign_overview
from stations.campaigns.campaign_overview import SupplyProgress
from stations.db.base import Database
from stations.feedback import check_in_store
from stations.figures import (
    access,
    activity_figures,
    counts,
    feedback_figures,
    figure,
    past_figures,
    periods,
    span_counts,
)
from stations.figures.counts import Count
from stations.figures.feedback_figures import FeedbackFigures
from stations.figures.figure import Breakdown, Series, Value, percent
from stations.figures.past_figures import Course, Stand
from stations.figures.periods import Period
from stations.figures.span_counts import summed
from stations.registry import vocabulary
from stations.registry.model import star_words
from stations.registry.scoping import Reach
from stations.registry.states import PHASE_WORDS, Phase
from stations.registry.stored import brief_store

_FIGURES = figure.known()
_DAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")


class Grain(StrEnum):
    """What a trend goes by."""

    MONTHS = "months"
    WEEKS = "weeks"


MANY = {Grain.MONTHS: 12, Grain.WEEKS: 8}
"""Periods of a span."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureScope:
    """What figures are asked for: an area, the periods of two spans, and the day of today."""

    area: str
    month: Period
    grain: Grain
    periods: tuple[Period, ...]
    today: date

    @property
    def half(self) -> int:
        """Where the span begins; before it is the one that it is compared with."""
        return len(self.periods) // 2

    @property
    def reach(self) -> Reach:
        return Reach(areas=(codes.trimmed(self.area),))

    def split(self, key: str, values: Sequence[Value]) -> Series:
        """The values of a figure in all periods as a series."""
        half = self.half
        return Series(
            figure=_FIGURES[key], values=tuple(values[half:]), before=tuple(values[:half])
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaRow:
    """What the last period of a span was in an area, or in one below it."""

    code: str
    """'' where no area below is known."""
    name: str
    count: Count
    heard: FeedbackFigures


@dataclass(frozen=True, slots=True, kw_only=True)
class Dashboard:
    """The figures of an area. `told_on` is the day as of which the last period is told."""

    scope: FigureScope
    name: str
    told_on: date
    series: tuple[Series, ...]
    breakdowns: tuple[Breakdown, ...]
    plans: tuple[SupplyProgress, ...]
    """The campaigns of the span, with all that was planned and came until today."""
    noted_only: tuple[int, int]
    """Sessions of the span whose people only the door has noted, and these people: no figure has
    them."""
    areas: tuple[AreaRow, ...]
    total: AreaRow
    demo: bool


def scope_of(area: str, *, month: Period, grain: Grain, today: date) -> FigureScope:
    """The spans that end with a month, or with the week of its last day."""
    many = 2 * MANY[grain]
    if grain is Grain.MONTHS:
        found = periods.months_upto(month, many=many)
    else:
        found = periods.weeks_upto(month.told_on(today), many=many)
    return FigureScope(area=area, month=month, grain=grain, periods=found, today=today)


def seen(db: Database, scope: FigureScope, *, by: Account) -> Dashboard:
    """The figures of an area that is theirs; NotFound else."""
    access.admit(scope.area, by=by, action=Action.SEE_REVIEWS)
    with db.reading():
        return made(db, scope)


def made(db: Database, scope: FigureScope) -> Dashboard:
    """The figures of an area."""
    last = scope.periods[-1]
    courses = past_figures.courses(db, scope.area, periods=scope.periods)
    visits = check_in_store.over_days(db, scope.reach, first=scope.periods[0].first, last=last.last)
    heard = feedback_figures.heard(
        db, scope.area, period=last, today=scope.today, group=counts.child_of
    )
    rows = _areas(courses, heard, scope)
    happened = activity_figures.over(db, scope.reach, periods=scope.periods, today=scope.today)
    return Dashboard(
        scope=scope,
        name=counts.area_name(scope.area),
        told_on=last.told_on(scope.today),
        series=(
            *_of_stations(courses, scope),
            scope.split("check_ins", summed(scope.periods, visits.items())),
            *_of_voices(db, scope),
            *(scope.split(key, values) for key, values in happened.values.items()),
        ),
        breakdowns=(
            *_split(courses, scope, kinds=brief_store.kinds(db, scope.reach)),
            _by_weekday(visits, scope),
            *_by_hour(db, scope),
            Breakdown(figure=_FIGURES["sessions"], by="类别", rows=happened.parts["sessions"]),
            Breakdown(figure=_FIGURES["supplies"], by="物资", rows=happened.parts["supplies"]),
        ),
        plans=campaign_overview.against_plan(
            db, scope.reach, first=scope.periods[scope.half].first, last=last.last
        ),
        noted_only=happened.noted_only,
        areas=rows[:-1],
        total=rows[-1],
        demo=any(course.demo for course in courses),
    )


def _of_stations(courses: Sequence[Course], scope: FigureScope) -> Iterable[Series]:
    found = [
        counts.count(_stands(courses, n), on=period.told_on(scope.today))
        for n, period in enumerate(scope.periods)
    ]
    yield scope.split("stations", [one.stations for one in found])
    yield scope.split("listed", [one.listed for one in found])
    yield scope.split("starred", [one.starred for one in found])
    yield scope.split("verified", [percent(one.verified, one.stations) for one in found])


def _stands(courses: Iterable[Course], n: int) -> list[Stand]:
    return [stand for course in courses if (stand := course.stands[n]) is not None]


def _split(
    courses: Sequence[Course], scope: FigureScope, *, kinds: Mapping[str, str]
) -> Iterable[Breakdown]:
    """Stations at the end of both spans by kind, by star and by state."""
    words = vocabulary.kinds()
    ends = (len(scope.periods) - 1, scope.half - 1)
    by_kind, by_star, by_phase = ([Counter[str]() for _ in ends] for _ in range(3))
    for which, n in enumerate(ends):
        for course in courses:
            stand = course.stands[n]
            if stand is None or not stand.counts:
                continue
            by_kind[which][kinds.get(course.id, "")] += 1
            by_star[which][str(stand.star)] += 1
            by_phase[which][stand.phase.value] += 1
    known = {one: words.word(one) for one in words.terms}
    stars = {str(n): star_words(n) if n else "没有星级" for n in range(counts.MOST_STARS, -1, -1)}
    phases = {one.value: PHASE_WORDS[one] for one in Phase if one is not Phase.CLOSED}
    for by, found, named in (
        ("类型", by_kind, known),
        ("星级", by_star, stars),
        ("状态", by_phase, phases),
    ):
        rows = [(word, found[0][key], found[1][key]) for key, word in named.items()]
        yield Breakdown(
            figure=_FIGURES["stations"],
            by=by,
            rows=tuple(row for row in rows if row[1] or row[2]),
        )


def _by_weekday(visits: Mapping[date, int], scope: FigureScope) -> Breakdown:
    now, before = [0] * 7, [0] * 7
    for day, n in visits.items():
        place = span_counts.place(scope.periods, day)
        if place is not None:
            (now if place >= scope.half else before)[day.weekday()] += n
    rows = tuple(zip(_DAYS, now, before, strict=True))
    return Breakdown(figure=_FIGURES["check_ins"], by="星期", rows=rows)


def _by_hour(db: Database, scope: FigureScope) -> Iterable[Breakdown]:
    """Of months only: hours are counted month by month."""
    if scope.grain is not Grain.MONTHS:
        return
    halves = scope.periods[scope.half :], scope.periods[: scope.half]
    now, before = (_hours(db, scope, half) for half in halves)
    used = sorted({*now, *before})
    span = range(used[0], used[-1] + 1) if used else ()
    rows = tuple((f"{hour} 点", now[hour], before[hour]) for hour in span)
    yield Breakdown(figure=_FIGURES["check_ins"], by="钟点", rows=rows)


def _hours(db: Database, scope: FigureScope, months: Sequence[Period]) -> Counter[int]:
    first, last = months[0].first, months[-1].last
    rows = check_in_store.by_hour(db, scope.reach, first=first, last=last)
    return Counter({int(row["hour"]): int(row["n"]) for row in rows})


def _of_voices(db: Database, scope: FigureScope) -> Iterable[Series]:
    found = feedback_figures.over(db, scope.area, periods=scope.periods, today=scope.today)
    yield scope.split("reports", [one.received for one in found])
    yield scope.split("in_time", [one.share for one in found])
    medians = [one.median for one in found]
    days = [None if one is None else round(one / timedelta(days=1), 1) for one in medians]
    yield scope.split("answer_days", days)


def _areas(
    courses: Sequence[Course], heard: Mapping[str, FeedbackFigures], scope: FigureScope
) -> tuple[AreaRow, ...]:
    """The areas below with their last period, and all of them together at the end."""
    groups: dict[str, list[Stand]] = {code: [] for code in heard}
    for course in courses:
        stand = course.stands[-1]
        code = counts.child_of(course.keeper, area=scope.area)
        if stand is not None:
            groups.setdefault(code, []).append(stand)
    on = scope.periods[-1].told_on(scope.today)
    rows = [
        AreaRow(
            code=code,
            name=counts.group_name(code),
            count=counts.count(groups[code], on=on),
            heard=heard.get(code, FeedbackFigures()),
        )
        for code in sorted(groups, key=lambda code: (code == "", code))
    ]
    total = AreaRow(
        code=scope.area,
        name="合计",
        count=counts.count(_stands(courses, -1), on=on),
        heard=sum(heard.values(), FeedbackFigures()),
    )
    return (*rows, total)
