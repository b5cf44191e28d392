"""The process that tells Prometheus what the workers counted, at an address of its own.

It ends when its standard input does, and removes the files of the counts.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from prometheus_client import CollectorRegistry, start_wsgi_server
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

from stations import config, logs
from stations.config import Settings
from stations.db import opening
from stations.db.base import Database
from stations.operating import checks
from stations.operating.metrics_process import FOLDER
from stations.routing import valhalla
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


class InstallationFigures:
    """The figures of all conditions, as they are when somebody asks."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def collect(self) -> Iterable[Metric]:
        """The metrics of this moment."""
        opened: list[Database] = []

        def connected() -> Database:
            opened.append(opening.connect(self._settings.database))
            return opened[-1]

        where = self._settings.routing
        trouble = valhalla.trouble(where) if where else ""
        try:
            found = checks.conditions(
                self._settings, connected, at=datetime.now(UTC), road_trouble=trouble
            )
        finally:
            for database in opened:
                database.close()
        levels = GaugeMetricFamily(
            "stations_condition_level", "0 fine, 1 note, 2 to be done, 3 now.", labels=["about"]
        )
        for one in found:
            levels.add_metric([one.about.value], one.level.value)
        yield levels
        running = GaugeMetricFamily("stations_program", "1.", labels=["version"])
        running.add_metric([version("stations")], 1)
        yield running
        for one in found:
            for name, value in one.figures.items():
                yield GaugeMetricFamily(f"stations_{name}", one.about.value, value=value)

    def describe(self) -> Iterable[Metric]:
        """Nothing: the database is not asked before somebody wants to know."""
        return ()


def tell(settings: Settings, address: MetricsAddress, folder: Path) -> None:
    """Tells the metrics of this folder until standard input ends, then removes it."""
    registry = CollectorRegistry()
    registry.register(InstallationFigures(settings))
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
    settings = config.from_environment()
    seeing = settings.seeing
    logs.configure(form=seeing.log, level=seeing.level)
    logs.tell_uncaught()
    if seeing.metrics is not None:
        tell(settings, seeing.metrics, Path(os.environ[FOLDER]))


if __name__ == "__main__":
    main()
