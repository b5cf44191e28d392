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
_DOUBTFUL_S = 1.0
"""After so long something may be locked, or the server may hang: that is found out."""


class _Thread(threading.local):
    hurried: bool = False
    doubt: Callable[[], None] | None = None


_thread = _Thread()


@contextmanager
def hurried() -> Iterator[None]:
    """Inside, what does not come soon is given up."""
    before = _thread.hurried
    _thread.hurried = True
    try:
        yield
    finally:
        _thread.hurried = before


def is_hurried() -> bool:
    """Whether this thread waits shortly only."""
    return _thread.hurried


def doubting(doubt: Callable[[], None]) -> None:
    """From now on this thread calls it while it waits long; it raises where that is in vain."""
    _thread.doubt = doubt


def look(waited_s: float) -> None:
    """Refused where this thread should wait no longer."""
    if _thread.hurried and waited_s > HURRY_S:
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
