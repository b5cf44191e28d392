"""A database on PostgreSQL, shared by several web servers."""

from __future__ import annotations

import re
import time
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from itertools import chain
from typing import Any, cast

import psycopg
from psycopg import sql as composed
from psycopg.rows import dict_row

from stations.db.base import Engine, Row, Transaction, Value, plain, plain_columns, plain_rows
from stations.errors import Refused

_WRITERS_LOCK = 0x7374_6174  # "stat": any number that all our writers agree on.
_CLAIM_S, _ASK_EVERY_S = 0.7, 0.02
"""How long a turn is asked for that others may be unable to give up, and how often."""
_NAMED = re.compile(r"(?<![:\w]):([a-z_][a-z0-9_]*)")
_OPTIONS = "-c statement_timeout=60s -c idle_in_transaction_session_timeout=60s"


class PostgreSQLDatabase:
    """A `Database` on a PostgreSQL server; a lost connection is opened again between queries."""

    engine: Engine = "postgresql"

    def __init__(self, url: str) -> None:
        self._url = url
        self._opened = self._connect()

    @property
    def in_transaction(self) -> bool:
        return self._opened.info.transaction_status != psycopg.pq.TransactionStatus.IDLE

    def rows(self, sql: str, **params: Value) -> list[Row]:
        return self._execute(sql, params).fetchall()

    def stream(self, sql: str, **params: Value) -> Iterator[tuple[Any, ...]]:
        with _reached():
            cursor = self._connection().cursor(row_factory=psycopg.rows.tuple_row)
            cursor.execute(_translated(sql), _plain(params))
        return iter(cursor)

    def row(self, sql: str, **params: Value) -> Row | None:
        return self._execute(sql, params).fetchone()

    def run(self, sql: str, **params: Value) -> int:
        return self._execute(sql, params).rowcount

    def run_each(self, sql: str, rows: Iterable[Mapping[str, Value]]) -> None:
        with _reached():
            self._connection().cursor().executemany(_translated(sql), map(_plain, rows))

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
        with _reached(), self._connection().cursor().copy(statement) as copy:
            for values in rows:
                copy.write_row(values)

    @contextmanager
    def reading(self) -> Iterator[None]:
        connection = self._connection()
        with _reached():
            connection.execute("begin isolation level repeatable read, read only")
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

    def _is_free(self) -> bool:
        row = self.row("select pg_try_advisory_xact_lock(:lock) as free", lock=_WRITERS_LOCK)
        return bool(row and row["free"])

    @contextmanager
    def apart(self) -> Iterator[Transaction]:
        with self._transaction() as tx:
            yield tx

    @contextmanager
    def writing(self, *, late: bool = False) -> Iterator[Transaction]:
        if self.in_transaction:
            raise RuntimeError(
                "a write transaction is open already: one intention, one transaction"
            )
        with self._transaction() as tx:
            # Writers take turns as they do on SQLite, so that both engines give one history.
            if not late:
                with _reached():
                    self._opened.execute("select pg_advisory_xact_lock(%s)", (_WRITERS_LOCK,))
            yield tx

    @contextmanager
    def _transaction(self) -> Iterator[Transaction]:
        connection = self._connection()
        with _reached():
            connection.execute("begin")
        try:
            yield cast(Transaction, self)
            with _reached():
                connection.execute("commit")
        except BaseException:
            if not connection.closed:
                connection.execute("rollback")
            raise

    def note(self, sql: str, **params: Value) -> bool:
        if self.in_transaction:
            raise RuntimeError("a note is a transaction of its own")
        try:
            connection = self._connection()
            with connection.transaction():
                free = connection.execute(
                    "select pg_try_advisory_xact_lock(%s) as free", (_WRITERS_LOCK,)
                ).fetchone()
                if free and free["free"]:
                    connection.execute(_translated(sql), _plain(params))
                return bool(free and free["free"])
        except (Refused, psycopg.Error):
            return False

    def close(self) -> None:
        self._opened.close()

    def _execute(self, sql: str, params: Mapping[str, Value]) -> psycopg.Cursor[Row]:
        with _reached():
            return self._connection().execute(_translated(sql), _plain(params))

    def _connection(self) -> psycopg.Connection[Row]:
        if self._opened.closed:
            self._opened = self._connect()
        return self._opened

    def _connect(self) -> psycopg.Connection[Row]:
        try:
            return psycopg.connect(
                self._url,
                autocommit=True,
                row_factory=dict_row,
                connect_timeout=5,
                tcp_user_timeout=5_000,
                options=_OPTIONS,
            )
        except psycopg.OperationalError as error:
            # The error may repeat the password of the URL, so it is not shown.
            raise Refused("db_unreachable.connect") from error


@contextmanager
def _reached() -> Iterator[None]:
    """Refused where the server is away, full, too slow or takes no writes."""
    try:
        yield
    except psycopg.errors.ReadOnlySqlTransaction as error:
        raise Refused("db_read_only") from error
    except (psycopg.OperationalError, psycopg.InterfaceError) as error:
        raise Refused("db_unreachable") from error


def _plain(params: Mapping[str, Value]) -> dict[str, Any]:
    return {key: plain(value) for key, value in params.items()}


@lru_cache(maxsize=512)
def _translated(statement: str) -> composed.SQL:
    return composed.SQL(_NAMED.sub(r"%(\1)s", statement.replace("%", "%%")))
