"""Answers of the `hours` commands, line by line."""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from stations.errors import Invalid
from stations.hours import summary
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
        "in_words": summary.in_words(reading.osm, staffed=reading.staffed_osm),
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
        raise Invalid(
            "invalid.line_of_phrases",
            field=error.field,
            code=error.code,
            number=number,
            error=error,
        ) from error


def _asked(text: str, number: int) -> tuple[str, list[datetime]]:
    try:
        asked = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Invalid("invalid.probe_json", field="phrase", number=number) from error
    if not isinstance(asked, dict) or not isinstance(asked.get("phrase"), str):
        raise Invalid("invalid.probe_phrase", field="phrase", number=number)
    moments = asked.get("at")
    if not isinstance(moments, list) or len(moments) > MOST_MOMENTS:
        raise Invalid("invalid.probe_moments", field="at", number=number, most=MOST_MOMENTS)
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
    raise Invalid("invalid.probe_moment", field="at", number=number, moment=str(value)[:30])
