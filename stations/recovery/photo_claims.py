"""Which pictures a database names."""

from __future__ import annotations

from stations.db.base import Database
from stations.feedback import report_store
from stations.registry.stored import station_photo_store
from stations.stars import points_store


def claimed(db: Database) -> frozenset[str]:
    """Every picture that a station, a report or a review names."""
    return station_photo_store.names(db) | report_store.photos(db) | points_store.photo_names(db)
