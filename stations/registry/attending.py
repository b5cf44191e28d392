"""What needs doing in somebody's area? Stations whose record wants a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from stations.db.base import Database
from stations.registry.scoping import Reach

STALE_AFTER = timedelta(days=90)
"""A record that nobody has found true for so long is doubted (DOMAIN.md: verified in 90 days)."""


class Matter(StrEnum):
    NO_POINT = "no_point"
    HOURS_UNKNOWN = "hours_unknown"
    NEVER_VERIFIED = "never_verified"
    STALE = "stale"


MATTER_WORDS = {
    Matter.NO_POINT: "没有坐标，地图上找不到",
    Matter.HOURS_UNKNOWN: "开放时间不知道",
    Matter.NEVER_VERIFIED: "从来没有核实过",
    Matter.STALE: "太久没有核实",
}

_CONDITIONS = {
    Matter.NO_POINT: "lat is null",
    Matter.HOURS_UNKNOWN: "lat is not null and hours = ''",
    Matter.NEVER_VERIFIED: "lat is not null and verified_on is null",
    Matter.STALE: "lat is not null and verified_on < :stale",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One station that wants attention."""

    station_id: str
    name: str
    area_code: str
    verified_on: str
    published: bool
    """Whether workers have a page of it: not before it has a point."""


def counts(db: Database, reach: Reach, *, today: date) -> dict[Matter, int]:
    """How many stations want each kind of attention. Closed ones want none."""
    where, values = reach.condition()
    sums = ", ".join(
        f"sum(case when {condition} then 1 else 0 end) as {matter.value}"
        for matter, condition in _CONDITIONS.items()
    )
    row = db.row(
        f"select {sums} from stations where lifecycle <> 'closed' and {where}",  # noqa: S608
        stale=(today - STALE_AFTER).isoformat(),
        **values,
    )
    return {matter: int((row or {}).get(matter.value) or 0) for matter in Matter}


def tasks(
    db: Database, reach: Reach, matter: Matter, *, today: date, limit: int = 50
) -> list[Task]:
    """Stations that want one kind of attention, the longest unverified first."""
    where, values = reach.condition()
    rows = db.rows(
        "select id, name, area_code, coalesce(verified_on, '') as verified_on,"  # noqa: S608
        " case when lat is null then 0 else 1 end as placed from stations"
        f" where lifecycle <> 'closed' and {_CONDITIONS[matter]} and {where}"
        " order by coalesce(verified_on, ''), id limit :limit",
        limit=limit,
        **({"stale": (today - STALE_AFTER).isoformat()} if matter is Matter.STALE else {}),
        **values,
    )
    return [
        Task(
            station_id=row["id"],
            name=row["name"],
            area_code=row["area_code"],
            verified_on=row["verified_on"],
            published=bool(row["placed"]),
        )
        for row in rows
    ]
