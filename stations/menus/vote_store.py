"""Votes on menus in the database, one for each device and menu."""

from __future__ import annotations

from stations.db.base import Database, Row, Transaction

TABLE = "menu_votes"


def put(tx: Transaction, row: Row) -> None:
    """Keeps a vote in the place of an earlier one of the same device.

    A scan of a poster keeps its weight, its station and its day.
    """
    tx.run(
        "insert into menu_votes (menu_id, device, picks, place, day, weight, at)"
        " values (:menu_id, :device, :picks, :place, :day, :weight, :at)"
        " on conflict (menu_id, device) do update set picks = excluded.picks, at = excluded.at,"
        " place = case when excluded.weight > menu_votes.weight"
        " then excluded.place else menu_votes.place end,"
        " day = case when excluded.weight > menu_votes.weight"
        " then excluded.day else menu_votes.day end,"
        " weight = case when excluded.weight > menu_votes.weight"
        " then excluded.weight else menu_votes.weight end",
        **row,
    )


def of_menu(db: Database, menu_id: str) -> list[Row]:
    """The votes on a menu, newest first."""
    return db.rows(
        "select device, picks, place, day, weight from menu_votes where menu_id = :id"
        " order by at desc, device",
        id=menu_id,
    )


def picks_of(db: Database, menu_id: str, device: str) -> tuple[int, ...]:
    """What a device chose last; nothing where it did not vote."""
    row = db.row(
        "select picks from menu_votes where menu_id = :id and device = :device",
        id=menu_id,
        device=device,
    )
    return tuple(map(int, row["picks"].split())) if row else ()


def has_any(db: Database, menu_id: str) -> bool:
    """Whether somebody voted."""
    found = db.row("select 1 as one from menu_votes where menu_id = :id limit 1", id=menu_id)
    return found is not None


def devices(db: Database, *, before: str) -> list[Row]:
    """The votes of earlier days that still tell their phone."""
    return db.rows(
        "select menu_id, device from menu_votes where device not like '-%' and day < :before",
        before=before,
    )


def forget(tx: Transaction, rows: list[Row]) -> None:
    """Puts another sign in the place of phones; a vote stays one vote."""
    tx.run_each(
        "update menu_votes set device = :sign where menu_id = :menu_id and device = :device", rows
    )
