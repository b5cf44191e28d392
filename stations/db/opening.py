"""The database of this process, opened and checked."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from stations import private_files
from stations.db import migration, patience
from stations.db.base import Database
from stations.db.circuit import Circuit
from stations.db.limits import SERVING, WORKING, Limits
from stations.db.sqlite import SQLiteDatabase
from stations.db.statements import Timed
from stations.errors import Refused

if TYPE_CHECKING:
    from stations.db.postgresql_pool import Pool


def is_postgresql(address: str) -> bool:
    """Whether the address names a PostgreSQL server; else it is a path."""
    return address.startswith(("postgresql://", "postgres://"))


def connect(address: str, *, create: bool = False, limits: Limits = WORKING) -> Database:
    """A connection to the database at this address, whatever its schema.

    Refused where an SQLite file does not exist, unless `create` asks for it.
    """
    if is_postgresql(address):
        # Imported where it is used: psycopg doubles the start of every command on SQLite.
        from stations.db.postgresql import PostgreSQLDatabase
        from stations.db.postgresql_pool import Single

        return PostgreSQLDatabase(Single(address, limits))
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
    return _checked(connect(address), migration.check_current)


def _checked(database: Database, check: Callable[[Database], None]) -> Database:
    try:
        check(database)
    except BaseException:
        database.close()
        raise
    return database


class Connections:
    """A ready database for each thread and process, opened when first asked for.

    On SQLite a connection of its own; on PostgreSQL the threads of a process share a few. While the
    database is known to be away, asking for one is refused at once.
    """

    def __init__(self, address: str, *, most: int = 0) -> None:
        self._address, self._most = address, most
        self._local = threading.local()
        self._lock = threading.Lock()
        self._pool: tuple[int, Pool] | None = None
        self.circuit = Circuit(self._probe)

    def __call__(self) -> Database:
        self.circuit.check()
        patience.doubting(self._in_doubt)
        # A connection must not cross a fork, so the process is part of its key; nor outlive its
        # file, in which nobody else would see what is written.
        key = os.getpid(), _file(self._address)
        held: tuple[tuple[int, object], Database] | None = getattr(self._local, "held", None)
        if held is None or held[0] != key:
            held = (key, self._opened())
            self._local.held = held
        return held[1]

    @contextmanager
    def hurried(self) -> Iterator[Database]:
        """Inside, what does not come soon is given up: there is an answer without it."""
        if self.circuit.is_silent:
            raise self.circuit.refusal()
        with patience.hurried():
            database = self()
        # What it sets for the connection it takes back, to how long this thread usually waits.
        with database.hurried():
            yield database

    def _opened(self) -> Database:
        try:
            if not is_postgresql(self._address):
                return _checked(connect(self._address), migration.check_readable)
            from stations.db.postgresql import PostgreSQLDatabase

            return _checked(PostgreSQLDatabase(self._shared()), migration.check_readable)
        except BaseException:
            self.circuit.doubt()
            raise

    def _shared(self) -> Pool:
        from stations.db.postgresql_pool import MOST, Pool

        with self._lock:
            if self._pool is None or self._pool[0] != os.getpid():
                pool = Pool(self._address, SERVING, most=self._most or MOST)
                self._pool = (os.getpid(), pool)
            return self._pool[1]

    def _in_doubt(self) -> None:
        self.circuit.doubt()
        if self.circuit.is_open:
            raise self.circuit.refusal()

    def _probe(self) -> None:
        """Asks with a connection of its own; raises where there is no answer soon."""
        # Counted as a statement is: while the database is away there are no others.
        with Timed("connection"), patience.hurried():
            database = connect(self._address)
            try:
                migration.version(database)
            finally:
                database.close()

    def counts(self) -> Mapping[str, int]:
        """What the threads share, counted by its state; nothing where they share nothing."""
        return self._pool[1].counts() if self._pool is not None else {}

    def end(self) -> None:
        """Closes what the threads share."""
        if self._pool is not None:
            self._pool[1].end()
            self._pool = None


def _file(address: str) -> tuple[int, int] | None:
    """Which file lies at an address now; None for a server, and where there is none."""
    if is_postgresql(address):
        return None
    try:
        found = Path(address).stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
