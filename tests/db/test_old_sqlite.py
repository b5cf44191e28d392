"""An SQLite with the WAL-reset race, as it is where pysqlite3 has no wheel: Linux on aarch64."""

from __future__ import annotations

import socket
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from stations.config import ROOT
from stations.db.sqlite import OLDEST
from tests.support.serving import free_port

WITHOUT_RACE = (3, 51, 3)
WRITERS, ROWS = 4, 60
_OLD = "import sys; sys.modules['pysqlite3'] = None\n"
_WRITER = (
    _OLD
    + f"""
from stations.db import opening
db = opening.open_ready(sys.argv[1])
for number in range({ROWS}):
    with db.writing() as tx:
        tx.run("insert into notes values (:text)", text=f"{{sys.argv[2]}} {{number}}")
"""
)

pytestmark = pytest.mark.skipif(
    not OLDEST <= sqlite3.sqlite_version_info < WITHOUT_RACE,
    reason=f"Python's own SQLite is {sqlite3.sqlite_version}: it has no such race",
)


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """Made by the old SQLite."""
    path = tmp_path / "stations.db"
    program = (
        "from stations.cli.group import main; main(['migrate'], standalone_mode=False)\n"
        "from stations.db import opening; import os\n"
        "db = opening.open_ready(os.environ['STATIONS_DATABASE'])\n"
        "db.run('create table notes (text text)')"
    )
    _old(program, path)
    return path


def test_it_keeps_no_wal(database: Path) -> None:
    asked = "print(opening.open_ready(sys.argv[1]).row('pragma journal_mode')['journal_mode'])"
    said = _old(f"from stations.db import opening; {asked}", database)
    assert said.stdout.strip() == "delete"


def test_several_processes_write_at_once_and_lose_nothing(database: Path) -> None:
    writers = [
        subprocess.Popen([sys.executable, "-c", _WRITER, str(database), str(n)], cwd=ROOT)
        for n in range(WRITERS)
    ]
    assert [writer.wait(timeout=120) for writer in writers] == [0] * WRITERS
    with sqlite3.connect(database) as found:
        assert found.execute("pragma integrity_check").fetchone() == ("ok",)
        assert found.execute("select count(*) from notes").fetchone() == (WRITERS * ROWS,)
    found.close()


def test_a_file_in_wal_mode_leaves_it(database: Path) -> None:
    with sqlite3.connect(database) as before:
        assert before.execute("pragma journal_mode=wal").fetchone() == ("wal",)
    before.close()
    test_it_keeps_no_wal(database)


def test_who_serves_with_it_is_told(database: Path) -> None:
    port = free_port()
    program = f"from stations.cli.group import main; main(['serve', '--port', '{port}'])"
    # Its port is taken, so that it ends once it has said what it says.
    with socket.create_server(("127.0.0.1", port)):
        said = _old(program, database, check=False)
    assert "改用回滚日志" in said.stderr
    assert sqlite3.sqlite_version in said.stderr


def _old(program: str, path: Path, *, check: bool = True) -> subprocess.CompletedProcess[str]:
    settings = {"STATIONS_DATABASE": str(path), "STATIONS_STATE": str(path.parent)}
    return subprocess.run(
        [sys.executable, "-c", _OLD + program, str(path)], cwd=ROOT, env=settings,
        capture_output=True, text=True, check=check, timeout=120,
    )  # fmt: skip
