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
        words = f"有驿站的资料读不出来（编号排在 {last or '最前'} 之后的一个）"
        raise Unsound(words, code="db_unreadable") from error
    for station_id, fragment in search_rows.fragments(db):
        try:
            whole = orjson.loads(fragment)
        except orjson.JSONDecodeError as error:
            raise _card(station_id) from error
        if not isinstance(whole, dict) or whole.get("id") != station_id:
            raise _card(station_id)


def _card(station_id: str) -> Unsound:
    words = f"驿站 {station_id} 给工友看的资料读不出来"
    return Unsound(words, code="db_unreadable")
