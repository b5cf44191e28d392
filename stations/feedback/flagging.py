"""Have enough different people found the door shut, so that everybody should be told?"""

from __future__ import annotations

from datetime import datetime, timedelta

from stations.db.base import Database
from stations.feedback import store
from stations.registry.verifying import Group

DEVICES, NETWORKS, WITHIN = 3, 2, timedelta(days=7)


def due(db: Database, station_id: str, *, at: datetime) -> bool:
    """Whether so many devices, on so many networks, reported it shut within posted hours lately.

    What a keeper has answered since, or confirmed at the door, is answered.
    """
    moments = (at - WITHIN, store.last_answer(db, station_id), _seen_open(db, station_id))
    since = max(moment for moment in moments if moment)
    found = store.shut_in_hours(db, station_id, since=since)
    devices = {row["device"] for row in found}
    networks = {row["network"] for row in found}
    return len(devices) >= DEVICES and len(networks) >= NETWORKS


def _seen_open(db: Database, station_id: str) -> datetime | None:
    """When somebody last confirmed the hours at the door itself."""
    row = db.row(
        "select log.at as at from verifications join log on log.number = verifications.log"
        " where station_id = :id and field_group = :hours and on_the_spot = 1",
        id=station_id,
        hours=Group.HOURS.value,
    )
    return datetime.fromisoformat(row["at"]) if row else None
