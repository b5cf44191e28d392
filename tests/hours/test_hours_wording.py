"""What does a person read about the hours of a station?"""

import json
from datetime import date, datetime

import pytest

from stations.errors import Invalid
from stations.hours.osm.calendar import Calendar
from stations.hours.osm.schedule import Schedule
from stations.hours.probing import probe_lines, read_lines
from stations.hours.wording import Mood, now_words, week
from stations.moments import STATION_TIME


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=STATION_TIME)


@pytest.mark.parametrize(
    ("osm", "moment", "text", "mood"),
    [
        ("08:30-21:00", "2026-07-15T12:00", "开放中 · 21:00 关门", Mood.OPEN),
        ("08:30-21:00", "2026-07-15T20:45", "即将关门 · 21:00 关门", Mood.CLOSING),
        ("08:30-21:00", "2026-07-15T22:00", "已关门 · 明天 08:30 开门", Mood.CLOSED),
        ("08:30-24:00", "2026-07-15T22:00", "开放中 · 24:00 关门", Mood.OPEN),
        ("Mo 08:30-21:00", "2026-07-15T22:00", "已关门 · 周一 08:30 开门", Mood.CLOSED),
        ("24/7", "2026-07-15T22:00", "24 小时开放", Mood.OPEN),
        ("", "2026-07-15T22:00", "时间未知", Mood.UNKNOWN),
        ("09:00-17:00; PH unknown", "2026-10-01T10:00", "节假日时间未知", Mood.UNKNOWN),
        ("09:00-17:00; PH off", "2027-10-01T10:00", "节假日时间未知", Mood.UNKNOWN),
        ("off", "2026-07-15T22:00", "已关门 · 近期不开放", Mood.CLOSED),
        ("06:45+", "2026-07-15T07:00", "开放中 · 08:45 之后时间未知", Mood.OPEN),
        ("Jan 10 09:00-17:00", "2026-07-15T07:00", "已关门 · 1 月 10 日 09:00 开门", Mood.CLOSED),
    ],
)
def test_the_present_moment_in_words(osm: str, moment: str, text: str, mood: Mood) -> None:
    words = now_words(Schedule(osm), at(moment), Calendar.shipped())
    assert (words.text, words.mood) == (text, mood)


def test_a_week_names_holidays_breaks_and_days_of_rest() -> None:
    schedule = Schedule("Tu-Sa 08:30-12:00,14:00-18:00; PH off")
    rows = week(schedule, date(2026, 10, 7), Calendar.shipped())
    assert [row.name for row in rows] == ["周一", "周二", "周三", "周四", "周五", "周六", "周日"]
    assert rows[3].hours == "08:30–12:00，14:00–18:00"
    assert [row.holiday for row in rows[:4]] == ["国庆节", "国庆节", "国庆节", ""]
    assert (rows[0].hours, rows[2].today, rows[3].today) == ("休息", True, False)
    assert rows[5].working_weekend


def test_a_week_shows_nights_self_service_and_what_is_not_known() -> None:
    calendar = Calendar.shipped()
    monday = date(2026, 7, 13)
    assert week(Schedule("18:00-02:00"), monday, calendar)[2].hours == "18:00–次日 02:00"
    assert week(Schedule("24/7"), monday, calendar)[2].hours == "24 小时"
    assert week(Schedule(""), monday, calendar)[2].hours == "未知"
    own = week(Schedule("24/7", staffed="08:00-22:00"), monday, calendar)[2]
    assert own.self_service
    assert own.hours == "08:00–22:00，22:00–次日 08:00（自助）"
    beyond = week(Schedule("00:00-24:00; PH off"), date(2027, 5, 3), calendar)[0]
    assert beyond.hours == "节假日时间未知"


def test_probes_answer_line_by_line_in_local_time() -> None:
    asked = {
        "phrase": "周一至周五 9:00-17:00",
        "at": ["2026-07-15T09:00", "2026-07-15T09:00+00:00"],
    }
    answers = list(probe_lines([json.dumps(asked), "", "{}"[:0]], Calendar.shipped()))
    assert answers == [{"open": [True, False]}]


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "[]",
        '{"phrase": 1, "at": []}',
        '{"phrase": "9:00-17:00"}',
        '{"phrase": "9:00-17:00", "at": ["soon"]}',
        '{"phrase": "9:00-17:00", "at": ["0001-01-01T00:00"]}',
        '{"phrase": "9:00-17:00", "at": [NaN]}',
        json.dumps({"phrase": "9" * 256, "at": []}),
    ],
)
def test_a_malformed_line_is_named(line: str) -> None:
    with pytest.raises(Invalid) as caught:
        list(probe_lines(['{"phrase": "", "at": []}', line], Calendar.shipped()))
    assert "第 2 行" in caught.value.message


def test_readings_are_given_line_by_line() -> None:
    (found,) = read_lines(["周二至周日 9:00-17:00（需预约）\n"])
    assert found["understood"] == "partial"
    assert found["osm"] == "Tu-Su 09:00-17:00"
    assert "预约" in found["lost"]
