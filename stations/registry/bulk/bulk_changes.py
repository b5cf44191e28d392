"""Many changes of stations, made ready beside the registry and taken over in one short moment.

What takes long is done first and seen by nobody: rows, digests and search rows are worked out and
set aside. One transaction of plain SQL then makes all of them true at once.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from operator import attrgetter

from stations.audit import log
from stations.audit.model import Act, digest_of, line
from stations.db.aside import Aside
from stations.db.base import Database, Row, Transaction
from stations.errors import Refused
from stations.registry import fields
from stations.registry.bulk.collecting import seldom_collected
from stations.registry.model import Station
from stations.registry.stored import (
    change_store,
    digest_store,
    history,
    history_store,
    redirects,
    row_writer,
    search_rows,
    sort_words,
    store,
    text_search,
)
from stations.registry.stored.change_store import Pair
from stations.registry.stored.row_writer import Laid

Progress = Callable[[str, int], None]
"""Called with what is being done and how much of it is done, in percent."""
Check = Callable[[Transaction], None]
_PAGE = 1_000
_NO_REVISION = 0


def silent(words: str, percent: int) -> None:
    """Progress that nobody watches."""


def part(progress: Progress, first: int, last: int) -> Progress:
    """Progress of a part of the work, told as that of the whole."""
    return lambda words, percent: progress(words, first + (last - first) * percent // 100)


@dataclass(frozen=True, slots=True, kw_only=True)
class Alongside:
    """Who is told how far long work is, and what is written in the moment in which it counts."""

    progress: Progress = silent
    within: Check = lambda tx: None
    """Goes with the work or not at all, and may refuse it."""


ALONE = Alongside()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadyChanges:
    """Changes that are set aside on one connection."""

    aside: Aside
    act: Act
    subject: str
    area: str
    digest: str
    count: int

    def take(self, tx: Transaction, *, check: Check) -> int:
        """Makes them true; the number in the log.

        `check` is asked under the lock and refuses what has become untrue. Refused
        ('stale_version') where somebody was quicker, ('combined') where a record that became
        another one would open by itself.
        """
        if self.aside.count("changed") and (name := redirects.half_undone_aside(tx)):
            raise Refused("combined", name=name)
        check(tx)
        store.take(tx, self.aside)
        sort_words.take(tx, self.aside)
        tx.claim()
        check(tx)
        number = log.append(
            tx,
            act=self.act,
            subject=self.subject,
            area=self.area,
            body={"stations": self.count, "history": self.digest},
        )
        search_rows.take(tx, self.aside, revision=store.advance(tx))
        history_store.take(tx, self.aside, log=number)
        return number


@contextmanager
def made_ready(
    db: Database,
    pairs: Sequence[Pair],
    *,
    act: Act,
    subject: str,
    said: Collection[str] = fields.BY_KEY,
    progress: Progress = silent,
) -> Iterator[ReadyChanges]:
    """The changes of these stations, set aside until the end of the block.

    `said` limits what is told of new stations to the columns that a list has.
    """
    listed = _listed(db)
    aside = Aside(db)
    lines: list[bytes] = []
    # In the order of the key: pages of the tables are then filled one after the other.
    ordered = sorted(pairs, key=lambda pair: pair[1].id)
    try:
        with seldom_collected():
            for start in range(0, len(ordered), _PAGE):
                page = _Page(act=act, columns=listed)
                for before, after in ordered[start : start + _PAGE]:
                    page.add(before, after, keys=said if before is None else fields.BY_KEY)
                page.put(aside)
                lines += map(line, page.rows["history"])
                _tell(progress, start + len(page.rows["history"]), of=len(ordered))
        yield ReadyChanges(
            aside=aside,
            act=act,
            subject=subject,
            area=change_store.area_of(pairs),
            digest=digest_of(lines),
            count=len(ordered),
        )
    finally:
        aside.clear()


def _tell(progress: Progress, done: int, *, of: int) -> None:
    progress(f"准备保存，{done:,} / {of:,} 个驿站", 100 * done // of)


class _Page:
    """Rows of some stations, by the name under which they are set aside."""

    def __init__(self, *, act: Act, columns: int) -> None:
        self._act, self._columns = act, columns
        self.rows: dict[str, list[Row]] = {name: [] for name in _LIKE}

    def add(self, before: Station | None, after: Station, *, keys: Collection[str]) -> None:
        """The rows of one change."""
        changes = history.differences(before, after, keys=keys)
        laid = row_writer.laid(after)
        entry = history.entry(after, changes, act=self._act, laid=laid, columns=self._columns)
        self.rows["history"].append(entry)
        self.rows["private"] += history.private(after, changes)
        self.rows["stations" if before is None else "changed"].append(laid.station)
        self._add_children(before, after, laid)
        self._add_derived(before, after)

    def _add_children(self, before: Station | None, after: Station, laid: Laid) -> None:
        tables = laid.tables()
        for table, values in _CHILDREN.items():
            old = values(before) if before is not None else ()
            if old == values(after):
                continue
            self.rows[table] += tables[table]
            if old:
                self.rows[f"{table}_old"].append({"station_id": after.id})

    def _add_derived(self, before: Station | None, after: Station) -> None:
        text = text_search.folded(after)
        if before is None or not text_search.same(before, after):
            self.rows["words"].append(sort_words.row(after, text))
        card = search_rows.card_row(after, revision=_NO_REVISION, searched=text)
        if card is not None:
            del card["revision"]
            self.rows["cards"].append(card)
        elif before is not None:
            self.rows["cards_old"].append({"station_id": after.id})

    def put(self, aside: Aside) -> None:
        """Sets all of them aside."""
        for name, rows in self.rows.items():
            aside.put(name, rows, like=_LIKE[name])


_CHILDREN = {
    "station_amenities": attrgetter("amenities"),
    "station_honours": attrgetter("honours"),
    "station_periods": attrgetter("periods"),
    "station_closures": attrgetter("closures"),
}
"""The tables of what a station has several of, and where it has them."""
_LIKE = {
    "stations": "stations",
    "changed": "stations",
    **{table: table for table in _CHILDREN},
    **{f"{table}_old": table for table in _CHILDREN},
    "cards": "cards",
    "cards_old": "cards",
    "words": "station_words",
    "history": "station_history",
    "private": "private_changes",
}
"""What is set aside under which name, and the table that it is like."""


def _listed(db: Database) -> int:
    """The number of the list of columns that digests cover today."""
    with db.writing() as tx:
        return digest_store.number_of(tx, history.covered())
