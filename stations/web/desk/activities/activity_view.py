"""What the pages of activities show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from stations.accounts.model import Account
from stations.accounts.roles import Action
from stations.activities import model, planning, results, seats, store
from stations.activities.listing_store import ActivityStand
from stations.activities.model import (
    AUDIENCE_WORDS,
    STATE_WORDS,
    Activity,
    ActivityState,
    Occasion,
    Result,
    Session,
)
from stations.activities.repeating import WEEKDAY_WORDS
from stations.activities.store import SessionQuery
from stations.areas import codes
from stations.db.base import Database
from stations.moments import STATION_TIME, china_text
from stations.registry.scoping import Reach, reach_of
from stations.registry.stored import brief_store
from stations.registry.stored import store as stations
from stations.signups import arrival_store
from stations.signups.arrival_store import Turnout

_AHEAD = timedelta(days=14)
_MOST_COMING = 20


def when(session: Session) -> str:
    """When a session is: 2026-06-01 周一 19:00–20:30."""
    starts, ends = (
        session.starts_at.astimezone(STATION_TIME),
        session.ends_at.astimezone(STATION_TIME),
    )
    until = f"{ends:%H:%M}" if ends.date() == starts.date() else f"{ends:%m-%d %H:%M}"
    return f"{starts:%Y-%m-%d} {WEEKDAY_WORDS[starts.weekday()]} {starts:%H:%M}–{until}"


def rows(
    db: Database, found: Sequence[Activity], *, stand: ActivityStand, now: datetime
) -> list[dict[str, Any]]:
    """Activities in a list, each with its next session and where it is."""
    names = _names(db, found)
    held = stand in (ActivityStand.PAST, ActivityStand.COMING)
    lacking = _lacking(db, found, now=now) if held else {}
    return [
        {
            "it": one,
            "kind": one.kind_words,
            "place": place(one, names),
            "next": _next(one, stand, now=now),
            "sessions": len(one.sessions),
            "lacks_result": one.id in lacking,
            "came": lacking.get(one.id, 0),
        }
        for one in found
    ]


def whole(db: Database, activity: Activity, *, by: Account, now: datetime) -> dict[str, Any]:
    """One activity with its sessions."""
    names = _names(db, [activity])
    told = results.of(db, activity)
    came = arrival_store.turnouts(db, [one.id for one in activity.sessions if one.id not in told])
    may = planning.may_organise(db, activity, by=by)
    return {
        "it": activity,
        "kind": activity.kind_words,
        "state": STATE_WORDS[activity.state],
        "who": AUDIENCE_WORDS[activity.who],
        "area": codes.full_name(activity.area_code) or "全国",
        "stations": [(one, names[one]) for one in activity.stations if one in names],
        "sessions": [
            line(db, one, told.get(one.id, ()), now=now, came=came.get(one.id))
            for one in activity.sessions
        ],
        "may": may and not activity.cancelled,
        "may_write": results.may_write(db, activity, by=by),
    }


def line(
    db: Database, one: Session, told: Sequence[Result], *, now: datetime,
    came: Turnout | None = None,
) -> dict[str, Any]:  # fmt: skip
    """A session in the page of its activity."""
    return {
        "it": one,
        "when": when(one),
        "moved_from": china_text(one.moved_from),
        "opens": china_text(one.opens_at),
        "closes": china_text(one.closes_at),
        "taken": seats.taken(db, one.id) if one.capacity else 0,
        "over": one.ends_at <= now,
        "begun": one.starts_at <= now,
        "result": outcome(told[0]) if told else None,
        "corrected": len(told) - 1,
        "came": came.people if came else 0,
    }


def outcome(told: Result) -> dict[str, Any]:
    """One line of what came of a session."""
    words = model.supplies()
    return {
        "people": told.people,
        "supplies": "、".join(f"{words.get(key, key)} {count}" for key, count in told.supplies),
        "words": told.words,
        "shown": told.shown,
        "at": china_text(told.at),
    }


def coming(db: Database, station_id: str, *, now: datetime) -> list[dict[str, Any]]:
    """What happens at a station in the next days, drafts included."""
    wanted = SessionQuery(
        begin=now,
        end=now + _AHEAD,
        reach=Reach(stations=(station_id,)),
        drafts=True,
        planned_only=True,
        limit=_MOST_COMING,
    )
    return [
        {
            "id": one.activity.id,
            "session": one.session.id,
            "title": one.activity.title,
            "when": when(one.session),
            "begun": one.session.starts_at <= now,
            "draft": one.activity.state is ActivityState.DRAFT,
        }
        for one in store.occasions(db, wanted)
    ]


def awaited(db: Database, found: Sequence[Occasion]) -> list[dict[str, Any]]:
    """Sessions that wait for their result, with those who came by the door."""
    came = arrival_store.turnouts(db, [one.session.id for one in found])
    return [
        {
            "id": one.session.id,
            "title": one.activity.title,
            "when": when(one.session),
            "came": came.get(one.session.id, Turnout()).people,
        }
        for one in found
    ]


def form_choices(db: Database, given: Mapping[str, str], *, by: Account) -> dict[str, Any]:
    """What a form of an activity offers to this person."""
    reach = reach_of(by, Action.ORGANISE)
    own = stations.some(db, reach.stations)
    return {
        "kinds": [(key, term.zh) for key, term in model.kinds().terms.items()],
        "by_area": bool(reach.areas),
        "own": sorted((one.name, one.id) for one in own.values()),
        "elsewhere": given.get("where") == "place",
    }


def place(activity: Activity, names: Mapping[str, str]) -> str:
    """Where it is, in a few words."""
    if activity.venue:
        return activity.venue.name
    first = next((names[one] for one in activity.stations if one in names), "")
    more = len(activity.stations) - 1
    return f"{first}等 {more + 1} 个驿站" if more else first


def _names(db: Database, found: Sequence[Activity]) -> dict[str, str]:
    ids = [station for one in found for station in one.stations]
    return {key: one.name for key, one in brief_store.of(db, ids).items()}


def _lacking(db: Database, found: Sequence[Activity], *, now: datetime) -> dict[str, int]:
    """Activities of which a session that is over waits for its result, and who came to these."""
    done = {key for one in found for key in results.of(db, one)}
    waiting = {
        one.id: [
            s.id for s in one.sessions if s.ends_at <= now and not s.cancelled and s.id not in done
        ]
        for one in found
    }
    came = arrival_store.turnouts(db, [key for ids in waiting.values() for key in ids])
    return {
        one: sum(came.get(key, Turnout()).people for key in ids)
        for one, ids in waiting.items()
        if ids
    }


def _next(activity: Activity, stand: ActivityStand, *, now: datetime) -> str:
    planned = [one for one in activity.sessions if not one.cancelled]
    coming = stand is ActivityStand.COMING
    ahead = [one for one in planned if one.ends_at > now] if coming else []
    shown = next(iter(ahead), planned[-1] if planned else None)
    return when(shown) if shown else ""
