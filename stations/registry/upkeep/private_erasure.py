"""Erasure of the private values in a station's past, as somebody may demand it."""

from __future__ import annotations

from stations.audit import log
from stations.audit.model import Act
from stations.db.base import Database
from stations.registry.stored import history_store, store

ACTION = "private_erased"


def erase(db: Database, station_id: str, *, act: Act) -> int:
    """Erases former private contacts of a station; how many values there were.

    NotFound where there is no such station. The history still says that the contact was changed,
    when and by which account; the contact of today stays. The log says that values were erased.
    They are overwritten on the disk; backups lose them when they are removed.
    """
    with db.writing() as tx:
        station = store.get(tx, station_id)
        erased = history_store.erase_private(tx, station_id)
        if erased:
            log.append(
                tx,
                act=act,
                subject=f"station:{station_id}",
                area=station.place.area_code,
                body={"values": erased},
            )
    db.scrub([history_store.PRIVATE_TABLE])
    return erased
