"""Several nodes that are started at once."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from stations.cli import database
from stations.db import migration, opening, patience, sqlite
from stations.errors import Refused


@pytest.fixture
def held(sqlite_address: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> threading.Thread:
    """Another process is at its steps, for longer than a page would wait."""
    monkeypatch.setattr(sqlite, "BUSY_MS", 100)
    monkeypatch.setenv("STATIONS_DATABASE", sqlite_address)
    monkeypatch.setenv("STATIONS_STATE", str(tmp_path))
    begun = threading.Event()

    def work() -> None:
        other = sqlite.sqlite3.connect(sqlite_address, isolation_level=None)
        other.execute("begin exclusive")
        begun.set()
        time.sleep(1.0)
        other.execute("rollback")
        other.close()

    thread = threading.Thread(target=work)
    thread.start()
    begun.wait()
    return thread


def test_who_migrates_waits_for_the_one_who_is_at_it(held: threading.Thread) -> None:
    answer = CliRunner().invoke(database.migrate, [])
    held.join()
    assert (answer.exit_code, answer.output) == (0, "数据库已是当前版本。\n")


def test_without_patience_it_is_refused(held: threading.Thread, sqlite_address: str) -> None:
    with pytest.raises(Refused):
        opening.connect(sqlite_address)
    held.join()


@pytest.mark.parametrize("many", [8])
def test_many_that_migrate_at_once_all_succeed(many: int, tmp_path: Path) -> None:
    address, failures = str(tmp_path / "new.db"), []

    def work() -> None:
        try:
            with patience.patient():
                made = opening.connect(address, create=True)
                migration.migrate(made)
                made.close()
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=work) for _ in range(many)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
