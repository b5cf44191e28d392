"""The nearest endpoint beside a bare route: in a city, the nation, and a rebuild.

All servers are started alike, one worker each, and asked over HTTP in turns. Requests are counted
by the processor time of the server, so that others on the machine do not blur the figure.
"""

from __future__ import annotations

import contextlib
import itertools
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from bench import nation, serving
from bench.finder import NATION
from bench.ratio import Goal, heading, line
from bench.serving import Client, Server
from stations.operating.metrics_process import FOLDER

CITY = 526
_CONNECTIONS = 4
_A_CHANGE_EVERY_S = 1.0
_A_ROUND_S = 3.0
_SHARE = Goal(must=0.7, aim=0.85, at_least=True)
_KEPT = Goal(must=0.92, aim=0.97, at_least=True)


def lines(*, count: int = NATION, requests: int = 1_500, rounds: int = 4) -> list[str]:
    """Give the table."""
    with contextlib.ExitStack() as open_until_the_end:
        folder = Path(open_until_the_end.enter_context(tempfile.TemporaryDirectory()))
        ways: dict[str, tuple[Server, list[str]]] = {
            "bare": (open_until_the_end.enter_context(bare()), ["/"] * requests)
        }
        for name, stations in (("city", CITY), ("nation", count)):
            database = folder / name / "stations.db"
            made = nation.make(database, count=stations)
            paths = list(itertools.islice(itertools.cycle(nation.paths(made)), requests))
            server = open_until_the_end.enter_context(ours(database, path=paths[0]))
            ways[name] = (server, paths)
        counts = folder / "counts"
        counts.mkdir()
        paths, database = ways["city"][1], folder / "city" / "stations.db"
        counted = open_until_the_end.enter_context(
            ours(database, path=paths[0], **{FOLDER: str(counts)})
        )
        ways["city, counted"] = (counted, paths)
        costs = cpu_per_request(ways, rounds=rounds)
        server, paths = ways["nation"]
        idle, busy = latencies(server, paths, database=folder / "nation" / "stations.db", rounds=2)
        memory = max(server.memory())
    return [
        heading(f"nearest over HTTP, one worker, {count:,} stations"),
        line("share of a bare route, nation", costs["bare"] / costs["nation"], _SHARE),
        line("share of a bare route, city", costs["bare"] / costs["city"], _SHARE),
        line("the same, metrics told", costs["bare"] / costs["city, counted"], _SHARE),
        line(f"requests kept from {CITY} to {count:,}", costs["city"] / costs["nation"], _KEPT),
        line("p99 while rebuilding / idle", busy / idle, Goal(must=1.5, aim=1.1)),
        line("megabytes of a worker that has rebuilt", memory, Goal(must=160, aim=110)),
        "; ".join(f"{name} {cost * 1e6:.0f} µs" for name, cost in costs.items())
        + f" of the server's processor; p99 {idle * 1e3:.1f} and {busy * 1e3:.1f} ms",
    ]


@contextlib.contextmanager
def bare() -> Iterator[Server]:
    """Serve the application that does nothing."""
    port = serving.free_port()
    command = serving.granian("bench.bare:served", port)
    with serving.started(command, port=port) as server:
        yield server


@contextlib.contextmanager
def ours(database: Path, *, path: str, **more: str) -> Iterator[Server]:
    """Serve the stations of a database; it has answered once when the block begins."""
    port = serving.free_port()
    command = serving.granian("stations.app:served", port)
    state = str(database.parent)
    settings = {"STATIONS_DATABASE": str(database), "STATIONS_STATE": state, **more}
    with serving.started(command, port=port, path=path, settings=settings) as server:
        yield server


def cpu_per_request(ways: dict[str, tuple[Server, list[str]]], *, rounds: int) -> dict[str, float]:
    """Give the seconds of the server's processor for one request, servers taken in turns."""
    used = dict.fromkeys(ways, 0.0)
    clients = {
        name: Client(server.port, connections=_CONNECTIONS) for name, (server, _) in ways.items()
    }
    for name, (_, paths) in ways.items():
        clients[name].ask(paths[:100])
    for _ in range(rounds):
        for name, (server, paths) in ways.items():
            before = server.cpu()
            clients[name].ask(paths)
            used[name] += server.cpu() - before
    for client in clients.values():
        client.close()
    return {name: used[name] / (rounds * len(ways[name][1])) for name in ways}


def latencies(
    server: Server, paths: list[str], *, database: Path, rounds: int
) -> tuple[float, float]:
    """Give the p99 in seconds of one client, while nothing changes and while stations change."""
    taken: dict[str, list[float]] = {"idle": [], "busy": []}
    client = Client(server.port, connections=1)
    for _ in range(rounds):
        taken["idle"] += _asked(client, paths)
        with changing(database):
            taken["busy"] += _asked(client, paths)
        # What changed last is built before the next idle round is measured.
        time.sleep(2 * _A_CHANGE_EVERY_S)
        client.ask(paths[:50])
        time.sleep(2 * _A_CHANGE_EVERY_S)
    client.close()
    return float(np.percentile(taken["idle"], 99)), float(np.percentile(taken["busy"], 99))


def _asked(client: Client, paths: list[str]) -> list[float]:
    """Ask for a bounded time only: a server that is busy answers few."""
    taken: list[float] = []
    end = time.monotonic() + _A_ROUND_S
    for path in itertools.cycle(paths):
        taken += client.ask([path])
        if time.monotonic() > end:
            break
    return taken


@contextlib.contextmanager
def changing(database: Path) -> Iterator[None]:
    """Change a station every second, as a diligent editor and a few workers' reports do."""
    over = threading.Event()

    def change() -> None:
        while not over.wait(_A_CHANGE_EVERY_S):
            nation.touch(str(database))

    thread = threading.Thread(target=change)
    nation.touch(str(database))
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def main() -> None:
    """Print the table."""
    print("\n".join(lines()))


if __name__ == "__main__":
    main()
