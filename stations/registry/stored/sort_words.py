"""By which words is every station found and sorted at the desk, drafts included?

Workers search the cards of what is published. A clerk looks for drafts as well, which have none.
"""

from __future__ import annotations

from collections.abc import Iterable

from stations.db.base import Database
from stations.registry.model import Station


def add(db: Database, stations: Iterable[tuple[Station, str]]) -> None:
    """Writes the words of new stations, each with its folded text (inside `writing`)."""
    db.load("station_words", (_row(station, text) for station, text in stations))


def replace(db: Database, stations: Iterable[tuple[Station, str]]) -> None:
    """Writes the words of stations in place of the old ones (inside `writing`)."""
    db.run_each(
        "insert into station_words (station_id, pinyin, search)"
        " values (:station_id, :pinyin, :search)"
        " on conflict (station_id) do update set pinyin = excluded.pinyin,"
        " search = excluded.search",
        (_row(station, text) for station, text in stations),
    )


def _row(station: Station, text: str) -> dict[str, str]:
    # The name's pinyin is the second line. Sorted by it, names come as in a dictionary.
    return {"station_id": station.id, "pinyin": text.split("\n", 2)[1], "search": text}
