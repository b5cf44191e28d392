"""Search rows and calendar of a database, as a process that searches in memory reads them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import Any

from stations.db.base import Database
from stations.hours.osm.calendar import Calendar
from stations.registry.stored import holiday_store, search_rows, store


class CardSource:
    """One connection, asked for what a search needs."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def revision(self) -> int:
        # Whoever waits for it has the last state at hand.
        with self._db.hurried():
            return store.revision(self._db)

    def cards(self, *, after: int) -> Iterator[tuple[Any, ...]]:
        return search_rows.stream(self._db, after=after)

    def count(self) -> int:
        return search_rows.count(self._db)

    def calendar(self) -> Calendar:
        return holiday_store.calendar(self._db)

    def reading(self) -> AbstractContextManager[None]:
        return self._db.reading()

    def close(self) -> None:
        self._db.close()
