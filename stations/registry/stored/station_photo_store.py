"""Which pictures hang at stations, in the database."""

from __future__ import annotations

from stations.db.base import Database, Row, Transaction

PICTURED = "select station_id from station_photos where shown = 1"
"""The stations of which everybody sees a picture."""


def put(tx: Transaction, row: Row) -> None:
    """Writes a picture of a station; of a known one caption, position and whether it is shown."""
    tx.run(
        "insert into station_photos"
        " (station_id, photo, width, height, caption, position, shown, at)"
        " values (:station_id, :photo, :width, :height, :caption, :position, :shown, :at)"
        " on conflict (station_id, photo) do update set caption = excluded.caption,"
        " position = excluded.position, shown = excluded.shown",
        **row,
    )


def of_station(db: Database, station_id: str) -> list[Row]:
    """The pictures of a station in their order."""
    return db.rows(
        "select * from station_photos where station_id = :id order by position, photo",
        id=station_id,
    )


def phases_of_shown(db: Database, photo: str) -> list[str]:
    """The phases of the stations with a point at which a picture is shown."""
    rows = db.rows(
        "select s.lifecycle from station_photos p join stations s on s.id = p.station_id"
        " where p.photo = :name and p.shown = 1 and s.lat is not null",
        name=photo,
    )
    return [row["lifecycle"] for row in rows]


def stations_with(db: Database, photo: str) -> list[str]:
    """The stations at which a picture hangs or hung."""
    rows = db.rows("select station_id from station_photos where photo = :name", name=photo)
    return [row["station_id"] for row in rows]


def names(db: Database) -> frozenset[str]:
    """Every picture that a station names."""
    return frozenset(row["photo"] for row in db.rows("select photo from station_photos"))
