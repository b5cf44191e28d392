"""Names and areas of stations, as lists of other rooms show them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from stations.db.base import Database
from stations.registry.scoping import Reach

_PAGE = 1_000
_BRIEF = "select id, name, area_code, district_code from stations"


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """A station in a list."""

    id: str
    name: str
    area_code: str
    district_code: str


def of(db: Database, ids: Sequence[str]) -> dict[str, Brief]:
    """Those of these stations that there are, by id."""
    found: dict[str, Brief] = {}
    wanted = sorted(set(ids))
    for start in range(0, len(wanted), _PAGE):
        values = {f"id{n}": one for n, one in enumerate(wanted[start : start + _PAGE])}
        marks = ", ".join(f":{name}" for name in values)
        rows = db.rows(f"{_BRIEF} where id in ({marks})", **values)
        found |= {row["id"]: Brief(**row) for row in rows}
    return found


def within(db: Database, reach: Reach) -> dict[str, Brief]:
    """The stations within reach, by id."""
    where, values = reach.condition()
    return {row["id"]: Brief(**row) for row in db.rows(f"{_BRIEF} where {where}", **values)}
