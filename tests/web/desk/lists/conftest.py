"""An editor at the page of imports, beside the database that the page writes to."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from stations.db import opening
from stations.db.base import Database
from tests.web.desk.test_import_routes import Desk


@pytest.fixture
def editor(app: Flask) -> Desk:
    return Desk(app, "a-editor")


@pytest.fixture
def db(address: str) -> Iterator[Database]:
    opened = opening.open_ready(address)
    yield opened
    opened.close()
