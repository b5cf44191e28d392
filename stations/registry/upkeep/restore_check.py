"""What must be readable in a database that shall be restored."""

from __future__ import annotations

import orjson

from stations.db.backup_check import Unsound
from stations.db.base import Database
from stations.errors import StationsError
from stations.registry.stored import search_rows, store


def check(db: Database) -> None:
    """Unsound where a station or a card holds what the program can't read as its values."""
    last = ""
    try:
        for station in store.every(db):
            last = station.id
    except (ValueError, KeyError, TypeError, AttributeError, StationsError) as error:
        raise _station(last) from error
    for station_id, fragment in search_rows.fragments(db):
        try:
            whole = orjson.loads(fragment)
        except orjson.JSONDecodeError as error:
            raise _card(station_id) from error
        if not isinstance(whole, dict) or whole.get("id") != station_id:
            raise _card(station_id)


def _station(last: str) -> Unsound:
    return Unsound("db_unreadable", last=last) if last else Unsound("db_unreadable.first")


def _card(station_id: str) -> Unsound:
    return Unsound("db_unreadable.card", station=station_id)
