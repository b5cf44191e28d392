"""What is kept of the answers when five hundred ask at once, and when others mean no good.

Our server and a bare route of the same server are asked in turns. Others on the machine blur what
comes in a second, so that answers are counted for each second of the server's own processor.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from bench import attack, demo_city, serving
from bench.attack import Attack
from bench.ratio import Goal, heading, line
from bench.serving import HOST, Server

CROWDS = (8, 50, 500)
SLOW = (2_000, 500, 500)
"""Half-sent headers, bodies and answers that trickle."""
NEAREST = "/api/v1/stations/nearest?lat=36.6665&lon=117.0243"
_ASSET = "/static/vendor/leaflet/leaflet.js"
_KEPT = Goal(must=0.8, at_least=True)
_MEMORY = Goal(must=300)
_FIRST_MS = Goal(must=3)
_SLOW_MS = Goal(must=200)
_WORKERS = 2
_IDLE_S = 0.02
_PACKED = "Accept-Encoding: gzip"
"""As every browser asks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What came of asking one route for some seconds."""

    answered: int
    refused: int
    late_ms: float
    """The slowest one in a hundred; refusals are counted in."""
    used_s: float
    """Seconds of the server's processors."""
    seconds: float

    @property
    def rate(self) -> float:
        """Answers for a second of the server's processor."""
        return self.answered / max(self.used_s, 0.01)


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """What is asked of which server."""

    name: str
    server: Server
    path: str


def lines(
    *, crowds: tuple[int, ...] = CROWDS, seconds: float = 3.0, slow: tuple[int, ...] = SLOW
) -> list[str]:
    """Give the table."""
    with routes() as asked:
        runs = measured(asked, crowds=crowds, seconds=seconds)
        said = table(asked, runs, crowds)
        city = asked[1].server
        said += [
            line("megabytes of a worker after the crowds", max(city.memory()), _MEMORY),
            line("ms of processor for a first page", 1e3 / runs["/", crowds[0]].rate, _FIRST_MS),
            *under_attack(city, slow, seconds=2 * seconds),
        ]
    return said


@contextlib.contextmanager
def routes() -> Iterator[list[Route]]:
    """The bare route first, then those of the demo city."""
    port = serving.free_port()
    command = serving.granian("bench.bare:served", port, workers=_WORKERS)
    with serving.started(command, port=port) as plain, demo_city.served() as city:
        ours = city.server
        yield [
            Route(name="bare", server=plain, path="/"),
            Route(name="a station", server=ours, path=city.station),
            Route(name="/", server=ours, path="/"),
            Route(name="nearest", server=ours, path=NEAREST),
        ]


def measured(
    asked: list[Route], *, crowds: tuple[int, ...], seconds: float
) -> dict[tuple[str, int], Run]:
    """Every route with every crowd, routes in turns."""
    ask = _by_wrk if shutil.which("wrk") else _by_ourselves
    runs = {}
    for crowd in crowds:
        for route in asked:
            _settle(route.server)
            before, since = route.server.cpu(), time.monotonic()
            answered, refused, late_ms = ask(route, crowd, seconds)
            runs[route.name, crowd] = Run(
                answered=answered,
                refused=refused,
                late_ms=late_ms,
                used_s=route.server.cpu() - before,
                seconds=time.monotonic() - since,
            )
    return runs


def _settle(server: Server) -> None:
    """Wait until what a crowd left behind is done: it is not the next one's."""
    for _ in range(40):
        before = server.cpu()
        time.sleep(0.25)
        if server.cpu() - before < _IDLE_S:
            return


def kept(runs: dict[tuple[str, int], Run], name: str, crowds: tuple[int, ...]) -> float:
    """What the largest crowd gets of the most that any crowd got."""
    rates = [runs[name, crowd].rate for crowd in crowds]
    return rates[-1] / max(rates)


def table(
    asked: list[Route], runs: dict[tuple[str, int], Run], crowds: tuple[int, ...]
) -> list[str]:
    """A line for each route and crowd, and what was kept."""
    by = "wrk" if shutil.which("wrk") else "a client of our own: wrk is not installed"
    said = [
        f"answers for a second of the server's processor, by {by}",
        f"{'route':12}{'at once':>8}{'answers':>9}{'of bare':>9}{'a second':>10}{'p99 ms':>9}"
        f"{'refused':>9}",
    ]
    for route in asked:
        for crowd in crowds:
            run = runs[route.name, crowd]
            share = run.rate / runs["bare", crowd].rate
            a_second = run.answered / run.seconds
            said.append(
                f"{route.name:12}{crowd:8}{run.rate:9.0f}{share:9.2f}{a_second:10.0f}"
                f"{run.late_ms:9.1f}{run.refused:9}"
            )
    return [
        *said, "", heading(f"{crowds[-1]} at once"),
        *(line(f"kept of the most: {one.name}", kept(runs, one.name, crowds), _KEPT)
          for one in asked[1:]),
    ]  # fmt: skip


def under_attack(server: Server, slow: tuple[int, ...], *, seconds: float) -> list[str]:
    """How the first page comes while slow clients of all kinds hold on."""
    half, bodies, readers = slow
    kinds = (attack.headers(half), attack.form_bodies(bodies), attack.readers(readers, _ASSET))
    _settle(server)
    calm_ms = _late_ms(attack.good_client(lambda: attack.page(server.port), seconds=seconds)[1])
    with attack.under(Attack(server.port, kinds)):
        failures, taken = attack.good_client(lambda: attack.page(server.port), seconds=seconds)
    return [
        "",
        heading(f"{half} half-sent headers, {bodies} bodies, {readers} readers"),
        line("p99 ms of / meanwhile", _late_ms(taken), _SLOW_MS),
        line("p99 ms of / before", calm_ms),
        f"{failures} of {failures + len(taken)} were not answered",
    ]


def _by_wrk(route: Route, crowd: int, seconds: float) -> tuple[int, int, float]:
    words = ["wrk", "--latency", "-t1", f"-c{crowd}", f"-d{max(1, round(seconds))}s", "--timeout",
             "20s", "-H", _PACKED, f"http://{HOST}:{route.server.port}{route.path}"]  # fmt: skip
    told = subprocess.run(words, capture_output=True, text=True, check=True).stdout
    everything = int(_first(r"(\d+) requests in", told))
    refused = int(_first(r"Non-2xx or 3xx responses: (\d+)", told) or 0)
    number, unit = re.findall(r"99%\s+([\d.]+)(us|ms|s|m)\b", told)[0]
    return everything - refused, refused, float(number) * _MS[unit]


def _late_ms(taken: list[float]) -> float:
    """What one in a hundred waits for at least."""
    return float(np.percentile(taken, 99)) * 1e3 if taken else float("inf")


_MS = {"us": 1e-3, "ms": 1.0, "s": 1e3, "m": 6e4}


def _first(pattern: str, text: str) -> str:
    found = re.search(pattern, text)
    return found[1] if found else ""


def _by_ourselves(route: Route, crowd: int, seconds: float) -> tuple[int, int, float]:
    # A thread of its own: a program that drives a browser has a loop already.
    with ThreadPoolExecutor(1) as apart:
        states, taken = apart.submit(asyncio.run, _crowd(route, crowd, seconds)).result()
    answered = states.count(b"200")
    return answered, len(states) - answered, _late_ms(taken)


async def _crowd(route: Route, crowd: int, seconds: float) -> tuple[list[bytes], list[float]]:
    """The states of all answers, and how long each took, once all are connected."""
    states: list[bytes] = []
    taken: list[float] = []
    lines = (f"GET {route.path} HTTP/1.1", f"Host: {HOST}", _PACKED, "", "")
    asking = "\r\n".join(lines).encode()

    async def one(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while time.monotonic() < end:
            began = time.perf_counter()
            writer.write(asking)
            head = await reader.readuntil(b"\r\n\r\n")
            length = re.search(rb"content-length: (\d+)", head.lower())
            await reader.readexactly(int(length[1]) if length else 0)
            states.append(head.split(b" ", 2)[1])
            taken.append(time.perf_counter() - began)
        writer.close()

    connected = await asyncio.gather(
        *(asyncio.open_connection(HOST, route.server.port) for _ in range(crowd))
    )
    end = time.monotonic() + seconds
    await asyncio.gather(*(one(*connection) for connection in connected))
    return states, taken


def main() -> None:
    """Print the table."""
    print("\n".join(lines()))


if __name__ == "__main__":
    main()
