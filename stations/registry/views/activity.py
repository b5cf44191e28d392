"""Changes in an area, newest first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
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
    found: dict[int, list[Row]] = defaultdict(list)
    limits = {"before": before or 2**53, "limit": PAGE}
    for area in _outermost(reach.areas):
        for row in history_store.newest_entries(db, area, **limits):
            found[int(row["log"])].append(row)
    for station_id in reach.stations:
        for row in history_store.newest_of_station(db, station_id, **limits):
            found[int(row["log"])].append(row)
    logs = sorted(found, reverse=True)[:PAGE]
    counted = {log: int(found[log][0]["n"]) for log in logs if len(found[log]) == 1}
    # A station may lie in one area and be kept by another: those are counted one by one.
    if several := [log for log in logs if log not in counted]:
        inside, values = store.within(reach, "id")
        counted |= history_store.counts(db, several, inside, **values)
    deeds = {log: history_store.named(db, log, found[log][0]["first_id"]) for log in logs}
    return [
        Happening(log=log, count=counted.get(log, 1), deed=_deed(row))
        for log, row in deeds.items()
        if row
    ]


def _outermost(areas: Sequence[str]) -> list[str]:
    """The areas that no other one of them holds."""
    return [one for one in areas if not any(one != o and one.startswith(o) for o in areas)]


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
