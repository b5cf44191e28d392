"""What goes wrong, one after the other, under writes and searches."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import psycopg

from bench.faults import processes, traffic
from bench.faults.city import City
from bench.faults.postgres import PostgreSQL
from bench.faults.traffic import Ledger, Traffic

_BEFORE_S, _AFTER_S, _MOST_S = 2.0, 2.0, 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a fault did to those who wrote and searched."""

    name: str
    acknowledged: int
    lost: int
    read_gap_s: float
    """The longest time in which no search was answered."""
    writes_back_s: float
    """From the moment from which writing is possible again to the first write acknowledged."""
    failed_reads: int
    failed_writes: int
    told: str = ""


class Watched:
    """A fault that is being watched."""

    def __init__(self, under: Traffic) -> None:
        self._traffic = under
        self.since = self.mended = time.monotonic()
        self.told = ""

    def begins(self) -> None:
        """Now it goes wrong."""
        self.since = self.mended = time.monotonic()

    def may_write(self) -> None:
        """From now on writing is possible again."""
        self.mended = time.monotonic()

    def acknowledged_after(self, moment: float) -> int:
        """How many writes that began after a moment have been acknowledged so far."""
        writes = list(self._traffic.ledger.writes)
        return sum(one.is_good and one.began >= moment for one in writes)

    def is_back(self) -> bool:
        """Whether a write that began after the mending has been acknowledged."""
        return self.acknowledged_after(self.mended) > 0


Fault = Callable[[City, Watched], PostgreSQL]
"""Does it, and gives the server that is the truth afterwards."""


def run(city: City, name: str, fault: Fault, *, before_s: float = _BEFORE_S) -> Outcome:
    """Let it happen to a city under traffic, and count what became of what was acknowledged."""
    with _under_traffic(city) as under:
        time.sleep(before_s)
        watched = Watched(under)
        truth = fault(city, watched)
        with contextlib.suppress(TimeoutError):
            processes.until(watched.is_back, within_s=_MOST_S, what="writes to be back")
            time.sleep(_AFTER_S)
    return _outcome(name, under.ledger, watched, truth)


@contextlib.contextmanager
def _under_traffic(city: City) -> Iterator[Traffic]:
    under = Traffic(city.balancer.port)
    try:
        yield under
    finally:
        under.stop()


def _outcome(name: str, ledger: Ledger, watched: Watched, truth: PostgreSQL) -> Outcome:
    processes.until(truth.is_up, within_s=60, what="the truth")
    kept = {row[0] for row in truth.run("select id from stations")}
    return Outcome(
        name=name,
        acknowledged=len(ledger.acknowledged),
        lost=len(ledger.acknowledged - kept),
        read_gap_s=traffic.gap_s(ledger.reads, since=watched.since),
        writes_back_s=traffic.back_s(ledger.writes, since=watched.mended),
        failed_reads=traffic.failed(ledger.reads, since=watched.since),
        failed_writes=traffic.failed(ledger.writes, since=watched.since),
        told=watched.told,
    )


def primary_killed(city: City, watched: Watched) -> PostgreSQL:
    """The standby is behind, the primary dies, the standby takes over at once.

    What was acknowledged while the standby was behind is what an asynchronous standby loses.
    """
    city.replication.cut()
    time.sleep(1.0)
    watched.begins()
    city.primary.kill()
    city.standby.confirm_by("")
    city.standby.promote()
    return city.standby


def without_confirmation(city: City, watched: Watched) -> PostgreSQL:
    """The same with commits that wait for nobody: the control."""
    city.primary.confirm_by("")
    time.sleep(0.5)
    return primary_killed(city, watched)


def no_standby(city: City, watched: Watched) -> PostgreSQL:
    """The standby dies: writes wait, and go on when its confirmation is asked for no more."""
    watched.begins()
    city.standby.kill()
    time.sleep(1.0)
    alone = time.monotonic()
    time.sleep(3.0)
    watched.told = f"acknowledged without a standby: {watched.acknowledged_after(alone)}"
    city.primary.confirm_by("")
    watched.may_write()
    return city.primary


def node_killed(city: City, watched: Watched) -> PostgreSQL:
    """A web node dies with all it has begun."""
    watched.begins()
    city.nodes[0].kill()
    return city.primary


def network_cut(city: City, watched: Watched, *, seconds: float = 10.0) -> PostgreSQL:
    """Neither node reaches a database, and nobody tells them so."""
    watched.begins()
    for link in city.links:
        link.cut()
    time.sleep(seconds)
    for link in city.links:
        link.mend()
    watched.may_write()
    return city.primary


def database_away(city: City, watched: Watched, *, seconds: float = 60.0) -> PostgreSQL:
    """The primary is killed and started again later; nobody takes over."""
    watched.begins()
    city.primary.kill()
    time.sleep(seconds)
    city.primary.start()
    watched.may_write()
    return city.primary


def pool_exhausted(city: City, watched: Watched, *, seconds: float = 8.0) -> PostgreSQL:
    """Somebody locks the table of stations, and every request that asks for it waits."""
    watched.begins()
    with psycopg.connect(city.primary.url()) as locking:
        locking.execute("lock table stations in access exclusive mode")
        time.sleep(seconds)
        (most,) = locking.execute(
            "select count(*) from pg_stat_activity where application_name = ''"
            " and backend_type = 'client backend' and pid <> pg_backend_pid()"
        ).fetchone() or (0,)
    watched.may_write()
    watched.told = f"connections of both nodes: {most}"
    return city.primary


def disk_full(city: City, watched: Watched, *, seconds: float = 5.0) -> PostgreSQL:
    """The primary may write no byte more, as on a full disk; then there is room again."""
    watched.begins()
    with city.primary.full_disk():
        time.sleep(seconds)
    processes.until(city.primary.revived, within_s=60, what="the primary to start again")
    watched.may_write()
    return city.primary
