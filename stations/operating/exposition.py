"""The process that tells Prometheus what the workers counted, at an address of its own.

It ends when its standard input does, and removes the files of the counts.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from prometheus_client import CollectorRegistry, start_wsgi_server
from prometheus_client.metrics_core import Metric
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

from stations import config, logs
from stations.operating.metrics_process import FOLDER
from stations.seeing import MetricsAddress


class WorkerCounts:
    """What all workers counted; what only the living can tell is taken from them alone."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._counts: Any = MultiProcessCollector(None, path=str(folder))  # type: ignore[no-untyped-call]

    def collect(self) -> Iterable[Metric]:
        """The metrics of this moment."""
        for pid in {file.stem.rpartition("_")[2] for file in self._folder.glob("gauge_live*.db")}:
            if not _lives(int(pid)):
                mark_process_dead(pid, path=str(self._folder))  # type: ignore[no-untyped-call]
        counts: Iterable[Metric] = self._counts.collect()
        return counts


def tell(address: MetricsAddress, folder: Path) -> None:
    """Tells the metrics of this folder until standard input ends, then removes it."""
    registry = CollectorRegistry()
    registry.register(WorkerCounts(folder))
    try:
        start_wsgi_server(address.port, addr=address.host, registry=registry)
        sys.stdin.buffer.read()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def main() -> None:
    """Tells the metrics of the server that started this process."""
    seeing = config.from_environment().seeing
    logs.configure(form=seeing.log, level=seeing.level)
    logs.tell_uncaught()
    if seeing.metrics is not None:
        tell(seeing.metrics, Path(os.environ[FOLDER]))


if __name__ == "__main__":
    main()
