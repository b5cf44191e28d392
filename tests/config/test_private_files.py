"""Passwords, contacts and keys can be read by the account of the program alone."""

from __future__ import annotations

import os
import socket
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from stations import private_files
from stations.cli import group
from stations.config import Settings
from stations.db.sqlite import SQLiteDatabase


@pytest.fixture(autouse=True)
def generous() -> Iterator[None]:
    """What an account is set up with that shares all it makes."""
    before = os.umask(0)
    yield
    os.umask(before)


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path / "state"


def run(state: Path, *words: str) -> int:
    return CliRunner().invoke(group.main, words, env={"STATIONS_STATE": str(state)}).exit_code


def open_to_others(folder: Path) -> list[str]:
    return [
        path.name
        for path in (folder, *sorted(folder.rglob("*")))
        if stat.S_IMODE(path.stat().st_mode) & 0o077
    ]


def test_a_database_is_private_with_all_that_lies_beside_it(state: Path) -> None:
    assert run(state, "migrate") == 0
    database = SQLiteDatabase(state / "stations.db")
    with database.writing():
        database.run("update revision set number = 7")
    assert {path.name for path in state.iterdir()} == {
        "stations.db", "stations.db-wal", "stations.db-shm"
    }  # fmt: skip
    assert open_to_others(state) == []
    database.close()


def test_a_key_and_its_folder_are_private(state: Path) -> None:
    Settings(database="", state=state).secret_key()
    assert open_to_others(state) == []


def test_a_backup_and_what_is_restored_from_it_are_private(state: Path, tmp_path: Path) -> None:
    assert run(state, "migrate") == 0
    copy = tmp_path / "copy.db"
    assert run(state, "backup", str(copy)) == 0
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert run(tmp_path / "elsewhere", "restore", str(copy)) == 0
    assert open_to_others(tmp_path / "elsewhere") == []


@pytest.mark.parametrize("words", [("migrate",), ("serve", "--port")])
def test_what_an_older_version_left_open_is_shut_at_the_start(
    state: Path, words: tuple[str, ...]
) -> None:
    assert run(state, "migrate") == 0
    Settings(database="", state=state).secret_key()
    (state / "photos").mkdir()
    for path in (state, *state.iterdir()):
        path.chmod(0o755 if path.is_dir() else 0o644)
    # A port that is taken: the server comes no further than its own start.
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = (str(taken.getsockname()[1]),) if words[0] == "serve" else ()
        run(state, *words, *port)
    assert open_to_others(state) == []


def test_what_is_not_there_needs_no_shutting(tmp_path: Path) -> None:
    private_files.tighten([tmp_path / "none"])
    assert list(tmp_path.iterdir()) == []
