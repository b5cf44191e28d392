"""How many have signed up for a session, as the room above counts them."""

from __future__ import annotations

from collections.abc import Callable

from stations.db.base import Database

Counter = Callable[[Database, str], int]
_counters: list[Counter] = []


def counted_by(counter: Counter) -> None:
    """Has those who signed up for a session counted by this function, with those of others."""
    if counter not in _counters:
        _counters.append(counter)


def taken(db: Database, session_id: str) -> int:
    """Places of a session that are taken, in the transaction that asks."""
    return sum(counter(db, session_id) for counter in _counters)
