"""Ratings of workers in the database."""

from __future__ import annotations

from stations.db.base import Database, Row, Transaction

TABLE = "ratings"


def put(tx: Transaction, row: Row) -> None:
    """Keeps a rating; it replaces that of the same device, station and day.

    A scan of the poster keeps its weight for that day.
    """
    tx.run(
        "insert into ratings (id, station_id, device, day, stars, tags, words, weight, at)"
        " values (:id, :station_id, :device, :day, :stars, :tags, :words, :weight, :at)"
        " on conflict (station_id, device, day) do update set stars = excluded.stars,"
        " tags = excluded.tags, words = excluded.words, at = excluded.at, weight ="
        " case when excluded.weight > ratings.weight then excluded.weight else ratings.weight end",
        **row,
    )


def of_station(db: Database, station_id: str, *, since: str, limit: int = 20_000) -> list[Row]:
    """The ratings of a station from a day on, newest first."""
    return db.rows(
        "select device, day, stars, tags, words, weight, at from ratings where station_id = :id"
        " and day >= :since order by at desc, id limit :limit",
        id=station_id,
        since=since,
        limit=limit,
    )


def in_words(db: Database, station_id: str, *, limit: int = 20) -> list[Row]:
    """The newest ratings of a station in which somebody wrote something."""
    return db.rows(
        "select day, stars, tags, words from ratings where station_id = :id and words <> ''"
        " order by at desc, id limit :limit",
        id=station_id,
        limit=limit,
    )


def rated_by(db: Database, *, least: int) -> frozenset[str]:
    """The stations that so many phones rated with full weight."""
    rows = db.rows(
        "select station_id from ratings where weight = 100 group by station_id"
        " having count(distinct device) >= :least",
        least=least,
    )
    return frozenset(row["station_id"] for row in rows)


def scanned_before(db: Database, station_id: str, *, day: str) -> frozenset[str]:
    """The phones that had scanned the poster of a station, and rated it, before a day."""
    rows = db.rows(
        "select distinct device from ratings where station_id = :id and weight = 100"
        " and day < :day",
        id=station_id,
        day=day,
    )
    return frozenset(row["device"] for row in rows)


def erase_devices(tx: Transaction, *, before: str) -> int:
    """Takes the phones off ratings of earlier days; how many there were.

    A rating stays one rating: in the place of its device stands its own id.
    """
    return tx.run(
        "update ratings set device = '-' || id where device not like '-%' and day < :before",
        before=before,
    )


def erase(tx: Transaction, *, before: str) -> int:
    """Deletes the ratings of earlier days; how many there were."""
    return tx.run("delete from ratings where day < :before", before=before)
