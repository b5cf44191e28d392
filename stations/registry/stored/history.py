"""The history of a station."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

import orjson

from stations.audit.model import Act
from stations.db.base import Row
from stations.registry import fields
from stations.registry.model import Station
from stations.registry.stored import digest_store, row_writer, sample
from stations.registry.stored.digest_store import Covered
from stations.registry.stored.row_writer import Laid

Changes = dict[str, tuple[str, str]]
"""Column key → what it was and what it is, as text."""

HIDDEN = "（不公开）"
"""Stands in the history for a value that may have to be erased one day."""
PRIVATE = frozenset(field.key for field in fields.COLUMNS if field.private)
"""Columns whose values stand in `private_changes`, outside the chain of the log."""


def differences(
    before: Station | None, after: Station, *, keys: Iterable[str] = fields.BY_KEY
) -> Changes:
    """Column by column, what it was and what it is, as text."""
    if before is not None:
        keys = fields.differing(before, after, keys)
    new = fields.texts(after, keys)
    old = fields.texts(before, keys) if before else dict.fromkeys(new, "")
    return {key: (old[key], text) for key, text in new.items() if old[key] != text}


def entry(station: Station, changes: Changes, *, act: Act, laid: Laid, columns: int) -> Row:
    """The row of history for this version of a station, before it has its place in the log.

    `columns` is the number of the list of columns that is `covered`.
    """
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
        "digest": digest_store.digest(laid, covered()),
        "digest_columns": columns,
    }


@cache
def covered() -> Covered:
    """What the digest of an entry covers today: all that a station has, but private values."""
    return {
        table: [name for name in found[0] if name not in PRIVATE or table != "stations"]
        for table, found in row_writer.laid(sample.one_of_each()).tables().items()
    }


def as_written(laid: Laid, entry: Row, lists: Mapping[int, Covered]) -> bool:
    """Whether a station is what its last entry proves; `lists` is what `digest_columns` name."""
    kept = lists.get(int(entry["digest_columns"]))
    # A list that somebody took away leaves nothing to compare with.
    return kept is not None and digest_store.proves(entry["digest"], laid, kept, private=PRIVATE)


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
