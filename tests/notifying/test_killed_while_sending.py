"""The real server, killed while it hands a message over: that one alone comes again, the same."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from stations.config import ROOT
from stations.db import opening
from stations.db.base import Database
from stations.notifying.notifier import LEASE_S
from tests.notifying.conftest import happened, hooked, keeper_stored, later
from tests.notifying.receivers import HookReceiver
from tests.support.serving import free_port

_MESSAGES = 5


@contextmanager
def served(address: str, folder: Path, hooks: str) -> Iterator[subprocess.Popen[bytes]]:
    """The production server with two workers, in a process group of its own."""
    environment = {
        **os.environ, "STATIONS_DATABASE": address, "STATIONS_STATE": str(folder),
        "STATIONS_HOOKS": hooks,
    }  # fmt: skip
    with (folder / "server.log").open("ab") as told:
        server = subprocess.Popen(
            [sys.executable, "-m", "stations", "serve", "--port", str(free_port()),
             "--workers", "2"],
            cwd=ROOT, env=environment, stdout=told, stderr=told, start_new_session=True,
        )  # fmt: skip
        try:
            yield server
        finally:
            os.killpg(server.pid, signal.SIGKILL)
            server.wait()


def until(done: object, receiver: HookReceiver, count: int) -> None:
    deadline = time.monotonic() + 120
    while len(receiver.got) < count:
        assert time.monotonic() < deadline, done
        time.sleep(0.1)


def test_after_a_kill_only_the_message_under_way_comes_again_with_the_same_id(
    db: Database, address: str, tmp_path: Path, receiver: HookReceiver
) -> None:
    keeper_stored(db)
    for n in range(_MESSAGES):
        hooked(db, f"{receiver.origin}/{n}", name=f"no-{n}")
    happened(db)
    receiver.hold_at = 3
    with served(address, tmp_path, receiver.origin):
        assert receiver.held.wait(120)
    under_way = receiver.ids[2]
    assert len(receiver.ids) == 3
    receiver.hold_at = 0
    reader = opening.open_ready(address)
    later(reader, LEASE_S)
    with served(address, tmp_path, receiver.origin):
        until("all that waited", receiver, _MESSAGES + 1)
        deadline = time.monotonic() + 60
        while reader.row("select 1 as here from outbox where state = 'waiting'"):
            assert time.monotonic() < deadline
            time.sleep(0.1)
    reader.close()
    twice = [one for one, times in Counter(receiver.ids).items() if times > 1]
    assert (twice, len(receiver.ids)) == ([under_way], _MESSAGES + 1)
    assert {path for _, path, _ in receiver.got} == {f"/{n}" for n in range(_MESSAGES)}
