"""Contacts of stations at each tier, in the database."""

from __future__ import annotations

from collections.abc import Sequence

from stations.db.base import Database, Row, Transaction

TABLE = "answerable"


def of_station(db: Database, station_id: str) -> list[Row]:
    """The contacts of a station: tier, post, person and phone of each."""
    return db.rows("select * from answerable where station_id = :id", id=station_id)


def of_stations(db: Database, station_ids: Sequence[str]) -> list[Row]:
    """The contacts of these stations."""
    names = {f"id{n}": one for n, one in enumerate(station_ids)}
    marks = ", ".join(f":{name}" for name in names) or "null"
    return db.rows(f"select * from answerable where station_id in ({marks})", **names)  # noqa: S608


def replace(tx: Transaction, station_id: str, tier: str, row: Row | None) -> None:
    """Writes the contact of a tier in place of the one before; None takes it away."""
    tx.run(
        "delete from answerable where station_id = :id and tier = :tier", id=station_id, tier=tier
    )
    if row is not None:
        tx.load("answerable", [{"station_id": station_id, "tier": tier, **row}])
