"""The history of a station."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import repeat

import orjson

from stations.audit.model import Act
from stations.db.aside import Columns
from stations.db.base import Row
from stations.registry import fields
from stations.registry.fields import columns as field_columns
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


def changes(
    pairs: Sequence[tuple[Station | None, Station]], *, said: Iterable[str]
) -> list[Changes]:
    """The same of many; `said` is what is told of new stations."""
    keys = list(said)
    new = [after for before, after in pairs if before is None]
    texts = [field_columns.texts(fields.BY_KEY[key], new) for key in keys]
    rows = zip(*texts, strict=True) if keys else repeat(())
    return [
        {key: ("", text) for key, text in zip(keys, next(rows), strict=True) if text}
        if before is None
        else differences(before, after)
        for before, after in pairs
    ]


def entries(
    stations: Sequence[Station],
    told: Sequence[Changes],
    *,
    act: Act,
    digests: Sequence[str],
    columns: int,
) -> Columns:
    """The rows of history for these versions of stations, as columns."""
    versions = [one.record.version if one.record else 1 for one in stations]
    count = len(stations)
    return {
        "station_id": [one.id for one in stations],
        "version": versions,
        "at": [act.moment] * count,
        "by": [act.by] * count,
        "action": [act.action] * count,
        "reason": [act.reason] * count,
        "changes": list(map(_shown, told)),
        "digest": digests,
        "digest_columns": [columns] * count,
    }


def _shown(changes: Changes) -> str:
    if PRIVATE.isdisjoint(changes):
        return orjson.dumps(changes).decode()
    shown = {
        key: (HIDDEN if old else "", HIDDEN if new else "") if key in PRIVATE else (old, new)
        for key, (old, new) in changes.items()
    }
    return orjson.dumps(shown).decode()


def entry(station: Station, changes: Changes, *, act: Act, laid: Laid, columns: int) -> Row:
    """The row of history for this version of a station, before it has its place in the log.

    `columns` is the number of the list of columns that is `covered`.
    """
    digest = digest_store.digest(laid, covered())
    found = entries([station], [changes], act=act, digests=[digest], columns=columns)
    return {name: column[0] for name, column in found.items()}


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
    if PRIVATE.isdisjoint(changes):
        return []
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
