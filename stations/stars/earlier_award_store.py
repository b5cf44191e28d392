"""Stars that were given before there were reviews here, as they are stored."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from stations.db.base import Database, Row, Transaction, Value
from stations.registry.model import Star
from stations.registry.scoping import Reach
from stations.registry.stored import store as stations
from stations.stars.model import Award

UNTIL = "(select e.until_day from earlier_awards e where e.station_id = {0} and e.undone = 0)"
STARS = "(select e.stars from earlier_awards e where e.station_id = {0} and e.undone = 0)"
"""SQL of the last day, and of the stars, of a station whose id stands in a column."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierAward:
    """The award of a list, with the star that the record had until then."""

    award: Award
    before: Star | None


def add(tx: Transaction, list_id: str, found: Iterable[EarlierAward]) -> None:
    """Writes the awards of a list."""
    rows: list[Row] = [
        {
            "list_id": list_id,
            "station_id": one.award.station_id,
            "stars": one.award.stars,
            "basis": one.award.basis,
            "on_day": one.award.on.isoformat(),
            "until_day": one.award.until.isoformat() if one.award.until else None,
            "level_before": one.before.level if one.before else None,
            "basis_before": one.before.basis if one.before else "",
            "on_before": one.before.on.isoformat() if one.before and one.before.on else None,
            "log": one.award.log,
            "undone": 0,
        }
        for one in found
    ]
    tx.load("earlier_awards", rows)


def mark_undone(tx: Transaction, list_id: str) -> None:
    """Takes the awards of a list away; they stay written down."""
    tx.run("update earlier_awards set undone = 1 where list_id = :id", id=list_id)


def of_list(db: Database, list_id: str) -> list[EarlierAward]:
    """The awards of a list, undone or not, by station."""
    return _read(db, "list_id = :id", id=list_id)


def of(db: Database, station_id: str) -> Award | None:
    """The stars that a station had before it was reviewed here; None where no list says so."""
    found = _read(db, "station_id = :id and undone = 0", id=station_id)
    return found[0].award if found else None


def known(db: Database) -> dict[str, Award]:
    """The same of all stations that have any, by station."""
    return {one.award.station_id: one.award for one in _read(db, "undone = 0")}


def held(db: Database, reach: Reach, *, before: date) -> list[Award]:
    """Those that stations within reach hold since before a day, and were never reviewed since.

    Stations that are closed are left out.
    """
    inside, values = stations.within(reach, "id, lifecycle")
    return [
        one.award
        for one in _read(
            db,
            "undone = 0 and on_day < :before"  # noqa: S608
            " and not exists (select 1 from awards a where a.station_id = e.station_id)"
            f" and station_id in (select s.id from ({inside}) s where s.lifecycle <> 'closed')",
            before=before.isoformat(),
            **values,
        )
    ]


def _read(db: Database, where: str, **values: Value) -> list[EarlierAward]:
    rows = db.rows(
        f"select e.* from earlier_awards e where {where} order by e.station_id",  # noqa: S608
        **values,
    )
    return [_earlier(row) for row in rows]


def _earlier(row: Row) -> EarlierAward:
    level, on = row["level_before"], row["on_before"]
    before = Star(
        level=int(level), basis=row["basis_before"], on=date.fromisoformat(on) if on else None
    ) if level else None  # fmt: skip
    award = Award(
        station_id=row["station_id"],
        number=0,
        review_id="",
        scheme="",
        basis=row["basis"],
        stars=int(row["stars"]),
        on=date.fromisoformat(row["on_day"]),
        until=date.fromisoformat(row["until_day"]),
        log=int(row["log"]),
    )
    return EarlierAward(award=award, before=before)
