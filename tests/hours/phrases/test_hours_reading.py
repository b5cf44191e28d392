"""What does the reader make of phrases, and where does it keep silent?"""

import csv
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stations.errors import Invalid
from stations.hours.model import Understood
from stations.hours.osm.calendar import Calendar
from stations.hours.osm.schedule import Schedule
from stations.hours.phrases.reading import read
from stations.moments import STATION_TIME

TABLE = Path(__file__).with_name("phrases.csv")


def rows() -> list[tuple[str, str, str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as table:
        return [
            (r["phrase"], r["understood"], r["osm"], r["staffed"]) for r in csv.DictReader(table)
        ]


def state(phrase: str, at: str) -> bool | None:
    moment = datetime.fromisoformat(at).replace(tzinfo=STATION_TIME)
    return Schedule.of(read(phrase).osm).state_at(moment, Calendar.shipped())


@pytest.mark.parametrize(("phrase", "understood", "osm", "staffed"), rows())
def test_a_phrase_is_read_as_a_person_reads_it(
    phrase: str, understood: str, osm: str, staffed: str
) -> None:
    reading = read(phrase)
    assert (reading.osm, reading.understood.value, reading.staffed_osm) == (
        osm,
        understood,
        staffed,
    )
    assert (reading.understood is Understood.EXACT) == (reading.lost == "")


@pytest.mark.parametrize(
    ("phrase", "at", "expected"),
    [
        # 工作日 is the true calendar: a make-up Saturday is worked, a holiday Monday is not.
        ("工作日9:00-17:00", "2026-10-10T10:00", True),
        ("工作日9:00-17:00", "2026-10-05T10:00", False),
        ("工作日9:00-17:00", "2027-10-05T10:00", None),
        ("工作日9:00-17:00", "2027-10-05T18:00", False),
        # 周一至周五 are weekdays by name, whatever is worked or celebrated.
        ("周一至周五9:00-17:00", "2026-10-10T10:00", False),
        ("周一至周五9:00-17:00", "2026-10-05T10:00", True),
        ("周一至周五9:00-17:00", "2031-10-06T10:00", True),
        # Holidays beyond the table are not guessed.
        ("9:00-17:00，节假日休息", "2027-02-08T10:00", None),
        ("9:00-17:00，节假日休息", "2026-02-17T10:00", False),
        # The eve and the first days of the lunar year move.
        ("9:00-17:00，除夕闭馆", "2026-02-16T10:00", False),
        ("9:00-17:00，除夕闭馆", "2024-02-09T10:00", False),
        ("9:00-17:00，除夕至初二闭馆", "2026-02-18T10:00", False),
        ("9:00-17:00，除夕至初二闭馆", "2026-02-19T10:00", True),
        # School vacations: their middle is certain, their edges are not.
        ("周一至周五8:30-17:00，寒暑假休息", "2026-07-20T10:00", False),
        ("周一至周五8:30-17:00，寒暑假休息", "2026-07-01T10:00", None),
        ("周一至周五8:30-17:00，寒暑假休息", "2026-05-20T10:00", True),
        # Seasons without dates.
        ("夏季8:00-18:00，冬季8:30-17:30", "2026-07-10T17:45", True),
        ("夏季8:00-18:00，冬季8:30-17:30", "2026-01-10T17:45", False),
        ("夏季8:00-18:00，冬季8:30-17:30", "2026-04-10T17:45", None),
        ("夏季8:00-18:00，冬季8:30-17:30", "2026-04-10T17:15", True),
        ("夏季8:00-18:00", "2026-01-10T12:00", None),
        # A day of rest that moves behind a holiday Monday.
        ("周二至周日9:00-17:00，周一闭馆，遇法定节假日顺延", "2026-10-05T10:00", True),
        ("周二至周日9:00-17:00，周一闭馆，遇法定节假日顺延", "2026-10-08T10:00", None),
        ("周二至周日9:00-17:00，周一闭馆，遇法定节假日顺延", "2026-10-09T10:00", True),
        # Past midnight, and the closing minute.
        ("18:00-次日2:00", "2026-07-11T01:59", True),
        ("18:00-次日2:00", "2026-07-11T02:00", False),
        # Every other week, odd days, the last day of a month: which ones is not told.
        ("周一至周五8:30-17:00，隔周六9:00-12:00", "2026-07-18T10:00", None),
        ("周一至周五8:30-17:00，隔周六9:00-12:00", "2026-07-18T13:00", False),
        ("周一至周五8:30-17:00，隔周六9:00-12:00", "2026-07-17T13:00", True),
        ("单日9:00-17:00", "2026-07-17T18:00", False),
        ("9:00-17:00，每月最后一个工作日闭馆", "2026-07-15T10:00", True),
        ("9:00-17:00，每月最后一个工作日闭馆", "2026-07-30T10:00", None),
        # A beginning without an end; before it nothing is told.
        ("2026年5月1日起 9:00-18:00", "2026-05-01T10:00", True),
        ("2026年5月1日起 9:00-18:00", "2026-04-30T10:00", None),
        ("5月1日起9:00-18:00，10月1日起9:00-17:00", "2026-09-30T17:30", True),
        ("5月1日起9:00-18:00，10月1日起9:00-17:00", "2026-10-01T17:30", False),
        # Brackets that stand before their hours.
        ("(4-10月)8:00-18:00 (11-3月)8:30-17:00", "2026-04-01T17:30", True),
        ("(4-10月)8:00-18:00 (11-3月)8:30-17:00", "2026-03-31T17:30", False),
        # What may close the place, but never open it, leaves the closed hours closed.
        ("雨天不开放 8:00-18:00", "2026-07-18T10:00", None),
        ("雨天不开放 8:00-18:00", "2026-07-18T18:00", False),
        ("9:00-17:00（装修中）", "2026-07-18T10:00", None),
        ("周一至周日9:00-17:00（遇社区活动时关闭）", "2026-07-18T10:00", True),
        ("周一至周五8:30-17:30（夏季8:30-18:00）周六周日9:00-17:00", "2026-01-17T16:00", True),
        # The last entry stands right behind the hours; a visit by appointment is no opening.
        ("每日9:00-17:00 16:00停止售票", "2026-07-18T16:30", True),
        ("周一至周五8:30-17:00双休日预约开放", "2026-07-18T10:00", None),
        ("周一至周五8:30-17:00双休日预约开放", "2026-07-17T10:00", True),
        # A morning told for one season may hold for the other.
        ("上午9:00-12:00；下午15:00-18:00（5-9月）14:30-17:30（10-4月）", "2026-01-13T10:00", None),
        (
            "上午9:00-12:00；下午15:00-18:00（5-9月）14:30-17:30（10-4月）",
            "2026-01-13T17:45",
            False,
        ),
        # The same hours on other days before.
        (
            "周一至周五9:00-12:00，周六14:00-17:00，周日9:00-12:00、14:00-17:00",
            "2026-07-17T15:00",
            False,
        ),
        (
            "周一至周五9:00-12:00，周六14:00-17:00，周日9:00-12:00、14:00-17:00",
            "2026-07-18T15:00",
            True,
        ),
        # Days between hours belong to those before them.
        ("9:00-17:00 周一至周五 周六日 10:00-16:00", "2026-07-17T09:30", True),
        ("9:00-17:00 周一至周五 周六日 10:00-16:00", "2026-07-18T09:30", False),
        # Dates that are shut, after hours of some weekdays.
        ("周一至周五9:00-18:00；10月1日-10月7日休息", "2026-10-06T10:00", False),
        ("周一至周五9:00-18:00；10月1日-10月7日休息", "2026-10-08T10:00", True),
        # Whether the week's day of rest holds in the vacation too is not said.
        ("周一至周五9:00-17:00 寒暑假8:30-18:00", "2026-07-18T10:00", None),
        # Twelve-hour clocks that nobody marked.
        ("9:00-5:00", "2026-07-11T16:59", True),
        ("9:00-5:00", "2026-07-11T20:00", None),
        ("9:00-5:00", "2026-07-11T06:00", False),
        # A clause that is not understood leaves open the days that it names, and no others.
        ("周一至周五9:00-17:00（周三另有安排）", "2026-07-15T10:00", None),
        ("周一至周五9:00-17:00（周三另有安排）", "2026-07-16T10:00", True),
    ],
)
def test_moments_are_answered_as_the_phrase_decides(
    phrase: str, at: str, expected: bool | None
) -> None:
    assert state(phrase, at) is expected


@pytest.mark.parametrize(
    "phrase",
    [
        "高温期间 10:00-16:00",
        "9:00-17:00 12:00-14:00",
        "8:00-25:00",
        "99:99-99:99",
        "-08:00--09:00",
        "周一至周五每天8小时",
        "与网点营业时间一致",
        "暂停开放",
        "每天",
        "以现场为准",
    ],
)
def test_what_is_not_understood_is_never_given_as_hours(phrase: str) -> None:
    assert read(phrase).understood is Understood.UNKNOWN


def test_a_phrase_longer_than_an_expression_may_be_is_refused() -> None:
    assert read("0" * 255).understood is Understood.UNKNOWN
    with pytest.raises(Invalid) as caught:
        read("0" * 256)
    assert caught.value.code == "field_too_long"


WORDS = st.sampled_from(
    [
        "周一",
        "周二至周日",
        "周末",
        "工作日",
        "节假日",
        "法定节假日",
        "除",
        "除外",
        "外",
        "闭馆",
        "开放",
        "正常开放",
        "休息",
        "夏季",
        "冬季",
        "春夏",
        "5月-10月",
        "11月1日",
        "至",
        "次年3月",
        "除夕",
        "初二",
        "春节",
        "国庆",
        "寒暑假",
        "8:30-12:00",
        "14:00",
        "-",
        "17:30",
        "8点半",
        "下午",
        "上午",
        "晚上",
        "次日",
        "24小时",
        "全天",
        "（",
        "）",
        "，",
        "；",
        "。",
        "、",
        "：",
        "停止入馆",
        "最晚进入",
        "16:30",
        "顺延",
        "另行通知",
        "扫码",
        "有人值守",
        "自助",
        "延长至",
        "含",
        "每月",
        "第一个",
        "15日",
        "起",
        "后",
        "前",
        "半小时",
        "提前",
        "2026年2月1日",
        "4.1",
        "10.31",
        "6",
        "8",
        "实质",
        "午休",
        "特殊情况",
        "电话",
        "博物馆",
        "高温",
        "9am",
        "5pm",
        "Mon",
        "Su",
        "为准",
        "以",
        "\n",
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(WORDS, max_size=14).map("".join))
def test_no_mix_of_words_breaks_the_reader(phrase: str) -> None:
    reading = read(phrase[:255])
    schedule = Schedule(reading.osm)
    moment = datetime(2026, 10, 5, 10, tzinfo=STATION_TIME)
    assert schedule.state_at(moment, Calendar.shipped()) in (True, False, None)
    assert reading.osm or schedule.state_at(moment, Calendar.shipped()) is None


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60))
def test_no_text_breaks_the_reader(text: str) -> None:
    reading = read(text)
    assert len(reading.osm) <= 255
