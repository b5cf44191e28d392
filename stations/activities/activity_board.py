"""What is on as this process knows it, read anew when it has changed."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from stations.activities import programme_store
from stations.activities.model import Session
from stations.activities.programme import AHEAD_DAYS, NOTHING, WhatsOn, until
from stations.db import patience
from stations.db.base import Database
from stations.db.opening import Connections
from stations.db.sqlite import DriverError
from stations.errors import Refused
from stations.moments import china_day, china_midnight
from stations.registry.stored import store as station_store

CHECK_EVERY_S = 0.5
FULL_EVERY_S = 2.0
"""Who comes in between is told so by the form."""
PLACES_EVERY_S = 20.0
"""A station that was renamed, moved or closed is told so after so long at most."""

Full = Callable[[Database, Iterable[Session]], Iterable[str]]
"""Which of these sessions have no place left."""


class ActivityBoard:
    """The programme of a moment; while the database is away, what was known last."""

    def __init__(self, connections: Connections, *, full: Full | None = None) -> None:
        self._connections, self._full = connections, full
        self._lock = threading.Lock()
        self._checked_at = 0.0
        self._counted_at = 0.0
        self._places: tuple[int, float] = (-1, 0.0)
        self._known = NOTHING

    def at(self, at: datetime) -> WhatsOn:
        """What is on from today's beginning; at most a second old where the database answers."""
        if not self._is_fresh(at) and self._lock.acquire(timeout=patience.HURRY_S):
            # Nobody waits long for the one who asks: the database may be slow to say it is away.
            try:
                self._renew(at)
            finally:
                self._lock.release()
        return self._known

    def _is_fresh(self, at: datetime) -> bool:
        is_checked = time.monotonic() - self._checked_at < CHECK_EVERY_S
        return is_checked and self._known.begin == _begin(at)

    def _renew(self, at: datetime) -> None:
        if self._is_fresh(at):
            return
        begin, end = _begin(at), until(at, days=AHEAD_DAYS)
        with contextlib.suppress(DriverError, Refused), self._connections.hurried() as db:
            known = self._known
            is_same = known.begin == begin and known.mark == programme_store.mark(db)
            if not is_same or self._has_other_places(db):
                self._places = station_store.revision(db), time.monotonic()
                known = programme_store.programme(db, begin=begin, end=end)
                known = replace(known, read_at=self._places[1])
            self._known = self._filled(db, known, at)
        self._checked_at = time.monotonic()

    def _has_other_places(self, db: Database) -> bool:
        """Whether stations have changed, and that was not looked at for a while."""
        revision, looked_at = self._places
        if time.monotonic() - looked_at < PLACES_EVERY_S:
            return False
        return station_store.revision(db) != revision

    def _filled(self, db: Database, known: WhatsOn, at: datetime) -> WhatsOn:
        """With the sessions that have no place left now; the same one where these are the same."""
        is_counted = time.monotonic() - self._counted_at < FULL_EVERY_S
        if self._full is None or (is_counted and known is self._known):
            return known
        limited = [
            one.session
            for one in known.occasions
            if one.session.capacity is not None and one.session.ends_at > at and not one.off
        ]
        full = frozenset(self._full(db, limited)) if limited else frozenset()
        self._counted_at = time.monotonic()
        return known if full == known.full else replace(known, full=full)


def _begin(at: datetime) -> datetime:
    """What was over before yesterday is told no more; a night may reach into today."""
    return (china_midnight(china_day(at)) - timedelta(days=1)).astimezone(UTC)
