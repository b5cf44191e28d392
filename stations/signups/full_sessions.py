"""Which sessions have no place left?"""

from __future__ import annotations

from collections.abc import Iterable

from stations.activities.model import Session
from stations.db.base import Database
from stations.signups import store


def full_sessions(db: Database, sessions: Iterable[Session]) -> list[str]:
    """The ids of those of these sessions whose places are all taken."""
    limited = {one.id: one.capacity for one in sessions if one.capacity is not None}
    counted = store.counted(db, limited)
    return [one for one, places in limited.items() if counted.get(one, (0, 0))[0] >= places]
