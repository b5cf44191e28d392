"""The public register as files: processor seconds, memory and size by how many stations."""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from bench import nation
from stations.db import migration, opening
from stations.public_site import UNNAMED
from stations.registry.stored import store
from stations.reports.dataset import dataset_building

SIZES = (500, 50_000)
_AT = datetime(2026, 11, 21, 4, tzinfo=UTC)


def lines(*, sizes: tuple[int, ...] = SIZES) -> list[str]:
    """A line for each size; each is built in a process of its own, for its memory."""
    found = []
    for count in sizes:
        with tempfile.TemporaryDirectory(prefix="stations-bench-") as name:
            path = Path(name) / "stations.db"
            _fill(path, count)
            command = [sys.executable, "-m", "bench.dataset", str(path)]
            done = subprocess.run(command, capture_output=True, text=True, check=True)
            found.append(f"dataset of {count:,}: {done.stdout.strip()}")
    return found


def _fill(path: Path, count: int) -> None:
    db = opening.connect(str(path), create=True)
    migration.migrate(db)
    for start in range(0, count, 2_000):
        numbers = range(start, min(start + 2_000, count))
        page = [replace(nation.station(one), id=f"n{one:06}") for one in numbers]
        with db.writing() as tx:
            store.add(tx, page, history=())
    db.close()


def _built(path: Path) -> str:
    db = opening.open_ready(str(path))
    folder = path.parent / "dataset"
    started = time.process_time()
    dataset_building.build(db, folder, at=_AT, site=UNNAMED)
    seconds = time.process_time() - started
    db.close()
    size = sum(file.stat().st_size for file in folder.iterdir()) / 1e6
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return f"{seconds:.1f} s of processor, {peak} MB of memory, {size:.1f} MB of files"


if __name__ == "__main__":
    print(_built(Path(sys.argv[1])))
