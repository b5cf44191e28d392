"""A drill finds out whether a backup would help, and leaves nothing behind."""

from __future__ import annotations

from pathlib import Path

import pytest

from stations.db import toolkit
from stations.recovery.run_store import RunKind
from tests.recovery.installation import PICTURE, Installation


def altered(path: Path, *statements: str) -> None:
    """Written past the triggers, which stand there again afterwards."""
    connection = toolkit.sqlite3.connect(path, isolation_level=None)
    triggers = connection.execute(
        "select name, sql from sqlite_master where type = 'trigger'"
    ).fetchall()
    for name, _ in triggers:
        connection.execute(f"drop trigger {name}")
    for statement in (*statements, *(text for _, text in triggers)):
        connection.execute(statement)
    connection.close()


def test_a_good_backup_is_restored_beside_asked_and_removed(
    installation: Installation, tmp_path: Path
) -> None:
    folder = tmp_path / "b"
    installation.run("backup", "--keep", 2, folder, now="2026-11-19T12:00")
    installation.run("backup", "--keep", 2, "--photos", folder, now="2026-11-20T12:00")
    before = sorted(installation.state.rglob("*"))
    status, told, said = installation.run("drill", folder, now="2026-11-20T12:00")
    assert (status, said) == (0, "")
    for words in ("stations-2026-11-20.tar", "2 个驿站", "2 条记录", "1 张照片", "0.0 米", "能用"):
        assert words in told
    assert told.count("甲驿站") + told.count("乙驿站") >= 3
    assert sorted(installation.state.rglob("*")) == before
    run = installation.last(RunKind.DRILL)
    assert run is not None
    assert (run.file, run.good) == ("stations-2026-11-20.tar", True)


def test_who_drills_elsewhere_needs_no_database(
    installation: Installation, empty: Installation, tmp_path: Path
) -> None:
    installation.run("backup", tmp_path / "b.db")
    assert empty.run("drill", tmp_path / "b.db")[0] == 0
    assert not Path(empty.address).exists()


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("update stations set name = '丙驿站' where id = 'a'", "a"),
        ("update log set body = '{}' where number = 1", "1"),
        ("update cards set search = 'x'", "按名称"),
        ("update cards set lat = lat + 0.5", "最近的驿站"),
    ],
)
def test_a_backup_that_somebody_altered_does_not_pass(
    installation: Installation, tmp_path: Path, statement: str, told: str
) -> None:
    path = tmp_path / "b.db"
    installation.run("backup", path)
    altered(path, statement)
    status, _, said = installation.run("drill", path)
    assert (status, told in said) == (2, True)
    run = installation.last(RunKind.DRILL)
    assert run is not None
    assert not run.good


def test_a_picture_that_is_not_in_the_backup_is_named(
    installation: Installation, tmp_path: Path
) -> None:
    for path in installation.photos.rglob(f"{PICTURE.name}*"):
        path.unlink()
    (installation.photos / "aa").mkdir()
    installation.run("backup", "--photos", tmp_path / "b.tar")
    status, _, said = installation.run("drill", tmp_path / "b.tar")
    assert (status, PICTURE.name in said) == (2, True)


def test_a_folder_without_backups_is_told_of(installation: Installation, tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    status, _, said = installation.run("drill", tmp_path / "b")
    assert (status, "没有按日期起名的备份" in said) == (2, True)
