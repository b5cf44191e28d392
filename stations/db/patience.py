"""How long the thread that is at work waits for the database.

A server that hangs closes nothing and keeps no time limit of its own, so whoever waits looks at
the clock, and at what others have met meanwhile.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from typing import Any

from stations.errors import Refused

HURRY_S = 0.5
"""How long those wait who have an answer at hand without the database."""
PATIENT_S = 120.0
_DOUBTFUL_S = 1.0
"""After so long something may be locked, or the server may hang: that is found out."""


class _Thread(threading.local):
    limit_s: float | None = None
    doubt: Callable[[], None] | None = None


_thread = _Thread()


@contextmanager
def hurried() -> Iterator[None]:
    """Inside, what does not come soon is given up."""
    with _limited(HURRY_S):
        yield


@contextmanager
def patient() -> Iterator[None]:
    """Inside, others who are at the same work are waited for."""
    with _limited(PATIENT_S):
        yield


@contextmanager
def _limited(seconds: float) -> Iterator[None]:
    before = _thread.limit_s
    _thread.limit_s = seconds
    try:
        yield
    finally:
        _thread.limit_s = before


def limit_s() -> float | None:
    """How long this thread waits; None: as long as others usually do."""
    return _thread.limit_s


def doubting(doubt: Callable[[], None]) -> None:
    """From now on this thread calls it while it waits long; it raises where that is in vain."""
    _thread.doubt = doubt


def look(waited_s: float) -> None:
    """Refused where this thread should wait no longer."""
    if _thread.limit_s == HURRY_S and waited_s > HURRY_S:
        raise Refused("db_unreachable.slow")
    if waited_s > _DOUBTFUL_S and _thread.doubt:
        _thread.doubt()


def watched(waiting: Generator[Any, Any, Any]) -> Generator[Any, Any, Any]:
    """What psycopg waits for, given up by `look`; it is asked again ten times a second."""
    began = time.monotonic()
    try:
        wanted = next(waiting)
        while True:
            ready = yield wanted
            if not ready:
                look(time.monotonic() - began)
            wanted = waiting.send(ready)
    except StopIteration as done:
        return done.value
