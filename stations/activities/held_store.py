"""Sessions that took place, as figures count them: how many, who came, what was given out."""

from __future__ import annotations

from stations.activities import store
from stations.db.base import Database, Row, Value
from stations.registry.scoping import Reach

_NEWEST = (
    "r.number = (select max(x.number) from activity_results x where x.session_id = r.session_id)"
)
"""SQL that is true for the line `r` of a session that counts."""


def within(reach: Reach, *, since: str, until: str) -> tuple[str, dict[str, Value]]:
    """SQL that selects id, beginning, kind and area of the sessions within reach that were to begin
    in a span, cancelled ones aside, and its values."""
    condition, values = store.within(reach)
    return (
        "select t.id, t.starts_at, a.kind, a.area_code from activity_sessions t"  # noqa: S608
        " join activities a on a.id = t.activity_id"
        " where a.state = 'published' and t.state = 'planned'"
        f" and t.starts_at >= :since and t.starts_at < :until and {condition}"
    ), {**values, "since": since, "until": until}


def held(db: Database, reach: Reach, *, since: str, until: str) -> list[Row]:
    """Those sessions with the people that were noted (null: none were)."""
    inside, values = within(reach, since=since, until=until)
    return db.rows(
        f"select h.*, r.people from ({inside}) h"  # noqa: S608
        f" left join activity_results r on r.session_id = h.id and {_NEWEST}",
        **values,
    )


def given_out(db: Database, reach: Reach, *, since: str, until: str) -> list[Row]:
    """What was given out at them: the beginning, the supply and its number `n`."""
    inside, values = within(reach, since=since, until=until)
    return db.rows(
        f"select h.starts_at, p.supply, p.count as n from ({inside}) h"  # noqa: S608
        f" join activity_results r on r.session_id = h.id and {_NEWEST}"
        " join activity_supplies p on p.result_id = r.id",
        **values,
    )
