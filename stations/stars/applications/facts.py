"""What do the registry and the workers' voice know of a station, before anybody judges it?

A year of it, or as long as the scheme lets pass between two checks. Only days and counts leave
this module: no words, no phones, no people.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from stations.db.base import Database, Row
from stations.feedback import rating
from stations.feedback.model import CLOSED, Kind, Near, State
from stations.feedback.rating_weights import Summary
from stations.hours.osm.calendar import Calendar
from stations.moments import STATION_TIME, china_day, utc_text
from stations.registry.editing import verifying
from stations.registry.model import Station
from stations.registry.stored import holiday_store
from stations.stars import deadlines
from stations.stars.scheme.scheme import Scheme

_UNRATED = Summary(count=0, mean=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shut:
    """A worker came within posted hours, found the door shut, and the keeper took it as so."""

    on: date
    device: str
    """Which phone said so; '' once that is forgotten."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of one station on one day."""

    today: date
    since: date
    """The first day that is looked at."""
    visits: int = 0
    """Check-ins before the poster."""
    shut: tuple[Shut, ...] = ()
    """Confirmed, the oldest first."""
    shut_waiting: int = 0
    """Reports of a shut door that nobody has answered yet."""
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


def read(db: Database, station: Station, scheme: Scheme, *, at: datetime) -> Facts:
    """What is known of a station, for the time that a scheme looks back."""
    today = china_day(at)
    since = back(today, months=scheme.recheck_months)
    reports = _reports(db, station.id, since=since)
    # Staff may point things out to each other; they are not the workers' voice.
    heard = [row for row in reports if not row["staff"]]
    doors = [row for row in heard if row["kind"] == Kind.SHUT.value and _at_the_door(row)]
    broken = [row for row in heard if row["kind"] == Kind.BROKEN.value and _waits(row)]
    days = scheme.days.objection_answer
    answers = _in_time(heard, holiday_store.calendar(db), days=days, today=today)
    return Facts(
        today=today,
        since=since,
        visits=_visits(db, station.id, since=since),
        shut=tuple(
            Shut(on=_day(row["at"]), device=row["device"])
            for row in doors
            if row["state"] == State.FIXED.value
        ),
        shut_waiting=sum(_waits(row) for row in doors),
        answer_days=days,
        answers_due=len(answers),
        answers_in_time=sum(answers),
        rating=rating.summary(db, station.id, at=at),
        place_seen_on=_place_seen(db, station.id),
        broken_waiting=frozenset(row["amenity"] for row in broken if row["amenity"]),
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


def midnight(day: date) -> str:
    """The beginning of a day in China, as the tables hold moments."""
    return utc_text(datetime.combine(day, time(), STATION_TIME))


def _reports(db: Database, station_id: str, *, since: date) -> list[Row]:
    return db.rows(
        "select kind, amenity, staff, in_hours, near, device, state, at, closed_at from reports"
        " where station_id = :id and at >= :since order by at, id",
        id=station_id,
        since=midnight(since),
    )


def _visits(db: Database, station_id: str, *, since: date) -> int:
    row = db.row(
        "select sum(n) as n from check_ins where station_id = :id and day >= :since",
        id=station_id,
        since=since.isoformat(),
    )
    return int(row["n"] or 0) if row else 0


def _in_time(heard: list[Row], calendar: Calendar, *, days: int, today: date) -> list[bool]:
    """Of each report that was answered or is overdue, whether the answer came in time."""
    judged = []
    for row in heard:
        last = deadlines.after(calendar, _day(row["at"]), days)
        if row["state"] in CLOSED:
            judged.append(_day(row["closed_at"]) <= last)
        elif today > last:
            judged.append(False)
    return judged


def _place_seen(db: Database, station_id: str) -> date | None:
    for one in verifying.confirmed(db, station_id):
        if one.group is verifying.Group.PLACE and one.on_the_spot:
            return one.on
    return None


def _at_the_door(row: Row) -> bool:
    """Whether it should have been open, and the phone did not find itself elsewhere."""
    return bool(row["in_hours"]) and row["near"] != Near.FAR.value


def _waits(row: Row) -> bool:
    return row["state"] not in CLOSED


def _day(moment: str) -> date:
    return china_day(datetime.fromisoformat(moment))
