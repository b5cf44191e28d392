"""Databases that go away while a real server answers, and come back."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from stations.db import migration, opening
from tests.support import small_city
from tests.web.away.own_postgresql import own_server

_HOLD = """
import fcntl, os, sys, time
file = os.open(sys.argv[1] + "-shm", os.O_RDWR)
fcntl.lockf(file, fcntl.LOCK_EX, 8, 120)
print("held", flush=True)
time.sleep(600)
"""
"""Holds what SQLite locks in a WAL, as a broken copying program does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """A database with the small city, how it goes away and how it comes back."""

    address: str
    begin: Callable[[], object]
    end: Callable[[], object]


def _filled(address: str) -> str:
    database = opening.connect(address, create=True)
    migration.migrate(database)
    database.close()
    small_city.fill(address)
    return address


@contextlib.contextmanager
def stopped(_folder: Path) -> Iterator[Trouble]:
    with own_server() as server:
        yield Trouble(address=_filled(server.address), begin=server.stop, end=server.start)


@contextlib.contextmanager
def frozen(_folder: Path) -> Iterator[Trouble]:
    with own_server() as server:
        yield Trouble(address=_filled(server.address), begin=server.freeze, end=server.thaw)
        server.thaw()


@contextlib.contextmanager
def moved(folder: Path) -> Iterator[Trouble]:
    path, away = folder / "here.db", folder / "away.db"
    yield Trouble(
        address=_filled(str(path)), begin=lambda: path.rename(away), end=lambda: away.rename(path)
    )


@contextlib.contextmanager
def held(folder: Path) -> Iterator[Trouble]:
    """Another process keeps the locks of the file for itself."""
    path = _filled(str(folder / "here.db"))
    running: list[subprocess.Popen[bytes]] = []

    def begin() -> None:
        holder = subprocess.Popen([sys.executable, "-c", _HOLD, path], stdout=subprocess.PIPE)
        running.append(holder)
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"

    def end() -> None:
        for holder in running:
            holder.kill()
            holder.communicate()
        running.clear()

    try:
        yield Trouble(address=path, begin=begin, end=end)
    finally:
        end()


@contextlib.contextmanager
def denied(folder: Path) -> Iterator[Trouble]:
    """What is at the address is no database any more."""
    path = folder / "here.db"
    original = folder / "original.db"

    def begin() -> None:
        path.rename(original)
        path.write_bytes(b"<!doctype html><title>502</title>" * 400)

    def end() -> None:
        original.replace(path)

    yield Trouble(address=_filled(str(path)), begin=begin, end=end)


TROUBLES = (stopped, frozen, moved, held, denied)
