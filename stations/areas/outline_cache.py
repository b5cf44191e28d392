"""The outlines that this process holds ready, read again once they were loaded anew."""

from __future__ import annotations

from stations.areas import store
from stations.areas.locator import Locator
from stations.db.base import Database

Sign = tuple[int, str, int]


class Outlines:
    """The outlines of one database, read again once they have been loaded anew."""

    def __init__(self) -> None:
        self._held: tuple[Sign, Locator] | None = None

    def of(self, db: Database) -> Locator:
        """The locator of the outlines that are stored now."""
        sign, held = store.mark(db), self._held
        if held is None or held[0] != sign:
            # Swapped in one assignment, so that no thread sees half.
            held = self._held = sign, Locator.stored(db)
        return held[1]
