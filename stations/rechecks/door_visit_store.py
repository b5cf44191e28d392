"""Visits of couriers to doors in the database."""

from __future__ import annotations

from datetime import date

from stations.db.base import Database, Row, Transaction
from stations.registry.scoping import Reach
from stations.registry.stored import store as stations

LAST_DAY = "select max(v.day) from door_visits v where v.station_id = stations.id"
"""When somebody was last at a station, as a part of what is asked of stations."""


def add(tx: Transaction, row: Row) -> None:
    """Writes one visit."""
    tx.run(
        "insert into door_visits (station_id, account_id, day, door, log)"
        " values (:station_id, :account_id, :day, :door, :log)",
        **row,
    )


def known(db: Database, station_id: str, account_id: str, *, day: date) -> bool:
    """Whether somebody was at a station on a day."""
    return (
        db.row(
            "select 1 as n from door_visits where station_id = :station_id"
            " and account_id = :account_id and day = :day",
            station_id=station_id,
            account_id=account_id,
            day=day.isoformat(),
        )
        is not None
    )


def months(
    db: Database, reach: Reach, *, since: date, account_id: str = ""
) -> list[tuple[str, str, int]]:
    """Account, month and number of visits to stations in reach, the newest months first."""
    inside, values = stations.within(reach)
    rows = db.rows(
        "select account_id, substr(day, 1, 7) as month, count(*) as n from door_visits"  # noqa: S608
        f" where day >= :since and station_id in ({inside})"
        " and (:who = '' or account_id = :who)"
        " group by account_id, substr(day, 1, 7) order by month desc, account_id",
        since=since.isoformat(),
        who=account_id,
        **values,
    )
    return [(row["account_id"], row["month"], int(row["n"])) for row in rows]
