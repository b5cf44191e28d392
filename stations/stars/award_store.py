"""Awards of stations as they are stored; none is ever changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from stations.db.base import Database, Row, Transaction
from stations.registry.scoping import Reach
from stations.registry.stored import store as stations
from stations.stars.model import Award


def add(tx: Transaction, award: Award) -> None:
    """Writes an award."""
    row: Row = {
        "station_id": award.station_id,
        "number": award.number,
        "review_id": award.review_id,
        "scheme": award.scheme,
        "basis": award.basis,
        "stars": award.stars,
        "on_day": award.on.isoformat(),
        "until_day": award.until.isoformat() if award.until else None,
        "log": award.log,
        "stars_before": award.before,
    }
    tx.load("awards", [row])


def history(db: Database, station_id: str) -> list[Award]:
    """All stars that a station got by reviews, the newest first."""
    rows = db.rows(
        "select * from awards where station_id = :id order by number desc", id=station_id
    )
    return [award_of(row) for row in rows]


def current(db: Database, station_id: str) -> Award | None:
    """The award that a station holds, its term over or not; None once it was struck off."""
    last = next(iter(history(db, station_id)), None)
    return last if last is not None and last.stars else None


def held(db: Database, reach: Reach, *, before: date) -> list[tuple[Award, str]]:
    """The stars that stations within reach hold since before a day, with the cycle of each.

    Stations that are closed are left out.
    """
    inside, values = stations.within(reach, "id, lifecycle")
    rows = db.rows(
        "select a.*, r.cycle_id from awards a join reviews r on r.id = a.review_id"  # noqa: S608
        f" join ({inside}) s on s.id = a.station_id and s.lifecycle <> 'closed'"
        " where a.stars > 0 and a.on_day < :before"
        " and a.number = (select max(b.number) from awards b where b.station_id = a.station_id)",
        before=before.isoformat(),
        **values,
    )
    return [(award_of(row), row["cycle_id"]) for row in rows]


def counts(db: Database, reach: Reach, *, first: date, last: date) -> dict[str, tuple[int, int]]:
    """How many stars were given and taken away in these days, by the area that keeps a station."""
    inside, values = stations.within(reach, "id, area_code")
    rows = db.rows(
        "select s.area_code, sum(case when a.stars > 0 then 1 else 0 end) as given,"  # noqa: S608
        f" sum(case when a.stars = 0 then 1 else 0 end) as taken from awards a join ({inside}) s"
        " on s.id = a.station_id where a.on_day >= :first and a.on_day <= :last"
        " group by s.area_code",
        first=first.isoformat(),
        last=last.isoformat(),
        **values,
    )
    return {row["area_code"]: (int(row["given"]), int(row["taken"])) for row in rows}


def every(db: Database) -> list[Award]:
    """All awards, by station, the oldest first, each with the stars that were there before."""
    rows = db.rows(
        "select a.*, lag(a.stars, 1, 0) over (partition by a.station_id order by a.number) as prior"
        " from awards a order by a.station_id, a.number"
    )
    found = [(award_of(row), int(row["prior"])) for row in rows]
    return [one if one.before is not None else replace(one, before=prior) for one, prior in found]


def award_of(row: Row) -> Award:
    """The award of a row of `awards`."""
    return Award(
        station_id=row["station_id"],
        number=int(row["number"]),
        review_id=row["review_id"],
        scheme=row["scheme"],
        basis=row["basis"],
        stars=int(row["stars"]),
        on=date.fromisoformat(row["on_day"]),
        until=date.fromisoformat(row["until_day"]) if row["until_day"] else None,
        log=int(row["log"]),
        before=row.get("stars_before"),
    )
