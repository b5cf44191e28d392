"""Occasions as an iCalendar file (RFC 5545), for the calendars of phones and computers.

The same session keeps its UID for ever; SEQUENCE rises with each change of it or of its activity,
and what was cancelled stays in the file and says so, as calendars would forget to take it out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from icalendar import Calendar, Event, Timezone, TimezoneStandard, vDuration

from stations.activities.model import AUDIENCE_WORDS, Activity, Occasion
from stations.activities.programme import Spot, is_moved, place_words
from stations.moments import STATION_TIME, china_text

_UNTOLD = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x85\u2028\u2029\ufeff\ufffe\uffff]")
"""What no text of a calendar may hold, or what some readers take for the end of a line."""
_RENEWED = timedelta(hours=6)
_CHINA = timedelta(hours=8)


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarSource:
    """What a file is made of, and whose it is."""

    name: str
    url: str
    occasions: Sequence[Occasion]
    where: Callable[[Activity], Sequence[Spot]]
    page_of: Callable[[Activity], str]
    """The whole address of the page of an activity."""


def calendar_file(source: CalendarSource) -> bytes:
    """The file, the same bytes for the same occasions."""
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//stations//activities//ZH")
    calendar.add("method", "PUBLISH")
    for name in ("name", "x-wr-calname"):
        calendar.add(name, _plain(source.name))
    calendar.add("x-wr-timezone", STATION_TIME.key)
    calendar.add("url", source.url)
    calendar.add("refresh-interval", vDuration(_RENEWED), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(_RENEWED))
    calendar.add_component(_china())
    body, end, rest = bytes(calendar.to_ical()).rpartition(b"END:VCALENDAR")
    events = (
        _event_lines(one, tuple(source.where(one.activity)), source.page_of(one.activity))
        for one in source.occasions
    )
    return b"".join((body, *events, end, rest))


def uid(session_id: str) -> str:
    """By what calendars know a session, whatever the site is called."""
    return f"{session_id}@stations.invalid"


@lru_cache(maxsize=4_096)
def _event_lines(one: Occasion, spots: tuple[Spot, ...], page: str) -> bytes:
    """The lines of an event: to write them takes a millisecond, and few change between readings."""
    return bytes(_event(one, spots, page=page).to_ical())


def _event(one: Occasion, spots: Sequence[Spot], *, page: str) -> Event:
    activity, session = one.activity, one.session
    event = Event()
    event.add("uid", uid(session.id))
    event.add("sequence", activity.version + session.version - 2)
    event.add("dtstamp", activity.updated_at.astimezone(UTC))
    event.add("last-modified", activity.updated_at.astimezone(UTC))
    event.add("created", activity.created_at.astimezone(UTC))
    event.add("dtstart", session.starts_at.astimezone(STATION_TIME))
    event.add("dtend", session.ends_at.astimezone(STATION_TIME))
    event.add("status", "CANCELLED" if one.off else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if one.off else "OPAQUE")
    event.add("summary", _plain(f"{'已取消：' if one.off else ''}{activity.title}"))
    event.add("categories", [_plain(activity.kind_words)])
    event.add("url", page)
    event.add("description", _plain("\n".join(_lines(one, page))))
    if spots:
        event.add("location", _plain(place_words(spots)))
    if len(spots) == 1 and (point := spots[0].point):
        event.add("geo", (round(point.lat, 6), round(point.lon, 6)))
    return event


def _lines(one: Occasion, page: str) -> Iterable[str]:
    activity, session = one.activity, one.session
    if one.off:
        yield f"已取消{f'：{one.reason}' if one.reason else ''}"
    elif is_moved(one):
        why = f"，{one.reason}" if one.reason else ""
        yield f"改期：原定 {china_text(session.moved_from)}{why}"
    if activity.details:
        yield activity.details
    if activity.doer:
        yield f"谁来做：{activity.doer}"
    yield f"谁能参加：{AUDIENCE_WORDS[activity.who]}"
    yield page


def _china() -> Timezone:
    """The one zone of the mainland, which has had no summer time since 1991."""
    zone, standard = Timezone(), TimezoneStandard()
    zone.add("tzid", STATION_TIME.key)
    standard.add("dtstart", datetime(1992, 1, 1))
    standard.add("tzoffsetfrom", _CHINA)
    standard.add("tzoffsetto", _CHINA)
    standard.add("tzname", "CST")
    zone.add_component(standard)
    return zone


def _plain(words: str) -> str:
    return _UNTOLD.sub(" ", words.replace("\r\n", "\n").replace("\r", "\n")).strip()
