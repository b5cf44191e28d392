"""The disk is full, or another process keeps the database locked."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from stations.db import migration, opening
from stations.db.sqlite import DriverError
from stations.errors import Refused
from tests.support import small_city
from tests.support.serving import serving
from tests.web.away import test_never_blind as asking

_LOCK = """
import sys, time
from stations.db.toolkit import sqlite3
held = sqlite3.connect(sys.argv[1], isolation_level=None)
held.execute("begin immediate")
print("held", flush=True)
time.sleep(600)
"""
BACK_S = 5.0
Trouble = Callable[[Path], contextlib.AbstractContextManager[str]]
"""While it lasts; it gives what people are told."""


def _mount(*arguments: str) -> None:
    done = subprocess.run(["mount", *arguments], capture_output=True, text=True)
    if done.returncode:
        pytest.skip(f"disk tests not run: mounting is not allowed here ({done.stderr.strip()})")


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A small file system of its own, with a database on it."""
    folder = tmp_path / "disk"
    folder.mkdir()
    _mount("-t", "tmpfs", "-o", "size=12m", "tmpfs", str(folder))
    try:
        database = opening.connect(str(folder / "here.db"), create=True)
        migration.migrate(database)
        database.close()
        small_city.fill(str(folder / "here.db"))
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


@contextlib.contextmanager
def full(folder: Path) -> Iterator[str]:
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while file.write(bytes(4_096)):
            pass
    yield "磁盘满了"
    filler.unlink()


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[str]:
    path = str(folder / "here.db")
    holder = subprocess.Popen([sys.executable, "-c", _LOCK, path], stdout=subprocess.PIPE)
    assert holder.stdout is not None
    assert holder.stdout.readline() == b"held\n"
    try:
        yield "没有保存"
    finally:
        holder.kill()
        holder.communicate()


@pytest.mark.parametrize("trouble", [full, locked], ids=lambda one: one.__name__)
def test_people_find_their_way_while_nothing_can_be_written(
    trouble: Trouble, disk: Path, tmp_path: Path
) -> None:
    address = str(disk / "here.db")
    with serving(tmp_path, STATIONS_DATABASE=address) as base:
        form = asking.ask(f"{base}/voice/a-open?kind=shut")
        assert {asking.ask(f"{base}{path}").status for path in asking.PUBLIC} == {200}
        with trouble(disk) as words:
            # Without the defence: whoever writes as the page does meets the bare error.
            assert not can_write(address)
            for path in asking.PUBLIC:
                found = asking.ask(f"{base}{path}")
                assert (found.status, found.seconds < asking.SOON_S) == (200, True), path
            refused = asking._report(base, form)
            assert refused.status == 503
            # A lock is waited for as long as others usually hold it.
            assert trouble is not locked or refused.seconds > 4.0
            assert words in refused.text
            assert "门上贴了条子" in refused.text
            assert asking.ask(f"{base}/desk/sign-in").status == 200
        begun = time.monotonic()
        while (kept := asking._report(base, form)).status != 200:
            assert time.monotonic() - begun < BACK_S, kept.text
            time.sleep(0.1)
        assert asking.ask(f"{base}/readyz").status == 200
    logged = "".join(path.read_text() for path in tmp_path.glob("server-*.log"))
    assert len(logged.splitlines()) < 60, logged


def can_write(address: str) -> bool:
    try:
        database = opening.connect(address)
    except (Refused, DriverError):
        return False
    try:
        database.run("pragma busy_timeout=100")
        # More than the room that the log of SQLite may still have.
        with database.writing() as tx:
            tx.run("create table filler (words text)")
            for _ in range(300):
                tx.run("insert into filler values (:words)", words="x" * 10_000)
            raise _UndoneError
    except _UndoneError:
        return True
    except (Refused, DriverError):
        return False
    finally:
        database.close()


class _UndoneError(Exception):
    """It could have been written, and is not."""
