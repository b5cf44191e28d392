"""Confirmations of stations in the database: one for each group of fields."""

from __future__ import annotations

from stations.db.base import Database, Row, Transaction


def put(tx: Transaction, row: Row) -> None:
    """Writes a confirmation in place of the one before, which stays beside it in `earlier`."""
    tx.run(
        "insert into verifications (station_id, field_group, verified_on, by_role,"
        " on_the_spot, log, earlier) values"
        " (:station_id, :field_group, :verified_on, :by_role, :on_the_spot, :log, :earlier)"
        " on conflict (station_id, field_group) do update set verified_on = excluded.verified_on,"
        " by_role = excluded.by_role, on_the_spot = excluded.on_the_spot, log = excluded.log,"
        " earlier = excluded.earlier",
        **row,
    )


def of_station(db: Database, station_id: str) -> dict[str, Row]:
    """The confirmations of a station, by group of fields."""
    rows = db.rows("select * from verifications where station_id = :id", id=station_id)
    return {row["field_group"]: row for row in rows}


def delete(tx: Transaction, station_id: str, group: str) -> None:
    """Takes away the only confirmation of a group of fields."""
    tx.run(
        "delete from verifications where station_id = :id and field_group = :field_group",
        id=station_id,
        field_group=group,
    )
