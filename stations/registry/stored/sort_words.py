"""Words by which the desk finds and sorts stations, drafts included.

Workers search the cards of what is published. A clerk looks for drafts as well, which have none.
"""

from __future__ import annotations

from collections.abc import Iterable

from stations.db.base import Database, Transaction
from stations.registry.model import Station
from stations.registry.stored import search_rows


def add(tx: Transaction, stations: Iterable[tuple[Station, str]]) -> None:
    """Writes the words of new stations, each with its folded text."""
    tx.load("station_words", (_row(station, text) for station, text in stations))


def replace(tx: Transaction, stations: Iterable[tuple[Station, str]]) -> None:
    """Writes the words of stations in place of the old ones."""
    tx.run_each(
        "insert into station_words (station_id, pinyin, search, form)"
        " values (:station_id, :pinyin, :search, :form)"
        " on conflict (station_id) do update set pinyin = excluded.pinyin,"
        " search = excluded.search, form = excluded.form",
        (_row(station, text) for station, text in stations),
    )


def outdated(db: Database, *, form: str) -> bool:
    """Whether any station has no words, or derived rows of another form than this."""
    row = db.row(
        "select 1 as one from stations left join station_words"
        " on station_words.station_id = stations.id"
        " where coalesce(station_words.form, '') <> :form limit 1",
        form=form,
    )
    return row is not None


def _row(station: Station, text: str) -> dict[str, str]:
    # The name's pinyin is the second line. Sorted by it, names come as in a dictionary.
    pinyin = text.split("\n", 2)[1]
    form = search_rows.form()
    return {"station_id": station.id, "pinyin": pinyin, "search": text, "form": form}
