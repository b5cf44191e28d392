"""Whose hours are those that stand behind days and a word on them?"""

from datetime import datetime

import pytest

from stations.hours.calendar import Calendar
from stations.hours.model import STATION_TIME
from stations.hours.reading import read
from stations.hours.schedule import Schedule

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
