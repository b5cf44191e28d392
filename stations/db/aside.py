"""Rows written aside, until one short transaction makes them part of their tables.

They lie in temporary tables of one connection: nobody else sees them, no lock is held for them,
and nothing is left of them when the process ends in the middle.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from stations.db.base import Database, Value


class Aside:
    """Rows of several tables; what is put under a name lies in the table `aside_<name>`."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._columns: dict[str, tuple[str, ...]] = {}
        self._count: dict[str, int] = {}

    def put(self, name: str, rows: Sequence[Mapping[str, Value]], *, like: str) -> None:
        """Sets rows aside, all with the same columns, which the table `like` has too."""
        if not rows:
            return
        with self._db.apart() as tx:
            if name not in self._columns:
                columns = tuple(rows[0])
                tx.run(f"drop table if exists aside_{name}")
                tx.run(
                    f"create temp table aside_{name} as"  # noqa: S608
                    f" select {', '.join(columns)} from {like} where 1 = 0"
                )
                self._columns[name] = columns
            tx.load(f"aside_{name}", rows)
        self._count[name] = self.count(name) + len(rows)

    def columns(self, name: str) -> str:
        """The columns of what was put under a name, as SQL lists them; '' for nothing."""
        return ", ".join(self._columns.get(name, ()))

    def setting(self, name: str, source: str) -> str:
        """The assignments of an update that takes every column but the first from a source."""
        return ", ".join(f"{one} = {source}.{one}" for one in self._columns[name][1:])

    def count(self, name: str) -> int:
        return self._count.get(name, 0)

    def clear(self) -> None:
        """Drops all of it."""
        if self._columns:
            with self._db.apart() as tx:
                for name in self._columns:
                    tx.run(f"drop table aside_{name}")
        self._columns.clear()
        self._count.clear()
