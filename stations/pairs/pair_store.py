"""Pairs and their exchanges in the database."""

from __future__ import annotations

from datetime import date, datetime

from stations.db.base import Database, Row, Transaction
from stations.errors import NotFound
from stations.moments import utc_text
from stations.pairs.model import Exchange, Pair
from stations.registry.stored import brief_store

JOINED = (
    f"pairs p join ({brief_store.ALL}) s on s.id = p.strong_id"
    f" join ({brief_store.ALL}) w on w.id = p.weak_id"
)
"""The strong station as `s`, the weak one as `w`."""
RUNS = "p.ended_on is null and s.lifecycle <> 'closed' and w.lifecycle <> 'closed'"


def add(tx: Transaction, pair: Pair, *, by: str, log: int) -> None:
    """Writes a new pair."""
    row: Row = {
        "id": pair.id,
        "strong_id": pair.strong_id,
        "weak_id": pair.weak_id,
        "began_on": pair.began_on.isoformat(),
        "begun_by": by,
        "ended_on": None,
        "ended_by": "",
        "ended_why": "",
        "log": log,
    }
    tx.load("pairs", [row])


def get(db: Database, pair_id: str) -> Pair:
    """The pair with this id; NotFound else."""
    row = db.row("select * from pairs where id = :id", id=pair_id)
    if row is None:
        raise NotFound("not_found.out_of_sight")
    return pair_of(row)


def end(tx: Transaction, pair: Pair, *, by: str) -> None:
    """Writes when and why a pair ended."""
    tx.run(
        "update pairs set ended_on = :day, ended_why = :why, ended_by = :by where id = :id",
        day=pair.ended_on.isoformat() if pair.ended_on else None,
        why=pair.ended_why,
        by=by,
        id=pair.id,
    )


def open_of(db: Database, station_id: str) -> list[Pair]:
    """The pairs of a station that were not ended, even where a partner is closed."""
    rows = db.rows(
        "select * from pairs where ended_on is null and (strong_id = :id or weak_id = :id)"
        " order by id",
        id=station_id,
    )
    return [pair_of(row) for row in rows]


def running_with(db: Database, station_id: str) -> list[Pair]:
    """The pairs of a station that go on."""
    rows = db.rows(
        f"select p.* from {JOINED} where {RUNS}"  # noqa: S608
        " and (p.strong_id = :id or p.weak_id = :id) order by p.id",
        id=station_id,
    )
    return [pair_of(row) for row in rows]


def helping(db: Database) -> dict[str, int]:
    """How many weak stations each strong one helps."""
    rows = db.rows(
        f"select p.strong_id, count(*) as n from {JOINED} where {RUNS} group by p.strong_id"  # noqa: S608
    )
    return {row["strong_id"]: int(row["n"]) for row in rows}


def helped(db: Database) -> set[str]:
    """The weak stations that a strong one helps."""
    rows = db.rows(f"select p.weak_id from {JOINED} where {RUNS}")  # noqa: S608
    return {row["weak_id"] for row in rows}


def add_exchange(tx: Transaction, pair_id: str, one: Exchange, *, by: str, log: int) -> None:
    """Writes a new exchange."""
    if one.at is None:
        raise ValueError("an exchange is stored with the moment it was written")
    row: Row = {
        "id": one.id,
        "pair_id": pair_id,
        "day": one.day.isoformat(),
        "words": one.words,
        "people": one.people,
        "by": by,
        "shown": one.shown,
        "at": utc_text(one.at),
        "struck_at": None,
        "struck_why": "",
        "log": log,
    }
    tx.load("exchanges", [row])


def strike(tx: Transaction, pair_id: str, exchange_id: str, *, why: str, at: datetime) -> bool:
    """Takes an exchange out of the count; False where it was not in it."""
    touched = tx.run(
        "update exchanges set struck_at = :at, struck_why = :why"
        " where id = :id and pair_id = :pair and struck_at is null",
        at=utc_text(at),
        why=why,
        id=exchange_id,
        pair=pair_id,
    )
    return touched == 1


def exchanges(db: Database, pair_id: str) -> list[Exchange]:
    """All exchanges of a pair, the newest day first, those that were struck included."""
    rows = db.rows(
        "select * from exchanges where pair_id = :id order by day desc, at desc, id", id=pair_id
    )
    return [
        Exchange(
            id=row["id"],
            day=date.fromisoformat(row["day"]),
            words=row["words"],
            people=row["people"],
            shown=row["shown"],
            at=datetime.fromisoformat(row["at"]),
            struck_why=row["struck_why"],
        )
        for row in rows
    ]


def pair_of(row: Row) -> Pair:
    """The pair of a row of `pairs`."""
    return Pair(
        id=row["id"],
        strong_id=row["strong_id"],
        weak_id=row["weak_id"],
        began_on=date.fromisoformat(row["began_on"]),
        ended_on=date.fromisoformat(row["ended_on"]) if row["ended_on"] else None,
        ended_why=row["ended_why"],
    )
