"""The rules of an expression for holidays, vacations, lunar days and days of the month."""

from collections.abc import Iterator

from stations.hours.osm.day_facts import LUNAR_CLOSED, LUNAR_DAYS, LUNAR_UNKNOWN, POSTPONED
from stations.hours.phrases.reading_rule import Lost
from stations.hours.phrases.statements.statement import Says
from stations.hours.phrases.tokens.day_codes import Code
from stations.hours.phrases.weeks.day_hours import DayHours
from stations.hours.phrases.weeks.rule_texts import (
    NAMES,
    STATES,
    rule_text,
    selected,
    times_text,
    weekdays_text,
)
from stations.hours.phrases.weeks.week import Week
from stations.hours.phrases.weeks.year_parts import YearPart

SPRING = "Jan 20-Feb 28"
WINDOWS = {
    "元旦": "Dec 29-Jan 03",
    "春节": SPRING,
    "清明": "Apr 02-07",
    "五一": "Apr 28-May 06",
    "端午": "May 25-Jun 28",
    "中秋": "Sep 05-30",
    "国庆": "Oct 01-08",
}
"""Days within which a holiday's days off lie: together with PH they are the announced ones.

A Mid-Autumn holiday inside the National Day week is announced as one with it.
"""
SCHOOL = {"SH": "", "SH-winter": "Dec 28-Mar 05", "SH-summer": "Jun 15-Sep 05"}


def special_rules(period: YearPart) -> Iterator[tuple[int, str]]:
    """Rules for holidays and the like, each with its rank: the more special, the later."""
    week, special = period.week, dict(period.week.special)
    if special.pop((0, 0), None):
        yield 0, f'PH unknown "{POSTPONED}"'
    if week.working is not None and "PH" not in special:
        weekend = any(not plan.shut for plan in week.days)
        special["PH"] = Says.UNKNOWN if weekend else Says.CLOSED
    lunar = [code for code in LUNAR_DAYS if code in special]
    for rank, kind in enumerate((*SCHOOL, "PH", *WINDOWS, "黄金周")):
        if kind in special:
            for text in _one_special(period, kind, special.pop(kind)):
                yield rank + 20, text
    for text in _lunar(period, lunar, special):
        yield 50, text
    holidays = week.special.get("PH")
    for code, value in special.items():
        if isinstance(code, str):
            raise Lost
        if isinstance(code, int):
            yield 10, _working_weekday(period, code, value)
            if isinstance(value, Says) and holidays not in (None, Says.CLOSED, Says.UNKNOWN):
                yield 49, f"{selected(period.dates, 'PH')} {NAMES[code]} unknown"
            continue
        for text in _nth(period, code, value):
            yield 10, text


def _working_weekday(period: YearPart, day: int, value: DayHours | Says) -> str:
    """工作日9:00-17:00，周一闭馆 or 周五下午闭馆: one weekday of the working days."""
    selector = selected(period.dates, NAMES[day])
    if isinstance(value, DayHours):
        return rule_text(selector, value)
    return f"{selector} {STATES[Says.CLOSED if value is Says.CLOSED else Says.UNKNOWN]}"


def _one_special(period: YearPart, code: Code, value: DayHours | Says) -> Iterator[str]:
    if code == "黄金周":
        yield from _golden_week(period, value)
        return
    if code in SCHOOL:
        window, kind = SCHOOL[str(code)], "SH"
    else:
        window, kind = WINDOWS.get(str(code), period.dates), "PH"
    yield from _days_of(period.week, selected(window, kind), value, period)
    shut = [day for day, plan in enumerate(period.week.days) if plan.shut]
    if code in SCHOOL and isinstance(value, DayHours) and 0 < len(shut) < 7:
        # Whether the week's days of rest are days of rest in the vacation is not said.
        yield f"{selected(window, kind)} {weekdays_text(shut)} unknown"


def _days_of(week: Week, selector: str, value: DayHours | Says, period: YearPart) -> Iterator[str]:
    """Rules for the days of `selector`: hours of their own, as usual, shut or not told."""
    if isinstance(value, DayHours):
        yield rule_text(selector, value)
        return
    shut = [day for day, plan in enumerate(week.days) if plan.shut]
    if value is Says.INCLUDED and shut and week.working is None:
        yield f"{selector} {weekdays_text(shut)} unknown"
        return
    if value not in (Says.OPEN, Says.INCLUDED):
        bare = selector.removeprefix(period.dates).strip() if period.dates else selector
        yield f"{bare} {STATES[value]}"
        return
    if week.usual is not None:
        yield rule_text(selector, week.usual)
        return
    if week.working is not None or not shut:
        if week.working is not None:
            yield f"{selector} unknown"
        return
    yield f"{selector} {weekdays_text(shut)} unknown"


def _golden_week(period: YearPart, value: DayHours | Says) -> Iterator[str]:
    """National Day week for certain; the Spring Festival week is one too to many."""
    yield from _days_of(period.week, selected(WINDOWS["国庆"], "PH"), value, period)
    shut = [day for day, plan in enumerate(period.week.days) if plan.shut]
    if value is not Says.OPEN:
        yield f"{SPRING} PH unknown"
    elif shut:
        yield f"{SPRING} PH {weekdays_text(shut)} unknown"


def _lunar(
    period: YearPart, codes: list[str], special: dict[Code, DayHours | Says]
) -> Iterator[str]:
    runs: list[list[str]] = []
    for code in codes:
        near = runs and LUNAR_DAYS[runs[-1][-1]] + 1 == LUNAR_DAYS[code]
        if near and special[runs[-1][-1]] == special[code]:
            runs[-1].append(code)
        else:
            runs.append([code])
    for run in runs:
        values = [special.pop(code) for code in run]
        value = values[0]
        days = run[0] if len(run) == 1 else f"{run[0]}至{run[-1]}"
        selector = f"{SPRING} PH"
        if value is Says.OPEN:
            if period.week.usual is None:
                raise Lost
            value = period.week.usual
        if isinstance(value, DayHours):
            if value.maybe:
                raise Lost
            yield f'{selector} {times_text(value)} unknown "{days}开放"'
        else:
            end = LUNAR_CLOSED if value is Says.CLOSED else LUNAR_UNKNOWN
            yield f'{selector} unknown "{days}{end}"'


def _nth(period: YearPart, code: Code, value: DayHours | Says) -> Iterator[str]:
    if not isinstance(code, tuple):
        raise Lost
    which, day = code
    selector = selected(period.dates, f"{NAMES[day]}[{which}]")
    if value is Says.OPEN and period.week.usual is not None:
        value = period.week.usual
    if isinstance(value, DayHours):
        yield rule_text(selector, value) if not value.shut else f"{selector} off"
    elif value in STATES:
        yield f"{selector} {STATES[value]}"
    else:
        raise Lost
