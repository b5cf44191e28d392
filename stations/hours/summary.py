"""An expression in words that a clerk checks: 周一至周五 8:30–17:30；法定节假日关门."""

from stations.hours.osm.day_facts import POSTPONED, WORKING_DAYS, lunar_range
from stations.hours.osm.expression import (
    DAY,
    MONTH_DAYS,
    Beyond,
    DateRange,
    HoursRule,
    HoursState,
    Join,
)
from stations.hours.osm.parser import parse
from stations.hours.phrases.statements.statement import LONG_AGO
from stations.hours.phrases.weeks.special_days import SCHOOL, WINDOWS

WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
EVERY_DAY = frozenset(range(7))
COUNTS = {1: "第一个", 2: "第二个", 3: "第三个", 4: "第四个", 5: "第五个", -1: "最后一个"}
MONTHS_A_YEAR = 12
UNSURE = "不确定"
SHUT = "关门"


def in_words(osm: str, *, staffed: str = "") -> str:
    """What `osm` says, sentence by sentence; the expression itself where it is beyond our words."""
    try:
        rules = parse(osm) if osm else ()
    except Beyond:
        return osm
    told = [words for words in map(_rule, rules) if words]
    told.extend(_never_named(rules))
    if staffed and staffed != osm:
        told.append(f"有人值守：{in_words(staffed)}")
    return "；".join(dict.fromkeys(told))


def _rule(rule: HoursRule) -> str:
    lunar = lunar_range(rule.comment)
    if rule.comment == POSTPONED:
        return "闭馆日遇节假日顺延，顺延到哪天不确定"
    if lunar is not None:
        return _lunar(rule)
    days = _days(rule)
    hours = _hours(rule)
    if hours in (SHUT, UNSURE) and days:
        return days + hours
    # What is added to the rule before it speaks of the same days.
    added = rule.join is Join.ADD and rule.state is HoursState.UNKNOWN
    return f"{'' if added and days == '每天' else days} {hours}".strip()


def _lunar(rule: HoursRule) -> str:
    for end, words in (("休息", SHUT), ("时间不详", UNSURE)):
        if rule.comment.endswith(end):
            return rule.comment.removesuffix(end) + words
    return f"{rule.comment.removesuffix('开放')} {_spans(rule)}"


def _days(rule: HoursRule) -> str:
    """Which days: dates, then weekdays or holidays."""
    window = _holiday_name(rule)
    dates = "" if window else _all_dates(rule.dates)
    if rule.comment == WORKING_DAYS:
        return f"{dates}工作日（含调休上班日）"
    weekdays = weekdays_in_words(rule.weekdays) if rule.weekdays else ""
    nth = "、".join(f"每月{COUNTS[count]}{WEEKDAYS[day]}" for day, count in rule.nth)
    holidays = window or "、".join(
        {"PH": "法定节假日", "SH": "寒暑假"}[name] for name in sorted(rule.holidays)
    )
    if rule.both:
        named = f"{holidays}里的{weekdays}"
    else:
        named = "、".join(word for word in (weekdays, nth, holidays) if word)
    if not named and not dates:
        return "每天"
    return dates + named


def _holiday_name(rule: HoursRule) -> str:
    """春节假期 for the window of dates and PH by which the reader writes it."""
    if len(rule.dates) != 1 or len(rule.holidays) != 1:
        return ""
    dates = _written(rule.dates[0])
    kind = next(iter(rule.holidays))
    if kind == "PH":
        return next((f"{name}假期" for name, text in WINDOWS.items() if text == dates), "")
    names = {"SH-winter": "寒假", "SH-summer": "暑假"}
    return next((names[name] for name, text in SCHOOL.items() if text == dates), "")


def _written(dates: DateRange) -> str:
    """As an expression has it, in short form or in full."""
    return SHORTEST.get((dates.first, dates.last), "")


def _window_dates() -> dict[tuple[tuple[int, int], tuple[int, int]], str]:
    texts = [*WINDOWS.values(), *(text for text in SCHOOL.values() if text)]
    parsed = {text: parse(f"{text} off")[0].dates[0] for text in texts}
    return {(dates.first, dates.last): text for text, dates in parsed.items()}


SHORTEST = _window_dates()


def _all_dates(ranges: tuple[DateRange, ...]) -> str:
    """5月至9月, or 每月15日 where it is the same day of every month."""
    days = {dates.first[1] for dates in ranges if dates.first == dates.last}
    if len(ranges) == MONTHS_A_YEAR and len(days) == 1:
        return f"每月{days.pop()}日"
    return "、".join(_dates(dates) for dates in ranges)


def _dates(dates: DateRange) -> str:
    (month, day), (last_month, last_day) = dates.first, dates.last
    if dates.first_year == LONG_AGO:
        return f"{dates.last_year}年{last_month}月{last_day}日以前"
    whole = day == 1 and last_day == MONTH_DAYS[last_month - 1]
    if whole and not dates.first_year:
        return f"{month}月" if month == last_month else f"{month}月至{last_month}月"
    year = f"{dates.first_year}年" if dates.first_year else ""
    first = f"{year}{month}月{day}日"
    if dates.first == dates.last and dates.first_year == dates.last_year:
        return first
    later = f"{dates.last_year}年" if dates.last_year != dates.first_year else ""
    return f"{first}至{later}{last_month}月{last_day}日"


def weekdays_in_words(days: frozenset[int]) -> str:
    """周一至周五, 周六周日"""
    if days == EVERY_DAY:
        return "每天"
    runs: list[list[int]] = []
    for day in sorted(days):
        if runs and runs[-1][-1] + 1 == day:
            runs[-1].append(day)
        else:
            runs.append([day])
    return "、".join(
        f"{WEEKDAYS[run[0]]}至{WEEKDAYS[run[-1]]}"
        if len(run) > 2
        else "".join(WEEKDAYS[day] for day in run)
        for run in runs
    )


def _hours(rule: HoursRule) -> str:
    if rule.state is HoursState.CLOSED:
        return f"{_spans(rule)} {SHUT}".strip() if rule.spans else SHUT
    if rule.state is HoursState.UNKNOWN:
        whole = not rule.spans or rule.spans == ((0, DAY),)
        return UNSURE if whole else f"{_spans(rule)} {UNSURE}"
    return _spans(rule) or "24 小时"


def _spans(rule: HoursRule) -> str:
    if rule.spans == ((0, DAY),):
        return "24 小时"
    told = [f"{_clock(start)}–{_end(end)}" for start, end in rule.spans]
    told.extend(f"{_clock(start)} 起（几点关门没有说）" for start in rule.open_ended)
    return "、".join(told)


def _clock(minute: int) -> str:
    return f"{minute // 60}:{minute % 60:02d}"


def _end(minute: int) -> str:
    return f"次日 {_clock(minute - DAY)}" if minute > DAY else _clock(minute)


def _never_named(rules: tuple[HoursRule, ...]) -> list[str]:
    """Days of which no rule speaks are shut."""
    weekly = [rule for rule in rules if not rule.nth and not rule.holidays]
    named: set[int] = set()
    for rule in weekly:
        named |= rule.weekdays or EVERY_DAY
    weekly_words = weekdays_in_words(frozenset(EVERY_DAY - named)) if named else ""
    # A day that is named with dates alone may be shut in the rest of the year.
    dated = bool(weekly) and all(rule.dates or rule.years for rule in weekly)
    found = [weekly_words + SHUT] if weekly_words and named != EVERY_DAY else []
    if dated and not _whole_year(weekly):
        found.append("其他日期" + SHUT)
    return found


def _whole_year(rules: list[HoursRule]) -> bool:
    """Whether the dates of the rules together are every day of the year."""
    turns = {(month, day) for month in range(1, 13) for day in range(1, MONTH_DAYS[month - 1] + 1)}
    for dates in (dates for rule in rules for dates in rule.dates):
        first, last = dates.first, dates.last
        if first <= last:
            turns = {turn for turn in turns if not first <= turn <= last}
        else:
            turns = {turn for turn in turns if last < turn < first}
    return not turns - {(2, 29)}
