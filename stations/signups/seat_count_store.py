"""How many signed up for sessions and came, as figures count them."""

from __future__ import annotations

from stations.activities import held_store
from stations.db.base import Database, Row
from stations.registry.scoping import Reach


def seats(db: Database, reach: Reach, *, since: str, until: str) -> list[Row]:
    """Of each session of a span with sign-ups its beginning and the places `n` that were taken.

    Of a session whose sign-ups have been erased it is what they came to.
    """
    inside, values = held_store.within(reach, since=since, until=until)
    return db.rows(
        f"select h.starts_at, coalesce(c.came_to, c.taken) as n from ({inside}) h"  # noqa: S608
        " join signup_counts c on c.session_id = h.id",
        **values,
    )
