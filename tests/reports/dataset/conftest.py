"""A dataset made once for the tests that only read it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from stations.db import opening
from tests.reports.dataset import public_city


@pytest.fixture(scope="session")
def dataset(tmp_path_factory: pytest.TempPathFactory, migrated_file: Path) -> Path:
    folder = tmp_path_factory.mktemp("dataset")
    path = folder / "stations.db"
    shutil.copyfile(migrated_file, path)
    db = opening.open_ready(str(path))
    public_city.fill(db)
    made = public_city.build(db, folder / "out")
    db.close()
    return made
