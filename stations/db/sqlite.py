"""A database in one SQLite file."""

from __future__ import annotations

import itertools
import math
import time
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from pathlib import Path
from typing import Any, cast

from stations.db import migration, patience, seals
from stations.db.base import Engine, Row, Transaction, Value, plain, plain_columns, plain_rows
from stations.db.failure_reasons import reason
from stations.db.statements import Timed
from stations.db.toolkit import Toolkit, sqlite3
from stations.errors import Refused

OLDEST = (3, 40, 0)
"""That of Debian 12, the oldest on which the tests have run."""
_WITHOUT_RACE = (3, 51, 3)
"""The first SQLite whose WAL two writers cannot corrupt (the WAL-reset race)."""

BUSY_MS = 5_000
_ASK_AGAIN_S = 0.02
_MANY_KB = 200_000
DriverError: type[Exception] = sqlite3.DatabaseError
JOURNAL = "DELETE" if sqlite3.sqlite_version_info < _WITHOUT_RACE else "WAL"
"""Without WAL there is no race, for any number of processes; readers wait for each commit then."""
_PRAGMAS = (
    f"journal_mode={JOURNAL}",
    # NORMAL loses acknowledged commits when the power fails; FULL does not.
    "synchronous=FULL",
    "foreign_keys=ON",
    # What is deleted is overwritten, not only forgotten.
    "secure_delete=ON",
    "recursive_triggers=ON",
    "trusted_schema=OFF",
    "cell_size_check=ON",
    "mmap_size=0",
)


class SQLiteDatabase:
    """A `Database` on an SQLite file."""

    engine: Engine = "sqlite"
    schema: int | None = None
    has_seals = False

    def __init__(self, path: Path, *, pragmas: Iterable[str] = _PRAGMAS) -> None:
        check_version()
        self.path = path
        try:
            connection = sqlite3.connect(
                str(path),
                timeout=_patience_ms() / 1000,
                isolation_level=None,
                uri=str(path).startswith("file:"),
            )
            connection.row_factory = sqlite3.Row
            for pragma in (f"busy_timeout={_patience_ms()}", *pragmas):
                _when_free(connection, f"pragma {pragma}")
        except sqlite3.Error as error:
            raise Refused("db_corrupt", path=path, error=error) from error
        self.toolkit = Toolkit(connection, execute_plugins=False)
        self._connection = connection

    @classmethod
    def untouched(cls, path: Path) -> SQLiteDatabase:
        """A file that is only looked at, such as a backup: nothing in it is changed."""
        return cls(path, pragmas=("query_only=ON", "trusted_schema=OFF", "cell_size_check=ON"))

    @classmethod
    def in_memory(cls, name: str) -> SQLiteDatabase:
        """One that the connections of this process share, while any of them is open."""
        return cls(Path(f"file:{name}?mode=memory&cache=shared"), pragmas=("foreign_keys=ON",))

    @property
    def in_transaction(self) -> bool:
        return bool(self._connection.in_transaction)

    @property
    def connection(self) -> Any:
        """The driver's own connection, for backups."""
        return self._connection

    def rows(self, sql: str, **params: Value) -> list[Row]:
        with Timed(sql):
            return [dict(row) for row in self._execute(sql, params)]

    def stream(self, sql: str, **params: Value) -> Iterator[tuple[Any, ...]]:
        cursor = self._connection.cursor()
        cursor.row_factory = None
        with Timed(sql):
            return iter(cursor.execute(sql, _plain(params)))

    def row(self, sql: str, **params: Value) -> Row | None:
        with Timed(sql):
            found = self._execute(sql, params).fetchone()
        return None if found is None else dict(found)

    def run(self, sql: str, **params: Value) -> int:
        with Timed(sql):
            return int(self._execute(sql, params).rowcount)

    def run_each(self, sql: str, rows: Iterable[Mapping[str, Value]]) -> None:
        with Timed(sql):
            self._connection.executemany(sql, map(_plain, rows))

    def load(self, table: str, rows: Iterable[Mapping[str, Value]]) -> None:
        # Measured: sqlite-utils' insert_all, which joins rows into long statements and looks for
        # JSON in every value, takes four times as long as executemany.
        remaining = iter(rows)
        first = next(remaining, None)
        if first is None:
            return
        rows = itertools.chain((first,), remaining)
        self._insert(table, first, plain_rows(row.values() for row in rows))

    def load_columns(self, table: str, columns: Mapping[str, Sequence[Value]]) -> None:
        self._insert(table, columns, plain_columns(columns.values()))

    def _insert(
        self, table: str, columns: Collection[str], rows: Iterator[tuple[Value, ...]]
    ) -> None:
        names, marks = ", ".join(columns), ", ".join("?" * len(columns))
        sql = f"insert into {table} ({names}) values ({marks})"  # noqa: S608
        with Timed(sql):
            self._connection.executemany(sql, rows)

    @contextmanager
    def reading(self) -> Iterator[None]:
        self._connection.execute("begin")
        try:
            yield
        finally:
            self._connection.execute("commit")

    def claim(self) -> None:
        """Nothing to do: SQLite has one writer from its first statement on."""

    def keeping(self) -> AbstractContextManager[None]:
        """Nothing to do: a thread has one connection."""
        return nullcontext()

    @contextmanager
    def apart(self) -> Iterator[Transaction]:
        self._connection.execute("begin")
        try:
            yield cast(Transaction, self)
            self._connection.execute("commit")
        except BaseException:
            with suppress(sqlite3.Error):
                self._connection.execute("rollback")
            raise

    @contextmanager
    def writing(self, *, late: bool = False) -> Iterator[Transaction]:
        if self.in_transaction:
            raise RuntimeError(
                "a write transaction is open already: one intention, one transaction"
            )
        if late:
            self._prepare_for_many()
        tx = cast(Transaction, self)
        # A deferred BEGIN that reads before it writes fails at once under a second writer.
        try:
            with Timed("begin immediate"):
                self._connection.execute("begin immediate")
        except sqlite3.OperationalError as error:
            raise Refused("busy") from error
        try:
            migration.check_writable(self)
            seals.pass_over(tx)
            yield tx
            seals.seal(tx)
            with Timed("commit"):
                self._connection.execute("commit")
        except BaseException:
            with suppress(sqlite3.Error):
                self._connection.execute("rollback")
            raise
        finally:
            if late:
                self._clean_after_many()

    def _prepare_for_many(self) -> None:
        # Pages that do not fit are written twice, and while others wait. What is written is moved
        # from the log into the file when nobody waits for it any more.
        self._connection.execute(f"pragma cache_size=-{_MANY_KB}")
        self._connection.execute("pragma wal_autocheckpoint=0")

    def _clean_after_many(self) -> None:
        self._connection.execute("pragma wal_autocheckpoint=1000")
        self._connection.execute("pragma cache_size=-2000")
        self._connection.execute("pragma wal_checkpoint(passive)").fetchall()

    def note(self, sql: str, **params: Value) -> bool:
        if self.in_transaction:
            raise RuntimeError("a note is a transaction of its own")
        self._connection.execute("pragma busy_timeout=0")
        try:
            migration.check_writable(self)
            self._execute(sql, params)
        except (sqlite3.OperationalError, Refused):
            return False
        finally:
            self._connection.execute(f"pragma busy_timeout={_patience_ms()}")
        return True

    def clock(self) -> int:
        return int(time.time())

    def scrub(self, tables: Sequence[str], *, at_most_mb: float = math.inf) -> bool:
        # The whole file is written anew: `secure_delete` alone leaves copies (measured: in one file
        # of twelve) where rows were moved between pages, and what was deleted before it was on.
        try:
            if self._megabytes() > at_most_mb:
                return False
            self._connection.execute("vacuum")
            # A replicator that reads the log keeps it: nobody shall wait for that.
            self._connection.execute("pragma busy_timeout=0")
            emptied = self._connection.execute("pragma wal_checkpoint(truncate)").fetchone()
        except sqlite3.OperationalError:
            return False
        finally:
            self._connection.execute(f"pragma busy_timeout={_patience_ms()}")
        return emptied is not None and emptied[0] == 0

    def _megabytes(self) -> float:
        pages, size = (
            self._connection.execute(f"pragma {name}").fetchone()[0]
            for name in ("page_count", "page_size")
        )
        return float(pages * size / 1_000_000)

    @contextmanager
    def hurried(self) -> Iterator[None]:
        """Inside, others who hold a lock are waited for shortly only."""
        try:
            with patience.hurried():
                self._connection.execute(f"pragma busy_timeout={_patience_ms()}")
                yield
        finally:
            self._connection.execute(f"pragma busy_timeout={_patience_ms()}")

    def close(self) -> None:
        self._connection.close()

    def _execute(self, sql: str, params: Mapping[str, Value]) -> Any:
        return self._connection.execute(sql, _plain(params))


def _plain(params: Mapping[str, Value]) -> dict[str, Any]:
    return {key: plain(value) for key, value in params.items()}


def _patience_ms() -> int:
    """How long others who hold a lock are waited for."""
    limit_s = patience.limit_s()
    return BUSY_MS if limit_s is None else int(limit_s * 1000)


def _when_free(connection: Any, statement: str) -> None:
    """Executes a statement for which SQLite itself waits for nobody: that of the journal."""
    end = time.monotonic() + _patience_ms() / 1000
    while True:
        try:
            connection.execute(statement)
            return
        except sqlite3.OperationalError as error:
            if not reason(error).startswith("SQLITE_BUSY") or time.monotonic() > end:
                raise
            time.sleep(_ASK_AGAIN_S)


def check_version() -> None:
    """Refuses an SQLite that lacks what the schema needs."""
    if sqlite3.sqlite_version_info < OLDEST:
        raise Refused("sqlite_too_old", found=sqlite3.sqlite_version)


def has_wal_race() -> bool:
    """Whether this SQLite can corrupt a file whose log two connections write and reset at once."""
    return bool(sqlite3.sqlite_version_info < _WITHOUT_RACE)


def version() -> str:
    """The version of SQLite that this process has loaded."""
    return str(sqlite3.sqlite_version)
