"""The selectors, times and states of one rule of an expression, as text."""

from stations.hours.osm.expression import DAY, WEEKDAYS
from stations.hours.phrases.minutes import Minutes
from stations.hours.phrases.statements.statement import Says
from stations.hours.phrases.weeks.day_hours import DayHours

NAMES = tuple(WEEKDAYS)
STATES = {Says.CLOSED: "off", Says.UNKNOWN: "unknown"}


def weekdays_text(days: list[int]) -> str:
    if len(days) == 7:
        return ""
    runs: list[list[int]] = []
    for day in days:
        if runs and runs[-1][-1] + 1 == day:
            runs[-1].append(day)
        else:
            runs.append([day])
    return ",".join(
        NAMES[run[0]] if len(run) == 1 else f"{NAMES[run[0]]}-{NAMES[run[-1]]}" for run in runs
    )


def selected(*parts: str) -> str:
    return " ".join(part for part in parts if part)


def rule_text(selector: str, plan: DayHours, *, state: str = "") -> str:
    """One rule, and where a part is only perhaps open a second one that is added to it."""
    sure = (
        selected(selector, times_text(plan), state)
        if plan.open or plan.open_from is not None
        else ""
    )
    if not plan.maybe:
        return sure or f"{selector} off"
    perhaps = selected(selector, spans_text(plan.maybe), "unknown")
    if not sure:
        return perhaps
    return f"{sure}, {perhaps if selector else 'Mo-Su ' + perhaps}"


def times_text(plan: DayHours) -> str:
    times = [spans_text(plan.open)] if plan.open else []
    if plan.open_from is not None:
        times.append(f"{clock_text(plan.open_from)}+")
    return ",".join(times)


def spans_text(minutes: Minutes) -> str:
    whole = any(end - start >= DAY for start, end in minutes)
    if whole:
        return "00:00-24:00"
    return ",".join(
        f"{clock_text(start % DAY)}-{clock_text(end if end <= DAY else end - DAY)}"
        for start, end in minutes
    )


def clock_text(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"
