"""Which outlines does this process hold ready, so that a form may ask at every touch?"""

from __future__ import annotations

from stations.areas.locator import Locator
from stations.db.base import Database

Sign = tuple[int, str, int]


class Outlines:
    """The outlines of one database, read again once they have been loaded anew."""

    def __init__(self) -> None:
        self._held: tuple[Sign, Locator] | None = None

    def of(self, db: Database) -> Locator:
        """The locator of the outlines that are stored now."""
        sign, held = _sign(db), self._held
        if held is None or held[0] != sign:
            # Swapped in one assignment, so that no thread sees half.
            held = self._held = sign, Locator.stored(db)
        return held[1]


def _sign(db: Database) -> Sign:
    """What differs between any two loads: a moment is kept to the second only."""
    row = db.row(
        "select count(*) as many, coalesce(max(loaded_at), '') as latest,"
        " coalesce(sum(length(shape)), 0) as bytes from outlines"
    )
    found = row or {"many": 0, "latest": "", "bytes": 0}
    return int(found["many"]), str(found["latest"]), int(found["bytes"])
