"""Words by which the desk finds and sorts stations, drafts included.

Workers search the cards of what is published. A clerk looks for drafts as well, which have none.
"""

from __future__ import annotations

from collections.abc import Sequence

from stations.db.aside import Aside, Columns
from stations.db.base import Database, Transaction
from stations.registry.model import Station
from stations.registry.stored import search_rows


def add(tx: Transaction, stations: Sequence[Station], texts: Sequence[str]) -> None:
    """Writes the words of new stations, each with its folded text."""
    tx.load_columns("station_words", columns(stations, texts))


def replace(tx: Transaction, stations: Sequence[Station], texts: Sequence[str]) -> None:
    """Writes the words of stations in place of the old ones."""
    made = columns(stations, texts)
    tx.run_each(
        "insert into station_words (station_id, pinyin, search, form)"
        " values (:station_id, :pinyin, :search, :form)"
        " on conflict (station_id) do update set pinyin = excluded.pinyin,"
        " search = excluded.search, form = excluded.form",
        (dict(zip(made, row, strict=True)) for row in zip(*made.values(), strict=True)),
    )


def take(tx: Transaction, aside: Aside) -> None:
    """Writes words that were set aside, in place of old ones."""
    if columns := aside.columns("words"):
        tx.run(
            f"insert into station_words ({columns}) select {columns} from aside_words where true"  # noqa: S608
            f" on conflict (station_id) do update set {aside.setting('words', 'excluded')}"
        )


def outdated(db: Database, *, form: str) -> bool:
    """Whether any station has no words, or derived rows of another form than this."""
    found = db.row(
        "select 1 as one from stations left join station_words"
        " on station_words.station_id = stations.id"
        " where coalesce(station_words.form, '') <> :form limit 1",
        form=form,
    )
    return found is not None


def columns(stations: Sequence[Station], texts: Sequence[str]) -> Columns:
    """The words of stations from their folded texts, as columns."""
    return {
        "station_id": [station.id for station in stations],
        # The name's pinyin is the second line. Sorted by it, names come as in a dictionary.
        "pinyin": [text.split("\n", 2)[1] for text in texts],
        "search": texts,
        "form": [search_rows.form()] * len(stations),
    }
