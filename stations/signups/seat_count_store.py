"""How many signed up for sessions and came, as figures count them."""

from __future__ import annotations

from stations.activities import held_store
from stations.db.base import Database, Row
from stations.registry.scoping import Reach


def seats(db: Database, reach: Reach, *, since: str, until: str) -> list[Row]:
    """Of each session of a span its id, its beginning, the places `n` that were taken, and how many
    `came` by the door.

    Of a session whose sign-ups have been erased it is what they came to.
    """
    inside, values = held_store.within(reach, since=since, until=until)
    return db.rows(
        "select h.id, h.starts_at, coalesce(c.came_to, c.taken, 0) as n,"  # noqa: S608
        " (select count(*) from arrivals v where v.session_id = h.id"
        " and v.found <> 'off' and v.taken_back_at is null) as came"
        f" from ({inside}) h left join signup_counts c on c.session_id = h.id",
        **values,
    )
