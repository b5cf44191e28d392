"""Check-ins in the database: a number for each station and day."""

from __future__ import annotations

from datetime import date

from stations.db.base import Database, Row, Transaction
from stations.registry.scoping import Reach
from stations.registry.stored import store as stations


def add(tx: Transaction, station_id: str, *, day: date) -> None:
    """Counts one visit more."""
    tx.run(
        "insert into check_ins (station_id, day, n) values (:id, :day, 1)"
        " on conflict (station_id, day) do update set n = check_ins.n + 1",
        id=station_id,
        day=day.isoformat(),
    )


def by_day(db: Database, station_id: str, *, since: str) -> dict[str, int]:
    """The visits of a station from a day on, by day."""
    rows = db.rows(
        "select day, n from check_ins where station_id = :id and day >= :since",
        id=station_id,
        since=since,
    )
    return {row["day"]: int(row["n"]) for row in rows}


def by_area(db: Database, reach: Reach, *, first: date, last: date) -> list[Row]:
    """The visits of stations within reach between two days: `area_code` and their number `n`."""
    inside, values = stations.within(reach, "id, area_code")
    return db.rows(
        f"select s.area_code, sum(c.n) as n from check_ins c join ({inside}) s"  # noqa: S608
        " on s.id = c.station_id where c.day >= :first and c.day <= :last group by s.area_code",
        first=first.isoformat(),
        last=last.isoformat(),
        **values,
    )
