"""What happened to a station: who, when, what before and after, and why?"""

from __future__ import annotations

from datetime import datetime

import orjson

from stations.db.base import Row
from stations.registry import columns
from stations.registry.model import Station
from stations.registry.rows import moment_text

Changes = dict[str, tuple[str, str]]
"""Column key → what it was and what it is, as text."""


def differences(before: Station | None, after: Station) -> Changes:
    """Column by column, what it was and what it is, as text."""
    new = columns.texts(after)
    old = columns.texts(before) if before else dict.fromkeys(new, "")
    return {key: (old[key], text) for key, text in new.items() if old[key] != text}


def entry(station: Station, changes: Changes, *, action: str, by: str, at: datetime) -> Row:
    """The row of history for this version of a station."""
    return {
        "station_id": station.id,
        "version": station.record.version if station.record else 1,
        "at": moment_text(at),
        "by": by,
        "action": action,
        "reason": "",
        "changes": orjson.dumps(changes).decode(),
    }
