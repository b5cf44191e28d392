"""The database of this process, opened and checked."""

from __future__ import annotations

import os
import threading
from contextlib import suppress
from pathlib import Path

from stations import private_files
from stations.db import migration
from stations.db.base import Database
from stations.db.sqlite import SQLiteDatabase
from stations.errors import Refused


def is_postgresql(address: str) -> bool:
    """Whether the address names a PostgreSQL server; else it is a path."""
    return address.startswith(("postgresql://", "postgres://"))


def connect(address: str, *, create: bool = False) -> Database:
    """A connection to the database at this address, whatever its schema.

    Refused where an SQLite file does not exist, unless `create` asks for it.
    """
    if is_postgresql(address):
        # Imported where it is used: psycopg doubles the start of every command on SQLite.
        from stations.db.postgresql import PostgreSQLDatabase

        return PostgreSQLDatabase(address)
    path = Path(address)
    if not path.exists():
        if not create:
            raise Refused("db_missing.server", path=path)
        private_files.make_folder(path.parent)
        # SQLite gives what it writes beside a file the rights of the file.
        with suppress(FileExistsError):
            private_files.make_file(path)
    return SQLiteDatabase(path)


def open_ready(address: str) -> Database:
    """A connection to a database whose schema is exactly the current one; else Refused."""
    database = connect(address)
    try:
        migration.check_current(database)
    except BaseException:
        database.close()
        raise
    return database


class Connections:
    """A ready connection per thread and process, opened when first asked for."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._local = threading.local()

    def __call__(self) -> Database:
        # A connection must not cross a fork, so the process is part of its key.
        held: tuple[int, Database] | None = getattr(self._local, "held", None)
        if held is None or held[0] != os.getpid():
            held = (os.getpid(), open_ready(self._address))
            self._local.held = held
        return held[1]
