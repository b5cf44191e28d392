"""Web nodes as `stations serve` runs them, and haproxy before them with the documented settings."""

from __future__ import annotations

import contextlib
import re
import shutil
import subprocess
import sys
import urllib.request
from pathlib import Path

from bench.faults import processes
from bench.serving import HOST, free_port
from stations.accounts import passwords
from stations.accounts import store as accounts
from stations.accounts.model import Account, Grant
from stations.accounts.roles import Role
from stations.config import ROOT
from stations.db import migration, opening
from stations.web import clock

NAME, PASSWORD = "clerk", "four unlike words"
AREA = "370102"
KEY = "the same key on every node of the fault bench"
_CONFIGURATION = ROOT / "docs" / "deploy" / "haproxy.cfg"


def prepare(address: str) -> None:
    """Bring a database to the current schema, with one clerk who may add stations."""
    db = opening.connect(address, create=True)
    migration.migrate(db)
    clerk = Account(
        id="id-clerk", name=NAME, shown="街道编辑", grants=(Grant(role=Role.EDITOR, area=AREA),)
    )
    with db.writing() as tx:
        accounts.add(tx, clerk, password=passwords.hashed(PASSWORD), at=clock.now())
    db.close()


class Node:
    """One web node."""

    def __init__(self, folder: Path, address: str, *, key: str = KEY, **settings: str) -> None:
        self.port = free_port()
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._environment = {
            "STATIONS_DATABASE": address,
            "STATIONS_STATE": str(folder),
            "STATIONS_SECRET_KEY": key,
            "PYTHONPATH": str(ROOT),
            **settings,
        }
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Give its address."""
        return f"http://{HOST}:{self.port}"

    @property
    def log(self) -> str:
        """What it has said."""
        return (self._folder / "log").read_text("utf-8")

    def start(self) -> None:
        """Start it and wait until it answers."""
        self.begin()
        processes.until(self.is_up, within_s=120, what=f"a node to start: {self.log[-500:]}")

    def begin(self) -> None:
        """Start it."""
        self._process = self.started("serve", "--port", str(self.port), "--workers", "1")

    def started(self, *command: str) -> subprocess.Popen[bytes]:
        """Start a command with the settings of this node."""
        return processes.logged(
            [sys.executable, "-m", "stations", *command],
            self._folder / "log",
            environment=self._environment,
        )

    def is_up(self) -> bool:
        """Whether it answers that all is well."""
        if self._process is not None and self._process.poll() is not None:
            # A service manager starts it again, where the database was away when it began.
            self.begin()
            return False
        return _answers(f"{self.url}/healthz")

    def ended(self) -> int | None:
        """Give the status with which it has ended, or None."""
        return None if self._process is None else self._process.poll()

    def kill(self) -> None:
        """Kill it with all it has started, as a machine that loses its power does."""
        if self._process is not None:
            processes.kill_all(self._process)
            self._process = None


class Balancer:
    """haproxy before two nodes."""

    def __init__(self, folder: Path, ports: list[int]) -> None:
        self.port = free_port()
        text = _CONFIGURATION.read_text("utf-8")
        for old, new in zip((8001, 8002), ports, strict=True):
            text = text.replace(f"{HOST}:{old}", f"{HOST}:{new}")
        text = text.replace(f"{HOST}:8080", f"{HOST}:{self.port}")
        text = re.sub(r"^ *errorfile .*\n", "", text, flags=re.MULTILINE)
        (folder / "haproxy.cfg").write_text(text, "utf-8")
        command = [program() or "haproxy", "-db", "-f", str(folder / "haproxy.cfg")]
        self._process = processes.logged(command, folder / "haproxy.log")
        processes.until(
            lambda: _answers(f"http://{HOST}:{self.port}/healthz"), within_s=30, what="haproxy"
        )

    def stop(self) -> None:
        """End it."""
        processes.kill_all(self._process)


def program() -> str | None:
    """Give haproxy where it is installed."""
    return shutil.which("haproxy", path="/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin")


def _answers(url: str) -> bool:
    with contextlib.suppress(OSError), urllib.request.urlopen(url, timeout=5) as answer:
        return bool(answer.status == 200)
    return False
