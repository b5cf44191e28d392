"""Figures as pages show them: a picture, what it comes to, and the table behind it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from stations.figures.board import FigureScope, Grain
from stations.figures.figure import Breakdown, Series, Value
from stations.reports import board_tables
from stations.web.pictures import charts
from stations.web.pictures.charts import Chart


@dataclass(frozen=True, slots=True, kw_only=True)
class FigurePicture:
    """One figure on a page."""

    key: str
    title: str
    says: str
    told: str
    """What the span comes to, with its unit; '' where the parts stand for themselves."""
    change: str
    """How that is to the span before."""
    chart: Chart
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def alt(self) -> str:
        """What the picture shows, in a sentence."""
        return "，".join(text for text in (self.title, self.told, self.change) if text)


def of_series(
    series: Sequence[Series], scope: FigureScope, *, hidden: str = ""
) -> list[FigurePicture]:
    """A picture of each figure over its span; `hidden` stands for what is not shown."""
    half, span = scope.half, board_tables.SPAN_WORDS[scope.grain]
    names = [board_tables.label(one) for one in scope.periods]
    labels = _labels(scope)
    return [
        FigurePicture(
            key=one.figure.key,
            title=one.figure.title,
            says=one.figure.says,
            told=_number(one.told, one.figure.unit),
            change=_change(one, span),
            chart=charts.trend(one, labels, hidden=hidden and "—"),
            columns=("时间", one.figure.unit, "之前的时间", one.figure.unit),
            rows=tuple(
                (names[half + n], _cell(now, hidden), names[n], _cell(was, hidden))
                for n, (now, was) in enumerate(zip(one.values, one.before, strict=True))
            ),
        )
        for one in series
    ]


def of_breakdowns(
    breakdowns: Iterable[Breakdown], now: str, before: str, *, hidden: str = ""
) -> list[FigurePicture]:
    """A picture of each figure by its parts; `now` and `before` name the columns."""
    return [
        FigurePicture(
            key=f"{one.figure.key}-{n}",
            title=f"{one.figure.title}按{one.by}",
            says=one.figure.says,
            told="",
            change="",
            chart=charts.shares(one, hidden=hidden),
            columns=(one.by, now, before) if before else (one.by, now),
            rows=tuple(
                (name, *(_cell(value, hidden) for value in values[: 2 if before else 1]))
                for name, *values in one.rows
            ),
        )
        for n, one in enumerate(breakdowns)
    ]


def _labels(scope: FigureScope) -> list[str]:
    """What stands below the bars: the number of a month, or the day that a week begins with."""
    firsts = [one.first for one in scope.periods[scope.half :]]
    if scope.grain is Grain.MONTHS:
        return [str(day.month) for day in firsts]
    return [f"{day.month}/{day.day}" for day in firsts]


def _number(value: Value, unit: str) -> str:
    if value is None:
        return ""
    return f"{value}{'' if unit == '%' else ' '}{unit}"


def _cell(value: Value, hidden: str) -> str:
    return hidden or "—" if value is None else str(value)


def _change(series: Series, span: str) -> str:
    """How much more or less it is than in the span before; '' where one of the two is unknown."""
    now, was = series.told, series.told_before
    if now is None or was is None:
        return ""
    more = round(now - was, 1)
    if not more:
        return f"和之前 {span}一样"
    unit = "个百分点" if series.figure.unit == "%" else series.figure.unit
    return f"比之前 {span}{'多' if more > 0 else '少'} {abs(more)} {unit}"
