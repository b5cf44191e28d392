"""Confirmations of stations in the database: one for each group of fields."""

from __future__ import annotations

from stations.db.base import Database, Row, Transaction


def put(tx: Transaction, row: Row) -> None:
    """Writes a confirmation in place of the one before."""
    tx.run(
        "insert into verifications (station_id, field_group, verified_on, by_role,"
        " on_the_spot, log)"
        " values (:station_id, :field_group, :verified_on, :by_role, :on_the_spot, :log)"
        " on conflict (station_id, field_group) do update set verified_on = excluded.verified_on,"
        " by_role = excluded.by_role, on_the_spot = excluded.on_the_spot, log = excluded.log",
        **row,
    )


def of_station(db: Database, station_id: str) -> dict[str, Row]:
    """The confirmations of a station, by group of fields."""
    rows = db.rows("select * from verifications where station_id = :id", id=station_id)
    return {row["field_group"]: row for row in rows}
