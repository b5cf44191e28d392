"""Days in brackets belong to the time beside them, wherever they stand."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stations.hours.model import Understood
from stations.hours.phrases.reading import read

DAYS = ["周一至周五", "周一至周六", "周二至周日", "星期一到星期五", "工作日", "每天"]
TIMES = ["8:30-17:30", "08:30—12:00，13:30—17:30", "上午9点至11点半、下午2点至5点", "24小时"]
EXCEPTED = ["节假日", "法定节假日", "国家法定节假日", "春节、国庆", "国庆节"]
PAIRS = ["（）", "()", "【】", "[]"]
MARKS = ["，", ",", "；", " "]


def readings(*phrases: str) -> set[tuple[str, str]]:
    return {(read(phrase).osm, read(phrase).understood.value) for phrase in phrases}


@settings(max_examples=200, deadline=None)
@given(
    days=st.sampled_from(DAYS),
    time=st.sampled_from(TIMES),
    excepted=st.sampled_from(EXCEPTED),
    pair=st.sampled_from(PAIRS),
    mark=st.sampled_from(MARKS),
)
def test_days_and_their_exception_mean_the_same_before_and_after_the_time(
    days: str, time: str, excepted: str, pair: str, mark: str
) -> None:
    left, right = pair
    usual = f"{days}{time}（{excepted}除外）"
    assert read(usual).understood is not Understood.UNKNOWN
    assert readings(
        usual,
        f"{time}{left}{days}{mark}{excepted}除外{right}",
        f"{time}{left}{days}{mark}{excepted}休息{right}",
        f"{time}{left}{days}{right}{mark}{excepted}除外",
        f"{left}{days}{right}{time}{left}{excepted}除外{right}",
        f"{days}{left}{excepted}除外{right}{time}",
        f"{left}{days}{mark}{excepted}除外{right}{time}",
    ) == readings(usual)


@settings(max_examples=100, deadline=None)
@given(
    days=st.sampled_from([*DAYS, "周末", "周六", "周一、周三、周五"]),
    time=st.sampled_from(TIMES),
    pair=st.sampled_from(PAIRS),
)
def test_days_alone_mean_the_same_on_both_sides_of_the_time(
    days: str, time: str, pair: str
) -> None:
    left, right = pair
    before = f"{days}{time}"
    assert readings(
        before,
        f"{time}{left}{days}{right}",
        f"{left}{days}{right}{time}",
        f"{days}{left}{time}{right}",
        f"{time} {days}",
    ) == readings(before)


@pytest.mark.parametrize(
    ("phrase", "osm"),
    [
        ("08:30-17:30（周一至周五，节假日除外）", "Mo-Fr 08:30-17:30; PH off"),
        ("08:30-17:30（周一至周五、法定节假日除外）", "Mo-Fr 08:30-17:30; PH off"),
        ("8:30-17:30（周一至周六，周日及节假日除外）", "Mo-Sa 08:30-17:30; PH off"),
        ("8:30-17:30（周一、周三、周五，节假日除外）", "Mo,We,Fr 08:30-17:30; PH off"),
        ("8:30-17:30（周一至周五，周末及节假日休息）", "Mo-Fr 08:30-17:30; PH off"),
        ("8:30-17:30（周一至周五，法定节假日另行通知）", "Mo-Fr 08:30-17:30; PH unknown"),
        ("8:30-17:30（双休日、节假日除外）", "Mo-Fr 08:30-17:30; PH off"),
        ("8:30-17:30（周末除外）", "Mo-Fr 08:30-17:30"),
        ("8:30-17:30（双休日休息）", "Mo-Fr 08:30-17:30"),
        ("8:30-17:30（周一闭馆）", "Tu-Su 08:30-17:30"),
        ("8:30-17:30（周一，节假日除外）", "Tu-Su 08:30-17:30; PH off"),
        ("8:30-17:30（周三除外，节假日除外）", "Mo-Tu,Th-Su 08:30-17:30; PH off"),
        ("8:30-17:30（周一至周五开放，节假日除外）", "Mo-Fr 08:30-17:30; PH off"),
        ("9:00-17:00（周二至周日开放）", "Tu-Su 09:00-17:00"),
        ("9:00-17:00（周末开放）", "Mo-Fr 09:00-17:00 unknown; Sa-Su 09:00-17:00"),
        ("9:00-17:00，周末也开放", "09:00-17:00"),
        ("9:00-17:00（周一至周五，6-9月）", "Jun-Sep Mo-Fr 09:00-17:00"),
        ("8:30-17:30（周一至周五，12:00-13:00午休）", "Mo-Fr 08:30-12:00,13:00-17:30"),
        (
            "9:00-17:00（周一至周五，节假日除外），10:00-16:00（周六日）",
            "Mo-Fr 09:00-17:00; Sa-Su 10:00-16:00; PH off",
        ),
        ("工作日9:00-22:00（周一闭馆）", 'Mo-Fr 09:00-22:00 "工作日"; Mo off; PH off'),
        ("工作日9:00-17:00，周末休息", 'Mo-Fr 09:00-17:00 "工作日"; PH off'),
    ],
)
def test_an_exception_takes_its_own_days_and_no_others(phrase: str, osm: str) -> None:
    assert read(phrase).osm == osm


@pytest.mark.parametrize(
    "phrase",
    [
        # Whether the first days are open ones or excepted ones is not said.
        "9:00-17:00，周一、周二、周三、节假日除外",
        "9:00-17:00（周一至周五），10:00-16:00（周末，节假日除外）",
        # Two words for the time of the year, one of them without hours.
        "9:00-17:00，周一至周五，6-9月",
        "05:00-23:00开放11月1日，23:00-05:00关闭",
        "周一至周日08:00-18:00开放，5月-10月实际开放时间以景区公告为准",
        # A date that is none.
        "夏令时（5月1日-930日）8:30-12:00 15:00-18:00",
    ],
)
def test_days_and_dates_that_would_be_dropped_leave_the_phrase_unknown(phrase: str) -> None:
    assert read(phrase).understood is Understood.UNKNOWN
