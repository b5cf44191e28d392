"""Stations that want a person, as SQL; a feature above registers what it decides."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from stations.areas import store as outlines
from stations.db.base import Database, Value
from stations.registry.scoping import Reach
from stations.registry.stored import closure_store
from stations.registry.views.attention import STALE_AFTER, Matter

# Code 370176 is a zone, which lies across districts: its points are in whichever they are in.
_IN_ANOTHER_DISTRICT = (
    "district_code <> substr(area_code, 1, 6) and substr(area_code, 5, 1) <> '7'"
    f" and substr(area_code, 1, 6) in ({outlines.OUTLINED})"
)
_NOT_IN_CHINA = "not (lat between 3 and 54 and lon between 73 and 136)"
# A visit to the door since the last change settles it: outlines are drawn coarsely.
_SETTLED = (
    "exists (select 1 from verifications v where v.station_id = stations.id"
    " and v.field_group = 'place' and v.on_the_spot = 1"
    " and v.verified_on >= substr(stations.updated_at, 1, 10))"
)
_TELLS_TIMES = (
    "(replace(hours, '00:00-24:00 unknown', '') like '%:%'"
    " or hours like '%24/7%' or hours like '%open%')"
)
"""As `Schedule.tells_times`: days that are shut, told alone, are no hours."""

_CONDITIONS = {
    Matter.REPORTED_SHUT: "reported_shut is not null",
    Matter.UNCONFIRMED: closure_store.WAITS,
    Matter.NO_POINT: "lat is null",
    Matter.SUSPICIOUS: (
        f"lat is not null and ({_NOT_IN_CHINA} or {_IN_ANOTHER_DISTRICT}) and not {_SETTLED}"
    ),
    Matter.HOURS_UNKNOWN: f"lat is not null and not {_TELLS_TIMES}",
    Matter.STALE: "lat is not null and verified_on < :stale",
    Matter.NEVER_VERIFIED: "lat is not null and verified_on is null",
    Matter.NOBODY: (
        "id not in (select station_id from answerable group by station_id having count(*) >= 3)"
    ),
}
"""Of table `stations`. To plan or pause a station ends no duty; to close it ends them all."""
_VALUES: dict[Matter, Mapping[str, Value]] = {}
"""The parameters of conditions beside those of the day."""


def register(matter: Matter, sql: str, **values: Value) -> None:
    """Takes the condition of a matter that a feature above decides, as SQL over `stations`.

    All conditions are asked in one statement: the names of its parameters are its own.
    """
    _CONDITIONS[matter], _VALUES[matter] = sql, values


def condition(matter: Matter, *, today: date) -> tuple[str, dict[str, Value]]:
    """SQL that is true for the stations with which this is the matter, and its parameters."""
    of_day = {"today": today.isoformat(), "stale": (today - STALE_AFTER).isoformat()}
    sql = f"(lifecycle <> 'closed' and {_CONDITIONS[matter]})"
    return sql, {**of_day, **_VALUES.get(matter, {})}


def of_station(db: Database, station_id: str, *, today: date) -> list[Matter]:
    """What one station wants, the most pressing first."""
    values: dict[str, Value] = {"id": station_id}
    parts = []
    for matter in Matter:
        sql, given = condition(matter, today=today)
        values |= given
        parts.append(f"{sql} as {matter.value}")
    found = db.row(f"select {', '.join(parts)} from stations where id = :id", **values)  # noqa: S608
    return [matter for matter in Matter if (found or {}).get(matter.value)]


def counts(db: Database, reach: Reach, *, today: date) -> dict[Matter, int]:
    """How many stations want each kind of attention. Closed ones want none."""
    where, values = reach.condition()
    sums = []
    for matter in Matter:
        sql, given = condition(matter, today=today)
        values |= given
        sums.append(f"sum(case when {sql} then 1 else 0 end) as {matter.value}")
    row = db.row(f"select {', '.join(sums)} from stations where {where}", **values)  # noqa: S608
    return {matter: int((row or {}).get(matter.value) or 0) for matter in Matter}


def made_since(db: Database, reach: Reach, moment: str) -> int:
    """How many stations of these areas were entered since a moment, as tables hold it."""
    where, values = reach.condition()
    row = db.row(
        f"select count(*) as n from stations where {where} and created_at >= :moment"  # noqa: S608
        " and lifecycle <> 'closed'",
        moment=moment,
        **values,
    )
    return int(row["n"]) if row else 0
