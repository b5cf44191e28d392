"""A backup a day in one folder: whole, private, and of the number that was asked for."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from stations.db import migration, opening, toolkit
from stations.db.sqlite import SQLiteDatabase
from stations.recovery.run_store import RunKind
from tests.recovery.installation import Installation, modes
from tests.support import emptying, make


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_the_newest_days_are_kept_and_older_ones_go(
    installation: Installation, tmp_path: Path
) -> None:
    folder = tmp_path / "backups"
    for day in range(20, 25):
        assert installation.run("backup", "--keep", 3, folder, now=f"2026-11-{day}T03:00")[0] == 0
    assert names(folder) == [f"stations-2026-11-{day}.db" for day in (22, 23, 24)]


def test_a_second_backup_of_a_day_takes_the_place_of_the_first(
    installation: Installation, empty: Installation, tmp_path: Path
) -> None:
    folder = tmp_path / "backups"
    installation.run("backup", "--keep", 3, folder, now="2026-11-20T03:00")
    installation.add(make.station(name="丙驿站"))
    assert installation.run("backup", "--keep", 3, folder, now="2026-11-20T23:00")[0] == 0
    assert names(folder) == ["stations-2026-11-20.db"]
    assert empty.run("restore", folder / "stations-2026-11-20.db")[0] == 0
    assert "丙驿站" in empty.names()


def test_the_day_of_a_name_is_that_of_china(installation: Installation, tmp_path: Path) -> None:
    installation.run("backup", "--keep", 3, tmp_path / "b", now="2026-11-20T17:00:00+00:00")
    assert names(tmp_path / "b") == ["stations-2026-11-21.db"]


def test_what_was_just_written_stays_though_the_clock_had_run_ahead(
    installation: Installation, tmp_path: Path
) -> None:
    folder = tmp_path / "backups"
    for day in ("2031-01-01", "2031-01-02", "2026-11-20"):
        installation.run("backup", "--keep", 2, folder, now=f"{day}T03:00")
    assert names(folder) == ["stations-2026-11-20.db", "stations-2031-01-02.db"]


def test_files_of_others_and_backups_of_another_kind_are_left(
    installation: Installation, tmp_path: Path
) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    (folder / "stations-2020-01-01.txt").write_text("notes")
    (folder / "before-the-move.db").write_text("mine")
    installation.run("backup", "--keep", 1, "--photos", folder, now="2026-11-19T03:00")
    for day in (20, 21):
        installation.run("backup", "--keep", 1, folder, now=f"2026-11-{day}T03:00")
    assert names(folder) == [
        "before-the-move.db",
        "stations-2020-01-01.txt",
        "stations-2026-11-19.tar",
        "stations-2026-11-21.db",
    ]


def test_only_the_account_of_the_program_may_read_a_backup(
    installation: Installation, tmp_path: Path
) -> None:
    before = os.umask(0)
    try:
        for words in ([], ["--photos"]):
            installation.run("backup", "--keep", 2, *words, tmp_path / "b", now="2026-11-20T03:00")
    finally:
        os.umask(before)
    assert modes(tmp_path / "b") == {
        ".": "0o700",
        "stations-2026-11-20.db": "0o600",
        "stations-2026-11-20.tar": "0o600",
    }


def test_a_folder_that_was_open_to_all_is_closed_and_one_with_other_files_is_told_of(
    installation: Installation, tmp_path: Path
) -> None:
    for folder, other in (("own", "stations-2026-11-19.db"), ("shared", "report.xlsx")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / other).touch()
        (tmp_path / folder).chmod(0o755)
    closed = installation.run("backup", "--keep", 2, tmp_path / "own", now="2026-11-20T03:00")
    told = installation.run("backup", "--keep", 2, tmp_path / "shared", now="2026-11-20T03:00")
    assert (closed[2], modes(tmp_path / "own")["."]) == ("", "0o700")
    assert ("别的账号" in told[2], modes(tmp_path / "shared")["."]) == (True, "0o755")


def test_what_a_killed_backup_left_goes_a_day_later(
    installation: Installation, tmp_path: Path
) -> None:
    folder = tmp_path / "backups"
    folder.mkdir(mode=0o700)
    old, new = (folder / f".stations-2026-11-{day}.db.0a1b.part" for day in (18, 20))
    old.touch()
    new.touch()
    os.utime(old, (0, 0))
    installation.run("backup", "--keep", 2, folder, now="2026-11-20T03:00")
    assert names(folder) == [new.name, "stations-2026-11-20.db"]


def test_when_how_large_and_whether_good_can_be_read(
    installation: Installation, tmp_path: Path
) -> None:
    path = tmp_path / "one.db"
    installation.run("backup", path)
    run = installation.last(RunKind.BACKUP)
    assert run is not None
    assert (run.file, run.size_bytes, run.good, run.words) == (
        "one.db",
        path.stat().st_size,
        True,
        "",
    )
    assert installation.run("backup", path)[0] == 2
    failed = installation.last(RunKind.BACKUP)
    assert failed is not None
    assert (failed.good, "已经存在" in failed.words) == (False, True)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk on which less than a database has room."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "stations", folder], capture_output=True
    )
    if mounted.returncode:
        pytest.skip("a full disk not tried: this account may not mount one")
    yield folder
    subprocess.run(["umount", folder], check=True)


@pytest.mark.parametrize("kind", [[], ["--photos"]])
def test_a_full_disk_leaves_nothing_half_and_is_said_in_words(
    installation: Installation, small_disk: Path, kind: list[str]
) -> None:
    status, _, said = installation.run("backup", "--keep", 2, *kind, small_disk / "b")
    assert (status, "磁盘满了" in said, said.count("\n")) == (2, True, 1)
    assert names(small_disk / "b") == []
    run = installation.last(RunKind.BACKUP)
    assert run is not None
    assert (run.good, "磁盘满了" in run.words) == (False, True)


def test_a_full_disk_takes_no_backup_away(installation: Installation, small_disk: Path) -> None:
    (small_disk / "stations-2026-11-01.db").write_text("the last good one")
    assert installation.run("backup", "--keep", 1, small_disk)[0] == 2
    assert names(small_disk) == ["stations-2026-11-01.db"]


@pytest.mark.parametrize("kind", [[], ["--photos"]])
def test_a_disk_full_while_restoring_changes_nothing(
    installation: Installation, small_disk: Path, tmp_path: Path, kind: list[str]
) -> None:
    made = tmp_path / "made"
    installation.run("backup", *kind, made)
    there = Installation(address=str(small_disk / "stations.db"), state=small_disk)
    status, _, said = there.run("restore", made)
    assert (status, "磁盘满了" in said, said.count("\n")) == (2, True, 1)
    assert names(small_disk) == []


def test_a_database_with_a_torn_page_is_set_aside_and_no_backup_is_lost(
    sqlite_address: str, tmp_path: Path
) -> None:
    """The copy is kept, for somebody who can mend it; it never counts as a backup."""
    torn = Installation(address=sqlite_address, state=tmp_path / "state")
    torn.add(make.station(name="甲驿站"))
    folder = tmp_path / "backups"
    assert torn.run("backup", "--keep", 1, folder, now="2026-11-20T03:00")[0] == 0
    connection = toolkit.sqlite3.connect(sqlite_address, isolation_level=None)
    connection.execute("update cards set fragment = '[]'")
    connection.close()
    status, _, said = torn.run("backup", "--keep", 1, folder, now="2026-11-21T03:00")
    assert (status, "没有备份" in said) == (2, True)
    assert names(folder) == ["stations-2026-11-20.db", "stations-2026-11-21.db.unsound"]
    assert modes(folder)["stations-2026-11-21.db.unsound"] == "0o600"


def test_who_upgrades_can_make_a_backup_before_the_database_is_migrated(
    tmp_path: Path, empty: Installation
) -> None:
    older = Installation(address=str(tmp_path / "old.db"), state=tmp_path / "state")
    database = SQLiteDatabase(Path(older.address))
    migration.run_steps(database, [one for one in migration.steps() if one[0] <= 18])
    database.run("create index mine on stations (name)")
    database.close()
    status, _, said = older.run("backup", "--keep", 2, tmp_path / "b", now="2026-11-20T03:00")
    assert (status, "mine" in said) == (0, True)
    assert empty.run("restore", tmp_path / "b" / "stations-2026-11-20.db")[0] == 0
    database = SQLiteDatabase(Path(older.address))
    assert migration.version(database) == 18
    database.close()


def test_an_older_database_of_postgresql_is_backed_up_too(
    postgresql_server: str, tmp_path: Path, empty: Installation
) -> None:
    with psycopg.connect(postgresql_server, autocommit=True) as server:
        server.execute("drop database if exists older")
        server.execute("create database older template template0 lc_collate 'C' lc_ctype 'C'")
    older = Installation(address=emptying.url(postgresql_server, "older"), state=tmp_path / "state")
    database = opening.connect(older.address)
    migration.run_steps(database, [one for one in migration.steps() if one[0] <= 18])
    database.close()
    assert older.run("backup", tmp_path / "b.db")[0] == 0
    assert empty.run("restore", tmp_path / "b.db")[0] == 0


@pytest.mark.parametrize(
    ("kind", "words", "told"),
    [
        ("file", ("backup", "--keep", "2"), "不是文件夹"),
        ("folder", ("backup",), "--keep"),
        ("missing", ("drill",), "没有备份文件"),
    ],
)
def test_a_wrong_place_is_told_with_what_to_do(
    installation: Installation, tmp_path: Path, kind: str, words: tuple[str, ...], told: str
) -> None:
    path = tmp_path / kind
    if kind == "file":
        path.touch()
    elif kind == "folder":
        path.mkdir()
    status, _, said = installation.run(*words, path)
    assert (status, told in said, said.count("\n")) == (2, True, 1)
