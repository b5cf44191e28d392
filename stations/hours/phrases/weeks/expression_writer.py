"""Hours by part of the year and day, written as one expression."""

from collections.abc import Iterator

from stations.hours.model import LONGEST
from stations.hours.osm.day_facts import WORKING_DAYS
from stations.hours.phrases.items.item import TooLong
from stations.hours.phrases.reading_rule import Lost
from stations.hours.phrases.statements.statement import Says
from stations.hours.phrases.weeks.day_hours import DayHours
from stations.hours.phrases.weeks.rule_texts import (
    STATES,
    rule_text,
    selected,
    spans_text,
    times_text,
    weekdays_text,
)
from stations.hours.phrases.weeks.special_days import special_rules
from stations.hours.phrases.weeks.week import Week
from stations.hours.phrases.weeks.year_parts import YearPart


def written(found: list[YearPart]) -> str:
    """The expression. Errors: Lost when it cannot be told, TooLong beyond 255 characters."""
    if not any(not plan.shut for period in found for plan in _plans(period.week)):
        raise Lost
    whole = [period for period in found if not period.exception]
    base = next((period.week for period in whole if not period.dates), None)
    rules = [rule for period in whole for rule in _weekly(period, base)]
    if rules == ["00:00-24:00"]:
        rules = ["24/7"]
    special = [ranked for period in whole for ranked in special_rules(period)]
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


def _weekly(period: YearPart, base: Week | None) -> Iterator[str]:
    """Rules by weekday. A day of rest needs one only where a rule for the year has hours."""
    groups: dict[DayHours, list[int]] = {}
    for day, plan in enumerate(period.week.days):
        needless = base is None or not period.dates or base.days[day].shut
        if not (plan.shut and needless):
            groups.setdefault(plan, []).append(day)
    for plan, days in groups.items():
        selector = selected(period.dates, weekdays_text(days))
        yield rule_text(selector, plan)
    working = period.week.working
    if working is not None:
        selector = selected(period.dates, "Mo-Fr")
        sure = f'{selector} {times_text(working)} "{WORKING_DAYS}"'
        perhaps = f'{selector} {spans_text(working.maybe)} unknown "{WORKING_DAYS}"'
        told = bool(working.open) or working.open_from is not None
        yield ", ".join([*[sure][:told], *[perhaps][: bool(working.maybe)]])


def _exception(period: YearPart) -> Iterator[str]:
    if period.says is None:
        yield from _weekly(period, None)
        return
    selector = selected(period.dates, weekdays_text(sorted(period.codes)) if period.codes else "")
    if period.says is Says.OPEN:
        if period.week.usual is None:
            raise Lost
        yield rule_text(selector, period.week.usual)
    else:
        yield f"{selector} {STATES[period.says]}"
