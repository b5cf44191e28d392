"""Where the bars of a chart stand: pictures that the server draws, without styles or scripts.

The units are pixels of a narrow phone. What is now is filled, what was before is hatched, so that
neither colour nor a screen is needed to tell them apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from stations.figures.figure import Breakdown, Series, Value

WIDTH: Final = 360
_TOP, _BASE, _HEIGHT = 26, 124, 146
_SIDE = 4
_ROW, _ROW_BAR, _ROW_WAS = 40, 12, 5
_NUMBER_ROOM = 62
"""To the right of lying bars."""
_MOST_LABELS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    x: float
    y: float
    width: float
    height: float
    now: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartText:
    """A word in a chart, by its anchor: start, middle or end."""

    x: float
    y: float
    text: str
    anchor: str = "middle"


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    height: int
    bars: tuple[Bar, ...]
    marks: tuple[ChartText, ...]
    base: float | None = None
    """Where the ground of standing bars is."""


def trend(series: Series, labels: Sequence[str], *, hidden: str = "") -> Chart:
    """A pair of standing bars for each period; where nothing is shown stands a word, or nothing."""
    many = len(series.values)
    slot = (WIDTH - 2 * _SIDE) / max(many, 1)
    peak = max((v for v in (*series.values, *series.before) if v is not None), default=0) or 1
    bars, marks = list[Bar](), list[ChartText]()
    for n in range(many):
        left = _SIDE + slot * n
        for value, at, now in ((series.before[n], 0.1, False), (series.values[n], 0.48, True)):
            if value:
                height = round((_BASE - _TOP) * value / peak, 1)
                bars.append(
                    Bar(
                        x=round(left + slot * at, 1),
                        y=round(_BASE - height, 1),
                        width=round(slot * (0.44 if now else 0.34), 1),
                        height=height,
                        now=now,
                    )
                )
        if hidden and series.values[n] is None:
            marks.append(ChartText(x=round(left + slot * 0.7, 1), y=_BASE - 4, text=hidden))
    step = -(-many // _MOST_LABELS)
    marks += [
        ChartText(x=round(_SIDE + slot * (n + 0.5), 1), y=_HEIGHT - 5, text=labels[n])
        for n in range(0, many, step)
    ]
    marks += _numbers(series.values, slot=slot, peak=peak, unit=series.figure.unit)
    return Chart(height=_HEIGHT, bars=tuple(bars), marks=tuple(marks), base=_BASE)


def _numbers(values: Sequence[Value], *, slot: float, peak: float, unit: str) -> list[ChartText]:
    """The number on the highest bar and on the last, where the two do not meet."""
    known = [n for n, value in enumerate(values) if value]
    if not known:
        return []
    last, highest = known[-1], max(known, key=lambda n: (values[n] or 0, n))
    chosen = {last} if abs(highest - last) * slot < _NUMBER_ROOM else {last, highest}
    found = []
    for n in sorted(chosen):
        value = values[n] or 0
        text = f"{value}%" if unit == "%" else str(value)
        half = 4.2 * len(text)
        x = min(max(_SIDE + slot * (n + 0.7), half), WIDTH - half)
        y = _BASE - (_BASE - _TOP) * value / peak - 5
        found.append(ChartText(x=round(x, 1), y=round(y, 1), text=text))
    return found


def shares(breakdown: Breakdown, *, hidden: str = "") -> Chart:
    """A lying bar for each part with its name above and its number behind."""
    numbers = [n for _, now, was in breakdown.rows for n in (now, was) if n is not None]
    peak, room = max(numbers, default=0) or 1, WIDTH - _NUMBER_ROOM
    bars, marks = list[Bar](), list[ChartText]()
    for n, (name, now, was) in enumerate(breakdown.rows):
        top = n * _ROW
        marks.append(ChartText(x=0, y=top + 13, text=name, anchor="start"))
        length = round(room * (now or 0) / peak, 1)
        if length:
            bars.append(Bar(x=0, y=top + 18, width=length, height=_ROW_BAR, now=True))
        if was:
            width = round(room * was / peak, 1)
            bars.append(Bar(x=0, y=top + 30, width=width, height=_ROW_WAS, now=False))
        text = hidden if now is None else str(now)
        marks.append(ChartText(x=length + 5, y=top + 29, text=text, anchor="start"))
    return Chart(height=len(breakdown.rows) * _ROW, bars=tuple(bars), marks=tuple(marks))
