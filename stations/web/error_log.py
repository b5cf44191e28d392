"""Errors of this process, each kind once a minute with its count.

A database that is away fails every request: told one by one, they filled a disk in minutes.
"""

from __future__ import annotations

import logging
import threading
import time
import traceback

from stations.db.failure_reasons import reason

EVERY_S = 60.0
_MOST_KINDS = 500

_log = logging.getLogger(__name__)


class ErrorLog:
    """Writes an error at once, and its like no more than once a minute."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kinds: dict[tuple[str, str], tuple[float, int]] = {}

    def note(self, error: BaseException, *, where: str | None) -> None:
        """Logs kind, reason and place of an error: its message may hold somebody's position."""
        frames = traceback.extract_tb(error.__traceback__)[-6:]
        places = [f"{frame.filename}:{frame.lineno}" for frame in reversed(frames)]
        why = reason(error)
        # A database that fails does so wherever it is asked.
        kind = (type(error).__name__, why or "".join(places[:1]))
        more = self._counted(kind)
        if more is None:
            return
        before = f", {more} more like it since the last" if more else ""
        name = f"{kind[0]} ({why})" if why else kind[0]
        _log.error("%s in %s at %s%s", name, where, " < ".join(places), before)

    def _counted(self, kind: tuple[str, str]) -> int | None:
        """How many like it were left out since the last one; None where this is left out too."""
        now = time.monotonic()
        with self._lock:
            at, left_out = self._kinds.get(kind, (now - EVERY_S, 0))
            if now - at < EVERY_S:
                self._kinds[kind] = (at, left_out + 1)
                return None
            if len(self._kinds) >= _MOST_KINDS:
                self._kinds.clear()
            self._kinds[kind] = (now, 0)
            return left_out
