"""The small city with staff, and somebody with a phone."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from stations.app import create_app
from stations.config import Settings
from stations.db import opening
from tests.support import compiling, deskwork, small_city

compiling.once()


@pytest.fixture(scope="session")
def city(tmp_path_factory: pytest.TempPathFactory, migrated_file: Path) -> Path:
    """The small city with one account of each role, to be copied."""
    path = tmp_path_factory.mktemp("city") / "stations.db"
    shutil.copyfile(migrated_file, path)
    small_city.fill(str(path))
    db = opening.open_ready(str(path))
    deskwork.staff(db, station_id="a-open")
    db.run("pragma journal_mode=delete")
    db.close()
    return path


@pytest.fixture
def app(city: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    monkeypatch.setenv("STATIONS_NOW", small_city.NOW.isoformat())
    path = tmp_path / "stations.db"
    shutil.copyfile(city, path)
    application = create_app(Settings(database=str(path), state=tmp_path))
    yield application
    application.extensions["stations"].connections().close()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()
