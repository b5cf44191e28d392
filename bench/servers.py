"""Servers compared: cost of an answer, and answers while slow clients hold connections.

Servers that are not installed are left out; the interpreter of another environment may be named:
`python -m bench.servers --python …/bin/python`.
"""

from __future__ import annotations

import argparse
import contextlib
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass

from bench.serving import HOST, Client, Server, free_port, read_answer, started

TARGET = "bench.bare:application"
HEADER, BODY = "headers", "bodies"
_HALF = b"GET / HTTP/1.1\r\nHost: a\r\nX-A: "
_POST = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n"


@dataclass(frozen=True, slots=True)
class Kind:
    """A server with settings: the module, and what follows it but the port."""

    module: str
    options: tuple[str, ...]
    port_option: str

    @property
    def name(self) -> str:
        """Module and what was chosen for it."""
        return " ".join((self.module, *(o.lstrip("-") for o in self.options if o != TARGET)))

    def command(self, python: str, port: int) -> list[str]:
        """Give the command that starts it."""
        where = self.port_option.format(host=HOST, port=port).split()
        return [python, "-m", self.module, *where, *self.options, TARGET]


def _granian(threads: int) -> Kind:
    options = f"--interface wsgi --workers 2 --blocking-threads {threads} --log-level error"
    options += " --http1-header-read-timeout 10000"
    return Kind("granian", tuple(options.split()), "--host {host} --port {port}")


KINDS = (
    _granian(1),
    _granian(4),
    _granian(8),
    _granian(64),
    _granian(512),
    Kind("gunicorn", ("-k", "gthread", "-w", "2", "--threads", "8"), "-b {host}:{port}"),
    Kind("waitress", ("--threads=8",), "--listen={host}:{port}"),
    Kind("waitress", ("--threads=8", "--connection-limit=1000"), "--listen={host}:{port}"),
)


def cpu_per_request(server: Server, *, requests: int) -> float:
    """Seconds of the server's processors for one bare request on connections that stay open."""
    client = Client(server.port, connections=4)
    client.ask(["/"] * min(200, requests))
    before = server.cpu()
    client.ask(["/"] * requests)
    used = server.cpu() - before
    client.close()
    return used / requests


@contextlib.contextmanager
def slow_clients(port: int, *, kind: str, count: int) -> Iterator[list[socket.socket]]:
    """Hold this many connections that send a byte a second and never finish."""
    held: list[socket.socket] = []
    over = threading.Event()
    for _ in range(count):
        with contextlib.suppress(OSError):
            one = socket.create_connection((HOST, port), timeout=2)
            one.sendall(_HALF if kind == HEADER else _POST)
            held.append(one)

    def drip() -> None:
        while not over.wait(1.0):
            for one in held:
                with contextlib.suppress(OSError):
                    one.sendall(b"a")

    thread = threading.Thread(target=drip)
    thread.start()
    try:
        yield held
    finally:
        over.set()
        thread.join()
        for one in held:
            one.close()


def good_client(port: int, *, seconds: float) -> tuple[int, list[float]]:
    """Ask on a new connection twenty times a second: failures, and seconds of the successes."""
    failures, taken = 0, []
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        began = time.perf_counter()
        try:
            with contextlib.closing(socket.create_connection((HOST, port), timeout=2)) as one:
                one.settimeout(2)
                one.sendall(b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
                read_answer(one)
            taken.append(time.perf_counter() - began)
        except OSError:
            failures += 1
        time.sleep(0.05)
    return failures, taken


def lines(python: str, *, requests: int, seconds: float, counts: tuple[int, ...]) -> Iterator[str]:
    """Give the table, line by line as it is measured."""
    yield f"{'server':64} {'CPU µs':>7}  with slow clients: failed of all, median, p99 ms"
    for kind in KINDS:
        if not _is_installed(python, kind.module):
            yield f"{kind.module}: not installed, not measured"
            continue
        port = free_port()
        with started(kind.command(python, port), port=port) as server:
            cpu = cpu_per_request(server, requests=requests)
            yield f"{kind.name[:64]:64} {cpu * 1e6:7.0f}"
            for slow in (HEADER, BODY):
                for count in counts:
                    with slow_clients(port, kind=slow, count=count):
                        time.sleep(min(1.0, seconds))
                        failures, taken = good_client(port, seconds=seconds)
                    yield f"{'':72}  {count:4} slow {slow:8}{_said(failures, taken)}"
                    time.sleep(min(1.0, seconds))


def _said(failures: int, taken: list[float]) -> str:
    share = f"{failures:4} of {failures + len(taken):<4}"
    if not taken:
        return share
    late = sorted(taken)[int(len(taken) * 0.99)]
    return f"{share} {statistics.median(taken) * 1e3:8.1f} {late * 1e3:8.1f}"


def _is_installed(python: str, module: str) -> bool:
    found = subprocess.run([python, "-c", f"import {module}"], capture_output=True, check=False)
    return found.returncode == 0


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--python", default=sys.executable)
    parser.add_argument("--requests", type=int, default=4_000)
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--counts", default="40,200")
    given = parser.parse_args()
    counts = tuple(map(int, given.counts.split(",")))
    for line in lines(given.python, requests=given.requests, seconds=given.seconds, counts=counts):
        print(line, flush=True)


if __name__ == "__main__":
    main()
