"""Many changes of stations, made ready beside the registry and taken over in one short moment.

What takes long is done first and seen by nobody: rows, digests and search rows are worked out and
set aside. One transaction of plain SQL then makes all of them true at once.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, compress
from operator import and_, attrgetter

from stations.audit import log
from stations.audit.model import Act, digest_of, lines_of
from stations.db.aside import Aside, Columns, set_aside
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
from stations.remarks import Remark

Progress = Callable[[Remark, int], None]
"""Called with what is being done and how much of it is done, in percent."""
Check = Callable[[Transaction], None]
_PAGE = 1_000
_NO_REVISION = 0


def silent(step: Remark, percent: int) -> None:
    """Progress that nobody watches."""


def part(progress: Progress, first: int, last: int) -> Progress:
    """Progress of a part of the work, told as that of the whole."""
    return lambda step, percent: progress(step, first + (last - first) * percent // 100)


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
    touched: Collection[str]
    """The columns of the table of stations in which any of them is changed."""

    def take(self, tx: Transaction, *, check: Check) -> int:
        """Makes them true; the number in the log.

        `check` is asked under the lock and refuses what has become untrue. Refused
        ('stale_version') where somebody was quicker, ('combined') where a record that became
        another one would open by itself.
        """
        if self.aside.count("changed") and (name := redirects.half_undone_aside(tx)):
            raise Refused("combined", name=name)
        check(tx)
        moved = history_store.moved_aside(tx) if self._moves else []
        store.take(tx, self.aside, touched=self.touched)
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
        history_store.move(tx, moved, before=number)
        history_store.index(tx, number)
        return number

    @property
    def _moves(self) -> bool:
        """Whether any station may come to another area."""
        areas = {"area_code", "district_code"} & set(self.touched)
        return bool(areas) and self.aside.count("changed") > 0


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
    lines: list[bytes] = []
    touched: set[str] = set()
    # In the order of the key: pages of the tables are then filled one after the other.
    ordered = sorted(pairs, key=lambda pair: pair[1].id)
    with set_aside(db) as aside:
        with seldom_collected():
            for start in range(0, len(ordered), _PAGE):
                page = ordered[start : start + _PAGE]
                made = _Page(page, act=act, listed=listed, said=said)
                made.put(aside)
                lines += lines_of(made.history)
                touched |= made.touched
                _tell(progress, start + len(page), of=len(ordered))
        yield ReadyChanges(
            aside=aside,
            act=act,
            subject=subject,
            area=change_store.area_of(pairs),
            digest=digest_of(lines),
            count=len(ordered),
            touched=touched,
        )


def _tell(progress: Progress, done: int, *, of: int) -> None:
    progress(Remark("step.ready", done=done, of=of), 100 * done // of)


class _Page:
    """Rows of some stations, by the name under which they are set aside, as columns."""

    def __init__(
        self, pairs: Sequence[Pair], *, act: Act, listed: int, said: Collection[str]
    ) -> None:
        stations = [after for _, after in pairs]
        rows = row_writer.columns(stations)
        children = row_writer.children(stations)
        changes = history.changes(pairs, said=said)
        self.history = history.entries(
            stations,
            changes,
            act=act,
            digests=digest_store.digests(rows, children, history.covered()),
            columns=listed,
        )
        new = [before is None for before, _ in pairs]
        changed = _chosen(rows, [not one for one in new])
        self.touched = _touched([before for before, _ in pairs if before is not None], changed)
        secret = map(history.private, stations, changes)
        self._columns = {
            "stations": _chosen(rows, new),
            "changed": changed,
            "history": self.history,
            "private": _columns(chain.from_iterable(secret)),
        }
        self._add_children(pairs, children)
        self._add_derived(pairs)

    def _add_children(
        self, pairs: Sequence[Pair], children: Mapping[str, Sequence[list[Row]]]
    ) -> None:
        for table, of in _CHILDREN.items():
            old = [() if before is None else of(before) for before, _ in pairs]
            differ = [one != of(after) for one, (_, after) in zip(old, pairs, strict=True)]
            rows = chain.from_iterable(compress(children[table], differ))
            gone = [after.id for _, after in compress(pairs, map(and_, differ, map(bool, old)))]
            self._columns |= {table: _columns(rows), f"{table}_old": {"station_id": gone}}

    def _add_derived(self, pairs: Sequence[Pair]) -> None:
        stations = [after for _, after in pairs]
        texts = text_search.of_many(stations)
        other = [before is None or not text_search.same(before, after) for before, after in pairs]
        shown = [not one.is_draft for one in stations]
        gone = [
            after.id for before, after in pairs if before is not None and after.is_draft
        ]  # fmt: skip
        self._columns |= {
            "words": sort_words.columns([*compress(stations, other)], [*compress(texts, other)]),
            "cards": search_rows.card_columns(
                [*compress(stations, shown)], [*compress(texts, shown)]
            ),
            "cards_old": {"station_id": gone},
        }

    def put(self, aside: Aside) -> None:
        """Sets all of them aside."""
        for name, columns in self._columns.items():
            if columns:
                aside.put(name, columns, like=_LIKE[name])


def _touched(before: Sequence[Station], after: Columns) -> set[str]:
    """The columns in which any of these is changed."""
    if not before:
        return set()
    return {name for name, old in row_writer.columns(before).items() if [*old] != [*after[name]]}


def _chosen(columns: Columns, chosen: Sequence[bool]) -> Columns:
    if all(chosen):
        return columns
    return {name: [*compress(column, chosen)] for name, column in columns.items()}


def _columns(rows: Iterable[Row]) -> Columns:
    """Rows as columns; nothing where there are none."""
    found = list(rows)
    values = zip(*map(dict.values, found), strict=True)
    return dict(zip(found[0], values, strict=True)) if found else {}


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
