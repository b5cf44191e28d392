"""Which pictures a database names."""

from __future__ import annotations

from stations.activities import activity_photo_store
from stations.campaigns import delivery_store
from stations.db.base import Database
from stations.feedback import report_store
from stations.registry.stored import station_photo_store
from stations.stars import points_store


def claimed(db: Database) -> frozenset[str]:
    """Every picture that a station, a report, a review, an activity or a campaign names."""
    return frozenset().union(
        station_photo_store.names(db),
        report_store.photos(db),
        points_store.photo_names(db),
        activity_photo_store.names(db),
        delivery_store.photos(db),
    )
