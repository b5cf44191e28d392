"""What is added to a phrase never turns open hours into shut ones, or shut ones into open ones."""

import csv
import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from stations.hours.osm.calendar import Calendar
from stations.hours.osm.schedule import Schedule
from stations.hours.phrases.reading import read
from stations.hours.probing import probe_lines
from stations.moments import STATION_TIME

HERE = Path(__file__).parent
CALENDAR = Calendar.shipped()
START = datetime(2026, 1, 1, 0, 11, tzinfo=STATION_TIME)
MOMENTS = [START + timedelta(hours=103 * step) for step in range(80)]
WORKED = [not CALENDAR.is_holiday(moment.date()) for moment in MOMENTS]
NIGHTS = "20:00-8:00"
"""A night that began on a holiday is shut on the next morning."""


def phrases() -> list[str]:
    with (HERE / "phrases.csv").open(encoding="utf-8", newline="") as table:
        said = [row["phrase"] for row in csv.DictReader(table)]
    cases = (HERE / "list_phrases.jsonl").read_text("utf-8").splitlines()
    said.extend(json.loads(line)["phrase"] for line in cases)
    return [phrase for phrase in dict.fromkeys(said) if len(phrase) < 230 and phrase != NIGHTS]


def states(phrase: str) -> list[bool | None]:
    schedule = Schedule.of(read(phrase).osm)
    return [schedule.state_at(moment, CALENDAR) for moment in MOMENTS]


def turned(phrase: str, longer: str, heeded: list[bool]) -> list[datetime]:
    """The heeded moments that one of the two phrases calls open and the other shut."""
    pairs = zip(MOMENTS, heeded, states(phrase), states(longer), strict=True)
    return [at for at, counts, a, b in pairs if counts and {a, b} == {True, False}]


@pytest.mark.parametrize("added", ["（节假日除外）", "，法定节假日除外"])
def test_an_exception_for_holidays_changes_no_other_day(added: str) -> None:
    changed = {p: turned(p, p + added, WORKED) for p in phrases()}
    assert {phrase: at for phrase, at in changed.items() if at} == {}


def test_a_break_for_cleaning_changes_no_other_hour() -> None:
    heeded = [moment.hour != 13 for moment in MOMENTS]
    changed = {p: turned(p, p + "（13:00-14:00消毒）", heeded) for p in phrases()}
    assert {phrase: at for phrase, at in changed.items() if at} == {}


def test_an_activity_changes_no_hour() -> None:
    always = [True] * len(MOMENTS)
    changed = {p: turned(p, p + "，每周三14:00-15:00义诊", always) for p in phrases()}
    assert {phrase: at for phrase, at in changed.items() if at} == {}


def test_phrases_of_lists_are_read_and_never_misleading() -> None:
    right = 0
    misleading = []
    lines = (HERE / "list_phrases.jsonl").read_text("utf-8").splitlines()
    for line in lines:
        case = json.loads(line)
        asked = json.dumps({"phrase": case["phrase"], "at": case["at"]})
        given = next(iter(probe_lines([asked], CALENDAR)))["open"]
        answers = list(zip(given, case["allowed"], strict=True))
        right += all(answer in allowed for answer, allowed in answers)
        if any(answer is not None and answer not in allowed for answer, allowed in answers):
            misleading.append(case["phrase"])
    assert misleading == []
    assert right >= len(lines) - 2


ORDERS = {
    "周一至周五8:30-17:30（12:00-13:30午休）（节假日除外）": [
        "8:30-17:30（周一至周五）（12:00-13:30午休）（节假日除外）",
        "8:30-17:30（周一至周五，节假日除外），12:00-13:30午休",
        "8:30-17:30 周一至周五（节假日除外）（12:00-13:30午休）",
        "8:30-17:30；周一至周五；节假日除外；12:00-13:30午休",
        "周一至周五（节假日除外）8:30-17:30（午休12:00-13:30）",
    ],
    "6-9月工作日8:30-17:30（节假日除外）": [
        "8:30-17:30（6-9月，工作日，节假日除外）",
        "8:30-17:30（工作日，6-9月）（节假日除外）",
        "8:30-17:30，6-9月，工作日，节假日除外",
        "工作日（6-9月）8:30-17:30，节假日除外",
    ],
    "周一至周五8:30-17:30，周六9:00-12:00，法定节假日休息": [
        "8:30-17:30（周一至周五）；9:00-12:00（周六，法定节假日休息）",
        "8:30-17:30（周一至周五），9:00-12:00（周六），法定节假日休息",
        "周一至周五（8:30-17:30），周六（9:00-12:00），法定节假日休息",
        "周一至周五 8:30-17:30 周六 9:00-12:00 法定节假日休息",
    ],
}


@pytest.mark.parametrize("usual", ORDERS)
def test_the_order_of_days_hours_and_exceptions_never_turns_the_meaning(usual: str) -> None:
    assert True in states(usual)
    always = [True] * len(MOMENTS)
    changed = {phrase: turned(usual, phrase, always) for phrase in ORDERS[usual]}
    assert {phrase: at for phrase, at in changed.items() if at} == {}
