"""What is forgotten of those who signed up, and when."""

from __future__ import annotations

from datetime import datetime, timedelta

from stations.audit import log
from stations.audit.model import WORKER, Act
from stations.db.base import Database, Transaction
from stations.feedback import daily_limits
from stations.moments import STATION_TIME
from stations.signups import own_signup, store

ACTION = "signups_forgotten"
_DONE = "signups forgotten"
_NIGHT_H = (2, 6)
"""When the disk may be overwritten however large it is."""


def forget(db: Database, *, after_days: int, act: Act) -> int:
    """Removes the sign-ups of sessions that ended so many days ago; how many."""
    with db.writing() as tx:
        return _forget(tx, after_days=after_days, act=act)


def nightly(db: Database, *, after_days: int, at: datetime) -> None:
    """Does it once a night, and overwrites on the disk what has been erased since."""
    hour = at.astimezone(STATION_TIME).hour
    if not _NIGHT_H[0] <= hour < _NIGHT_H[1] or daily_limits.told(db, _DONE, at=at):
        return
    yesterday = at - timedelta(days=1)
    asked = sum(daily_limits.told(db, own_signup.ERASED, at=day) for day in (yesterday, at))
    with db.writing() as tx:
        if daily_limits.count(tx, _DONE, at=at) > 1:
            return
        act = Act(actor=WORKER, by="程序", action=ACTION, at=at)
        asked += _forget(tx, after_days=after_days, act=act)
    if asked:
        db.scrub([store.TABLE])


def _forget(tx: Transaction, *, after_days: int, act: Act) -> int:
    count = store.erase_ended(tx, before=act.at - timedelta(days=after_days))
    if count:
        log.append(tx, act=act, subject="signups", body={"values": count})
    return count
