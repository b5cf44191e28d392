"""What happened in somebody's area, newest first?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import orjson

from stations.audit.model import ACTION_WORDS
from stations.db.base import Database, Row
from stations.registry.scoping import Reach
from stations.registry.views.change_words import Told, told

PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """One version of one station: who made it, when, why, and what it changed."""

    station_id: str
    name: str
    version: int
    at: datetime
    by: str
    action: str
    words: str
    reason: str
    changes: tuple[Told, ...]
    keys: tuple[str, ...] = ()
    """The columns that it changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """What one entry of the log did: to one station, or to `count` of which `deed` is the first."""

    log: int
    count: int
    deed: Deed


def of_area(db: Database, reach: Reach, *, before: int = 0) -> list[Happening]:
    """One page of what was done to the stations within reach, newest first.

    What was done to many at once, as by an import, is one happening. `before` is the number in
    the log from which to go on.
    """
    where, values = reach.condition()
    source = (
        f"from station_history h join (select id, name from stations where {where}) s"  # noqa: S608
        " on s.id = h.station_id"
    )
    rows = db.rows(
        f"select h.log, count(*) as n {source} where h.log < :before group by h.log"
        " order by h.log desc limit :limit",
        before=before or 2**53,
        limit=PAGE,
        **values,
    )
    counted = {int(row["log"]): int(row["n"]) for row in rows}
    found = {}
    for row in db.rows(
        f"select h.*, s.name {source} where h.log >= :first and h.log <= :last"  # noqa: S608
        " and h.station_id = (select min(o.station_id) from station_history o join"
        f" (select id from stations where {where}) t on t.id = o.station_id where o.log = h.log)",
        first=min(counted, default=0),
        last=max(counted, default=-1),
        **values,
    ):
        found[int(row["log"])] = _deed(row)
    return [Happening(log=log, count=n, deed=found[log]) for log, n in counted.items()]


def of_entry(db: Database, reach: Reach, number: int, *, after: str = "") -> list[Deed]:
    """The stations within reach that one entry of the log is about, by id."""
    where, values = reach.condition()
    rows = db.rows(
        "select h.*, s.name from station_history h join"  # noqa: S608
        f" (select id, name from stations where {where}) s on s.id = h.station_id"
        " where h.log = :number and h.station_id > :after order by h.station_id limit :limit",
        number=number,
        after=after,
        limit=PAGE,
        **values,
    )
    return [_deed(row) for row in rows]


def of_station(db: Database, station_id: str) -> list[Deed]:
    """All that happened to one station."""
    rows = db.rows(
        "select h.*, s.name from station_history h join stations s on s.id = h.station_id"
        " where h.station_id = :id order by h.version desc",
        id=station_id,
    )
    return [_deed(row) for row in rows]


def _deed(row: Row) -> Deed:
    changes = {key: (pair[0], pair[1]) for key, pair in orjson.loads(row["changes"]).items()}
    return Deed(
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
