"""A server that tells its metrics, and what it tells."""

from __future__ import annotations

import contextlib
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families

from tests.support import serving

Samples = dict[tuple[str, tuple[tuple[str, str], ...]], float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """The addresses of a server and of its metrics."""

    site: str
    metrics: str

    def text(self) -> str:
        with urllib.request.urlopen(self.metrics, timeout=20) as answer:
            return str(answer.read().decode())

    def samples(self) -> Samples:
        families = text_string_to_metric_families(self.text())
        return {
            (s.name, tuple(sorted(s.labels.items()))): s.value for f in families for s in f.samples
        }

    def value(self, name: str, **labels: str) -> float:
        """The sum of what has these labels, whatever else it has."""
        wanted = set(labels.items())
        return sum(
            v for (n, given), v in self.samples().items() if n == name and wanted <= set(given)
        )

    def ask(self, path: str, *, times: int = 1, method: str = "GET") -> int:
        """Asks, each time on a new connection, which any worker takes; the last status."""
        status = 0
        for _ in range(times):
            request = urllib.request.Request(f"{self.site}{path}", method=method)
            try:
                with urllib.request.urlopen(request, timeout=20) as answer:
                    answer.read()
                    status = answer.status
            except urllib.error.HTTPError as error:
                status = error.code
        return status


@contextlib.contextmanager
def counted(folder: Path, *, workers: int = 2, **settings: str) -> Iterator[Counted]:
    """A server whose metrics are told on another port."""
    port = serving.free_port()
    given = {"STATIONS_METRICS": str(port), "TMPDIR": str(folder), **settings}
    with serving.serving(folder, workers=workers, **given) as address:
        yield Counted(site=address, metrics=f"http://127.0.0.1:{port}/metrics")


def until(true: Callable[[], bool], *, within_s: float = 20.0) -> bool:
    """Whether it becomes true in time."""
    end = time.monotonic() + within_s
    while time.monotonic() < end:
        if true():
            return True
        time.sleep(0.2)
    return False
