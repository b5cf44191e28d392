"""A city on several machines: a primary, a standby that confirms, two web nodes, haproxy."""

from __future__ import annotations

import contextlib
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench.faults import nodes, processes
from bench.faults.link import Link
from bench.faults.nodes import Balancer, Node
from bench.faults.postgres import USER, PostgreSQL
from bench.serving import HOST

STANDBY = "standby"


class City:
    """All of it, on the loopback."""

    def __init__(self, folder: Path, *, room_mb: int = 0) -> None:
        self.primary = PostgreSQL(folder, "primary", room_mb=room_mb)
        self.primary.make()
        nodes.prepare(self.primary.url())
        self.standby = PostgreSQL(folder, STANDBY)
        self.replication = Link(self.primary.port)
        self.standby.copy(self.replication.port)
        self.confirm()
        self.links = [Link(self.primary.port), Link(self.standby.port)]
        self.nodes = [Node(folder / name, self.address) for name in ("a", "b")]
        for one in self.nodes:
            one.begin()
        for one in self.nodes:
            processes.until(one.is_up, within_s=120, what="a node to start")
        self.balancer = Balancer(folder, [one.port for one in self.nodes])

    @property
    def address(self) -> str:
        """Both servers, each behind a link: the one that writes is found."""
        hosts = ",".join(f"{HOST}:{link.port}" for link in self.links)
        return f"postgresql://{USER}@{hosts}/stations"

    def confirm(self) -> None:
        """Let the standby confirm all commits."""
        self.primary.confirm_by(STANDBY)
        processes.until(self.primary.is_confirmed, within_s=20, what="the standby to confirm")

    def worker(self) -> subprocess.Popen[bytes]:
        """Start what does long work, as a third machine would."""
        return self.nodes[0].started("work")

    def down(self) -> None:
        """End all of it."""
        with contextlib.suppress(AttributeError):
            self.balancer.stop()
            for node in self.nodes:
                node.kill()
            for link in (self.replication, *self.links):
                link.close()
        for server in (self.standby, self.primary):
            server.clear()


@contextlib.contextmanager
def city(*, room_mb: int = 0) -> Iterator[City]:
    """One that is thrown away at the end of the block.

    With `room_mb` its primary has a disk of its own of that size, which root alone may make.
    """
    with tempfile.TemporaryDirectory(prefix="stations-faults-") as folder:
        Path(folder).chmod(0o755)
        made = object.__new__(City)
        try:
            made.__init__(Path(folder), room_mb=room_mb)  # type: ignore[misc]
            yield made
        finally:
            made.down()
