"""Lists of earlier stars in the database, from their upload on."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta

import orjson

from stations.db.base import Database, Row, Transaction
from stations.errors import NotFound
from stations.moments import utc_text
from stations.registry.scoping import Reach
from stations.registry.stored import store as stations
from stations.stars import award_store, earlier_award_store
from stations.stars.earlier.star_list import KnownStation, ListedStar

_KEPT = timedelta(days=1)
_MOST = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class StarList:
    """A list that was sent; its rows stay as they were in the file."""

    id: str
    account_id: str
    shown: str
    at: datetime
    area: str
    file_name: str
    rows: tuple[ListedStar, ...]
    refused: int = 0
    applied_at: datetime | None = None
    log: int = 0
    undone_at: datetime | None = None


def add(tx: Transaction, it: StarList) -> None:
    """Writes a list, and forgets those of which nothing came within a day."""
    tx.run(
        "delete from star_lists where applied_at is null and at < :past",
        past=utc_text(it.at - _KEPT),
    )
    row: Row = {
        "id": it.id,
        "account_id": it.account_id,
        "shown": it.shown,
        "at": utc_text(it.at),
        "area": it.area,
        "file_name": it.file_name,
        "content": orjson.dumps([asdict(one) for one in it.rows]).decode(),
        "refused": 0,
        "applied_at": None,
        "log": 0,
        "undone_at": None,
        "undone_log": 0,
    }
    tx.load("star_lists", [row])


def get(db: Database, list_id: str) -> StarList:
    """The list with this id; NotFound else."""
    row = db.row("select * from star_lists where id = :id", id=list_id)
    if row is None:
        raise NotFound("not_found.out_of_sight")
    return _list(row)


def taken(db: Database) -> list[StarList]:
    """The newest lists that were taken in."""
    rows = db.rows(
        "select * from star_lists where applied_at is not null order by at desc limit :most",
        most=_MOST,
    )
    return [_list(row) for row in rows]


def mark_applied(tx: Transaction, list_id: str, *, refused: int, at: datetime, log: int) -> None:
    """Writes that a list was taken in."""
    tx.run(
        "update star_lists set applied_at = :at, log = :log, refused = :refused where id = :id",
        id=list_id,
        at=utc_text(at),
        log=log,
        refused=refused,
    )


def mark_undone(tx: Transaction, list_id: str, *, at: datetime, log: int) -> None:
    """Writes that a list was taken back."""
    tx.run(
        "update star_lists set undone_at = :at, undone_log = :log where id = :id",
        id=list_id,
        at=utc_text(at),
        log=log,
    )


def candidates(db: Database, area: str) -> list[KnownStation]:
    """The stations of an area that a row may mean."""
    columns = "id, name, number, area_code, district_code, star, lifecycle"
    sql, values = stations.within(Reach(areas=(area,)), columns)
    first: dict[str, date] = {}
    for one in award_store.every(db):
        first.setdefault(one.station_id, one.on)
    listed = earlier_award_store.known(db)
    return [
        KnownStation(
            id=row["id"],
            name=row["name"],
            number=row["number"],
            area_code=row["area_code"],
            district_code=row["district_code"],
            star=int(row["star"] or 0),
            closed=row["lifecycle"] == "closed",
            first_award=first.get(row["id"]),
            earlier=listed.get(row["id"]),
        )
        for row in db.rows(sql, **values)
    ]


def _list(row: Row) -> StarList:
    return StarList(
        id=row["id"],
        account_id=row["account_id"],
        shown=row["shown"],
        at=datetime.fromisoformat(row["at"]),
        area=row["area"],
        file_name=row["file_name"],
        rows=tuple(ListedStar(**one) for one in orjson.loads(row["content"])),
        refused=int(row["refused"]),
        applied_at=datetime.fromisoformat(row["applied_at"]) if row["applied_at"] else None,
        log=int(row["log"]),
        undone_at=datetime.fromisoformat(row["undone_at"]) if row["undone_at"] else None,
    )
