"""The networks of a station as its page tells them."""

from __future__ import annotations

from datetime import date
from typing import Any

from stations.db.base import Database
from stations.networks import membership
from stations.registry import vocabulary
from stations.registry.model import Station


def lines(db: Database, station: Station, *, today: date) -> list[dict[str, Any]]:
    """Name, level in brackets, and the head of the branch, where workers see that."""
    words = vocabulary.network_levels()
    return [
        {
            "id": one.network.id,
            "name": one.network.name,
            "level": f"（{words.word(one.level)}）" if one.level else "",
            "head": one.head if one.head and one.head.is_listed else None,
        }
        for one in membership.of_station(db, station, today=today)
    ]
