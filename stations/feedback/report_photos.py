"""Which pictures came with reports, and who may see them?"""

from __future__ import annotations

from stations.db.base import Database


def is_public(db: Database, name: str) -> bool:
    """Whether somebody who answers reports has let everybody see this picture."""
    row = db.row("select 1 from reports where photo = :name and photo_shown = 1", name=name)
    return row is not None


def stations_with(db: Database, name: str) -> list[str]:
    """The stations of the reports that this picture came with."""
    rows = db.rows("select distinct station_id from reports where photo = :name", name=name)
    return [row["station_id"] for row in rows]


def names(db: Database) -> frozenset[str]:
    """Every picture that a report names."""
    rows = db.rows("select distinct photo from reports where photo <> ''")
    return frozenset(row["photo"] for row in rows)
