"""Decisions on doors that were found shut, in the database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from stations.db.base import Database, Row, Transaction
from stations.moments import utc_text
from stations.registry.scoping import Reach
from stations.registry.stored import store as stations

PAGE = 50
ALL = "select report_id, was_shut from shut_decisions"
"""SQL that selects every report that was decided on, for a join."""
FOUND_SHUT = "select report_id from shut_decisions where was_shut = 1"
"""SQL that selects the reports whose door was shut, for a condition."""
_UNDECIDED = (
    "r.kind = 'shut' and r.in_hours = 1 and r.staff = 0 and r.near <> 'far'"
    " and not exists (select 1 from shut_decisions d where d.report_id = r.id)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShutDecision:
    """What the district made of a report of a shut door."""

    report_id: str
    was_shut: bool
    reason: str
    by: str
    shown: str
    at: datetime
    log: int


def put(tx: Transaction, one: ShutDecision) -> None:
    """Writes a decision in place of the one before; the log keeps both."""
    tx.run(
        "insert into shut_decisions (report_id, was_shut, reason, by, shown, at, log)"
        " values (:report_id, :was_shut, :reason, :by, :shown, :at, :log)"
        " on conflict (report_id) do update set was_shut = excluded.was_shut,"
        " reason = excluded.reason, by = excluded.by, shown = excluded.shown,"
        " at = excluded.at, log = excluded.log",
        report_id=one.report_id,
        was_shut=one.was_shut,
        reason=one.reason,
        by=one.by,
        shown=one.shown,
        at=utc_text(one.at),
        log=one.log,
    )


def find(db: Database, report_id: str) -> ShutDecision | None:
    """The decision on a report, if there is one."""
    row = db.row("select * from shut_decisions where report_id = :id", id=report_id)
    return None if row is None else _read(row)


def undecided(db: Database, reach: Reach, *, page: int = 1) -> tuple[list[str], int]:
    """One page of the reports within reach that wait for a decision, the oldest first; how many."""
    inside, values = stations.within(reach)
    source = f"from reports r where {_UNDECIDED} and r.station_id in ({inside})"
    row = db.row(f"select count(*) as n {source}", **values)
    rows = db.rows(
        f"select r.id {source} order by r.at, r.id limit :limit offset :offset",
        limit=PAGE,
        offset=(page - 1) * PAGE,
        **values,
    )
    return [one["id"] for one in rows], int(row["n"]) if row else 0


def _read(row: Row) -> ShutDecision:
    return ShutDecision(
        **{
            **row,
            "was_shut": bool(row["was_shut"]),
            "at": datetime.fromisoformat(row["at"]),
        }
    )
