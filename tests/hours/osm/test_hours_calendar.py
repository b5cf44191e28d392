"""Is the shipped table of holidays true, and is a new one checked line by line?"""

from datetime import date, timedelta

import chinese_calendar
import pytest

from stations.errors import Invalid
from stations.hours.osm.calendar import (
    Calendar,
    is_school_vacation,
    lunar_new_year_offset,
    parse_rows,
)


def test_the_shipped_table_agrees_with_the_public_one_on_every_day() -> None:
    calendar = Calendar.shipped()
    day = date(2024, 1, 1)
    while day <= date(2026, 12, 31):
        assert calendar.is_working_day(day) is chinese_calendar.is_workday(day)
        off, name = chinese_calendar.get_holiday_detail(day)
        assert calendar.is_holiday(day) is bool(off and name)
        day += timedelta(days=1)


def test_a_year_beyond_the_table_is_not_known() -> None:
    calendar = Calendar.shipped()
    day = date(2027, 10, 1)
    assert (calendar.known(day), calendar.is_holiday(day), calendar.is_working_day(day)) == (
        False,
        None,
        None,
    )


def test_an_update_replaces_whole_years() -> None:
    rows = parse_rows("date,kind,name\n2026-10-01,holiday,国庆节\n2027-01-01,holiday,元旦\n")
    calendar = Calendar.shipped().updated_with(rows)
    assert calendar.is_holiday(date(2026, 10, 2)) is False
    assert calendar.is_holiday(date(2025, 10, 2)) is True
    assert calendar.known(date(2027, 5, 1))


def test_the_columns_of_other_tables_are_accepted() -> None:
    rows = parse_rows(
        "\ufeffdate,weekday,is_workday,kind,name\r\n"
        "2024-01-01,1,0,holiday_or_bridge,New Year's Day\r\n"
        "2024-02-04,7,1,adjusted_workday,Spring Festival\r\n"
    )
    assert [row.kind.value for row in rows] == ["holiday", "workday"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "第 1 行缺少列"),
        ("date,name\n2026-01-01,元旦\n", "缺少列：kind"),
        ("date,kind,name\n", "没有日期"),
        ("date,kind,name\n2026-02-30,holiday,元旦\n", "第 2 行的日期"),
        ("date,kind,name\n2026-01-01,party,元旦\n", "第 2 行的 kind"),
        ("date,kind,name\n2026-01-05,workday,元旦\n", "第 2 行：2026-01-05 本来就是工作日"),
        ("date,kind,name\n2026-01-01,holiday,元\n2026-01-01,holiday,元\n", "第 3 行"),
        ("date,kind,name\n1026-01-01,holiday,元\n", "第 2 行"),
    ],
)
def test_a_bad_table_is_refused_with_its_line(text: str, words: str) -> None:
    with pytest.raises(Invalid) as caught:
        parse_rows(text)
    assert words in caught.value.message


def test_every_shipped_spring_festival_lies_at_the_lunar_new_year() -> None:
    for special in Calendar.shipped().days:
        if special.name == "春节" and special.kind.value == "holiday":
            offset = lunar_new_year_offset(special.day)
            assert offset is not None
            assert -3 <= offset <= 8
    assert lunar_new_year_offset(date(2040, 2, 1)) is None


def test_school_vacations_are_certain_in_the_middle_only() -> None:
    answers = [
        is_school_vacation(date(2026, month, day))
        for month, day in ((7, 15), (7, 5), (8, 31), (2, 17), (1, 10), (10, 5), (4, 14))
    ]
    assert answers == [True, None, None, True, None, False, False]
