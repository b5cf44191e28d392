"""A class with few places, for tests of those who sign up for it."""

from __future__ import annotations

import pytest

from stations.db.base import Database
from tests.signups import classes


@pytest.fixture
def opened(db: Database) -> Database:
    """The database with a class of two places and two to wait, which opened an hour ago."""
    with db.writing() as tx:
        classes.add(tx, "course")
    return db
