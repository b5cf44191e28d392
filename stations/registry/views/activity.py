"""Changes in an area, newest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import orjson

from stations.audit.model import ACTION_WORDS
from stations.db.base import Database, Row
from stations.registry.scoping import Reach
from stations.registry.stored import history_store, store
from stations.registry.views.change_words import ChangeLine, told

PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityEntry:
    """One version of one station: who made it, when, why, and what it changed."""

    station_id: str
    name: str
    version: int
    at: datetime
    by: str
    action: str
    words: str
    reason: str
    changes: tuple[ChangeLine, ...]
    keys: tuple[str, ...] = ()
    """The columns that it changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """What one entry of the log did: to one station, or to `count` of which `deed` is the first."""

    log: int
    count: int
    deed: ActivityEntry


def of_area(db: Database, reach: Reach, *, before: int = 0) -> list[Happening]:
    """One page of what was done to the stations within reach, newest first.

    What was done to many at once, as by an import, is one happening. `before` is the number in
    the log from which to go on.
    """
    inside, values = store.within(reach, "id, name")
    counted = history_store.counted_by_entry(
        db, inside, before=before or 2**53, limit=PAGE, **values
    )
    first, last = min(counted, default=0), max(counted, default=-1)
    rows = history_store.first_of_entries(db, inside, first=first, last=last, **values)
    found = {int(row["log"]): _deed(row) for row in rows}
    return [Happening(log=log, count=n, deed=found[log]) for log, n in counted.items()]


def of_entry(db: Database, reach: Reach, number: int, *, after: str = "") -> list[ActivityEntry]:
    """The stations within reach that one entry of the log is about, by id."""
    inside, values = store.within(reach, "id, name")
    rows = history_store.stations_of_entry(
        db, inside, log=number, after=after, limit=PAGE, **values
    )
    return [_deed(row) for row in rows]


def of_station(db: Database, station_id: str) -> list[ActivityEntry]:
    """All that happened to one station."""
    rows = history_store.named_of_station(db, station_id)
    return [_deed(row) for row in rows]


def _deed(row: Row) -> ActivityEntry:
    changes = {key: (pair[0], pair[1]) for key, pair in orjson.loads(row["changes"]).items()}
    return ActivityEntry(
        station_id=row["station_id"],
        name=row["name"],
        version=int(row["version"]),
        at=datetime_of(row["at"]),
        by=row["by"],
        action=row["action"],
        words=ACTION_WORDS.get(row["action"]) or row["action"],
        reason=row["reason"],
        changes=tuple(told(changes)),
        keys=tuple(changes),
    )


def datetime_of(moment: str) -> datetime:
    """A moment as the tables hold it."""
    return datetime.fromisoformat(moment).astimezone(UTC)
