"""What each statement costs: told to those who measure, and logged where it is slow."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable
from functools import lru_cache
from types import TracebackType

Watch = Callable[[str, float, BaseException | None], None]
"""Told of a statement: its SQL, its seconds, and the error that it ended in."""

_MOST_SQL = 1_000
_LITERAL = re.compile(r"'(?:[^']|'')*'|\b\d+(?:\.\d+)?\b")
_WRITING = frozenset({"insert", "update", "delete", "copy", "truncate"})
_WAITING = "waiting"
_KINDS = {"begin": _WAITING, "turn": _WAITING, "commit": "commit", "connection": "connection"}
_LOCK = "select pg_advisory_xact_lock"

_log = logging.getLogger(__name__)
_watches: list[Watch] = []
_slow_s = [0.0]


def watch(by: Watch) -> None:
    """Tells of every statement of this process from now on."""
    _watches.append(by)


def log_slow(slow_s: float) -> None:
    """Logs statements that take so long; 0: none."""
    _slow_s[0] = slow_s


@lru_cache(maxsize=512)
def kind(sql: str) -> str:
    """Whether it reads, writes, waits for its turn to write, or makes sure of what was written.

    `connection` is the wait for one that others use.
    """
    if sql.startswith(_LOCK):
        return _WAITING
    if sql == "begin" or sql.startswith("begin isolation"):
        return "read"
    first = sql.split(None, 1)[0].lower() if sql.strip() else ""
    return _KINDS.get(first, "write" if first in _WRITING else "read")


def shown(sql: str) -> str:
    """The statement in one line; values are parameters, and any that stand in it are left out."""
    return _LITERAL.sub("?", " ".join(sql.split()))[:_MOST_SQL]


class Timed:
    """A block in which one statement runs."""

    __slots__ = ("_since", "_sql")

    def __init__(self, sql: str) -> None:
        self._sql = sql

    def __enter__(self) -> None:
        self._since = time.perf_counter()

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        took = time.perf_counter() - self._since
        if 0 < _slow_s[0] <= took:
            fields = {"ms": round(took * 1000), "sql": shown(self._sql)}
            _log.warning("slow statement", extra={"fields": fields})
        for by in _watches:
            by(self._sql, took, error)
