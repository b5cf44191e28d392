"""The demo city behind the production server on a free port, for measurements."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.serving import HOST, Server, free_port, started
from stations.config import ROOT

NOON = "2026-11-21T12:00+08:00"
"""The clock is held at a Saturday noon, so that the same stations are open in each run."""
PLACE = (36.6665, 117.0243)


@dataclass(frozen=True, slots=True, kw_only=True)
class City:
    """The address of the server, and the page of the station nearest to PLACE."""

    base: str
    station: str
    server: Server
    database: str
    state: Path


@contextlib.contextmanager
def served(**settings: str) -> Iterator[City]:
    """Serve the demo city until the block ends."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            "STATIONS_STATE": folder,
            "STATIONS_DATABASE": str(Path(folder) / "stations.db"),
            "STATIONS_NOW": NOON,
            "STATIONS_DEMO": "1",
            **settings,
        }
        ours = [sys.executable, "-m", "stations"]
        for command in ("migrate", "demo"):
            subprocess.run(
                [*ours, command], cwd=ROOT, env={**os.environ, **environment}, check=True,
                stdout=subprocess.DEVNULL,
            )  # fmt: skip
        port = free_port()
        serve = [*ours, "serve", "--host", HOST, "--port", str(port)]
        with started(serve, port=port, path="/healthz", settings=environment) as server:
            base = f"http://{HOST}:{port}"
            yield City(
                base=base, station=f"/stations/{_nearest(base)}", server=server,
                database=environment["STATIONS_DATABASE"], state=Path(folder),
            )  # fmt: skip


def _nearest(base: str) -> str:
    where = f"lat={PLACE[0]}&lon={PLACE[1]}"
    with urllib.request.urlopen(f"{base}/api/v1/stations/nearest?{where}&limit=1") as answer:
        return str(json.load(answer)["stations"][0]["id"])
