"""Decisions that a station may still appeal against."""

from __future__ import annotations

from datetime import date

from stations.db.base import Database
from stations.registry.scoping import Reach
from stations.registry.stored import store as stations
from stations.stars import store
from stations.stars.model import NEXT, Review, ReviewStep


def open_to_appeal(db: Database, reach: Reach, *, today: date) -> list[Review]:
    """The reviews within reach that may be appealed against today, the least time left first."""
    states = ", ".join(f"'{state.value}'" for state in NEXT[ReviewStep.APPEAL])
    inside, values = stations.within(reach)
    rows = db.rows(
        f"select * from reviews where state in ({states}) and due_on >= :today"  # noqa: S608
        f" and station_id in ({inside}) order by due_on, id",
        today=today.isoformat(),
        **values,
    )
    return [one for one in map(store.review_of, rows) if one.may_appeal(today)]
