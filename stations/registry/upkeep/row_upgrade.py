"""Stations whose rows have a form that the program writes no more are written anew.

It happens through the log, as any change: where the rows are what the history last said of them,
they are stored as a new version. Rows that somebody wrote past the log are left, for the proof to
find them.
"""

from __future__ import annotations

from dataclasses import replace

from stations.audit.model import Act
from stations.db.base import Database
from stations.registry import closure_list, old_suspensions
from stations.registry.model import Station
from stations.registry.stored import (
    change_store,
    digest_store,
    history,
    history_store,
    row_reader,
    store,
)

UPGRADED = "upgraded"


def upgrade(db: Database, *, act: Act) -> int:
    """Writes them anew in one transaction; how many."""
    with db.writing() as tx:
        found = [one for one in store.such(tx, row_reader.OLD_FORM) if _is_as_recorded(tx, one.id)]
        change_store.record(tx, [(one, _upgraded(one)) for one in found], act=act)
    return len(found)


def _upgraded(station: Station) -> Station:
    """The next version; the station itself did not change, so its day of change stays."""
    record = station.record
    lives, closures = old_suspensions.separated(station.periods, station.lifecycle)
    return replace(
        station,
        lifecycle=lives[-1],
        periods=lives[:-1],
        closures=closure_list.ordered((*station.closures, *closures)),
        record=record and replace(record, version=record.version + 1),
    )


def _is_as_recorded(db: Database, station_id: str) -> bool:
    last = history_store.last_digest(db, station_id)
    if last is None or not last["log"]:
        return True
    return history.as_written(store.laid(db, station_id), last, digest_store.lists(db))
