"""Backups under writes: how many are whole, and how many copies by `cp` are, as the control."""

from __future__ import annotations

import dataclasses
import multiprocessing
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from multiprocessing.synchronize import Event
from pathlib import Path

from bench import nation
from stations.audit.model import Act
from stations.db import backup_check, backups, migration, opening
from stations.db.sqlite import DriverError, SQLiteDatabase
from stations.errors import StationsError
from stations.registry.model import Station
from stations.registry.stored import change_store
from stations.registry.upkeep import history_proof, restore_check

WRITES_A_SECOND = 200
_STATIONS = 400
_BEFORE_S = 0.1
_PIECE, _BYTES_A_SECOND = 65_536, 10_000_000
_ACT = Act(actor="bench", by="bench", action="created", at=datetime(2026, 11, 20, 4, tzinfo=UTC))


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """How many copies were taken and were whole, and what was acknowledged meanwhile."""

    copies: int
    whole: int
    writes: int
    seconds: float


def by_us(live: Path, target: Path) -> None:
    """A backup as `stations backup` makes it."""
    database = opening.open_ready(str(live))
    try:
        backups.backup(database, target, check=restore_check.check)
    finally:
        database.close()


def by_cp(live: Path, target: Path) -> None:
    """The files as they lie there, one after the other, as fast as a disk over the network."""
    for end in ("", "-wal"):
        with Path(f"{live}{end}").open("rb") as source, Path(f"{target}{end}").open("wb") as file:
            while piece := source.read(_PIECE):
                file.write(piece)
                time.sleep(_PIECE / _BYTES_A_SECOND)


def tried(copy: Callable[[Path, Path], None], *, copies: int, stop_at_torn: bool = False) -> Tried:
    """Takes copies of a city while another process writes to it, and looks at each of them."""
    with tempfile.TemporaryDirectory(prefix="stations-bench-") as name:
        folder = Path(name)
        live, ledger = folder / "live.db", folder / "ledger"
        ledger.touch()
        _fill(live)
        taken = whole = 0
        seconds = 0.0
        with _written(live, ledger) as writing:
            for number in range(copies):
                target = folder / f"copy{number}.db"
                # Nobody writes while a copy is looked at: the next one need not be much larger.
                writing.set()
                started = time.monotonic()
                time.sleep(_BEFORE_S)
                known = _acknowledged(ledger)
                copy(live, target)
                writing.clear()
                seconds += time.monotonic() - started
                whole += is_whole(target, known)
                for path in folder.glob(f"{target.name}*"):
                    path.unlink()
                taken += 1
                if stop_at_torn and whole < taken:
                    break
        return Tried(copies=taken, whole=whole, writes=len(_acknowledged(ledger)), seconds=seconds)


def is_whole(copy: Path, known: list[str]) -> bool:
    """Whether a copy is sound, agrees with its log, and has all that was acknowledged before it."""
    try:
        database = backup_check.opened(copy)
        try:
            backup_check.check(database)
            found = {str(row["id"]) for row in database.rows("select id from stations")}
            return history_proof.prove(database).sound and found.issuperset(known)
        finally:
            database.close()
    except (StationsError, DriverError):
        return False


def _fill(path: Path) -> None:
    database = opening.connect(str(path), create=True)
    migration.migrate(database)
    for number in range(0, _STATIONS, 100):
        with database.writing() as tx:
            new = [(None, _station(f"f{number + n}")) for n in range(100)]
            change_store.record(tx, new, act=_ACT)
    database.close()


@contextmanager
def _written(path: Path, ledger: Path) -> Iterator[Event]:
    """Another process writes while the event is set."""
    context = multiprocessing.get_context("spawn")
    writing = context.Event()
    writing.set()
    started = context.Process(target=_write, args=(path, ledger, writing))
    started.start()
    try:
        end = time.monotonic() + 30
        while not _acknowledged(ledger) and time.monotonic() < end:
            time.sleep(0.05)
        yield writing
    finally:
        started.kill()
        started.join()


def _write(path: Path, ledger: Path, writing: Event) -> None:
    database = SQLiteDatabase(path)
    number = 0
    with ledger.open("a") as file:
        while writing.wait():
            number += 1
            begun = time.monotonic()
            one = _station(f"w{number}")
            with database.writing() as tx:
                change_store.record(tx, [(None, one)], act=_ACT)
            file.write(f"{one.id}\n")
            file.flush()
            time.sleep(max(0.0, 1 / WRITES_A_SECOND - (time.monotonic() - begun)))


def _acknowledged(ledger: Path) -> list[str]:
    return [line for line in ledger.read_text().split("\n")[:-1] if line]


def _station(id_: str) -> Station:
    return dataclasses.replace(nation.station(1), id=id_, number=id_, name=f"驿站 {id_}")


def lines(*, copies: int = 100) -> list[str]:
    """A table of both."""
    rows = ["| copies under writes | whole | writes a second |", "|---|---|---|"]
    for words, copy in (("`stations backup`", by_us), ("control: `cp`", by_cp)):
        done = tried(copy, copies=copies)
        rate = done.writes / done.seconds
        rows.append(f"| {words} | {done.whole} of {done.copies} | {rate:.0f} |")
    return rows
