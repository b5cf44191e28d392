"""A city with a treasury, for tests of the ledger."""

from __future__ import annotations

import pytest

from stations.db.base import Database
from tests.subsidies import treasury


@pytest.fixture
def city(db: Database) -> Database:
    treasury.fill(db)
    return db
