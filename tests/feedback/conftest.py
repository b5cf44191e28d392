"""A station with posted hours, for tests of what is said of it."""

from __future__ import annotations

import pytest

from stations.db.base import Database
from stations.registry.stored import store
from tests.support import make


@pytest.fixture
def stationed(db: Database) -> Database:
    """The database with one station that is posted as open from 8 to 20 o'clock."""
    with db.writing():
        store.add(db, [make.station(id="a", name="泉城广场驿站")], history=())
    return db
