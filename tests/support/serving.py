"""The production server in a process of its own, for tests that ask it over HTTP."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from stations.config import ROOT
from stations.db import migration, opening
from tests.support import small_city


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextlib.contextmanager
def serving(folder: Path, *, workers: int = 1, **settings: str) -> Iterator[str]:
    """The production server on a free port, with the small city; gives its address.

    One worker, where nothing is about several: each takes a second of processor to start.
    """
    database = str(folder / "stations.db")
    if not Path(database).exists():
        connection = opening.connect(database, create=True)
        migration.migrate(connection)
        connection.close()
        small_city.fill(database)
    port = free_port()
    where = ["--port", str(port), "--workers", str(workers)]
    environment = {
        **os.environ,
        "STATIONS_DATABASE": database,
        "STATIONS_STATE": str(folder),
        "STATIONS_NOW": small_city.NOW.isoformat(),
        **settings,
    }
    with (folder / f"server-{port}.log").open("wb") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "stations", "serve", *where],
            cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT,
        )  # fmt: skip
        try:
            _wait(f"http://127.0.0.1:{port}/healthz", server, log.name)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(timeout=300)


def _wait(url: str, server: subprocess.Popen[bytes], log: str) -> None:
    for _ in range(1_500):
        if server.poll() is not None:
            break
        with contextlib.suppress(OSError):
            urllib.request.urlopen(url, timeout=20).close()
            return
        time.sleep(0.2)
    pytest.fail(f"the server did not start: {Path(log).read_text('utf-8')[-2000:]}")
