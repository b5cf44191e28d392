"""Which pictures belong to reviews, and to the stations of whom?"""

from __future__ import annotations

from stations.db.base import Database


def stations_with(db: Database, name: str) -> list[str]:
    """The stations in whose reviews this picture shows something."""
    rows = db.rows(
        "select distinct r.station_id from review_photos p join reviews r on r.id = p.review_id"
        " where p.photo = :name order by r.station_id",
        name=name,
    )
    return [row["station_id"] for row in rows]


def names(db: Database) -> frozenset[str]:
    """Every picture that a review names."""
    return frozenset(row["photo"] for row in db.rows("select distinct photo from review_photos"))
