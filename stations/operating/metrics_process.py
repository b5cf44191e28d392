"""The process that tells metrics, beside the server that it belongs to."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

from stations import shipped

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""The library's own variable: where the workers write their counts. It is read when the library is
loaded, so that nothing loads it in the process that starts the workers."""


@contextmanager
def beside() -> Iterator[None]:
    """A block in which workers that are started count, and a process of its own tells that.

    The process ends with this one, however this one dies.
    """
    os.environ[FOLDER] = tempfile.mkdtemp(prefix="stations-metrics-")
    command = shipped.starting("stations.operating.exposition")
    process = subprocess.Popen(command, stdin=subprocess.PIPE)
    try:
        yield
    finally:
        process.communicate()
