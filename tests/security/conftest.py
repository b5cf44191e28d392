"""Two districts with one full station each, and one account of each role in the first."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from stations.accounts import sessions
from stations.accounts import store as accounts
from stations.accounts.roles import Role
from stations.app import create_app
from stations.config import Settings
from stations.db import opening
from stations.db.base import Database
from tests.security import door_world, world
from tests.support import compiling, deskwork, make

compiling.once()

Enter = Callable[[Role], FlaskClient]


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory, migrated_file: Path) -> Path:
    path = tmp_path_factory.mktemp("security") / "stations.db"
    shutil.copyfile(migrated_file, path)
    db = opening.open_ready(str(path))
    for role in Role:
        with db.writing():
            accounts.add(db, deskwork.person(role, world.where(role)), password="-", at=make.NOON)
    world.fill(db)
    db.run("pragma journal_mode=delete")
    db.close()
    return path


@pytest.fixture
def app(filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    monkeypatch.setenv("STATIONS_NOW", make.NOON.isoformat())
    path = tmp_path / "stations.db"
    shutil.copyfile(filled, path)
    application = create_app(Settings(database=str(path), state=tmp_path, key=door_world.KEY))
    yield application
    application.extensions["stations"].connections().close()


@pytest.fixture
def db(app: Flask) -> Database:
    connection: Database = app.extensions["stations"].connections()
    return connection


@pytest.fixture
def enter(app: Flask, db: Database) -> Enter:
    """A browser with an open session of this role: what is tested is not the password."""

    def entered(role: Role) -> FlaskClient:
        with db.writing():
            token = sessions.open_for(db, f"id-{role.value}", at=make.NOON)
        client = app.test_client()
        with client.session_transaction(path="/desk/") as session:
            session["_user_id"] = token
        return client

    return entered
