"""The hints of shut doors as this process knows them, read anew at most each second."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Mapping
from datetime import datetime, timedelta

from stations.db import patience
from stations.db.opening import Connections
from stations.db.sqlite import DriverError
from stations.errors import Refused
from stations.feedback import shut_hints
from stations.feedback.shut_hints import ShutHint

_RENEWED_S = 1.0
_DUE_S = 0.6
_SAME = timedelta(minutes=1)


class HintBoard:
    """What is told at a moment; while the database is away, what was told last."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections
        self._lock = threading.Lock()
        self._read_at = 0.0
        self._for: datetime | None = None
        self._hints: Mapping[str, ShutHint] = {}

    def at(self, at: datetime) -> Mapping[str, ShutHint]:
        """The hints of a moment, by station."""
        if self._is_fresh(at):
            return self._told(at)
        # Nobody waits long for the one who asks: the database may be slow to say that it is away.
        if self._lock.acquire(timeout=patience.HURRY_S):
            try:
                self._renew(at)
            finally:
                self._lock.release()
        return self._told(at)

    def _renew(self, at: datetime) -> None:
        if not self._is_fresh(at):
            self._read(at)

    def _read(self, at: datetime) -> None:
        with contextlib.suppress(DriverError, Refused), self._connections.hurried() as db:
            self._hints = shut_hints.hints(db, at=at)
        self._read_at, self._for = time.monotonic(), at

    def renewed(self, at: datetime) -> None:
        """Reads them before somebody has to wait for that."""
        with self._lock:
            self._read(at)

    def is_due(self) -> bool:
        """Whether it is time for that."""
        return time.monotonic() - self._read_at > _DUE_S

    def is_at_hand(self, at: datetime) -> bool:
        """Whether these hints are told without asking the database."""
        return self._is_fresh(at)

    def forget(self) -> None:
        """Something has been said: the next question is answered anew."""
        self._for = None

    def _is_fresh(self, at: datetime) -> bool:
        known = self._for
        return (
            known is not None
            and abs(at - known) < _SAME
            and time.monotonic() - self._read_at < _RENEWED_S
        )

    def _told(self, at: datetime) -> Mapping[str, ShutHint]:
        return {one: hint for one, hint in self._hints.items() if hint.told(at)}
