"""Check-ins in the database: numbers for each station, by day and by hour of the month."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from stations.db.base import Database, Row, Transaction, like
from stations.moments import STATION_TIME, china_day
from stations.registry.scoping import Reach
from stations.registry.stored import store as stations


def add(tx: Transaction, station_id: str, *, at: datetime) -> None:
    """Counts one visit more, for its day and for its hour of the month."""
    day = china_day(at).isoformat()
    tx.run(
        "insert into check_ins (station_id, day, n) values (:id, :day, 1)"
        " on conflict (station_id, day) do update set n = check_ins.n + 1",
        id=station_id,
        day=day,
    )
    tx.run(
        "insert into check_in_hours (station_id, month, hour, n) values (:id, :month, :hour, 1)"
        " on conflict (station_id, month, hour) do update set n = check_in_hours.n + 1",
        id=station_id,
        month=day[:7],
        hour=at.astimezone(STATION_TIME).hour,
    )


def load(tx: Transaction, visits: Iterable[tuple[str, date, int]]) -> None:
    """Writes the numbers of stations and days that have none yet."""
    tx.load(
        "check_ins",
        ({"station_id": one, "day": day.isoformat(), "n": n} for one, day, n in visits),
    )


def load_hours(tx: Transaction, visits: Iterable[tuple[str, str, int, int]]) -> None:
    """Writes the numbers of stations, months and hours that have none yet."""
    tx.load(
        "check_in_hours",
        ({"station_id": s, "month": m, "hour": h, "n": n} for s, m, h, n in visits),
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


def over_days(db: Database, reach: Reach, *, first: date, last: date) -> dict[date, int]:
    """The visits of all stations within reach on each day between two that had any."""
    inside, values = stations.within(reach)
    rows = db.rows(
        f"select c.day, sum(c.n) as n from check_ins c join ({inside}) s"  # noqa: S608
        " on s.id = c.station_id where c.day >= :first and c.day <= :last group by c.day",
        first=first.isoformat(),
        last=last.isoformat(),
        **values,
    )
    return {date.fromisoformat(row["day"]): int(row["n"]) for row in rows}


def by_station(db: Database, reach: Reach, *, first: date, last: date) -> dict[str, int]:
    """The visits of each station within reach between two days, of those that had any."""
    inside, values = stations.within(reach)
    rows = db.rows(
        f"select c.station_id, sum(c.n) as n from check_ins c join ({inside}) s"  # noqa: S608
        " on s.id = c.station_id where c.day >= :first and c.day <= :last group by c.station_id",
        first=first.isoformat(),
        last=last.isoformat(),
        **values,
    )
    return {row["station_id"]: int(row["n"]) for row in rows}


def by_hour(db: Database, reach: Reach, *, first: date, last: date) -> list[Row]:
    """The visits within reach in the months from one day's to another's: `hour` and number `n`."""
    inside, values = stations.within(reach)
    return db.rows(
        f"select c.hour, sum(c.n) as n from check_in_hours c join ({inside}) s"  # noqa: S608
        " on s.id = c.station_id where c.month >= :first and c.month <= :last group by c.hour",
        first=f"{first:%Y-%m}",
        last=f"{last:%Y-%m}",
        **values,
    )


def by_keeper_and_month(db: Database, area: str, *, first: date, last: date) -> list[Row]:
    """The visits of stations that are kept within an area: `area_code`, `month` and number `n`."""
    return db.rows(
        "select s.area_code, substr(c.day, 1, 7) as month, sum(c.n) as n from check_ins c"  # noqa: S608
        f" join ({stations.KEPT_IN}) s on s.id = c.station_id"
        " where c.day >= :first and c.day <= :last group by s.area_code, substr(c.day, 1, 7)",
        first=first.isoformat(),
        last=last.isoformat(),
        kept_in=like(area)[1:],
    )
