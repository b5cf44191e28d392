"""What the registry and the workers' voice know of a station.

A year of it, or as long as the scheme lets pass between two checks. Only days and counts leave
this module: no words, no phones, no people.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from stations.activities import result_store
from stations.activities.model import Tally
from stations.db.base import Database
from stations.feedback import rating, voice_store
from stations.feedback.model import ReportKind
from stations.feedback.rating_weights import Summary
from stations.feedback.voice_store import ShutDoor, StationVoice
from stations.hours.osm.calendar import Calendar
from stations.moments import china_day, china_midnight
from stations.registry.editing import verifying
from stations.registry.model import Station
from stations.stars import deadlines
from stations.stars.scheme.scheme import Scheme

_UNRATED = Summary(count=0, mean=None)
_NOTHING = Tally()


@dataclass(frozen=True, slots=True, kw_only=True)
class StationFacts:
    """What is known of one station on one day."""

    today: date
    since: date
    """The first day that is looked at."""
    visits: int = 0
    """Check-ins before the poster."""
    shut: tuple[ShutDoor, ...] = ()
    """Confirmed, the oldest first."""
    shut_waiting: int = 0
    """Reports of a shut door that the district has not decided on yet."""
    refused: int = 0
    """Reports that the station did not accept, of every kind."""
    refused_shut: int = 0
    """Those of a shut door among them."""
    answer_days: int = 5
    """Within how many working days an answer is in time."""
    answers_due: int = 0
    """Reports that were answered, or should have been by now."""
    answers_in_time: int = 0
    rating: Summary = _UNRATED
    place_seen_on: date | None = None
    """When somebody at the door last found the place right."""
    broken_waiting: frozenset[str] = frozenset()
    """Amenities of which a worker says that they are broken, not answered yet."""
    activities: Tally = _NOTHING


def read(
    db: Database, station: Station, scheme: Scheme, *, calendar: Calendar, at: datetime
) -> StationFacts:
    """What is known of a station, for the time that a scheme looks back."""
    today = china_day(at)
    since = back(today, months=scheme.recheck_months)
    voice = voice_store.voice(db, station.id, since=since)
    doors = [one for one in voice.heard if one.found_shut]
    broken = [one for one in voice.heard if one.kind is ReportKind.BROKEN and one.waits]
    days = scheme.days.objection_answer
    answers = _in_time(voice.heard, calendar, days=days, today=today)
    return StationFacts(
        today=today,
        since=since,
        visits=voice.visits,
        shut=tuple(ShutDoor(on=one.on, device=one.device) for one in doors if one.confirms_shut),
        shut_waiting=sum(one.was_shut is None for one in doors),
        refused=sum(one.was_refused for one in voice.heard),
        refused_shut=sum(one.was_refused for one in doors),
        answer_days=days,
        answers_due=len(answers),
        answers_in_time=sum(answers),
        rating=rating.summary(db, station.id, at=at),
        place_seen_on=_place_seen(db, station.id),
        broken_waiting=frozenset(one.amenity for one in broken if one.amenity),
        activities=result_store.tally(db, station.id, since=china_midnight(since), until=at),
    )


def back(day: date, *, months: int) -> date:
    """The same day so many months before, or the last one of that month."""
    turn = day.year * 12 + day.month - 1 - months
    first = date(turn // 12, turn % 12 + 1, 1)
    following = date((turn + 1) // 12, (turn + 1) % 12 + 1, 1)
    return first.replace(day=min(day.day, (following - timedelta(days=1)).day))


def ahead(day: date, *, months: int) -> date:
    """The same day so many months later, or the last one of that month."""
    return back(day, months=-months)


def _in_time(
    heard: Sequence[StationVoice], calendar: Calendar, *, days: int, today: date
) -> list[bool]:
    """Of each report that was answered or is overdue, whether the answer came in time.

    To refuse a shut door is an answer where the district finds that the door was open; before it
    has decided nothing is said.
    """
    judged = []
    for one in heard:
        if one.found_shut and one.was_refused and one.was_shut is not False:
            if one.was_shut:
                judged.append(False)
            continue
        last = deadlines.after(calendar, one.owed_from, days)
        if one.closed_on is not None and not one.waits:
            judged.append(one.closed_on <= last)
        elif today > last:
            judged.append(False)
    return judged


def _place_seen(db: Database, station_id: str) -> date | None:
    for one in verifying.confirmed(db, station_id):
        if one.group is verifying.VerifiedFields.PLACE and one.on_the_spot:
            return one.on
    return None
