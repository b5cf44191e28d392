"""A city on SQLite that is copied all the time loses less than a second, by the documented file."""

from __future__ import annotations

import shutil
import subprocess
import sysconfig
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from stations.config import ROOT
from stations.db import opening
from stations.registry.stored import change_store
from tests.recovery.installation import Installation
from tests.support import make

CONFIGURATION = ROOT / "docs" / "deploy" / "litestream.yml"
PROGRAM = shutil.which("litestream", path=sysconfig.get_path("scripts"))
WRITING_S, AT_MOST_S = 4.0, 1.0

pytestmark = pytest.mark.skipif(
    PROGRAM is None, reason="Litestream not tried: there is no program for this platform"
)


@pytest.fixture
def city(sqlite_address: str, tmp_path: Path) -> Installation:
    made = Installation(address=sqlite_address, state=tmp_path / "state")
    made.add(make.station(id="first", name="第一个"))
    return made


def configuration(city: Installation, folder: Path, *, interval: str = "250ms") -> Path:
    """The documented file, for this city and another interval."""
    text = CONFIGURATION.read_text("utf-8")
    for there, here in (
        ("/var/lib/stations/stations.db", city.address),
        ("/mnt/replica/stations", str(folder / "replica")),
        ("250ms", interval),
    ):
        assert there in text
        text = text.replace(there, here)
    path = folder / "litestream.yml"
    path.write_text(text)
    return path


@contextmanager
def replicated(path: Path) -> Iterator[None]:
    """Litestream runs, and dies with its machine at the end."""
    with (path.parent / "litestream.log").open("wb") as log:
        process = subprocess.Popen(
            [str(PROGRAM), "replicate", "-config", path], stdout=log, stderr=log
        )
        try:
            _wait_for_the_first_copy(path.parent / "replica")
            yield
        finally:
            process.kill()
            process.wait()


def _wait_for_the_first_copy(replica: Path) -> None:
    end = time.monotonic() + 20
    while not any(path.is_file() for path in replica.rglob("*")):
        assert time.monotonic() < end, "Litestream copied nothing"
        time.sleep(0.05)


def write(city: Installation, *, disturb: bool = False) -> list[tuple[str, float]]:
    """Ids of stations that were stored, each with the moment."""
    database = opening.open_ready(city.address)
    acknowledged: list[tuple[str, float]] = []
    end = time.monotonic() + WRITING_S
    while time.monotonic() < end:
        one = make.station()
        with database.writing() as tx:
            change_store.record(tx, [(None, one)], act=make.act("created"))
        acknowledged.append((one.id, time.monotonic()))
        if disturb and len(acknowledged) % 100 == 0:
            database.scrub([])
        time.sleep(0.005)
    database.close()
    return acknowledged


def brought_back(path: Path, city: Installation) -> Path:
    target = path.parent / "back.db"
    command = [str(PROGRAM), "restore", "-config", path, "-o", target, city.address]
    subprocess.run(command, check=True, capture_output=True)
    return target


def lost_s(city: Installation, path: Path, *, disturb: bool = False) -> float:
    """Of how many seconds before the machine was lost what had been stored is not there."""
    with replicated(path):
        acknowledged = write(city, disturb=disturb)
        lost = time.monotonic()
    there = Installation(address=str(path.parent / "there.db"), state=path.parent / "there")
    back = brought_back(path, city)
    assert there.run("drill", back)[0] == 0
    assert there.run("restore", back)[0] == 0
    database = opening.open_ready(there.address)
    found = {row["id"] for row in database.rows("select id from stations")}
    database.close()
    assert len(acknowledged) > 50
    return max((lost - at for id_, at in acknowledged if id_ not in found), default=0.0)


def test_less_than_a_second_is_lost_with_the_machine(city: Installation, tmp_path: Path) -> None:
    assert lost_s(city, configuration(city, tmp_path)) <= AT_MOST_S


def test_it_holds_while_the_file_is_written_anew(city: Installation, tmp_path: Path) -> None:
    assert lost_s(city, configuration(city, tmp_path), disturb=True) <= AT_MOST_S


def test_the_control_loses_more_where_changes_are_looked_for_seldom(
    city: Installation, tmp_path: Path
) -> None:
    assert lost_s(city, configuration(city, tmp_path, interval="6s")) > AT_MOST_S


def test_a_backup_is_made_beside_it(city: Installation, tmp_path: Path) -> None:
    with replicated(configuration(city, tmp_path)):
        status, _, said = city.run("backup", tmp_path / "b.db")
    assert (status, "_litestream_" in said) == (0, True)
    assert city.run("drill", tmp_path / "b.db")[0] == 0
