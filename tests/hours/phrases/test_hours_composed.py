"""Phrases composed of parts: how it is put never turns what it says."""

from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from stations.hours.model import Understood
from stations.hours.osm.calendar import Calendar
from stations.hours.osm.schedule import Schedule
from stations.hours.phrases.reading import read
from stations.moments import STATION_TIME

CALENDAR = Calendar.shipped()
START = datetime(2026, 1, 1, 0, 11, tzinfo=STATION_TIME)
MOMENTS = [START + timedelta(hours=53 * step) for step in range(120)]

WEEK = ["周一至周五", "周一至周六", "周二至周日", "周三至周日", "周一至周四", "每天"]
FEW = ["周六、周日", "周六", "周日", "周六至周日"]
SPANS = [
    *("8:30-17:30", "9:00-21:00", "08:00—20:00", "8:30-12:00，14:00-17:30"),
    *("上午8:30-11:30，下午14:00-17:00", "9点至17点", "早8点到晚8点", "10:00-22:00"),
]
CLOSINGS = ["周一闭馆", "每周二休息", "周三不开放", "周日休息", "周一、周二闭站"]
HOLIDAYS = ["节假日休息", "法定节假日闭馆", "节假日除外", "节假日照常开放", "春节期间休息"]
SEASONS = ["5月-9月", "6月1日至9月30日", "夏季", "7月、8月"]
BREAKS = ["12:30-13:00消毒", "午休12:30-13:00", "12:30-13:00闭馆保洁", "12:30-13:00通风"]
MARKS = ["，", "；", " ", "。", "\n", ", ", "; "]

few = settings(max_examples=60)
"""Determinism comes from the profile of all tests."""


def states(phrase: str) -> list[bool | None]:
    schedule = Schedule.of(read(phrase).osm)
    return [schedule.state_at(moment, CALENDAR) for moment in MOMENTS]


def turned(phrase: str, other: str) -> list[datetime]:
    """The moments that one of the two phrases calls open and the other one shut."""
    pairs = zip(MOMENTS, states(phrase), states(other), strict=True)
    return [at for at, a, b in pairs if {a, b} == {True, False}]


@st.composite
def phrases(draw: st.DrawFn) -> str:
    """Days and hours, then perhaps hours of other days, a closing, a word on holidays."""
    days, hours = draw(st.sampled_from(WEEK)), draw(st.sampled_from(SPANS))
    mark = draw(st.sampled_from(MARKS))
    parts = [draw(st.sampled_from([f"{days}{hours}", f"{hours}（{days}）", f"{days} {hours}"]))]
    if days in WEEK[:1] + WEEK[4:5] and draw(st.booleans()):
        parts.append(draw(st.sampled_from(FEW)) + draw(st.sampled_from(SPANS)))
    if days == "每天" and draw(st.booleans()):
        parts.append(draw(st.sampled_from(CLOSINGS)))
    if draw(st.booleans()):
        parts.append(draw(st.sampled_from(HOLIDAYS)))
    return mark.join(parts)


@few
@given(phrases(), st.sampled_from(["（节假日除外）", "，法定节假日除外", "（法定节假日休息）"]))
def test_an_exception_for_holidays_turns_no_other_day(phrase: str, added: str) -> None:
    changed = turned(phrase, phrase + added)
    assert [at for at in changed if not CALENDAR.is_holiday(at.date())] == []


@few
@given(phrases(), st.sampled_from(BREAKS), st.sampled_from(["（{}）", "，{}", "；每日{}"]))
def test_a_break_turns_no_other_hour(phrase: str, pause: str, how: str) -> None:
    changed = turned(phrase, phrase + how.format(pause))
    assert [at for at in changed if not (at.hour == 12 and at.minute >= 30)] == []


@few
@given(st.sampled_from([*WEEK, *FEW]), st.sampled_from(SPANS), st.sampled_from(HOLIDAYS))
def test_days_before_the_hours_or_in_a_bracket_are_the_same(
    days: str, hours: str, holidays: str
) -> None:
    usual = f"{days}{hours}，{holidays}"
    for other in (
        f"{hours}（{days}），{holidays}",
        f"（{days}）{hours}，{holidays}",
        f"{hours}（{days}）（{holidays}）",
        f"{days}（{holidays}）{hours}",
        f"{days} {hours}（{holidays}）",
        f"{hours}（{holidays}，{days}）",
        # （周六、周日，节假日休息） may be a list of days that are shut.
        *[f"{hours}（{days}，{holidays}）"][: days in WEEK],
    ):
        assert turned(usual, other) == [], (usual, other)


@few
@given(st.sampled_from(WEEK[:2]), st.sampled_from(SPANS), st.sampled_from(SPANS))
def test_the_order_of_clauses_turns_nothing(days: str, hours: str, others: str) -> None:
    rest = "周日" if days.endswith("六") else "周六、周日"
    one, two = f"{days}{hours}", f"{rest}{others}"
    for mark in ("；", "，", "\n", " "):
        assert turned(f"{one}{mark}{two}", f"{two}{mark}{one}") == []
        assert turned(f"{one}{mark}{two}{mark}周三闭馆", f"周三闭馆{mark}{two}{mark}{one}") == []


@few
@given(st.sampled_from(WEEK[:2]), st.sampled_from(SPANS), st.sampled_from(SPANS), st.data())
def test_a_phrase_and_its_halves_agree(
    days: str, hours: str, others: str, data: st.DataObject
) -> None:
    last = 5 if days.endswith("六") else 4
    rest = "周日" if last == 5 else "周六、周日"
    mark = data.draw(st.sampled_from(MARKS))
    whole = states(f"{days}{hours}{mark}{rest}{others}")
    first, second = states(f"{days}{hours}"), states(f"{rest}{others}")
    for at, said, one, two in zip(MOMENTS, whole, first, second, strict=True):
        half = one if at.weekday() <= last else two
        assert {said, half} != {True, False}, at


SPELLINGS = (
    str.maketrans("0123456789:-()，；", "０１２３４５６７８９：－（）,;"),
    str.maketrans({"周": "星期"}),
    str.maketrans({"周": "礼拜"}),
    str.maketrans({"—": "~", "-": "—", "至": "到"}),
    str.maketrans({"（": "(", "）": ")", "，": ",", "；": ";", "：": ":"}),
)


@few
@given(phrases(), st.sampled_from(SPELLINGS))
def test_width_and_synonyms_change_nothing(phrase: str, spelling: dict[int, str]) -> None:
    assert read(phrase.translate(spelling)).osm == read(phrase).osm


@few
@given(phrases(), st.sampled_from(["鑫", "砼", "嘉禾", "另议", "轮换", "盲盒"]), st.data())
def test_a_reading_that_does_not_account_for_a_word_is_not_exact(
    phrase: str, word: str, data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(phrase)))
    assert read(phrase[:at] + word + phrase[at:]).understood is not Understood.EXACT


@few
@given(phrases(), st.sampled_from(SEASONS), st.sampled_from(SPANS))
def test_a_season_with_its_hours_turns_nothing_in_winter(
    phrase: str, season: str, hours: str
) -> None:
    changed = turned(phrase, f"{phrase}；{season}{hours}")
    assert [at for at in changed if at.month in (12, 1, 2)] == []
