"""Whether the database is asked at all: one that fails is left alone until it answers again."""

from __future__ import annotations

import logging
import threading
import time
import weakref
from collections.abc import Callable

from stations.db.failure_reasons import reason
from stations.errors import Refused

ASK_AGAIN_S = 0.25
_SOON_S = 0.5
_SAID_EVERY_S = 60.0
_log = logging.getLogger(__name__)


class Circuit:
    """Open while the database is away, so that nobody waits for it in vain.

    Whoever has met a failure says so by `doubt`. A thread of its own then asks, with a connection
    of its own: where that is answered, all goes on; else the circuit is open until it is.
    """

    def __init__(self, probe: Callable[[], None]) -> None:
        self._probe = probe
        self._lock = threading.Lock()
        self._heard = threading.Event()
        self._heard.set()
        self._away_since: float | None = None
        self._error: Exception | None = None
        self._said_at, self._times = -_SAID_EVERY_S, 0

    @property
    def is_silent(self) -> bool:
        """Whether it failed somebody and has not answered since."""
        return not self._heard.is_set()

    @property
    def is_open(self) -> bool:
        """Whether it is known to be away."""
        return self._away_since is not None

    def check(self) -> None:
        """Refused while it is known to be away, or does not answer a doubt soon."""
        if self.is_open or not self._heard.wait(_SOON_S):
            raise self.refusal()

    def refusal(self) -> Refused:
        """That the database is away, for the reason that was met last."""
        refused = Refused("db_unreachable.away")
        refused.__cause__ = self._error
        return refused

    def doubt(self) -> None:
        """Somebody has waited long, or met an error that may be the database's own."""
        with self._lock:
            if self.is_silent:
                return
            self._heard.clear()
        # The thread holds no more than a weak reference: it ends with the application.
        threading.Thread(target=_ask, args=(weakref.ref(self),), daemon=True).start()

    def _is_answered(self) -> bool:
        now = time.monotonic()
        try:
            self._probe()
        except Exception as error:
            self._error = error.with_traceback(None)
            if self._away_since is None:
                self._away_since = now
                self._times += 1
                self._say("the database is away (%s)", reason(error) or type(error).__name__)
            return False
        with self._lock:
            if self._away_since is not None:
                self._say("the database is back after %.1f s", time.monotonic() - self._away_since)
            self._away_since = None
            self._heard.set()
        return True

    def _say(self, words: str, told: object) -> None:
        """Tells the log, though not of each time when it comes and goes."""
        now = time.monotonic()
        if now - self._said_at >= _SAID_EVERY_S or self._times == 1:
            _log.warning(f"{words}, %d times so far", told, self._times)
            self._said_at = now


def _ask(held: weakref.ref[Circuit]) -> None:
    while (circuit := held()) is not None and not circuit._is_answered():
        del circuit
        time.sleep(ASK_AGAIN_S)
