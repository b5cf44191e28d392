"""Connections to PostgreSQL: bounded in number, and none on which anything waits for ever."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any, Protocol, Self

import psycopg
from psycopg.abc import PQGen
from psycopg.conninfo import conninfo_to_dict
from psycopg.rows import dict_row
from psycopg_pool import ConnectionPool, PoolTimeout

from stations.db import patience
from stations.db.base import Row
from stations.db.limits import Limits
from stations.db.statements import Timed
from stations.errors import Refused

MOST = 6
"""Connections of one process, of which one at most writes."""
PATIENCE_S = 3.0
"""How long a request waits for one of them."""
_LOOK_S = 0.2
_CONNECT_S = 3
_AGAIN_S = 1.0
"""How long a lost connection is tried again before the next request has to ask for it."""
_OLD_S, _IDLE_S = 600.0, 60.0
_PRIMARY = ("read-write", "primary")
_UNCONFIRMED = ("01000", "57P01")
"""What the server warns of when it stops waiting for a standby: committed here, perhaps nowhere
else."""
# The pool tells of each attempt; that the database is away is said once, by those who need it.
logging.getLogger("psycopg.pool").setLevel(logging.ERROR)


class Connection(psycopg.Connection[Row]):
    """A connection that is closed where the server does not answer in time, even a frozen one."""

    answer_s: float | None = None
    was_late = False
    is_unconfirmed = False
    """Whether the server has given up waiting for its standby since this was set to False."""
    wants_primary = False

    @property
    def is_demoted(self) -> bool:
        """Whether a server that writes was asked for and this one has become a standby.

        The server tells of it by itself (from version 14 on): nothing is asked for this.
        """
        told = self.info.parameter_status
        return self.wants_primary and "on" in (
            told("in_hot_standby"),
            told("default_transaction_read_only"),
        )

    def wait(self, gen: PQGen[Any], interval: float = 0.1, timeout: float | None = None) -> Any:
        try:
            limit_s = self.answer_s if timeout is None else timeout
            return super().wait(patience.watched(gen), interval, limit_s)
        except (psycopg.OperationalError, Refused):
            if self.pgconn.transaction_status == psycopg.pq.TransactionStatus.ACTIVE:
                self.was_late = True
                self.pgconn.finish()
            raise

    @classmethod
    def to(cls, url: str, limits: Limits) -> Self:
        """A new connection; where several servers are named, to the one that writes."""
        given = parameters(url)
        connection = cls.connect(
            **{**given, "options": f"{given.get('options') or ''} {limits.options}".strip()},
            autocommit=True,
            row_factory=dict_row,
        )
        connection.answer_s = limits.answer_s
        connection.wants_primary = given.get("target_session_attrs") in _PRIMARY
        connection.add_notice_handler(connection._notice)
        return connection

    def _notice(self, told: psycopg.errors.Diagnostic) -> None:
        if told.sqlstate in _UNCONFIRMED:
            self.is_unconfirmed = True


def parameters(url: str) -> dict[str, Any]:
    """What libpq is told: the address, and that a server which is gone is noticed within seconds.

    The address may name several servers, and overrule all of this.
    """
    given = conninfo_to_dict(url)
    made: dict[str, Any] = {
        "connect_timeout": _CONNECT_S,
        "tcp_user_timeout": 3_000,
        "keepalives_idle": 3,
        "keepalives_interval": 1,
        "keepalives_count": 3,
    }
    if "," in str(given.get("host") or given.get("hostaddr") or ""):
        made["target_session_attrs"] = "read-write"
    return {**made, **given}


class Lender(Protocol):
    """Where a `Database` has its connections from."""

    def take(self) -> Connection:
        """One for a while; Refused where none is to be had."""
        ...

    def give_back(self, connection: Connection) -> None: ...

    def renew(self) -> None:
        """A server is gone: connections to it that lie idle are, too."""
        ...

    def turn(self) -> AbstractContextManager[None]:
        """The turn to write among the threads of this process; Refused where it takes too long."""
        ...

    def close(self) -> None: ...


class Single:
    """One connection for one command or thread, opened again when it was lost."""

    def __init__(self, url: str, limits: Limits) -> None:
        self._url, self._limits = url, limits
        self._opened = self._connect()

    def take(self) -> Connection:
        if self._opened.closed or self._opened.is_demoted:
            self._opened.close()
            self._opened = self._connect()
        return self._opened

    def give_back(self, connection: Connection) -> None:
        """Nothing to do: it is kept."""

    def renew(self) -> None:
        self._opened.close()

    def turn(self) -> AbstractContextManager[None]:
        return nullcontext()

    def close(self) -> None:
        self._opened.close()

    def _connect(self) -> Connection:
        try:
            return Connection.to(self._url, self._limits)
        except psycopg.OperationalError as error:
            # The error may repeat the password of the URL, so it is not shown.
            raise Refused("db_unreachable.connect") from error


class Pool:
    """The connections of one process, few for all of its threads."""

    def __init__(self, url: str, limits: Limits, *, most: int = MOST) -> None:
        self._lock_s = limits.lock_s or -1
        self._writing = threading.Lock()
        self._reached_at = self._failed_at = 0.0
        self._failure: psycopg.Error | None = None
        self._pool = ConnectionPool(
            connection_class=_reporting(lambda: Connection.to(url, limits), self._note),
            min_size=1,
            max_size=most,
            open=True,
            timeout=_LOOK_S,
            reconnect_timeout=_AGAIN_S,
            max_lifetime=_OLD_S,
            max_idle=_IDLE_S,
        )

    def take(self) -> Connection:
        with Timed("connection"):
            return self._taken()

    def _taken(self) -> Connection:
        end = time.monotonic() + PATIENCE_S
        while True:
            try:
                connection = self._pool.getconn()
            except PoolTimeout as error:
                # Who waits for a server that is away would wait in vain.
                if self._failed_at > self._reached_at:
                    raise Refused("db_unreachable.connect") from self._failure
                if time.monotonic() > end:
                    raise Refused("db_crowded") from error
                patience.look(time.monotonic() - end + PATIENCE_S)
                continue
            if not connection.is_demoted:
                return connection
            connection.close()
            self._pool.putconn(connection)

    def give_back(self, connection: Connection) -> None:
        self._pool.putconn(connection)

    def renew(self) -> None:
        self._pool.drain()

    @contextmanager
    def turn(self) -> Iterator[None]:
        # Writers that wait for their turn would hold the connections that readers need.
        with Timed("turn to write"):
            is_ours = self._writing.acquire(timeout=self._lock_s)
        if not is_ours:
            raise Refused("busy")
        try:
            yield
        finally:
            self._writing.release()

    def close(self) -> None:
        """Nothing to do: other threads use it."""

    def counts(self) -> Mapping[str, int]:
        """Connections that are open and idle, and requests that wait for one."""
        told = self._pool.get_stats()
        return {
            "open": told.get("pool_size", 0),
            "idle": told.get("pool_available", 0),
            "waited_for": told.get("requests_waiting", 0),
        }

    def end(self) -> None:
        """Closes all connections."""
        self._pool.close(timeout=1.0)

    def _note(self, failure: psycopg.Error | None) -> None:
        if failure is None:
            self._reached_at = time.monotonic()
        else:
            self._failure, self._failed_at = failure, time.monotonic()


def _reporting(
    connect: Callable[[], Connection], note: Callable[[psycopg.Error | None], None]
) -> type[Connection]:
    """The kind of connections that a pool makes: each attempt is told."""

    class Reporting(Connection):
        @classmethod
        def connect(cls, *_: Any, **__: Any) -> Any:
            try:
                made = connect()
            except psycopg.OperationalError as error:
                note(error)
                raise
            note(None)
            return made

    return Reporting
