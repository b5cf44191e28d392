"""Public pages from the memory of this process while the database is away.

Each worker holds all published stations. A view that is marked by `stands_in` first asks the
database; where that fails, and for a moment after, it is asked again with the memory in its place.
What memory does not hold, such as photos and ratings, is left out, and the page says so.
"""

from __future__ import annotations

import functools
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from flask import Response, g, has_request_context, make_response
from werkzeug.exceptions import HTTPException

from stations.db import migration, patience
from stations.db.base import Database
from stations.db.opening import Connections
from stations.db.sqlite import DriverError, SQLiteDatabase
from stations.errors import Refused, StationsError
from stations.geo.point import Point
from stations.nearest.snapshot import SnapshotKeeper
from stations.nearest.table import CardTable
from stations.registry import openness, recalled
from stations.registry.model import Station
from stations.registry.stored import search_rows
from stations.web.away import trouble_words
from stations.web.error_log import ErrorLog

HOLD_S = 1.0
"""After a failure, so long nobody asks the database for what memory holds."""
TOLD_S = 60.0
"""An answer that is older says how old it is."""
_MINUTES = 120
"""What is older is told in hours."""
View = TypeVar("View", bound=Callable[..., Any])


class DatabaseAccess:
    """The way of this process to its database, as public pages go it."""

    def __init__(self, connections: Connections, errors: ErrorLog) -> None:
        self._circuit, self._errors = connections.circuit, errors
        self._until = 0.0
        self._asking: dict[int, float] = {}

    @property
    def is_silent(self) -> bool:
        """Whether it failed a moment ago, is known to be away, or lets somebody wait."""
        now = time.monotonic()
        if self._circuit.is_silent or now < self._until:
            return True
        return any(now - since > patience.HURRY_S for since in list(self._asking.values()))

    @contextmanager
    def asking(self) -> Iterator[None]:
        """Something is asked inside: where that takes long, nobody else waits too."""
        thread = threading.get_ident()
        self._asking[thread] = time.monotonic()
        try:
            yield
        finally:
            del self._asking[thread]

    def failed(self, error: Exception) -> None:
        """Something was asked in vain."""
        self._errors.note(error, where="memory")
        self._until = time.monotonic() + HOLD_S
        self._circuit.doubt()


class StandIn:
    """A database with the cards that this process holds, made when it is first needed."""

    def __init__(self, keeper: SnapshotKeeper, access: DatabaseAccess) -> None:
        self.keeper, self.access = keeper, access
        self._lock = threading.Lock()
        self._made: tuple[CardTable, _CardMemory] | None = None

    def database(self) -> Database:
        """The cards of the last state that is known."""
        table = self.keeper.last().table
        with self._lock:
            if self._made is None or self._made[0] is not table:
                self._made = (table, _CardMemory(table))
            return self._made[1].database()

    def station(self, station_id: str) -> Station:
        """What is published of a listed station; NotFound for others, which memory knows not."""
        found = search_rows.published(self.database(), station_id)
        table = self.keeper.last().table
        opening = openness.from_text(table.opening(station_id))
        point = Point(lat=found.lat, lon=found.lon)
        return recalled.station(found.published, opening, point)

    def age_s(self) -> float | None:
        """How old an answer is that comes from memory now; None where it is new."""
        age = self.keeper.age()
        is_old = age is not None and age >= TOLD_S
        return age if is_old and self.access.is_silent else None


class _CardMemory:
    """One state of the cards as a database, read by many threads."""

    def __init__(self, table: CardTable) -> None:
        self._name = f"cards-{uuid.uuid4().hex}"
        self._local = threading.local()
        # What is in memory lasts as long as one connection is open.
        self._first = SQLiteDatabase.in_memory(self._name)
        migration.run_steps(self._first, migration.steps())
        self._first.run("pragma foreign_keys = off")
        with self._first.writing() as tx:
            search_rows.recall(tx, table.cards())

    def database(self) -> Database:
        held: SQLiteDatabase | None = getattr(self._local, "held", None)
        if held is None:
            held = self._local.held = SQLiteDatabase.in_memory(self._name)
        return held


def stands_in(view: View) -> View:
    """Marks a view that reads with `Services.reading` only, and can do so from memory."""
    from stations.web.services import current

    @functools.wraps(view)
    def answer(*args: Any, **given: Any) -> Any:
        services = current()
        access = services.stand_in.access
        if not access.is_silent:
            try:
                with services.connections.hurried():
                    return view(*args, **given)
            except HTTPException:
                raise
            except Exception as error:
                if services.keeper.age() is None or not _is_of_database(error):
                    raise
                access.failed(error)
        elif services.keeper.age() is None:
            return view(*args, **given)
        g.from_memory = True
        return dated(make_response(view(*args, **given)), services.stand_in.age_s())

    return answer  # type: ignore[return-value]


def _is_of_database(error: Exception) -> bool:
    """Whether the database failed, or has rows that this program does not know."""
    from stations.web.services import current

    if isinstance(error, StationsError | DriverError):
        return trouble_words.is_unready(error)
    try:
        with current().connections.hurried() as db:
            return migration.version(db) != db.schema
    except (DriverError, Refused):
        return True


def from_memory() -> bool:
    """Whether this request is answered without the database."""
    return has_request_context() and bool(g.get("from_memory"))


def age_words() -> str:
    """How old a page is that is made from memory; empty where it is new, or asks the database."""
    from stations.web.services import current

    age_s = current().stand_in.age_s() if from_memory() else None
    if age_s is None:
        return ""
    minutes = int(age_s) // 60
    old = f"{minutes} 分钟" if minutes < _MINUTES else f"{minutes // 60} 小时"
    return f"数据为 {old}前：数据库暂时连不上，恢复以后这里自己会更新。"


def dated(response: Response, age_s: float | None) -> Response:
    """An answer that says how old it is, where it is (RFC 9111, 5.1)."""
    if age_s is not None:
        response.headers["Age"] = str(int(age_s))
    return response
