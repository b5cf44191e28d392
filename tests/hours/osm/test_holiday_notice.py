"""The notice of days off is read whole, or refused."""

from __future__ import annotations

import tomllib
from datetime import date, timedelta
from pathlib import Path

import chinese_calendar
import pytest

from stations.errors import Invalid
from stations.hours.osm import holiday_notice
from stations.hours.osm.calendar import Calendar, DayKind

NOTICES = {
    one["year"]: one["text"]
    for one in tomllib.loads(Path(__file__).with_name("notices.toml").read_text("utf-8"))["notice"]
}


@pytest.mark.parametrize("year", NOTICES)
def test_every_day_of_a_published_notice_is_as_others_keep_it(year: int) -> None:
    notice = holiday_notice.parse(NOTICES[year])
    assert notice.year == year
    found = Calendar(notice.days)
    day = date(year, 1, 1)
    while day.year == year:
        assert found.is_working_day(day) is chinese_calendar.is_workday(day), day
        day += timedelta(days=1)


@pytest.mark.parametrize("year", [2024, 2025, 2026])
def test_the_shipped_table_has_the_days_of_the_notice(year: int) -> None:
    shipped = {one.day: one.kind for one in Calendar.shipped().days if one.day.year == year}
    assert {one.day: one.kind for one in holiday_notice.parse(NOTICES[year]).days} == shipped


def test_a_day_of_the_year_before_is_kept_as_one() -> None:
    days = {one.day: one.kind for one in holiday_notice.parse(NOTICES[2023]).days}
    assert days[date(2022, 12, 31)] is DayKind.HOLIDAY


@pytest.mark.parametrize("year", NOTICES)
def test_spaces_lines_and_half_width_signs_change_nothing(year: int) -> None:
    text = NOTICES[year]
    wide = "\n\n".join(text).replace("（", "(").replace("）", ")").replace("：", ":")
    assert holiday_notice.parse(wide) == holiday_notice.parse(text)


@pytest.mark.parametrize(
    ("said", "instead", "key"),
    [
        ("关于2026年部分节假日安排的通知\n国办", "国办", "invalid.notice_title"),
        ("1月1日（周四）", "1月1日（周五）", "invalid.notice_weekday"),
        ("共9天", "共8天", "invalid.notice_count"),
        ("5月9日（周六）上班", "5月32日（周六）上班", "invalid.notice_date"),
        ("5月9日（周六）上班", "5月8日（周五）上班", "invalid.already_workday"),
        ("5月9日（周六）上班", "5月9日（周六）照旧", "invalid.notice_sentence"),
        ("19日（周五）至21日（周日）", "21日（周日）至19日（周五）", "invalid.notice_stretch"),
        ("2月28日（周六）上班", "10月10日（周六）上班", "invalid.notice_twice"),
        ("五、端午节：6月19日（周五）至21日（周日）放假，共3天。", "", "invalid.notice_lacking"),
        ("4月4日（周六）至6日（周一）放假，共3天", "放假安排另行通知", "invalid.notice_no_days"),
    ],
)
def test_what_does_not_agree_is_refused_by_its_festival(said: str, instead: str, key: str) -> None:
    text = NOTICES[2026]
    assert said in text
    with pytest.raises(Invalid) as refused:
        holiday_notice.parse(text.replace(said, instead))
    assert refused.value.key == key


@pytest.mark.parametrize(
    "text", ["", "节假日", "date,kind,name\n2027-01-01,holiday,元旦\n", "关于"]
)
def test_what_is_no_notice_is_not_taken_for_one(text: str) -> None:
    assert not holiday_notice.looks_like(text)
    with pytest.raises(Invalid):
        holiday_notice.parse(text)
