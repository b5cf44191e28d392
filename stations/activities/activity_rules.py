"""What an activity and its sessions must be like to be kept, and to be published."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from stations.activities.model import Activity, Session, Venue
from stations.areas import codes
from stations.errors import Invalid
from stations.geo import distance
from stations.moments import china_text
from stations.registry.entries import personal_numbers
from stations.registry.entries.placing import FARTHEST_M, in_china
from stations.tables.text import clean, one_line

LONGEST_TITLE, LONGEST_DETAILS, LONGEST_DOER, LONGEST_NEEDS = 60, 2_000, 100, 500
LONGEST_PLACE, LONGEST_ADDRESS, LONGEST_REASON = 60, 200, 200
MOST_PLACES, MOST_STATIONS, MOST_SESSIONS = 10_000, 200, 200
LONGEST = timedelta(days=14)
"""A market of two weeks is one session; what is longer is several (ours)."""
FARTHEST_AHEAD = timedelta(days=2 * 366)


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionPlan:
    """What somebody wants of a session."""

    starts_at: datetime
    ends_at: datetime
    capacity: int | None = None
    waiting: int = 0
    opens_at: datetime | None = None
    closes_at: datetime | None = None


def told(text: str, *, field: str, longest: int, multiline: bool = False) -> str:
    """A text that everybody will read, as it is kept; Invalid where that may not be."""
    words = clean(text if multiline else one_line(text), multiline=multiline).text
    if len(words) > longest:
        raise Invalid("invalid.activity_text_length", field=field, longest=longest)
    personal_numbers.check_public(words, field=field)
    return words


def reason(text: str) -> str:
    """Why something is moved or cancelled; everybody reads it, so that it must be told."""
    words = told(text, field="reason", longest=LONGEST_REASON)
    if not words:
        raise Invalid("invalid.activity_reason", field="reason")
    return words


def check_venue(venue: Venue, area: str) -> None:
    """Invalid for a point abroad, without its datum, or far from the city that runs it."""
    if venue.point is None:
        return
    lat, lon = venue.point.lat, venue.point.lon
    if venue.source is None:
        raise Invalid("invalid.activity_datum", field="datum")
    if not in_china(lat, lon):
        if in_china(lon, lat):
            raise Invalid("invalid.activity_place_swapped", field="point", lat=lat, lon=lon)
        raise Invalid("invalid.activity_place_abroad", field="point", lat=lat, lon=lon)
    city = codes.by_code(codes.city_of(area)) if area else None
    if city is None or city.centre is None:
        return
    away = distance.between(city.centre, venue.point)
    if away > FARTHEST_M:
        raise Invalid(
            "invalid.activity_place_far", field="point", city=city.name, km=round(away / 1000)
        )


def check_complete(activity: Activity) -> None:
    """Invalid where something is lacking without which nobody could come."""
    if not any(not one.cancelled for one in activity.sessions):
        raise Invalid("invalid.activity_sessions", field="sessions")
    if activity.venue and activity.venue.point is None:
        raise Invalid("invalid.activity_point", field="point")


def check_session(plan: SessionPlan, *, now: datetime, before: Session | None = None) -> None:
    """Invalid where a session cannot be meant so; one that was there keeps its beginning."""
    _check_times(plan, now=now, moves=before is None or before.starts_at != plan.starts_at)
    if plan.capacity is None:
        if plan.waiting or plan.opens_at or plan.closes_at:
            raise Invalid("invalid.session_without_capacity", field="capacity")
        return
    if not 1 <= plan.capacity <= MOST_PLACES:
        raise Invalid("invalid.session_capacity", field="capacity", most=MOST_PLACES)
    if not 0 <= plan.waiting <= MOST_PLACES:
        raise Invalid("invalid.session_waiting", field="waiting", most=MOST_PLACES)
    closing = plan.closes_at or plan.starts_at
    if closing > plan.ends_at:
        raise Invalid("invalid.session_closes", field="closes", end=china_text(plan.ends_at))
    if plan.opens_at and plan.opens_at >= closing:
        raise Invalid("invalid.session_opens", field="opens", closing=china_text(closing))


def _check_times(plan: SessionPlan, *, now: datetime, moves: bool) -> None:
    start = china_text(plan.starts_at)
    if plan.starts_at >= plan.ends_at:
        raise Invalid("invalid.session_end", field="ends", start=start)
    if plan.ends_at - plan.starts_at > LONGEST:
        raise Invalid("invalid.session_length", field="ends", days=LONGEST.days)
    if moves and plan.starts_at <= now:
        raise Invalid("invalid.session_past", field="starts", start=start)
    if plan.starts_at > now + FARTHEST_AHEAD:
        raise Invalid("invalid.session_far", field="starts", start=start)


def check_apart(sessions: Iterable[Session]) -> None:
    """Invalid where two sessions of an activity go on at the same time."""
    planned = sorted((one for one in sessions if not one.cancelled), key=lambda s: s.starts_at)
    for first, second in itertools.pairwise(planned):
        if second.starts_at < first.ends_at:
            raise Invalid(
                "invalid.sessions_overlap",
                field="starts",
                first=china_text(first.starts_at),
                end=china_text(first.ends_at),
                second=china_text(second.starts_at),
            )
    if len(planned) > MOST_SESSIONS:
        raise Invalid("invalid.sessions_many", field="sessions", most=MOST_SESSIONS)


def common_area(areas: Collection[str]) -> str:
    """The smallest area that holds all of these; '' for the country."""
    for length in (9, 6, 4, 2):
        heads = {codes.trimmed(code)[:length] for code in areas}
        if len(heads) == 1 and codes.by_code(head := next(iter(heads))):
            return head
    return ""
