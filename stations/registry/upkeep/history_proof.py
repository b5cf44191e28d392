"""Proof that the stations agree with their history."""

from __future__ import annotations

from collections.abc import Iterator

from stations.audit import verification
from stations.audit.finding import Finding
from stations.audit.model import Head
from stations.audit.verification import LogVerdict
from stations.db.base import Database
from stations.registry.stored import digest_store, history, history_store, row_writer, store
from stations.remarks import Remark


def prove(db: Database, *, kept: Head | None = None) -> LogVerdict:
    """What the log was found to be, and with it every station that is not as it was last stored.

    Not proved are photos, private values, and the words of workers, which are erased one day.
    """
    verdict = verification.verify(db, history_store, kept=kept)
    with db.reading():
        beside = tuple(_written_past(db))
    return LogVerdict(head=verdict.head, findings=(*verdict.findings, *beside))


def _written_past(db: Database) -> Iterator[Finding]:
    last = history_store.last_digests(db)
    lists = digest_store.lists(db)
    for station in store.every(db):
        known = last.pop(station.id, None)
        if known and not history.as_written(row_writer.laid(station), known, lists):
            number = int(known["log"])
            yield Finding(number, Remark("written_past", station=station.id, number=number))
    for station_id, known in sorted(last.items()):
        number = int(known["log"])
        yield Finding(number, Remark("gone", station=station_id, number=number))
