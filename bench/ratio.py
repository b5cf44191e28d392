"""How many times longer does one way take than another, on a machine that is busy with others?"""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

Call = Callable[[], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """A figure that must be reached and one that is aimed at; smaller is better."""

    must: float | None = None
    aim: float | None = None


def medians(calls: Mapping[str, Call], *, rounds: int = 15) -> dict[str, float]:
    """Give the median seconds of each call, taken in turns so that all meet the same machine.

    Seconds of this process's own work: what others do on the machine does not count.
    """
    taken: dict[str, list[float]] = {name: [] for name in calls}
    for call in calls.values():
        call()
    gc.collect()
    gc.disable()
    try:
        for _ in range(rounds):
            for name, call in calls.items():
                began = time.process_time()
                call()
                taken[name].append(time.process_time() - began)
    finally:
        gc.enable()
    return {name: statistics.median(times) for name, times in taken.items()}


def line(name: str, ratio: float, goal: Goal) -> str:
    """Give one line of a table: name, ratio, must, aim and a word on which was reached."""
    must = "" if goal.must is None else f"≤ {goal.must:g}"
    aim = "" if goal.aim is None else f"≤ {goal.aim:g}"
    return f"{name:<44} {ratio:>9.2f} {must:>9} {aim:>9}  {_word(ratio, goal)}"


def heading(name: str) -> str:
    """Give the line above the table."""
    return f"{name:<44} {'ratio':>9} {'must':>9} {'aim':>9}"


def _word(ratio: float, goal: Goal) -> str:
    if goal.aim is not None and ratio <= goal.aim:
        return "aim"
    if goal.must is not None:
        return "must" if ratio <= goal.must else "MISSED"
    return ""
