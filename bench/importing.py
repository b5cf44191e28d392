"""Import of a list with its datum, all checks and its history.

Beside it the least that can be done: the CSV read, its numbers parsed, and the same cells written
to one plain SQLite table in one transaction.
"""

from __future__ import annotations

import csv
import io
import random
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from bench.ratio import Goal, heading, line
from stations.areas import codes
from stations.audit.model import COMMAND_LINE, Act
from stations.db import migration, opening
from stations.db.toolkit import sqlite3
from stations.registry.lists import import_plan, importing

_AT = datetime(2026, 11, 20, 4, tzinfo=UTC)
_ACT = Act(actor=COMMAND_LINE, by="bench", action="imported", at=_AT)
_HEADER = "站点编号,名称,城市,区县,经度,纬度,地址,开放时间,设施,crs"
_CITIES = ("3701", "4101", "4401", "5101", "3301", "6101", "2101", "4201")
_HOURS = ("8:00-20:00", "周一至周五8:30-17:30", "24小时", "9:00-12:00 14:00-18:00")
_GOAL = Goal(must=20_000, aim=60_000, at_least=True)
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


def ours(data: bytes, path: Path) -> import_plan.ImportPlan:
    """Plan and store the list as `stations import` does."""
    db = opening.connect(str(path), create=True)
    migration.migrate(db)
    plan = importing.planned(db, data, name="list.csv", terms=import_plan.Terms(), at=_AT)
    importing.applied(db, plan, act=_ACT, confirmed=False, good_rows=False)
    db.close()
    return plan


def bare(data: bytes, path: Path) -> None:
    """Read, parse the two numbers, write."""
    connection = sqlite3.connect(str(path), isolation_level=None)
    connection.execute("pragma journal_mode=WAL")
    connection.execute("create table list (a, b, c, d, lon real, lat real, g, h, i, j)")
    rows = csv.reader(io.StringIO(data.decode()))
    next(rows)
    connection.execute("begin immediate")
    connection.executemany(
        "insert into list values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        ((*row[:4], float(row[4]), float(row[5]), *row[6:]) for row in rows),
    )
    connection.execute("commit")
    connection.close()


def lines(*, count: int = 20_000) -> list[str]:
    """Give the table."""
    data = table(count)
    with tempfile.TemporaryDirectory() as folder:
        began = time.process_time()
        plan = ours(data, Path(folder) / "ours.db")
        taken = time.process_time() - began
        began = time.process_time()
        bare(data, Path(folder) / "bare.db")
        least = time.process_time() - began
    if len(plan.added) != count:
        raise ValueError(f"{len(plan.added)} of {count} rows: {plan.message}")
    return [
        heading(f"import of {count:,} rows"),
        line("rows in a second of processor", count / taken, _GOAL),
        line("multiple of the bare CSV into one table", taken / least),
        f"bare: {count / least:,.0f} rows in a second",
    ]


def main() -> None:
    """Print the table."""
    print("\n".join(lines()))


if __name__ == "__main__":
    main()
