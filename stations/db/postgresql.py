"""A database on PostgreSQL, shared by several web servers."""

from __future__ import annotations

import math
import re
import time
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from functools import lru_cache
from itertools import chain
from typing import Any, cast

import psycopg
from psycopg import sql as composed
from psycopg.rows import RowFactory, tuple_row

from stations.db import migration, patience, seals
from stations.db.base import Engine, Row, Transaction, Value, plain, plain_columns, plain_rows
from stations.db.postgresql_pool import Connection, Lender
from stations.db.statements import Timed
from stations.errors import Refused

_WRITERS_LOCK = 0x7374_6174  # "stat": any number that all our writers agree on.
_CLAIM_S, _ASK_EVERY_S = 0.7, 0.02
"""How long a turn is asked for that others may be unable to give up, and how often."""
_NAMED = re.compile(r"(?<![:\w]):([a-z_][a-z0-9_]*)")


class PostgreSQLDatabase:
    """A `Database` on a PostgreSQL server, for one thread.

    It has a connection only for a statement or a transaction. A statement outside a transaction,
    or the first one of it, is asked once more where its connection turns out to be lost.
    """

    engine: Engine = "postgresql"
    schema: int | None = None
    has_seals = False

    def __init__(self, source: Lender) -> None:
        self._source = source
        self._held: Connection | None = None

    @property
    def in_transaction(self) -> bool:
        held = self._held
        idle = psycopg.pq.TransactionStatus.IDLE
        return held is not None and held.info.transaction_status != idle

    def rows(self, sql: str, **params: Value) -> list[Row]:
        with self._asked(sql, params) as cursor:
            return cursor.fetchall()

    def stream(self, sql: str, **params: Value) -> Iterator[tuple[Any, ...]]:
        with self._asked(sql, params, row_factory=tuple_row) as cursor:
            return iter(cursor)

    def row(self, sql: str, **params: Value) -> Row | None:
        with self._asked(sql, params) as cursor:
            return cursor.fetchone()

    def run(self, sql: str, **params: Value) -> int:
        with self._asked(sql, params) as cursor:
            return cursor.rowcount

    def run_each(self, sql: str, rows: Iterable[Mapping[str, Value]]) -> None:
        with self._borrowed() as connection, Timed(sql), _reached():
            connection.cursor().executemany(_translated(sql), map(_plain, rows))

    def load(self, table: str, rows: Iterable[Mapping[str, Value]]) -> None:
        remaining = iter(rows)
        first = next(remaining, None)
        if first is None:
            return
        rows = chain((first,), remaining)
        self._copy(table, first, plain_rows(row.values() for row in rows))

    def load_columns(self, table: str, columns: Mapping[str, Sequence[Value]]) -> None:
        self._copy(table, columns, plain_columns(columns.values()))

    def _copy(
        self, table: str, columns: Collection[str], rows: Iterator[tuple[Value, ...]]
    ) -> None:
        statement = composed.SQL("copy {} ({}) from stdin").format(
            composed.Identifier(table), composed.SQL(", ").join(map(composed.Identifier, columns))
        )
        with (
            self._borrowed() as connection,
            Timed(f"copy {table}"),
            _reached(),
            connection.cursor().copy(statement) as copy,
        ):
            for values in rows:
                copy.write_row(values)

    @contextmanager
    def reading(self) -> Iterator[None]:
        with self._begun("begin isolation level repeatable read, read only") as connection:
            try:
                yield
            finally:
                if not connection.closed:
                    with _reached():
                        connection.execute("commit")

    def claim(self) -> None:
        # Who has its turn may wait for a row that was written here. To wait for the turn as well
        # would hold up both: so it is only asked for, and given up.
        end = time.monotonic() + _CLAIM_S
        while not self._is_free():
            if time.monotonic() > end:
                raise Refused("busy")
            time.sleep(_ASK_EVERY_S)
        migration.check_writable(self)

    def _is_free(self) -> bool:
        row = self.row("select pg_try_advisory_xact_lock(:lock) as free", lock=_WRITERS_LOCK)
        return bool(row and row["free"])

    @contextmanager
    def keeping(self) -> Iterator[None]:
        if self._held is not None:
            yield
            return
        with self._asked("select 1", {}) as cursor:
            self._held = cast(Connection, cursor.connection)
            try:
                yield
            finally:
                self._held = None

    @contextmanager
    def apart(self) -> Iterator[Transaction]:
        if self._held is None:
            raise RuntimeError("what is set aside lies on one connection: ask for `keeping` first")
        with self._transaction() as tx:
            yield tx

    @contextmanager
    def writing(self, *, late: bool = False) -> Iterator[Transaction]:
        if self.in_transaction:
            raise RuntimeError(
                "a write transaction is open already: one intention, one transaction"
            )
        if late:
            with self._transaction() as tx:
                yield tx
            return
        # Writers take turns as they do on SQLite, so that both engines give one history.
        with self._source.turn(), self._transaction() as tx:
            self.run("select pg_advisory_xact_lock(:lock)", lock=_WRITERS_LOCK)
            migration.check_writable(self)
            yield tx

    @contextmanager
    def _transaction(self) -> Iterator[Transaction]:
        with self._begun("begin") as connection:
            try:
                yield cast(Transaction, self)
                # Where a statement failed and was passed over there is no commit to seal for.
                if connection.info.transaction_status == psycopg.pq.TransactionStatus.INTRANS:
                    seals.seal(cast(Transaction, self))
                with Timed("commit"):
                    _commit(connection)
            except BaseException as error:
                with suppress(psycopg.Error):
                    connection.execute("rollback")
                if isinstance(error, Refused) and error.code == "db_read_only":
                    # A primary that has been demoted: the others of its connections lead there too.
                    self._source.renew()
                raise

    def note(self, sql: str, **params: Value) -> bool:
        if self.in_transaction:
            raise RuntimeError("a note is a transaction of its own")
        try:
            with self._borrowed() as connection, connection.transaction():
                free = connection.execute(
                    "select pg_try_advisory_xact_lock(%s) as free", (_WRITERS_LOCK,)
                ).fetchone()
                is_free = bool(free and free["free"]) and self._is_ours(connection)
                if is_free:
                    connection.execute(_translated(sql), _plain(params))
                return is_free
        except (Refused, psycopg.Error):
            return False

    def _is_ours(self, connection: Connection) -> bool:
        """Whether the schema is still that of this program."""
        found = connection.execute("select max(number) as number from schema_version").fetchone()
        return self.schema is None or bool(found and found["number"] == self.schema)

    def clock(self) -> int:
        # Those of several machines differ.
        row = self.row("select floor(extract(epoch from clock_timestamp()))::bigint as now")
        return int(row["now"]) if row else 0

    def scrub(self, tables: Sequence[str], *, at_most_mb: float = math.inf) -> bool:
        # A plain `vacuum` only marks the room of deleted rows as free.
        names = [composed.Identifier(name) for name in tables]
        try:
            with self._borrowed() as connection:
                size = connection.execute(
                    "select sum(pg_total_relation_size(name::regclass)) as bytes"
                    " from unnest(%s::text[]) as name",
                    (list(tables),),
                ).fetchone()
                if size and float(size["bytes"] or 0) / 1_000_000 > at_most_mb:
                    return False
                for name in names:
                    connection.execute(composed.SQL("vacuum full {}").format(name))
        except (Refused, psycopg.Error):
            return False
        return True

    def hurried(self) -> AbstractContextManager[None]:
        return patience.hurried()

    def close(self) -> None:
        self._source.close()

    @contextmanager
    def _begun(self, statement: str) -> Iterator[Connection]:
        """A connection that is held to the end of the transaction that the statement begins."""
        kept = self._held
        with self._asked(statement, {}) as cursor:
            self._held = connection = cast(Connection, cursor.connection)
            try:
                yield connection
            finally:
                self._held = kept

    @contextmanager
    def _borrowed(self) -> Iterator[Connection]:
        if self._held is not None:
            yield self._held
            return
        connection = self._source.take()
        try:
            yield connection
        finally:
            self._source.give_back(connection)

    @contextmanager
    def _asked(
        self, sql: str, params: Mapping[str, Value], *, row_factory: RowFactory[Any] | None = None
    ) -> Iterator[psycopg.Cursor[Any]]:
        """The cursor of a statement, and its connection until the end of the block."""
        values = _plain(params)
        with _reached():
            cursor = self._executed(sql, values, row_factory)
        try:
            yield cursor
        finally:
            if self._held is None:
                self._source.give_back(cast(Connection, cursor.connection))

    def _executed(
        self, sql: str, values: dict[str, Any], row_factory: RowFactory[Any] | None
    ) -> psycopg.Cursor[Any]:
        for is_last in (False, True):
            connection = self._held or self._source.take()
            cursor: psycopg.Cursor[Any] = connection.cursor(
                row_factory=row_factory or connection.row_factory
            )
            try:
                with Timed(sql):
                    return cursor.execute(_translated(sql), values)
            except BaseException as error:
                if self._held is not None:
                    raise
                self._source.give_back(connection)
                if is_last or not _has_gone(connection, error):
                    raise
                self._source.renew()
        raise AssertionError("unreachable")


def _has_gone(connection: Connection, error: BaseException) -> bool:
    """Whether a connection had been lost before it was asked, so that another may answer."""
    is_lost = isinstance(error, psycopg.OperationalError) and connection.broken
    return is_lost and not connection.was_late


def _commit(connection: Connection) -> None:
    """Commits; Refused where that can't be said, for only what is safe is acknowledged."""
    connection.is_unconfirmed = False
    try:
        done = connection.execute("commit")
    except (psycopg.OperationalError, psycopg.InterfaceError) as error:
        raise Refused("db_unsure") from error
    if connection.is_unconfirmed:
        raise Refused("db_unsure")
    if done.statusmessage != "COMMIT":
        raise RuntimeError("a statement failed and was passed over: nothing has been stored")


@contextmanager
def _reached() -> Iterator[None]:
    """Refused where the server is away, full, too slow or takes no writes."""
    try:
        yield
    except psycopg.errors.ReadOnlySqlTransaction as error:
        raise Refused("db_read_only") from error
    except psycopg.errors.LockNotAvailable as error:
        raise Refused("busy") from error
    except (psycopg.OperationalError, psycopg.InterfaceError) as error:
        raise Refused("db_unreachable") from error


def _plain(params: Mapping[str, Value]) -> dict[str, Any]:
    return {key: plain(value) for key, value in params.items()}


@lru_cache(maxsize=512)
def _translated(statement: str) -> composed.SQL:
    return composed.SQL(_NAMED.sub(r"%(\1)s", statement.replace("%", "%%")))
