"""How many times longer one way takes than another on a busy machine."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

Call = Callable[[], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """A figure that must be reached and one that is aimed at.

    Smaller is better, unless `at_least` says that larger is.
    """

    must: float | None = None
    aim: float | None = None
    at_least: bool = False

    def word(self, reached: float) -> str:
        """Tell which of the two was reached."""
        if self.aim is not None and self._reaches(reached, self.aim):
            return "aim"
        if self.must is not None:
            return "must" if self._reaches(reached, self.must) else "MISSED"
        return ""

    def shown(self, figure: float | None) -> str:
        """Give a figure of this goal with its direction."""
        return "" if figure is None else f"{'≥' if self.at_least else '≤'} {figure:g}"

    def _reaches(self, reached: float, figure: float) -> bool:
        return reached >= figure if self.at_least else reached <= figure


NO_GOAL = Goal()


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


def line(name: str, reached: float, goal: Goal = NO_GOAL) -> str:
    """Give one line of a table: name, figure, must, aim and a word on which was reached."""
    figure = f"{reached:>9.2f}" if abs(reached) < 1_000 else f"{reached:>9,.0f}"
    must, aim = goal.shown(goal.must), goal.shown(goal.aim)
    return f"{name:<44} {figure} {must:>9} {aim:>9}  {goal.word(reached)}".rstrip()


def heading(name: str) -> str:
    """Give the line above the table."""
    return f"{name:<44} {'reached':>9} {'must':>9} {'aim':>9}  verdict"
