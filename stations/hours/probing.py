"""Answers of the `hours` commands, line by line."""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from stations.errors import Invalid
from stations.hours.model import Reading
from stations.hours.osm.calendar import Calendar
from stations.hours.osm.schedule import Schedule
from stations.hours.phrases.reading import explained, read
from stations.moments import STATION_TIME

MOST_MOMENTS = 1000


def read_lines(lines: Iterable[str]) -> Iterator[dict[str, str]]:
    """For each phrase what was understood of it, as `stations hours read` prints it."""
    for number, line in enumerate(lines, start=1):
        phrase = line.rstrip("\r\n").lstrip("\ufeff")
        yield _shown(phrase, _at_line(number, lambda phrase=phrase: read(phrase)))


def explain_lines(lines: Iterable[str]) -> Iterator[dict[str, Any]]:
    """As `read_lines`, with the rules that were applied and the one that gave up."""
    for number, line in enumerate(lines, start=1):
        phrase = line.rstrip("\r\n").lstrip("\ufeff")
        reading, why = _at_line(number, lambda phrase=phrase: explained(phrase))
        yield {
            **_shown(phrase, reading),
            "rules": list(why.rules),
            "gave_up": why.gave_up,
            "words": why.words,
        }


def _shown(phrase: str, reading: Reading) -> dict[str, str]:
    return {
        "phrase": phrase,
        "understood": reading.understood.value,
        "osm": reading.osm,
        "lost": reading.lost,
        "staffed_osm": reading.staffed_osm,
    }


def probe_lines(lines: Iterable[str], calendar: Calendar) -> Iterator[dict[str, list[bool | None]]]:
    """For each `{"phrase", "at": [...]}` whether it is open at these moments.

    Moments without an offset are China's time. Errors: Invalid, naming the line.
    """
    for number, line in enumerate(lines, start=1):
        text = line.lstrip("\ufeff").strip()
        if not text:
            continue
        phrase, moments = _asked(text, number)
        reading = _at_line(number, lambda phrase=phrase: read(phrase))
        schedule = Schedule.of(reading.osm, staffed=reading.staffed_osm)
        yield {"open": [schedule.state_at(moment, calendar) for moment in moments]}


def _at_line(number: int, answer: Any) -> Any:
    try:
        return answer()
    except Invalid as error:
        message = f"第 {number} 行：{error.message}"
        raise Invalid(message, field=error.field, code=error.code) from error


def _asked(text: str, number: int) -> tuple[str, list[datetime]]:
    try:
        asked = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise _malformed(number, "不是正确的 JSON") from error
    if not isinstance(asked, dict) or not isinstance(asked.get("phrase"), str):
        raise _malformed(number, "缺少文字 phrase")
    moments = asked.get("at")
    if not isinstance(moments, list) or len(moments) > MOST_MOMENTS:
        raise _malformed(number, f"at 要是一列时刻，最多 {MOST_MOMENTS} 个")
    return asked["phrase"], [_moment(value, number) for value in moments]


def _moment(value: object, number: int) -> datetime:
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
        if moment is not None:
            local = moment if moment.tzinfo else moment.replace(tzinfo=STATION_TIME)
            if 1971 <= local.astimezone(STATION_TIME).year <= 9000:
                return local
    except (ValueError, OverflowError):
        pass
    raise _malformed(number, f"时刻“{str(value)[:30]}”看不懂，请写成 2026-10-01T09:00")


def _malformed(number: int, what: str) -> Invalid:
    return Invalid(
        "invalid.probe_line", field="at" if "时刻" in what else "phrase", number=number, what=what
    )
