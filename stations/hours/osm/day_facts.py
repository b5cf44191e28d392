"""Whether a rule applies to a day."""

import calendar as months
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import product

from stations.hours.osm.calendar import (
    Calendar,
    is_school_vacation,
    lunar_new_year_offset,
    previous_days,
)
from stations.hours.osm.expression import DateRange, HoursRule, HoursState

# A comment is the one place where an OpenStreetMap expression may say what its selectors
# cannot. These few are read by us too; another evaluator shows them as words.
WORKING_DAYS = "工作日"
POSTPONED = "闭馆日顺延"
LUNAR_CLOSED = "休息"
LUNAR_UNKNOWN = "时间不详"
LUNAR_DAYS = {
    "除夕": -1,
    "初一": 0,
    "初二": 1,
    "初三": 2,
    "初四": 3,
    "初五": 4,
    "初六": 5,
    "初七": 6,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DayFacts:
    """What is taken to be true of one day."""

    day: date
    holiday: bool = False
    working: bool = False
    vacation: bool = False
    after_holiday_monday: bool = False
    lunar: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Needs:
    """Which facts beyond the date an expression asks for."""

    holidays: bool = False
    vacation: bool = False
    postponing: bool = False
    lunar: bool = False


NOTHING = Needs()


def needs(rules: tuple[HoursRule, ...]) -> Needs:
    """What must be known of a day before `rules` can be applied to it."""
    return Needs(
        holidays=any("PH" in rule.holidays or rule.comment == WORKING_DAYS for rule in rules),
        vacation=any("SH" in rule.holidays for rule in rules),
        postponing=any(rule.comment == POSTPONED for rule in rules),
        lunar=any(lunar_range(rule.comment) is not None for rule in rules),
    )


def possible_facts(day: date, calendar: Calendar, needed: Needs) -> Iterator[DayFacts]:
    """Everything that may be true of `day`: one item when all that is needed is known."""
    if needed == NOTHING:
        yield DayFacts(day=day)
        return
    kinds = [(False, day.weekday() < 5)]
    if needed.holidays or needed.postponing:
        holiday, working = calendar.is_holiday(day), calendar.is_working_day(day)
        if holiday is None or working is None:
            kinds = [(True, False), (False, day.weekday() < 5), (False, True)]
        else:
            kinds = [(holiday, working)]
    vacations = _either(is_school_vacation(day)) if needed.vacation else (False,)
    after = _either(_after_holiday_monday(day, calendar)) if needed.postponing else (False,)
    lunar = lunar_new_year_offset(day) if needed.lunar else None
    for (holiday, working), vacation, postponed in product(kinds, vacations, after):
        yield DayFacts(
            day=day,
            holiday=holiday,
            working=working,
            vacation=vacation,
            after_holiday_monday=postponed and not holiday,
            lunar=lunar,
        )


def _either(known: bool | None) -> tuple[bool, ...]:  # noqa: FBT001 - a fact, no switch
    return (False, True) if known is None else (known,)


def _after_holiday_monday(day: date, calendar: Calendar) -> bool | None:
    """Whether the days off right before `day` include a Monday: its rest day moves here."""
    for earlier in previous_days(day, 10):
        holiday = calendar.is_holiday(earlier)
        if not holiday:
            return holiday
        if earlier.weekday() == 0:
            return True
    return False


def matches(rule: HoursRule, facts: DayFacts) -> bool:
    """Whether `rule` applies to the day of `facts`."""
    if rule.comment == WORKING_DAYS:
        return _in_dates(rule, facts.day) and facts.working
    if rule.comment == POSTPONED:
        return facts.after_holiday_monday
    lunar = lunar_range(rule.comment)
    if lunar is not None:
        if facts.lunar is None:
            return facts.day.month <= 2
        return lunar[0] <= facts.lunar <= lunar[1]
    return _in_dates(rule, facts.day) and _on_day(rule, facts)


def effective_state(rule: HoursRule, facts: DayFacts) -> HoursState:
    """The state a matching rule gives; lunar comments say what the `unknown` stands for."""
    if lunar_range(rule.comment) is None:
        return rule.state
    if facts.lunar is None or rule.comment.endswith(LUNAR_UNKNOWN):
        return HoursState.UNKNOWN
    return HoursState.CLOSED if rule.comment.endswith(LUNAR_CLOSED) else HoursState.OPEN


def lunar_range(comment: str) -> tuple[int, int] | None:
    """First and last day of a comment such as 除夕至初二休息, counted from the new year."""
    if comment[:2] not in LUNAR_DAYS:
        return None
    first = LUNAR_DAYS[comment[:2]]
    last = LUNAR_DAYS.get(comment[3:5], first) if comment[2:3] == "至" else first
    return first, max(first, last)


def _in_dates(rule: HoursRule, day: date) -> bool:
    if rule.years and not any(
        first <= day.year <= last and (day.year - first) % step == 0
        for first, last, step in rule.years
    ):
        return False
    if rule.dates and not any(_in_range(dates, day) for dates in rule.dates):
        return False
    if rule.weeks:
        week = day.isocalendar().week
        return any(
            first <= week <= last and (week - first) % step == 0 for first, last, step in rule.weeks
        )
    return True


def _in_range(dates: DateRange, day: date) -> bool:
    turn = (day.month, day.day)
    if dates.first_year:
        first, last = (dates.first_year, dates.first), (dates.last_year, dates.last)
        return first <= (day.year, turn) <= last
    if dates.first <= dates.last:
        return dates.first <= turn <= dates.last
    return turn >= dates.first or turn <= dates.last


def _on_day(rule: HoursRule, facts: DayFacts) -> bool:
    if not (rule.weekdays or rule.nth or rule.holidays):
        return True
    weekday = facts.day.weekday() in rule.weekdays or any(
        facts.day.weekday() == day and _is_nth(facts.day, count) for day, count in rule.nth
    )
    holiday = ("PH" in rule.holidays and facts.holiday) or (
        "SH" in rule.holidays and facts.vacation
    )
    return (holiday and weekday) if rule.both else (holiday or weekday)


def _is_nth(day: date, count: int) -> bool:
    if count > 0:
        return (day.day - 1) // 7 + 1 == count
    last = months.monthrange(day.year, day.month)[1]
    return (last - day.day) // 7 + 1 == -count
