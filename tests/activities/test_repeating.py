"""Do repeating sessions follow the true calendar?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta

import chinese_calendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stations.activities import repeating
from stations.activities.repeating import OnSpecialDay, Repeat
from stations.errors import Invalid
from stations.hours.osm.calendar import Calendar

CALENDAR = Calendar.shipped()
CLASS = Repeat(
    weekdays=frozenset({1, 3}), first=date(2026, 9, 1), last=date(2026, 12, 31),
    begins=time(19), ends=time(20, 30),
)  # fmt: skip
DAY = timedelta(days=1)
CHOICES = st.sampled_from(OnSpecialDay)


def festive(day: date) -> bool:
    """Whether an independent calendar names the day a holiday, not a plain weekend."""
    off, name = chinese_calendar.get_holiday_detail(day)
    return bool(off and name)


def worked_weekend(day: date) -> bool:
    return day.weekday() >= 5 and bool(chinese_calendar.is_workday(day))


def expected(repeat: Repeat) -> list[tuple[date, date | None]]:
    """The same by looking at each day, with another calendar."""
    monday = repeat.first - repeat.first.weekday() * DAY
    length = (repeat.last - repeat.first).days + 1
    every = [repeat.first + n * DAY for n in range(length)]
    regular = [
        day for day in every
        if day.weekday() in repeat.weekdays
        and ((day - monday).days // 7) % repeat.weeks_apart == 0
    ]  # fmt: skip
    found: list[tuple[date, date | None]] = []
    for day in regular:
        if sum(1 for _, held in found if held) == repeat.most:
            break
        choice = OnSpecialDay.KEEP
        if festive(day):
            choice = repeat.on_holiday
        elif worked_weekend(day):
            choice = repeat.on_worked_weekend
        later = [day + n * DAY for n in range(1, 15)]
        free = [
            one for one in later
            if not festive(one) and not worked_weekend(one)
            and one not in regular and one not in [held for _, held in found]
        ]  # fmt: skip
        held = {
            OnSpecialDay.KEEP: day, OnSpecialDay.LEAVE_OUT: None,
            OnSpecialDay.MOVE: next(iter(free), None),
        }[choice]  # fmt: skip
        found.append((day, held))
    return found


@settings(max_examples=60)
@given(
    weekdays=st.frozensets(st.integers(0, 6), min_size=1),
    first=st.dates(date(2024, 1, 1), date(2026, 10, 1)),
    length=st.integers(6, 88),
    apart=st.integers(1, 3),
    most=st.integers(1, 30),
    holiday=CHOICES,
    weekend=CHOICES,
)
def test_a_repetition_holds_what_an_independent_calendar_lays_out(
    weekdays: frozenset[int], first: date, length: int, apart: int, most: int,
    holiday: OnSpecialDay, weekend: OnSpecialDay,
) -> None:  # fmt: skip
    repeat = replace(
        CLASS, weekdays=weekdays, first=first, last=first + length * DAY, weeks_apart=apart,
        most=most, on_holiday=holiday, on_worked_weekend=weekend,
    )  # fmt: skip
    wanted = expected(repeat)
    if not any(held for _, held in wanted):
        with pytest.raises(Invalid):
            repeating.laid_out(repeat, CALENDAR)
        return
    laid = repeating.laid_out(repeat, CALENDAR)
    assert [(one.regular, one.held_on) for one in laid] == wanted


def test_the_national_days_are_left_out_moved_or_kept_as_was_chosen() -> None:
    week = replace(CLASS, first=date(2026, 9, 28), last=date(2026, 10, 11))

    def days(choice: OnSpecialDay) -> list[str]:
        laid = repeating.laid_out(replace(week, on_holiday=choice), CALENDAR)
        return [f"{one.held_on:%m-%d}" if one.held_on else one.why for one in laid]

    assert days(OnSpecialDay.LEAVE_OUT) == ["09-29", "国庆节", "国庆节", "10-08"]
    assert days(OnSpecialDay.KEEP) == ["09-29", "10-01", "10-06", "10-08"]
    assert days(OnSpecialDay.MOVE) == ["09-29", "10-09", "10-11", "10-08"]
    saturdays = repeating.laid_out(
        replace(week, weekdays=frozenset({5}), last=date(2026, 10, 17)), CALENDAR
    )
    assert [(one.held_on, one.why) for one in saturdays] == [
        (None, "国庆节"), (None, "调休上班"), (date(2026, 10, 17), ""),
    ]  # fmt: skip


def test_a_term_has_its_days_and_hours_in_every_year() -> None:
    spring, summer, autumn = repeating.terms().values()
    assert spring.span(2028) == (date(2028, 3, 1), date(2028, 6, 30))
    assert [one.zh[:1] for one in (spring, summer, autumn)] == ["春", "夏", "秋"]
    assert summer.begins < summer.ends


def test_a_year_whose_holidays_nobody_announced_is_said_to_be_unknown() -> None:
    far = replace(CLASS, first=date(2031, 3, 1), last=date(2031, 3, 14))
    assert all(one.unknown for one in repeating.laid_out(far, CALENDAR))


def test_sign_up_opens_so_many_days_before_each_session() -> None:
    laid = repeating.laid_out(replace(CLASS, most=12), CALENDAR)
    days = [one.held_on for one in laid if one.held_on]
    made = repeating.plans(days, CLASS, capacity=30, waiting=5, opens=(3, time(9)))
    assert len(made) == 12
    assert repeating.hours(laid, CLASS) == 18
    for day, plan in zip(days, made, strict=True):
        assert f"{plan.starts_at:%Y-%m-%d %H:%M}" == f"{day} 19:00"
        assert plan.opens_at
        assert f"{plan.opens_at:%Y-%m-%d %H:%M %z}" == f"{day - 3 * DAY} 09:00 +0800"


@pytest.mark.parametrize(
    ("wrong", "key"),
    [
        ({"weekdays": frozenset()}, "invalid.repeat_weekdays"),
        ({"last": date(2026, 8, 1)}, "invalid.repeat_days"),
        ({"last": date(2036, 8, 1)}, "invalid.repeat_long"),
        ({"ends": time(19)}, "invalid.repeat_hours"),
        ({"weeks_apart": 0}, "invalid.repeat_weeks"),
        ({"most": 0}, "invalid.repeat_most"),
        ({"first": date(2026, 9, 2), "last": date(2026, 9, 2)}, "invalid.repeat_empty"),
    ],
)
def test_a_repetition_that_cannot_be_meant_is_refused(wrong: dict[str, object], key: str) -> None:
    with pytest.raises(Invalid) as caught:
        repeating.laid_out(replace(CLASS, **wrong), CALENDAR)  # type: ignore[arg-type]
    assert caught.value.key == key
