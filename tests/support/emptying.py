"""A PostgreSQL database that one test after the other finds empty and migrated."""

from __future__ import annotations

import secrets
from types import TracebackType

import psycopg

_OTHERS = """
select pg_terminate_backend(pid, 60000) from pg_stat_activity
where datname = current_database() and pid <> pg_backend_pid()
"""
_TABLES = "select tablename from pg_tables where schemaname = 'public'"
_SHAPE = """
select (select md5(string_agg(concat(tgrelid, tgname, tgenabled), ',' order by oid))
        from pg_trigger),
       (select count(*) from pg_attribute), (select count(*) from pg_constraint),
       (select count(*) from pg_class where relpersistence <> 't'), (select count(*) from pg_proc)
"""


def url(server: str, name: str) -> str:
    """The address of a database of this server."""
    base, _, query = server.partition("?")
    return f"{base.rsplit('/', 1)[0]}/{name}" + (f"?{query}" if query else "")


class Database:
    """Emptied by deleting its rows; made anew only after a test that changed its schema."""

    def __init__(self, server: str, *, template: str) -> None:
        self._server, self._template = server, template
        self._make()

    def __enter__(self) -> Database:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._drop()

    def empty(self) -> None:
        """Gives every table the rows that it had after migrating; ends all other connections."""
        self._connection.execute(_OTHERS)
        if self._connection.execute(_SHAPE).fetchone() != self._shape:
            self._drop()
            self._make()
            return
        with self._connection.transaction():
            self._connection.execute(self._first)

    def _make(self) -> None:
        self._name = f"t{secrets.token_hex(6)}"
        self._on_server(
            f"create database {self._name} template {self._template} strategy file_copy"
        )
        self.url = url(self._server, self._name)
        self._connection = psycopg.connect(self.url, autocommit=True)
        # Neither the guards of what only grows nor foreign keys have a say.
        self._connection.execute("set session_replication_role = replica")
        names = [name for (name,) in self._connection.execute(_TABLES).fetchall()]
        self._first = b"; ".join(self._as_first(name) for name in names)
        self._shape = self._connection.execute(_SHAPE).fetchone()

    def _as_first(self, table: str) -> bytes:
        """What gives a table its first rows again."""
        rows = self._connection.execute(f"select * from {table}").fetchall()
        written = psycopg.ClientCursor(self._connection)
        row = f"({', '.join(['%s'] * len(rows[0]))})" if rows else ""
        values = ", ".join(written.mogrify(row, one) for one in rows)
        put = f"; insert into {table} values {values}" if rows else ""
        return f"delete from {table}{put}".encode()

    def _drop(self) -> None:
        self._connection.close()
        self._on_server(f"drop database if exists {self._name} with (force)")

    def _on_server(self, statement: str) -> None:
        with psycopg.connect(self._server, autocommit=True) as connection:
            connection.execute(statement)
