"""The figures of an area for everybody: stations by kind and star, and people by whole months.

Whole months only, and numbers of people as `suppression` leaves them. Each station counts for the
area that keeps it, so that areas below make up the area above and nothing follows from two that
overlap. Of what is larger than a city only stations are told.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from stations.activities import held_store
from stations.areas import codes
from stations.db.base import Database, Row
from stations.feedback import check_in_store, report_store
from stations.figures import counts, feedback_figures, figure, periods, span_counts, suppression
from stations.figures.board import FigureScope, Grain, scope_of
from stations.figures.figure import Breakdown, Series, Value
from stations.figures.periods import Period
from stations.figures.span_counts import day_of
from stations.figures.suppression import LEAST
from stations.giveaways import handed_store
from stations.registry import vocabulary
from stations.registry.model import star_words
from stations.registry.scoping import Reach
from stations.registry.stored import search_rows

_FIGURES = figure.known()
PEOPLE = ("check_ins", "reports", "people", "takers")
"""Figures of people that everybody may read, in this order."""
_CITY = 4
Leaves = list[Counter[str]]
"""Of each month the number by the code of the keeping area."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicRow:
    """An area below: its listed stations, and people of the last month as far as they are shown."""

    code: str
    name: str
    stations: int
    people: tuple[int | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicBoard:
    """What everybody reads of an area."""

    scope: FigureScope
    name: str
    stations: int
    series: tuple[Series, ...]
    breakdowns: tuple[Breakdown, ...]
    areas: tuple[PublicRow, ...]
    is_city: bool
    """Whether it is a city or lies in one, of which more than stations is told."""

    @property
    def tells_people(self) -> bool:
        """Whether it could be asked how many people came."""
        return bool(self.series)


def made(db: Database, area: str, *, today: date, from_cards: bool = False) -> PublicBoard:
    """The figures of an area as of the last whole month; `from_cards` asks for nothing but them."""
    month = periods.months_upto(_month_of(today.replace(day=1) - timedelta(days=1)), many=1)[0]
    scope = scope_of(area, month=month, grain=Grain.MONTHS, today=today)
    cards = search_rows.kept_by(db, area)
    root = codes.city_of(area) if area else ""
    has_people = bool(root) and not from_cards
    people = _people(db, root, scope) if has_people else {}
    told = {key: _shown(months, root) for key, months in people.items()}
    own = codes.trimmed(root if len(area) < _CITY else area)
    return PublicBoard(
        scope=scope,
        name=counts.area_name(area),
        stations=sum(row["n"] for row in cards),
        series=(
            *(
                scope.split(key, [month.get(own) for month in months])
                for key, months in told.items()
            ),
            *(_of_answers(db, scope) if has_people else ()),
            *(_of_sessions(db, scope) if has_people else ()),
        ),
        breakdowns=(*_of_cards(cards), *(_of_times(db, scope) if has_people else ())),
        areas=_areas(cards, told, area),
        is_city=bool(root),
    )


def _month_of(last: date) -> Period:
    return Period(first=last.replace(day=1), last=last)


def _people(db: Database, root: str, scope: FigureScope) -> dict[str, Leaves]:
    """People of each month in a whole city: which of them are shown depends on its other areas."""
    first, last, reach = scope.periods[0], scope.periods[-1], Reach(areas=(root,))
    span = {"since": first.begins, "until": last.ends}
    visits = check_in_store.by_keeper_and_month(db, root, first=first.first, last=last.last)
    found = {
        "check_ins": [(f"{row['month']}-01", row["area_code"], row["n"]) for row in visits],
        "reports": [
            (row["at"], row["area_code"], 1) for row in report_store.between(db, reach, **span)
        ],
        "people": [
            (row["starts_at"], row["area_code"], row["people"] or 0)
            for row in held_store.held(db, reach, **span)
        ],
        "takers": [
            (row["given_at"], row["area_code"], 1) for row in handed_store.handed(db, reach, **span)
        ],
    }
    return {key: _leaves(found[key], root, scope.periods) for key in PEOPLE}


def _leaves(found: Iterable[tuple[str, str, int]], root: str, months: Sequence[Period]) -> Leaves:
    leaves: Leaves = [Counter() for _ in months]
    for moment, code, n in found:
        day = day_of(moment) if "T" in moment else date.fromisoformat(moment)
        where = span_counts.place(months, day)
        # What is kept by another area, and only reaches into this one, counts there.
        if where is not None and codes.covers(root, code):
            leaves[where][code] += int(n)
    return leaves


def _shown(months: Leaves, root: str) -> list[dict[str, int]]:
    return [suppression.shown(leaves, root=root) for leaves in months]


def _of_answers(db: Database, scope: FigureScope) -> Iterable[Series]:
    """How soon reports were answered, where there were enough of them."""
    found = feedback_figures.over(db, scope.area, periods=scope.periods, today=scope.today)
    shares: list[Value] = [one.share if one.due >= LEAST else None for one in found]
    days: list[Value] = [
        round(one.median / timedelta(days=1), 1)
        if one.median is not None and len(one.took) >= LEAST
        else None
        for one in found
    ]
    yield scope.split("in_time", shares)
    yield scope.split("answer_days", days)


def _of_sessions(db: Database, scope: FigureScope) -> Iterable[Series]:
    span = {"since": scope.periods[0].begins, "until": scope.periods[-1].ends}
    rows = held_store.held(db, scope.reach, **span)
    numbers = span_counts.summed(scope.periods, ((day_of(row["starts_at"]), 1) for row in rows))
    yield scope.split("sessions", numbers)


def _of_cards(cards: Sequence[Row]) -> Iterable[Breakdown]:
    kinds, stars = Counter[str](), Counter[int]()
    for row in cards:
        kinds[row["kind"]] += row["n"]
        stars[row["star"]] += row["n"]
    words = vocabulary.kinds()
    named = [(words.word(key), kinds[key], None) for key in words.terms if kinds[key]]
    yield Breakdown(figure=_FIGURES["listed"], by="类型", rows=tuple(named))
    levels = range(counts.MOST_STARS, -1, -1)
    starred = [(star_words(n) if n else "没有星级", stars[n], None) for n in levels if stars[n]]
    yield Breakdown(figure=_FIGURES["listed"], by="星级", rows=tuple(starred))


def _of_times(db: Database, scope: FigureScope) -> Iterable[Breakdown]:
    """Check-ins by weekday and hour, of whole cities only: of smaller areas both would tell more
    than their months do."""
    if len(scope.area) != _CITY:
        return
    year = scope.periods[scope.half :]
    hours = {
        int(row["hour"]): int(row["n"])
        for row in check_in_store.by_hour(db, scope.reach, first=year[0].first, last=year[-1].last)
    }
    weekdays = dict.fromkeys(range(7), 0)
    visits = check_in_store.over_days(db, scope.reach, first=year[0].first, last=year[-1].last)
    for day, n in visits.items():
        weekdays[day.weekday()] += n
    names = {n: f"周{'一二三四五六日'[n]}" for n in range(7)}
    yield _row("星期", weekdays, names)
    span = range(min(hours), max(hours) + 1) if hours else ()
    yield _row("钟点", {n: hours.get(n, 0) for n in span}, {n: f"{n} 点" for n in span})


def _row(by: str, cells: Mapping[int, int], names: Mapping[int, str]) -> Breakdown:
    away = suppression.hidden({str(key): n for key, n in cells.items()})
    enough = sum(cells.values()) >= LEAST
    rows = [
        (names[key], n if enough and str(key) not in away else None, None)
        for key, n in cells.items()
    ]
    return Breakdown(figure=_FIGURES["check_ins"], by=by, rows=tuple(rows))


def _areas(
    cards: Sequence[Row], told: Mapping[str, Sequence[Mapping[str, int]]], area: str
) -> tuple[PublicRow, ...]:
    stations: Counter[str] = Counter()
    for row in cards:
        stations[counts.child_of(row["area_code"], area=area)] += row["n"]
    below = sorted(stations, key=lambda code: (code == "", code))
    return tuple(
        PublicRow(
            code=code,
            name=counts.group_name(code),
            stations=stations[code],
            people=tuple(months[-1].get(code) if code else None for months in told.values()),
        )
        for code in below
        if code or len(below) > 1
    )
