"""Those who wait move up: at each change of a session, and once a minute for all."""

from __future__ import annotations

from datetime import datetime

from stations.db.base import Database, Transaction
from stations.signups import store
from stations.signups.model import SignUpState, SignUpTerms, confirm_by


def move_up(tx: Transaction, session_id: str, *, at: datetime) -> SignUpTerms:
    """Ends offers that ran out and offers free places to those who wait; the session then.

    Where it begins too soon to ask, whoever is next has the place. In a session that has begun or
    is off nobody moves.
    """
    terms = store.terms(tx, session_id, at=at)
    if not terms.overdue and not (terms.free and terms.waiting):
        return terms
    for late in store.overdue(tx, session_id, at=at):
        store.set_state(tx, late, SignUpState.LAPSED, at=at)
    terms = store.terms(tx, session_id, at=at)
    if terms.cancelled or at >= terms.starts_at:
        return terms
    due = confirm_by(at, starts_at=terms.starts_at)
    state = SignUpState.OFFERED if due else SignUpState.IN
    for follower in store.first_waiting(tx, session_id, limit=terms.free):
        store.set_state(tx, follower, state, at=at, confirm_by=due)
    return store.terms(tx, session_id, at=at)


def move_all(db: Database, *, at: datetime) -> int:
    """Does it for every session in which there is something to do; how many there were."""
    sessions = store.moving(db, at=at)
    for session_id in sessions:
        with db.writing() as tx:
            move_up(tx, session_id, at=at)
    return len(sessions)
