"""Time to the first answer of a worker and its memory, with the nation.

Beside it a program that reads the same rows and builds a bare tree, and does nothing else.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from bench import nation
from bench.finder import NATION
from bench.ratio import Goal, heading, line
from stations.config import ROOT

_REPORT = """
import json, pathlib, time
status = pathlib.Path("/proc/self/status").read_text()
held = {key: int(status.split(key + ":")[1].split()[0]) / 1e3 for key in ("VmRSS", "VmHWM")}
print(json.dumps({"seconds": time.process_time(), "wall": time.perf_counter() - began, **held}))
"""
_WORKER = """
import sys, time
began = time.perf_counter()
from stations.app import from_settings
answer = from_settings().test_client().get(sys.argv[2])
assert answer.status_code == 200 and answer.get_json()["stations"], answer.data
"""
_BARE = """
import sys, time
began = time.perf_counter()
import numpy
import flask
from scipy.spatial import cKDTree
from sqlite_utils.utils import sqlite3
connection = sqlite3.connect(sys.argv[1])
rows = connection.execute("select station_id, lat, lon, fragment from cards").fetchall()
lat, lon = numpy.radians([row[1] for row in rows]), numpy.radians([row[2] for row in rows])
flat = numpy.cos(lat)
places = numpy.column_stack((flat * numpy.cos(lon), flat * numpy.sin(lon), numpy.sin(lat)))
cKDTree(places).query(places[0], k=10)
"""


def measured(program: str, *, database: Path, path: str) -> dict[str, float]:
    """Run a program in a process of its own: its seconds, and megabytes held and at most."""
    environment = {
        **os.environ,
        "STATIONS_DATABASE": str(database),
        "STATIONS_STATE": str(database.parent),
    }
    run = subprocess.run(
        [sys.executable, "-c", program + _REPORT, str(database), path],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=True, timeout=120,
    )  # fmt: skip
    found: dict[str, float] = json.loads(run.stdout.splitlines()[-1])
    return found


def lines(*, count: int = NATION, rounds: int = 3) -> list[str]:
    """Give the table; the best of a few rounds, taken in turns."""
    best: dict[str, dict[str, float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "stations.db"
        path = nation.paths(nation.make(database, count=count))[0]
        for _ in range(rounds):
            for name, program in (("ours", _WORKER), ("bare", _BARE)):
                found = measured(program, database=database, path=path)
                if name not in best or found["seconds"] < best[name]["seconds"]:
                    best[name] = found
    ours, bare = best["ours"], best["bare"]
    return [
        heading(f"start with {count:,} stations"),
        line("seconds of processor until the first answer", ours["seconds"], Goal(must=1, aim=0.4)),
        line("megabytes held by the worker then", ours["VmRSS"], Goal(must=150, aim=100)),
        line("seconds, multiple of rows and a bare tree", ours["seconds"] / bare["seconds"]),
        f"bare: {bare['seconds']:.2f} s, {bare['VmRSS']:.0f} MB; at most {bare['VmHWM']:.0f} MB"
        f" (ours {ours['VmHWM']:.0f} MB)",
    ]


def main() -> None:
    """Print the table."""
    print("\n".join(lines()))


if __name__ == "__main__":
    main()
