"""`stations check` tells people and programs what is wrong."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

from click.testing import CliRunner, Result

from stations.cli import group
from stations.db import opening
from stations.hours.osm.calendar import DayKind, SpecialDay
from stations.recovery import run_store
from stations.recovery.run_store import Run, RunKind
from stations.registry.stored import holiday_store

NOW = "2026-11-30T12:00"


def checked(address: str, folder: Path, *words: str, **settings: str) -> Result:
    given = {
        "STATIONS_DATABASE": address,
        "STATIONS_STATE": str(folder),
        "STATIONS_URL": "https://stations.example.org",
        **settings,
    }
    return CliRunner().invoke(group.main, ["check", *words], env=given)


def test_what_is_to_be_done_sets_the_exit_status(address: str, tmp_path: Path) -> None:
    told = checked(address, tmp_path)
    assert told.exit_code == 1
    assert "要处理  备份：还没有做过备份" in told.stdout
    db = opening.open_ready(address)
    now = datetime.now(UTC)
    good = Run(kind=RunKind.BACKUP, at=now, file="a.db", size_bytes=1, good=True, words="")
    with db.writing() as tx:
        run_store.add(tx, good)
    first = now.date().replace(month=1, day=1)
    days = [first.replace(year=first.year + more) for more in (0, 1)]
    rows = [SpecialDay(day=day, kind=DayKind.HOLIDAY, name="元旦") for day in days]
    holiday_store.update(db, rows)
    db.close()
    done = checked(address, tmp_path)
    assert (done.exit_code, "要处理" in done.stdout) == (0, False), done.stdout
    assert checked(str(tmp_path / "none.db"), tmp_path).exit_code == 2


def test_a_program_reads_codes_levels_and_figures(address: str, tmp_path: Path) -> None:
    told = json.loads(checked(address, tmp_path, "--json", STATIONS_NOW=NOW).stdout)
    assert told["level"] == "warn"
    rows = {one["about"]: one for one in told["conditions"]}
    assert rows["holidays"]["code"] == "holidays_missing"
    assert rows["holidays"]["figures"]["holidays_known_days"] == 31
    assert rows["clock"]["level"] == "warn"
    assert rows["database"]["figures"]["database_up"] == 1
