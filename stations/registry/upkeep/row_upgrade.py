"""Stations whose rows have a form that the program writes no more are written anew.

It happens through the log, as any change: where the rows are what the history last said of them,
they are stored as a new version. Rows that somebody wrote past the log are left, for the proof to
find them.
"""

from __future__ import annotations

from dataclasses import replace

from stations.audit.model import Act
from stations.db.base import Database
from stations.registry.model import Station
from stations.registry.stored import change_store, digest_store, history, history_store, store

UPGRADED = "upgraded"
_OLD = (
    "(lifecycle_until < lifecycle_since or id in"
    " (select station_id from station_periods where until < since))"
)
"""A phase that ended before it began: suspended and opened again on one day."""


def upgrade(db: Database, *, act: Act) -> int:
    """Writes them anew in one transaction; how many."""
    with db.writing() as tx:
        found = [one for one in store.such(tx, _OLD) if _is_as_recorded(tx, one.id)]
        change_store.record(tx, [(one, _next(one)) for one in found], act=act)
    return len(found)


def _next(station: Station) -> Station:
    """The next version; nobody changed the station, so it was not changed later than before."""
    record = station.record
    return replace(station, record=record and replace(record, version=record.version + 1))


def _is_as_recorded(db: Database, station_id: str) -> bool:
    last = history_store.last_digest(db, station_id)
    if last is None or not last["log"]:
        return True
    return history.as_written(store.laid(db, station_id), last, digest_store.lists(db))
