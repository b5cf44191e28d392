"""Whoever writes opening hours sees what they will do, before workers do."""

from __future__ import annotations

from datetime import date

import pytest

from stations.errors import Invalid
from stations.hours import previewing
from stations.hours.model import Understood
from stations.hours.osm.calendar import Calendar
from stations.hours.previewing import Preview

SHIPPED = Calendar.shipped()


def preview(phrase: str, today: date) -> Preview:
    return previewing.preview(phrase, today=today, calendar=SHIPPED)


def test_the_next_holiday_and_the_next_make_up_day_are_told() -> None:
    seen = preview("8:00-18:00，节假日休息", date(2026, 9, 28))
    assert [(a.name, a.when, a.hours) for a in seen.ahead] == [
        ("国庆节", "10 月 1 日（周四）到 10 月 7 日（周三）", "休息"),
        ("调休上班", "10 月 10 日（周六）", "08:00–18:00"),
    ]
    assert "".join(day.name for day in seen.week) == "周一周二周三周四周五周六周日"


def test_a_holiday_whose_days_differ_is_told_in_pieces() -> None:
    seen = preview("周一到周五 8:00-18:00，周末 9:00-17:00", date(2026, 9, 28))
    assert [(a.when, a.hours) for a in seen.ahead][:3] == [
        ("10 月 1 日（周四）到 10 月 2 日（周五）", "08:00–18:00"),
        ("10 月 3 日（周六）到 10 月 4 日（周日）", "09:00–17:00"),
        ("10 月 5 日（周一）到 10 月 7 日（周三）", "08:00–18:00"),
    ]


def test_beyond_what_is_announced_nothing_is_promised() -> None:
    seen = preview("9:00-17:00，节假日休息", date(2026, 11, 20))
    assert [(a.name, a.when, a.hours) for a in seen.ahead] == [
        ("元旦", "2027 年 1 月 1 日（周五），放假安排还没公布", "09:00–17:00（未知）")
    ]


def test_what_was_not_understood_shows_no_week() -> None:
    seen = preview("看情况", date(2026, 11, 20))
    assert seen.reading.understood is Understood.UNKNOWN
    assert (seen.week, seen.ahead) == ((), ())
    with pytest.raises(Invalid):
        preview("8" * 256, date(2026, 11, 20))
