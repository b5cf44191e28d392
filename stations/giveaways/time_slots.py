"""Time slots of a give-away: the sessions of the activity to which it belongs."""

from __future__ import annotations

from datetime import datetime, timedelta

from stations.activities import store as activities
from stations.activities.model import Activity, ActivityState, Session
from stations.activities.store import SessionQuery
from stations.db.base import Database
from stations.giveaways.model import Giveaway
from stations.registry.scoping import Reach

_BEFORE, _AFTER = timedelta(days=60), timedelta(days=180)
_EARLY = timedelta(minutes=30)
"""So much before and after a slot people are still served as of it."""


def choices(db: Database, one: Giveaway, *, at: datetime) -> list[Activity]:
    """The published activities whose sessions could be its slots, the first to begin first."""
    reach = Reach(stations=(one.station_id,)) if one.station_id else Reach(areas=(one.area_code,))
    wanted = SessionQuery(begin=at - _BEFORE, end=at + _AFTER, reach=reach, planned_only=True)
    found = (occasion.activity for occasion in activities.occasions(db, wanted))
    return list({activity.id: activity for activity in found}.values())


def may_link(db: Database, one: Giveaway) -> bool:
    """Whether its activity is one that is published, and at its station or in its area."""
    linked = activities.some(db, [one.activity_id]).get(one.activity_id)
    if linked is None or linked.state is ActivityState.DRAFT:
        return False
    if one.station_id:
        return one.station_id in linked.stations
    return linked.area_code.startswith(one.area_code) or one.area_code.startswith(linked.area_code)


def slots(db: Database, one: Giveaway) -> list[Session]:
    """Its slots that are not cancelled."""
    linked = activities.some(db, [one.activity_id] if one.activity_id else []).get(one.activity_id)
    if linked is None or linked.cancelled:
        return []
    return [session for session in linked.sessions if not session.cancelled]


def running(found: list[Session], at: datetime) -> Session | None:
    """The slot in which somebody is served at a moment; of two that touch, the later."""
    now = [one for one in found if one.starts_at - _EARLY <= at < one.ends_at + _EARLY]
    begun = [one for one in now if one.starts_at <= at]
    return max(begun or now, key=lambda one: one.starts_at, default=None)
