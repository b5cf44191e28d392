"""The desk of a small district with one account of each role."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from stations.accounts import store as accounts
from stations.accounts.model import Account
from stations.accounts.roles import Role
from stations.app import create_app
from stations.config import Settings
from stations.db import opening
from tests.support import compiling, deskwork, make

compiling.once()


@pytest.fixture(scope="session")
def staffed(tmp_path_factory: pytest.TempPathFactory, migrated_file: Path) -> Path:
    """A database with one account of each role, to be copied: hashing takes its time."""
    path = tmp_path_factory.mktemp("staffed") / "stations.db"
    shutil.copyfile(migrated_file, path)
    db = opening.open_ready(str(path))
    deskwork.staff(db)
    db.run("pragma journal_mode=delete")
    db.close()
    return path


@pytest.fixture
def address(tmp_path: Path, staffed: Path) -> str:
    path = tmp_path / "stations.db"
    shutil.copyfile(staffed, path)
    return str(path)


@pytest.fixture
def people(address: str) -> dict[Role, Account]:
    db = opening.open_ready(address)
    found = {role: accounts.get(db, f"id-{role.value}") for role in Role}
    db.close()
    return found


@pytest.fixture
def app(address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    monkeypatch.setenv("STATIONS_NOW", make.NOON.isoformat())
    application = create_app(Settings(database=address, state=tmp_path))
    yield application
    application.extensions["stations"].connections().close()
