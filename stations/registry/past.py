"""What happened in somebody's area, newest first?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import orjson

from stations.audit.model import ACTION_WORDS
from stations.db.base import Database, Row
from stations.registry.scoping import Reach
from stations.registry.telling import Told, told

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
    cursor: str
    """Where the next page goes on."""


def of_area(db: Database, reach: Reach, *, before: str = "") -> list[Deed]:
    """One page of what happened to the stations within reach; `before` is a deed's cursor."""
    where, values = reach.condition()
    at, _, rest = before.partition("~")
    station_id, _, version = rest.partition("~")
    later = ""
    if version.isascii() and version.isdigit():
        later = (
            " and (h.at < :at or h.at = :at and (h.station_id > :after"
            " or h.station_id = :after and h.version < :version))"
        )
        values |= {"at": at, "after": station_id, "version": int(version[:9])}
    rows = db.rows(
        "select h.*, s.name from station_history h join"  # noqa: S608
        f" (select id, name from stations where {where}) s on s.id = h.station_id"
        f" where 1 = 1{later} order by h.at desc, h.station_id, h.version desc limit :limit",
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
        cursor=f"{row['at']}~{row['station_id']}~{row['version']}",
    )


def datetime_of(moment: str) -> datetime:
    """A moment as the tables hold it."""
    return datetime.fromisoformat(moment).astimezone(UTC)
