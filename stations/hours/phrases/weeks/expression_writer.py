"""How are hours by part of the year and day written as one `opening_hours` expression?"""

from collections.abc import Iterator

from stations.hours.model import LONGEST
from stations.hours.osm.day_facts import (
    LUNAR_CLOSED,
    LUNAR_DAYS,
    LUNAR_UNKNOWN,
    POSTPONED,
    WORKING_DAYS,
)
from stations.hours.osm.expression import DAY, WEEKDAYS
from stations.hours.phrases.items.item import Lost, TooLong
from stations.hours.phrases.minutes import Minutes
from stations.hours.phrases.statements.statement import Says
from stations.hours.phrases.tokens.day_codes import Code
from stations.hours.phrases.weeks.day_hours import DayHours
from stations.hours.phrases.weeks.week import Week
from stations.hours.phrases.weeks.year_parts import Period

NAMES = tuple(WEEKDAYS)
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
STATES = {Says.CLOSED: "off", Says.UNKNOWN: "unknown"}


def written(found: list[Period]) -> str:
    """The expression. Errors: Lost when it cannot be told, TooLong beyond 255 characters."""
    if not any(not plan.shut for period in found for plan in _plans(period.week)):
        raise Lost
    whole = [period for period in found if not period.exception]
    base = next((period.week for period in whole if not period.dates), None)
    rules = [rule for period in whole for rule in _weekly(period, base)]
    if rules == ["00:00-24:00"]:
        rules = ["24/7"]
    special = [ranked for period in whole for ranked in _special(period)]
    rules.extend(rule for _, rule in sorted(special, key=lambda ranked: ranked[0]))
    for period in found:
        if period.exception:
            rules.extend(_exception(period))
    text = "; ".join(dict.fromkeys(rules))
    if len(text) > LONGEST:
        raise TooLong
    return text


def _plans(week: Week) -> Iterator[DayHours]:
    yield from week.days
    if week.working is not None:
        yield week.working
    yield from (value for value in week.special.values() if isinstance(value, DayHours))


def _weekly(period: Period, base: Week | None) -> Iterator[str]:
    """Rules by weekday. A day of rest needs one only where a rule for the year has hours."""
    groups: dict[DayHours, list[int]] = {}
    for day, plan in enumerate(period.week.days):
        needless = base is None or not period.dates or base.days[day].shut
        if not (plan.shut and needless):
            groups.setdefault(plan, []).append(day)
    for plan, days in groups.items():
        selector = _joined(period.dates, _weekdays(days))
        yield _rule(selector, plan)
    working = period.week.working
    if working is not None:
        if working.maybe:
            raise Lost
        yield f'{_joined(period.dates, "Mo-Fr")} {_times(working)} "{WORKING_DAYS}"'


def _weekdays(days: list[int]) -> str:
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


def _joined(*parts: str) -> str:
    return " ".join(part for part in parts if part)


def _rule(selector: str, plan: DayHours, *, state: str = "") -> str:
    """One rule, and where a part is only perhaps open a second one that is added to it."""
    sure = _joined(selector, _times(plan), state) if plan.open or plan.open_from is not None else ""
    if not plan.maybe:
        return sure or f"{selector} off"
    perhaps = _joined(selector, _spans(plan.maybe), "unknown")
    if not sure:
        return perhaps
    return f"{sure}, {perhaps if selector else 'Mo-Su ' + perhaps}"


def _times(plan: DayHours) -> str:
    times = [_spans(plan.open)] if plan.open else []
    if plan.open_from is not None:
        times.append(f"{_clock(plan.open_from)}+")
    return ",".join(times)


def _spans(minutes: Minutes) -> str:
    whole = any(end - start >= DAY for start, end in minutes)
    if whole:
        return "00:00-24:00"
    return ",".join(
        f"{_clock(start % DAY)}-{_clock(end if end <= DAY else end - DAY)}"
        for start, end in minutes
    )


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def _special(period: Period) -> Iterator[tuple[int, str]]:
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
            for rule in _one_special(period, kind, special.pop(kind)):
                yield rank + 20, rule
    for rule in _lunar(period, lunar, special):
        yield 50, rule
    holidays = week.special.get("PH")
    for code, value in special.items():
        if isinstance(code, str):
            raise Lost
        if isinstance(code, int):
            selector = _joined(period.dates, NAMES[code])
            yield 10, f"{selector} {STATES[Says.CLOSED if value is Says.CLOSED else Says.UNKNOWN]}"
            if holidays not in (None, Says.CLOSED, Says.UNKNOWN):
                yield 49, f"{_joined(period.dates, 'PH')} {NAMES[code]} unknown"
            continue
        for rule in _nth(period, code, value):
            yield 10, rule


def _one_special(period: Period, code: Code, value: DayHours | Says) -> Iterator[str]:
    if code == "黄金周":
        yield from _golden_week(period, value)
        return
    if code in SCHOOL:
        window, kind = SCHOOL[str(code)], "SH"
    else:
        window, kind = WINDOWS.get(str(code), period.dates), "PH"
    yield from _days_of(period.week, _joined(window, kind), value, period)
    shut = [day for day, plan in enumerate(period.week.days) if plan.shut]
    if code in SCHOOL and isinstance(value, DayHours) and 0 < len(shut) < 7:
        # Whether the week's days of rest are days of rest in the vacation is not said.
        yield f"{_joined(window, kind)} {_weekdays(shut)} unknown"


def _days_of(week: Week, selector: str, value: DayHours | Says, period: Period) -> Iterator[str]:
    """Rules for the days of `selector`: hours of their own, as usual, shut or not told."""
    if isinstance(value, DayHours):
        yield _rule(selector, value)
        return
    shut = [day for day, plan in enumerate(week.days) if plan.shut]
    if value is Says.INCLUDED and shut and week.working is None:
        yield f"{selector} {_weekdays(shut)} unknown"
        return
    if value not in (Says.OPEN, Says.INCLUDED):
        bare = selector.removeprefix(period.dates).strip() if period.dates else selector
        yield f"{bare} {STATES[value]}"
        return
    if week.usual is not None:
        yield _rule(selector, week.usual)
        return
    if week.working is not None or not shut:
        if week.working is not None:
            yield f"{selector} unknown"
        return
    yield f"{selector} {_weekdays(shut)} unknown"


def _golden_week(period: Period, value: DayHours | Says) -> Iterator[str]:
    """National Day week for certain; the Spring Festival week is one too to many."""
    yield from _days_of(period.week, _joined(WINDOWS["国庆"], "PH"), value, period)
    shut = [day for day, plan in enumerate(period.week.days) if plan.shut]
    if value is not Says.OPEN:
        yield f"{SPRING} PH unknown"
    elif shut:
        yield f"{SPRING} PH {_weekdays(shut)} unknown"


def _lunar(period: Period, codes: list[str], special: dict[Code, DayHours | Says]) -> Iterator[str]:
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
            yield f'{selector} {_times(value)} unknown "{days}开放"'
        else:
            end = LUNAR_CLOSED if value is Says.CLOSED else LUNAR_UNKNOWN
            yield f'{selector} unknown "{days}{end}"'


def _nth(period: Period, code: Code, value: DayHours | Says) -> Iterator[str]:
    if not isinstance(code, tuple):
        raise Lost
    which, day = code
    selector = _joined(period.dates, f"{NAMES[day]}[{which}]")
    if value is Says.OPEN and period.week.usual is not None:
        value = period.week.usual
    if isinstance(value, DayHours):
        yield _rule(selector, value) if not value.shut else f"{selector} off"
    elif value in STATES:
        yield f"{selector} {STATES[value]}"
    else:
        raise Lost


def _exception(period: Period) -> Iterator[str]:
    if period.says is None:
        yield from _weekly(period, None)
        return
    selector = _joined(period.dates, _weekdays(sorted(period.codes)) if period.codes else "")
    if period.says is Says.OPEN:
        if period.week.usual is None:
            raise Lost
        yield _rule(selector, period.week.usual)
    else:
        yield f"{selector} {STATES[period.says]}"
