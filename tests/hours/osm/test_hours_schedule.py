"""Does our evaluation agree with a second one, and does its work stay bounded?"""

import contextlib
import json
import time
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from opening_hours import OpeningHours

from stations.config import ROOT
from stations.errors import Invalid
from stations.hours.osm.calendar import Calendar, DayKind, SpecialDay
from stations.hours.osm.schedule import Schedule
from stations.moments import STATION_TIME

LISTS = ROOT / "tests" / "badinput" / "lists" / "opening_hours.json"
STANDARD = (
    "24/7",
    "08:00-18:00",
    "Mo-Fr 09:00-17:00",
    "Mo-Fr 08:00-12:00,13:00-18:00; Sa 09:00-12:00",
    "Mo,We,Fr 09:00-17:00; Sa-Su 10:00-16:00",
    "Apr-Oct 08:00-18:00; Nov-Mar 09:00-17:00",
    "Oct 16-Apr 15 09:00-16:00; Apr 16-Oct 15 09:00-18:00",
    "09:00-17:00; Jul 01-Aug 31 08:00-20:00; Mo off",
    "2026 Feb 01-2026 Mar 03 Mo 09:00-18:00",
    "09:00-17:00; Mo[1] off",
    "09:00-17:00; Fr[-1] off",
    "18:00-02:00",
    "Fr-Sa 20:00-04:00",
    "Mo-Su 09:00-19:30, Mo-Su 19:30-21:00 unknown",
    "week 01-53/2 Mo-Fr 09:00-17:00",
    "Mo-Fr 08:00-18:00; 12:00-13:00 off",
    "Jan 01 off; May 01-03 10:00-12:00",
    "Sa-Mo 10:00-14:00",
)
STATES = {"open": True, "closed": False, "unknown": None}


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=STATION_TIME)


@pytest.mark.parametrize("osm", STANDARD)
def test_standard_expressions_agree_with_a_second_evaluator(osm: str) -> None:
    ours = Schedule(osm).spans(at("2026-01-01"), at("2026-12-31"), Calendar.shipped())
    theirs: list[list[object]] = []
    for start, end, state, _ in OpeningHours(osm, auto_country=False).intervals(
        datetime(2026, 1, 1), datetime(2026, 12, 31)
    ):
        answer = STATES[str(state)]
        if theirs and theirs[-1][2] is answer:
            theirs[-1][1] = end
        else:
            theirs.append([start, end, answer])
    assert [
        [span.start.replace(tzinfo=None), span.end.replace(tzinfo=None), span.open] for span in ours
    ] == theirs


DAYS = st.sampled_from(["", "Mo-Fr ", "Sa-Su ", "Tu,Th ", "Apr-Sep ", "Nov-Feb Mo-Sa ", "May 05 "])
TIMES = st.sampled_from(["08:00-12:00", "13:00-17:30", "08:00-12:00,14:00-18:00", "10:00-24:00"])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(DAYS, TIMES), min_size=1, max_size=4), st.integers(0, 364 * 48))
def test_any_rules_agree_with_a_second_evaluator(rules: list[tuple[str, str]], half: int) -> None:
    osm = "; ".join(days + times for days, times in rules)
    moment = datetime(2026, 1, 1) + timedelta(minutes=30 * half)
    theirs = STATES[str(OpeningHours(osm, auto_country=False).state(moment)[0])]
    ours = Schedule(osm).state_at(moment.replace(tzinfo=STATION_TIME), Calendar.shipped())
    assert ours is theirs


@pytest.mark.parametrize(
    "osm", ["Feb 30 08:00-09:00", "25:00-49:00", "Mo-Xy 08:00-09:00", '"' * 3, "(("]
)
def test_impossible_expressions_are_refused(osm: str) -> None:
    with pytest.raises(Invalid) as caught:
        Schedule(osm)
    assert caught.value.code == "hours_not_parsed"


def test_an_overlong_expression_is_refused() -> None:
    with pytest.raises(Invalid) as caught:
        Schedule("off;" * 64)
    assert caught.value.code == "field_too_long"


def test_every_known_bomb_is_read_and_asked_in_bounded_time() -> None:
    for bomb in json.loads(LISTS.read_text("utf-8")):
        best = 9.0
        for _ in range(3):
            start = time.process_time()
            with contextlib.suppress(Invalid):
                Schedule(bomb["oh"]).change_after(at("2026-11-20T12:00"), Calendar.shipped())
            best = min(best, time.process_time() - start)
        # Room for a slow machine: the point is that nothing takes seconds.
        assert best < 4 * bomb["max_ms"] / 1000, bomb["oh"]


def test_a_change_is_found_beyond_a_long_holiday() -> None:
    schedule = Schedule("Mo-Fr 09:00-17:00; PH off")
    change = schedule.change_after(at("2026-09-30T17:30"), Calendar.shipped())
    assert change == (at("2026-10-08T09:00"), True)
    assert Schedule("24/7").change_after(at("2026-01-01"), Calendar.shipped()) is None
    assert Schedule("").state_at(at("2026-01-01"), Calendar.shipped()) is None


def test_a_night_runs_on_into_a_day_of_rest() -> None:
    schedule = Schedule("Mo-Sa 20:00-02:00; Su off")
    assert schedule.state_at(at("2026-07-12T01:30"), Calendar.shipped()) is True
    assert schedule.state_at(at("2026-07-12T02:00"), Calendar.shipped()) is False
    assert schedule.state_at(at("2026-07-12T21:00"), Calendar.shipped()) is False


def test_a_station_without_staff_at_night_is_open_and_marked() -> None:
    spans = Schedule("24/7", staffed="08:00-22:00").spans(
        at("2026-07-01"), at("2026-07-02"), Calendar.shipped()
    )
    assert [(s.start.hour, s.open, s.self_service) for s in spans] == [
        (0, True, True),
        (8, True, False),
        (22, True, True),
    ]


def test_an_open_end_is_open_at_first_and_then_not_told() -> None:
    schedule = Schedule("06:45+")
    answers = [
        schedule.state_at(at(f"2026-07-01T{t}"), Calendar.shipped())
        for t in ("06:44", "06:45", "12:00")
    ]
    assert answers == [False, True, None]


def test_another_calendar_changes_the_answer_of_the_same_schedule() -> None:
    schedule = Schedule("09:00-17:00; PH off")
    day = SpecialDay(day=date(2027, 3, 3), kind=DayKind.HOLIDAY, name="试")
    moment = at("2027-03-03T10:00")
    assert schedule.state_at(moment, Calendar.shipped()) is None
    assert schedule.state_at(moment, Calendar.shipped().updated_with([day])) is False


def test_times_without_a_zone_are_refused() -> None:
    with pytest.raises(Invalid):
        Schedule("24/7").state_at(datetime(2026, 1, 1), Calendar.shipped())
