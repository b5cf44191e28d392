"""Words by which the desk finds and sorts stations, drafts included.

Workers search the cards of what is published. A clerk looks for drafts as well, which have none.
"""

from __future__ import annotations

from collections.abc import Iterable

from stations.db.aside import Aside
from stations.db.base import Database, Transaction
from stations.registry.model import Station
from stations.registry.stored import search_rows


def add(tx: Transaction, stations: Iterable[tuple[Station, str]]) -> None:
    """Writes the words of new stations, each with its folded text."""
    tx.load("station_words", (row(station, text) for station, text in stations))


def replace(tx: Transaction, stations: Iterable[tuple[Station, str]]) -> None:
    """Writes the words of stations in place of the old ones."""
    tx.run_each(
        "insert into station_words (station_id, pinyin, search, form)"
        " values (:station_id, :pinyin, :search, :form)"
        " on conflict (station_id) do update set pinyin = excluded.pinyin,"
        " search = excluded.search, form = excluded.form",
        (row(station, text) for station, text in stations),
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


def row(station: Station, text: str) -> dict[str, str]:
    """The words of a station from its folded text."""
    # The name's pinyin is the second line. Sorted by it, names come as in a dictionary.
    pinyin = text.split("\n", 2)[1]
    form = search_rows.form()
    return {"station_id": station.id, "pinyin": pinyin, "search": text, "form": form}
