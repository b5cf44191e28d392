"""A server started, asked in a bounded loop and stopped."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from stations.config import ROOT

HOST = "127.0.0.1"
_TICK = 1.0 / os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A server in processes of its own."""

    pid: int
    port: int

    def pids(self) -> list[int]:
        """The main process and its workers."""
        found, waiting = [], [self.pid]
        while waiting:
            one = waiting.pop()
            found.append(one)
            for task in Path(f"/proc/{one}/task").glob("*/children"):
                waiting.extend(map(int, task.read_text().split()))
        return found

    def cpu(self) -> float:
        """Seconds of processor time that all its processes have used."""
        total = 0.0
        for pid in self.pids():
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            total += (int(fields[11]) + int(fields[12])) * _TICK
        return total

    def memory(self) -> list[float]:
        """Megabytes held by each worker, the main process left out."""
        return [
            int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * _PAGE / 1e6
            for pid in self.pids()[1:]
        ]

    def threads(self) -> list[int]:
        """How many threads each worker has."""
        return [len(list(Path(f"/proc/{pid}/task").iterdir())) for pid in self.pids()[1:]]


def free_port() -> int:
    """A free port."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def started(
    command: Sequence[str], *, port: int, path: str = "/", settings: Mapping[str, str] | None = None
) -> Iterator[Server]:
    """Run a command that serves at this port until the block ends."""
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), **(settings or {})},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait(port, path)
        yield Server(pid=process.pid, port=port)
    finally:
        process.terminate()
        try:
            process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def granian(target: str, port: int, *, workers: int = 1) -> list[str]:
    """Give the command for the server as `stations serve` runs it.

    `target` makes a Door, so that requests come in by the same way.
    """
    options = [
        "--workers",
        str(workers),
        "--http",
        "1",
        "--log-level",
        "error",
        "--no-access-log",
        "--no-ws",
    ]
    where = ["--host", HOST, "--port", str(port), "--factory"]
    return [sys.executable, "-m", "granian", "--interface", "rsgi", *options, *where, target]


class Client:
    """A few connections that stay open; each asks again when its answer has come."""

    def __init__(self, port: int, *, connections: int) -> None:
        self._sockets = [
            socket.create_connection((HOST, port), timeout=20) for _ in range(connections)
        ]

    def ask(self, paths: Sequence[str]) -> list[float]:
        """Ask for all paths, one on each connection at a time; the seconds each answer took."""
        taken = []
        for first in range(0, len(paths), len(self._sockets)):
            pairs = list(zip(self._sockets, paths[first:], strict=False))
            began = time.perf_counter()
            for connection, path in pairs:
                connection.sendall(f"GET {path} HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode())
            for connection, _ in pairs:
                read_answer(connection)
                taken.append(time.perf_counter() - began)
        return taken

    def close(self) -> None:
        """Close all connections."""
        for connection in self._sockets:
            connection.close()


def read_answer(connection: socket.socket) -> bytes:
    """Give the body of an answer with status 200; ConnectionError else."""
    data = b""
    while b"\r\n\r\n" not in data:
        data += _more(connection)
    head, _, body = data.partition(b"\r\n\r\n")
    if b" 200 " not in head.split(b"\r\n", 1)[0]:
        raise ConnectionError(head.split(b"\r\n", 1)[0].decode("latin-1"))
    lengths = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    length = int(lengths[0].partition(b":")[2])
    while len(body) < length:
        body += _more(connection)
    return body


def _more(connection: socket.socket) -> bytes:
    data = connection.recv(65_536)
    if not data:
        raise ConnectionError("the server hung up")
    return data


def _wait(port: int, path: str) -> None:
    for _ in range(1_800):
        with (
            contextlib.suppress(OSError),
            contextlib.closing(socket.create_connection((HOST, port), timeout=20)) as one,
        ):
            one.sendall(f"GET {path} HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode())
            read_answer(one)
            return
        time.sleep(0.05)
    raise TimeoutError(f"no answer at port {port}")
