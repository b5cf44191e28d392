"""Rows written aside, until one short transaction makes them part of their tables.

They lie in temporary tables of one connection: nobody else sees them, no lock is held for them,
and nothing is left of them when the process ends in the middle.

Most columns of many rows hold one value all the time. That is written once, in a table of one row,
and a view puts it beside the columns that differ: half of the work of setting rows aside is saved.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from stations.db.base import Database, Transaction, Value

Columns = Mapping[str, Sequence[Value]]
"""Rows of one table, as its columns of equal length."""


@dataclass(frozen=True, slots=True)
class _Kept:
    """What was put under one name."""

    columns: tuple[str, ...]
    same: dict[str, Value]
    """The columns that hold one value in all rows so far."""

    @property
    def own(self) -> tuple[str, ...]:
        """The columns that differ; the first is the key and always does."""
        return tuple(name for name in self.columns if name not in self.same)


@contextmanager
def set_aside(db: Database) -> Iterator[Aside]:
    """Room for rows aside, until the end of the block."""
    with db.keeping():
        aside = Aside(db)
        try:
            yield aside
        finally:
            aside.clear()


class Aside:
    """Rows of several tables; what is put under a name is seen as the table `aside_<name>`."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._kept: dict[str, _Kept] = {}
        self._count: dict[str, int] = {}

    def put(self, name: str, columns: Columns, *, like: str) -> None:
        """Sets rows aside, all with the same columns, which the table `like` has too."""
        key, *others = columns
        count = len(columns[key])
        if not count:
            return
        with self._db.apart() as tx:
            kept = self._kept.get(name)
            if kept is None:
                same = {one: columns[one][0] for one in others}
                kept = self._kept[name] = _Kept(tuple(columns), same)
                _begin(tx, name, kept, like=like)
            self._part(tx, name, kept, columns)
            tx.load_columns(f"aside_{name}_own", {one: columns[one] for one in kept.own})
        self._count[name] = self.count(name) + count

    def _part(self, tx: Transaction, name: str, kept: _Kept, columns: Columns) -> None:
        """Takes what is no more the same in all rows to the columns that differ."""
        differing = [one for one, value in kept.same.items() if not _is_all(columns[one], value)]
        for one in differing:
            value = kept.same.pop(one)
            if self.count(name):
                tx.run(f"update aside_{name}_own set {one} = :value", value=value)  # noqa: S608
        if differing or not self.count(name):
            tx.run(f"drop view if exists aside_{name}")
            tx.run(_view(name, kept))

    def columns(self, name: str) -> str:
        """The columns of what was put under a name, as SQL lists them; '' for nothing."""
        return ", ".join(self._kept[name].columns) if name in self._kept else ""

    def setting(self, name: str, source: str) -> str:
        """The assignments of an update that takes every column but the first from a source."""
        return ", ".join(f"{one} = {source}.{one}" for one in self._kept[name].columns[1:])

    def count(self, name: str) -> int:
        return self._count.get(name, 0)

    def clear(self) -> None:
        """Drops all of it."""
        if self._kept:
            with self._db.apart() as tx:
                for name in self._kept:
                    _drop(tx, name)
        self._kept.clear()
        self._count.clear()


def _is_all(values: Sequence[Value], value: Value) -> bool:
    return values[0] == value and values.count(value) == len(values)


def _begin(tx: Transaction, name: str, kept: _Kept, *, like: str) -> None:
    _drop(tx, name)
    for part in ("own", "same"):
        tx.run(
            f"create temp table aside_{name}_{part} as"  # noqa: S608
            f" select {', '.join(kept.columns)} from {like} where 1 = 0"
        )
    # With the key, so that there is a row even where no column is the same in all.
    same = {kept.columns[0]: "", **kept.same}
    tx.load_columns(f"aside_{name}_same", {one: [value] for one, value in same.items()})


def _view(name: str, kept: _Kept) -> str:
    chosen = (f"{'same' if one in kept.same else 'own'}.{one}" for one in kept.columns)
    return (
        f"create temp view aside_{name} as select {', '.join(chosen)}"  # noqa: S608
        f" from aside_{name}_same same cross join aside_{name}_own own"
    )


def _drop(tx: Transaction, name: str) -> None:
    tx.run(f"drop view if exists aside_{name}")
    for part in ("own", "same"):
        tx.run(f"drop table if exists aside_{name}_{part}")
