"""A site where something is on, at a fixed moment."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from stations.app import create_app
from stations.config import Settings
from tests.activities import season
from tests.support import small_city


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory, migrated_file: Path) -> Iterator[Flask]:
    folder = tmp_path_factory.mktemp("on")
    path = folder / "stations.db"
    path.write_bytes(migrated_file.read_bytes())
    small_city.fill(str(path))
    season.fill(str(path))
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("STATIONS_NOW", small_city.NOW.isoformat())
        app = create_app(Settings(database=str(path), state=folder, home_area="370100"))
        yield app
        app.extensions["stations"].connections().close()


@pytest.fixture(scope="module")
def client(app: Flask) -> FlaskClient:
    return app.test_client()
