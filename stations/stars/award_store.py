"""Awards of stations as they are stored; none is ever changed."""

from __future__ import annotations

from datetime import date

from stations.db.base import Database, Row, Transaction
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
    )
