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
            self._connection.execute("; ".join(f"delete from {name}" for name in self._first))
            for name, rows in self._first.items():
                for row in rows:
                    marks = ", ".join(["%s"] * len(row))
                    self._connection.execute(f"insert into {name} values ({marks})", row)

    def _make(self) -> None:
        self._name = f"t{secrets.token_hex(6)}"
        self._on_server(f"create database {self._name} template {self._template}")
        self.url = url(self._server, self._name)
        self._connection = psycopg.connect(self.url, autocommit=True)
        # Neither the guards of what only grows nor foreign keys have a say.
        self._connection.execute("set session_replication_role = replica")
        names = [name for (name,) in self._connection.execute(_TABLES).fetchall()]
        self._first = {
            name: self._connection.execute(f"select * from {name}").fetchall() for name in names
        }
        self._shape = self._connection.execute(_SHAPE).fetchone()

    def _drop(self) -> None:
        self._connection.close()
        self._on_server(f"drop database if exists {self._name} with (force)")

    def _on_server(self, statement: str) -> None:
        with psycopg.connect(self._server, autocommit=True) as connection:
            connection.execute(statement)
