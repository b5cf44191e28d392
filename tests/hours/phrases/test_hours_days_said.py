"""Whose hours are those that stand behind days and a word on them?"""

from datetime import datetime

import pytest

from stations.hours.osm.calendar import Calendar
from stations.hours.osm.schedule import Schedule
from stations.hours.phrases.reading import read
from stations.moments import STATION_TIME

MONDAY, TUESDAY, SATURDAY, HOLIDAY = "2026-07-13", "2026-07-14", "2026-07-18", "2026-10-05"


def state(phrase: str, at: str) -> bool | None:
    moment = datetime.fromisoformat(at).replace(tzinfo=STATION_TIME)
    return Schedule.of(read(phrase).osm).state_at(moment, Calendar.shipped())


@pytest.mark.parametrize(
    "phrase",
    [
        "双休日、法定节假日不休息 8:30-17:30",
        "双休日及节假日照常开放 8:30-17:30",
        "双休日不休 9:00-18:00",
        "周末不打烊，9:00-17:00",
        "周末、节假日无休，9:00-21:00",
        "周六周日不休息 8:00-20:00",
        "周日不休 8:00-18:00",
        "周六、周日照常开放，8:00-20:00",
        "周末也开门，7:00-19:00",
        "星期天也开放 8:00-18:00",
        "周一照常开放，9:00-17:00",
        "周一不闭馆 9:00-17:00",
        "周一正常开馆 9:00—17:00",
        "星期一不打烊 9:00-17:00 节假日：10:00—16:00",
    ],
)
def test_days_that_are_no_exception_leave_the_hours_to_every_day(phrase: str) -> None:
    assert [state(phrase, f"{day}T12:00") for day in (MONDAY, TUESDAY, SATURDAY, HOLIDAY)] == [
        True,
        True,
        True,
        True,
    ]
    assert state(phrase, f"{TUESDAY}T22:00") is False


@pytest.mark.parametrize(
    "phrase",
    ["周末照常服务：9:00-17:00", "周末正常营业 9:00-18:00", "周五至周日正常营业10:00-17:00"],
)
def test_hours_perhaps_of_the_named_days_alone_are_no_claim_about_others(phrase: str) -> None:
    assert state(phrase, f"{SATURDAY}T12:00") is True
    assert state(phrase, f"{TUESDAY}T12:00") is None
    assert state(phrase, f"{TUESDAY}T22:00") is False


@pytest.mark.parametrize(
    ("phrase", "shut"),
    [
        ("周末开放 9:00-17:00", TUESDAY),
        ("周一至周五正常上班 9:00-17:00", SATURDAY),
        ("周一至周六照常营业，9:00-18:00", "2026-07-19"),
        ("周一至周五开放，9:00-17:00，周六开放，9:00-12:30", "2026-07-19"),
    ],
)
def test_days_named_as_the_open_ones_shut_the_others(phrase: str, shut: str) -> None:
    assert state(phrase, f"{shut}T12:00") is False


def test_plain_days_beside_holidays_may_take_in_the_weekend() -> None:
    phrase = "节假日另行通知；平日8:30-17:30"
    assert state(phrase, f"{TUESDAY}T12:00") is True
    assert state(phrase, f"{SATURDAY}T12:00") is None
    assert state(phrase, f"{SATURDAY}T18:00") is False
    assert state("平日8:30-17:30", f"{SATURDAY}T12:00") is False


@pytest.mark.parametrize(
    ("phrase", "at", "expected"),
    [
        # The season without dates is the rest of the year.
        ("夏令时（5-9月）8:00-12:00，15:00-18:30；冬令时8:00-18:00", "04-30T14:30", True),
        ("夏令时（5-9月）8:00-12:00，15:00-18:30；冬令时8:00-18:00", "05-01T14:30", False),
        # Words that name dates.
        ("高温期间（6月15日-9月15日）24小时开放，其他时间8:00-20:00", "07-14T23:00", True),
        ("高温期间（6月15日-9月15日）24小时开放，其他时间8:00-20:00", "10-14T23:00", False),
        # When it is shut is told alone.
        ("0:00-5:00休息，其他时间营业", "07-14T04:59", False),
        ("0:00-5:00休息，其他时间营业", "07-14T05:00", True),
        # A half day is taken out.
        ("除周三下午外，每天9:00-17:00", "07-15T11:00", True),
        ("除周三下午外，每天9:00-17:00", "07-15T15:00", False),
        ("除周三下午外，每天9:00-17:00", "07-16T15:00", True),
        # The calendar has make-up days and days off.
        ("工作日8:00-18:00（含调休上班日），周末休息", "10-10T10:00", True),
        ("周一至周五：8:30-18:00（节假日、调休除外）", "10-06T10:00", False),
        # Another end, or another beginning.
        ("周一至周五 8:30-17:00，周三延时服务至19:00", "07-15T18:00", True),
        ("周五、周六延长至23:00，其余10:00-22:00", "07-17T22:30", True),
        ("周五、周六延长至23:00，其余10:00-22:00", "07-16T22:30", False),
        ("8:00-20:00，周末9:00起", "07-18T08:30", False),
        ("8:00-20:00，周末9:00起", "07-18T19:30", True),
        ("7:00-19:00（周日 8:00 开门）", "07-19T18:30", True),
        # An end that moves only now and then.
        ("08:00－20:00（恶劣天气延长至22:00）", "07-14T19:00", True),
        ("08:00－20:00（恶劣天气延长至22:00）", "07-14T21:00", None),
        ("08:00－20:00（恶劣天气延长至22:00）", "07-14T22:00", False),
        # The same hours as those told before.
        ("周一至周五8:30-17:30，周末9:00-16:00，节假日同周末", "10-05T09:30", True),
        ("周一至周五8:30-17:30，周末9:00-16:00，节假日同周末", "10-05T08:45", False),
        ("每天8:30至17:00，每月最后一天盘点不开放", "07-14T10:00", True),
        ("每天8:30至17:00，每月最后一天盘点不开放", "07-31T10:00", None),
    ],
)
def test_days_and_dates_with_other_hours_are_told_apart(
    phrase: str, at: str, expected: bool | None
) -> None:
    assert state(phrase, f"2026-{at}") is expected


@pytest.mark.parametrize(
    ("phrase", "at", "expected"),
    [
        # Holidays that are taken in, where they fall on a day of rest.
        ("周二至周日 9:00-17:00（含法定节假日），周一闭馆", "10-05T10:00", None),
        ("周二至周日 9:00-17:00（含法定节假日），周一闭馆", "10-06T10:00", True),
        ("周二至周日9:00-17:00，周一闭馆（含法定节假日）", "10-06T10:00", None),
        ("周六、周日（含节假日）9:00-17:00", "10-06T10:00", True),
        # The day itself, and not all its days off.
        ("9:00-17:00，国庆节当天闭馆", "10-01T10:00", False),
        ("9:00-17:00，国庆节当天闭馆", "10-02T10:00", True),
        ("9:00-17:00，中秋节当天闭馆", "09-26T10:00", None),
        # The other half of the day, told twice.
        ("05:00-23:00开放，23:00-05:00关闭", "07-14T04:00", False),
        ("05:00-23:00开放，23:00-05:00关闭", "07-14T22:00", True),
        # One helps oneself at other times.
        ("人工值守时间8:00-18:00，其余时段凭工会卡刷卡进入", "07-14T03:00", True),
        ("工作日8:30-17:30，其他时间请电话预约", "07-14T20:00", None),
    ],
)
def test_words_on_holidays_and_other_times_are_weighed(
    phrase: str, at: str, expected: bool | None
) -> None:
    assert state(phrase, f"2026-{at}") is expected


@pytest.mark.parametrize(
    ("phrase", "at", "expected"),
    [
        # Dates of a closing are no dates of the hours before the comma.
        ("9:00-17:00，11月1日-3月31日周一闭馆", "07-13T10:00", True),
        ("9:00-17:00，11月1日-3月31日周一闭馆", "11-16T10:00", False),
        ("9:00-17:00，11月1日-3月31日周一闭馆", "11-17T10:00", True),
        # Days told elsewhere end the turn of hours and days.
        ("10:00-19:00，周末9:30-20:00，节假日另行通知", "07-18T19:30", True),
        ("10:00-19:00，周末9:30-20:00，节假日另行通知", "07-14T19:30", False),
        ("9:00-17:00 周二-周五，9:30-18:00 周六，周一闭馆 节假日开放", "07-14T10:00", None),
        # Some holidays only, and a beginning that looks like an end.
        ("全天开放，重要节日除外", "10-05T10:00", None),
        ("08:30-17:30，周一延至09:30开放", "07-13T10:00", None),
        # Working days by another name.
        ("正常上班日 9:00-17:00", "07-18T10:00", False),
        # A morning after hours that last until evening is no night.
        ("8:00-18:00，8:00-12:00 周六", "07-18T21:00", None),
    ],
)
def test_what_stands_nearby_is_not_taken_for_what_belongs(
    phrase: str, at: str, expected: bool | None
) -> None:
    assert state(phrase, f"2026-{at}") is expected


@pytest.mark.parametrize(
    ("phrase", "at", "expected"),
    [
        # Staff on some days takes nothing from the hours of every day.
        ("24小时自助开放，人工服务工作日9:00-17:00", "07-14T20:00", True),
        ("工作日9:00-17:00人工服务，24小时自助", "07-18T10:00", True),
        ("6:00-22:00开放，工作日9:00-17:00有人值守", "07-14T20:00", True),
        # Months in which one more day is open are not the months of the hours.
        ("7-8月周一照常开放，周二至周日9:00-17:00，周一闭馆", "10-10T10:00", None),
        ("7-8月周一照常开放，9:00-17:00", "10-10T10:00", None),
    ],
)
def test_staff_and_months_of_some_days_take_nothing_from_the_others(
    phrase: str, at: str, expected: bool | None
) -> None:
    assert state(phrase, f"2026-{at}") is expected
