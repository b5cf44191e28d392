"""A few threads do the work, some requests wait for them in a line, and all others are refused.

A process has one interpreter lock: more threads at once make each answer slower and all of them
together no faster (docs/performance.md).
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Done = TypeVar("Done")


class CrowdedError(Exception):
    """As many wait as may, or this one has waited for as long as it may."""


class WaitingLine:
    """Work in the order in which it came; used from one event loop."""

    def __init__(self, name: str, *, threads: int, most_waiting: int, patience_s: float) -> None:
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix=name)
        self._most = threads + most_waiting
        self._patience_s = patience_s
        self._inside = 0

    async def done(self, work: Callable[[], Done]) -> Done:
        """What the work gives; CrowdedError where its turn does not come soon."""
        if self._inside >= self._most:
            raise CrowdedError
        self._inside += 1
        due = time.monotonic() + self._patience_s
        try:
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self._pool, _in_time, work, due)
        finally:
            self._inside -= 1


def _in_time(work: Callable[[], Done], due: float) -> Done:
    if time.monotonic() > due:
        raise CrowdedError
    return work()
