"""What happened to a station: who, when, what before and after, and why?"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import orjson

from stations.audit.model import Act
from stations.db.base import Database, Row
from stations.registry import columns
from stations.registry.model import Station
from stations.registry.stored.row_writer import Laid

Changes = dict[str, tuple[str, str]]
"""Column key → what it was and what it is, as text."""

HIDDEN = "（不公开）"
"""Stands in the history for a value that may have to be erased one day."""
PRIVATE = frozenset(column.key for column in columns.COLUMNS if not column.published)
"""Columns whose values stand in `private_changes`, outside the chain of the log."""


def differences(
    before: Station | None, after: Station, *, keys: Iterable[str] = columns.BY_KEY
) -> Changes:
    """Column by column, what it was and what it is, as text."""
    new = columns.texts(after, keys)
    old = columns.texts(before, keys) if before else dict.fromkeys(new, "")
    return {key: (old[key], text) for key, text in new.items() if old[key] != text}


def entry(station: Station, changes: Changes, *, act: Act, laid: Laid) -> Row:
    """The row of history for this version of a station, before it has its place in the log."""
    shown = changes
    if not PRIVATE.isdisjoint(changes):
        shown = {
            key: (HIDDEN if old else "", HIDDEN if new else "") if key in PRIVATE else (old, new)
            for key, (old, new) in changes.items()
        }
    return {
        "station_id": station.id,
        "version": station.record.version if station.record else 1,
        "at": act.moment,
        "by": act.by,
        "action": act.action,
        "reason": act.reason,
        "changes": orjson.dumps(shown).decode(),
        "digest": digest(laid),
    }


def digest(laid: Laid) -> str:
    """What a station is, without its private values, as one line that any change alters."""
    row = {key: value for key, value in laid.station.items() if key not in PRIVATE}
    parts = [row, *laid.amenities, *laid.honours, *laid.periods, *laid.closures]
    whole = orjson.dumps(parts, option=orjson.OPT_SORT_KEYS)
    return hashlib.sha256(whole).hexdigest()


def private(station: Station, changes: Changes) -> list[Row]:
    """The rows of private values that a change has, which can be erased."""
    return [
        {
            "station_id": station.id,
            "version": station.record.version if station.record else 1,
            "field": key,
            "before": old,
            "after": new,
        }
        for key, (old, new) in changes.items()
        if key in PRIVATE
    ]


def erase_private(db: Database, station_id: str) -> int:
    """Takes the private values out of a station's past (inside `writing`); how many there were.

    The history goes on saying that they were changed, when and by whom.
    """
    return db.run("delete from private_changes where station_id = :id", id=station_id)
