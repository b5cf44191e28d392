"""Sessions of an activity added, moved and cancelled, each intention in one transaction."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from stations.accounts.model import Account
from stations.activities import activity_rules, planning, seats, store
from stations.activities.activity_rules import SessionPlan
from stations.activities.model import Activity, ActivityState, Session, SessionState
from stations.audit.model import Act
from stations.db.base import Database, Transaction
from stations.errors import Invalid, Refused
from stations.moments import utc_text

ADDED, CHANGED = "activity_sessions_added", "activity_session_changed"
CANCELLED, DROPPED = "activity_session_cancelled", "activity_session_dropped"


def add(
    db: Database, activity_id: str, plans: Sequence[SessionPlan], *, by: Account, act: Act
) -> list[Session]:
    """New sessions, all or none; what is there already with the same times is not made twice."""
    with db.writing() as tx:
        activity = planning.changeable(tx, activity_id, by=by)
        there = {(one.starts_at, one.ends_at) for one in activity.sessions if not one.cancelled}
        wanted = [plan for plan in plans if (plan.starts_at, plan.ends_at) not in there]
        for plan in wanted:
            activity_rules.check_session(plan, now=act.at)
        made = [_session(plan, secrets.token_hex(8)) for plan in wanted]
        activity_rules.check_apart([*activity.sessions, *made])
        for session in made:
            store.add_session(tx, activity_id, session)
        if made:
            times = [utc_text(one.starts_at) for one in made]
            planning.note(tx, activity, act=replace(act, action=ADDED), sessions=times)
    return made


def change(
    db: Database, session_id: str, plan: SessionPlan, *, over: int, by: Account, act: Act
) -> Session:
    """A session at another time, or with other places.

    What was announced says why it moved: everybody reads the reason of the act.
    """
    with db.writing() as tx:
        activity, before = _found(tx, session_id, by=by)
        if before.version != over:
            raise Refused("moved.session")
        if before.ends_at <= act.at:
            raise Refused("moved.session_over")
        activity_rules.check_session(plan, now=act.at, before=before)
        _check_seats(tx, before, plan)
        after = replace(_session(plan, before.id), version=over + 1, reason=before.reason)
        after = _moved(activity, before, after, reason=act.reason)
        activity_rules.check_apart([*(s for s in activity.sessions if s.id != session_id), after])
        store.save_session(tx, after, over=over)
        planning.note(
            tx, activity, act=replace(act, action=CHANGED, reason=after.reason),
            session=session_id, starts=utc_text(after.starts_at),
            before=utc_text(before.starts_at),
        )  # fmt: skip
    return after


def cancel(db: Database, session_id: str, *, reason: str, by: Account, act: Act) -> Session:
    """Calls one session off; everybody reads why."""
    reason = activity_rules.reason(reason)
    with db.writing() as tx:
        activity, before = _found(tx, session_id, by=by)
        if activity.state is ActivityState.DRAFT:
            raise Refused("not_published")
        if before.ends_at <= act.at:
            raise Refused("moved.session_over")
        after = replace(
            before, state=SessionState.CANCELLED, reason=reason, version=before.version + 1
        )
        store.save_session(tx, after, over=before.version)
        planning.note(
            tx, activity, act=replace(act, action=CANCELLED, reason=reason),
            session=session_id, starts=utc_text(before.starts_at),
        )  # fmt: skip
    return after


def drop(db: Database, session_id: str, *, by: Account, act: Act) -> None:
    """Removes a session that nobody has seen yet."""
    with db.writing() as tx:
        activity, before = _found(tx, session_id, by=by)
        if activity.state is not ActivityState.DRAFT:
            raise Refused("moved.activity_published")
        store.drop_session(tx, session_id)
        starts = utc_text(before.starts_at)
        planning.note(tx, activity, act=replace(act, action=DROPPED), starts=starts)


def _found(tx: Transaction, session_id: str, *, by: Account) -> tuple[Activity, Session]:
    occasion = store.of_session(tx, session_id)
    activity = planning.changeable(tx, occasion.activity.id, by=by)
    if occasion.session.cancelled:
        raise Refused("moved.session_cancelled")
    return activity, occasion.session


def _session(plan: SessionPlan, session_id: str) -> Session:
    return Session(
        id=session_id,
        starts_at=_whole(plan.starts_at),
        ends_at=_whole(plan.ends_at),
        capacity=plan.capacity,
        waiting=plan.waiting,
        opens_at=plan.opens_at,
        closes_at=plan.closes_at,
    )


def _whole(at: datetime) -> datetime:
    """To the minute, as programmes are read."""
    return at.replace(second=0, microsecond=0)


def _check_seats(tx: Transaction, before: Session, plan: SessionPlan) -> None:
    taken = seats.taken(tx, before.id)
    if taken and (plan.capacity is None or plan.capacity < taken):
        raise Invalid("invalid.session_taken", field="capacity", taken=taken)


def _moved(activity: Activity, before: Session, after: Session, *, reason: str) -> Session:
    """The session with when it was first announced for; nobody was told of a draft."""
    if activity.state is ActivityState.DRAFT:
        return after
    first = before.moved_from or before.starts_at
    moved_from = None if after.starts_at == first else first
    if (after.starts_at, after.ends_at) == (before.starts_at, before.ends_at):
        return replace(after, moved_from=moved_from)
    return replace(after, moved_from=moved_from, reason=activity_rules.reason(reason))
