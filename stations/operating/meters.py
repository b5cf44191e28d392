"""What a worker counts, for Prometheus: routes as patterns, never a path, a query or a name.

Imported only where metrics are told: the library chooses its files when it is loaded.
"""

from __future__ import annotations

import resource
import threading
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from prometheus_client import Counter, Gauge, Histogram

from stations.db import statements
from stations.db.failure_reasons import reason
from stations.db.opening import Connections
from stations.nearest.snapshot import SnapshotKeeper

BEAT_S = 2.0
NO_ROUTE = "none"
"""Of requests that ended before they had one, and of addresses that do not exist."""
_METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS"})
_QUICK_TO_SLOW = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_SEARCHES = {
    "/api/v1/stations/nearest": "program",
    "/": "page",
    "/cells/<path:name>.json": "phone",
}
"""What asks for stations, by route: the phone fetches cells and searches in them by itself."""
_REFUSALS = {429: "too_many", 503: "unready", 408: "late"}
_AT_THE_DOOR = {503: "crowded", 408: "late", 400: "broken", 411: "no_length"}

REQUESTS = Counter("stations_requests", "Answers.", ("route", "method", "status"))
SECONDS = Histogram(
    "stations_request_seconds", "From the request to its answer.", ("route",),
    buckets=_QUICK_TO_SLOW,
)  # fmt: skip
REFUSALS = Counter("stations_refusals", "Requests turned away for now, by the reason.", ("why",))
SEARCHES = Counter("stations_searches", "Answers to a search, by who asked.", ("by",))
STATEMENTS = Histogram(
    "stations_database_seconds", "Statements of the database.", ("kind",), buckets=_QUICK_TO_SLOW
)
ERRORS = Counter("stations_database_errors", "Statements that failed, by their code.", ("code",))
TRUE_AT = Gauge(
    "stations_data_true_timestamp_seconds",
    "When the stations in memory were last known to be those of the database.",
    multiprocess_mode="livemin",
)
REVISION = Gauge(
    "stations_data_revision", "Revision of the stations in memory.", multiprocess_mode="livemin"
)
HELD = Gauge("stations_data_stations", "Stations offered.", multiprocess_mode="livemin")
MEMORY = Gauge(
    "stations_worker_memory_bytes", "Memory of the largest worker.", multiprocess_mode="livemax"
)
PROCESSOR = Counter("stations_worker_processor_seconds", "Time of the processor.")
CONNECTIONS = Gauge(
    "stations_database_connections", "Connections of all workers, by what they do.", ("state",),
    multiprocess_mode="livesum",
)  # fmt: skip
WORKERS = Gauge("stations_workers", "Workers that answer.", multiprocess_mode="livesum")


class _Meters(NamedTuple):
    """All that one kind of request moves."""

    requests: Counter
    seconds: Histogram
    others: tuple[Counter, ...]


class RequestMeter:
    """Counts requests of this process; called once for each of them."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str, int], _Meters] = {}

    def __call__(self, method: str, route: str, status: int, seconds: float) -> None:
        key = (method if method in _METHODS else "other", route, status)
        meters = self._known.get(key) or self._meters(*key)
        meters.requests.inc()
        meters.seconds.observe(seconds)
        for other in meters.others:
            other.inc()

    def _meters(self, method: str, route: str, status: int) -> _Meters:
        others = []
        why = (_REFUSALS if route else _AT_THE_DOOR).get(status)
        if why:
            others.append(REFUSALS.labels(why))
        if status == 200 and method == "GET" and route in _SEARCHES:
            others.append(SEARCHES.labels(_SEARCHES[route]))
        shown = route or NO_ROUTE
        requests = REQUESTS.labels(shown, method, str(status))
        made = _Meters(requests, SECONDS.labels(shown), tuple(others))
        self._known[(method, route, status)] = made
        return made


def start(
    keeper: SnapshotKeeper, connections: Connections, *, clock: Callable[[], datetime]
) -> RequestMeter:
    """Begins to measure this process; what tells of requests."""
    statements.watch(_statement)
    WORKERS.set(1)
    threading.Thread(target=_beat, args=(keeper, connections, clock), daemon=True).start()
    return RequestMeter()


def _statement(sql: str, seconds: float, error: BaseException | None) -> None:
    STATEMENTS.labels(statements.kind(sql)).observe(seconds)
    if error is not None:
        ERRORS.labels(reason(error) or "other").inc()


def _beat(keeper: SnapshotKeeper, connections: Connections, clock: Callable[[], datetime]) -> None:
    """Tells how old the data are, and asks for them, so that it can be known where nobody does."""
    spent = 0.0
    while True:
        used = time.process_time()
        PROCESSOR.inc(used - spent)
        spent = used
        MEMORY.set(_memory())
        try:
            held = keeper.current(clock())
        except Exception:  # noqa: S110 - the error is counted where it comes from
            pass
        else:
            REVISION.set(held.revision)
            HELD.set(len(held.rows))
        for state, number in connections.counts().items():
            CONNECTIONS.labels(state).set(number)
        age = keeper.age()
        if age is not None:
            TRUE_AT.set(time.time() - age)
        time.sleep(BEAT_S)


def _memory() -> int:
    """Bytes held now, where the system tells; else the most that were held."""
    try:
        pages = Path("/proc/self/statm").read_text("ascii").split()[1]
        return int(pages) * resource.getpagesize()
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
