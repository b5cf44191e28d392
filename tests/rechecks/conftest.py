"""A district whose stations have stars, for tests of re-checks."""

from __future__ import annotations

import pytest

from stations.db.base import Database
from stations.registry.model import Star
from stations.registry.stored import change_store
from stations.stars.cycle_model import Cycle
from tests.rechecks.awarded import AWARDED
from tests.support import make, starwork


@pytest.fixture
def running(db: Database) -> tuple[Database, Cycle]:
    """A district with a cycle and two starred stations, the one of which holds an award."""
    star = Star(level=4, basis="演示", on=AWARDED)
    with db.writing():
        change_store.record(
            db,
            [(None, make.station(id=one, name=f"驿站{one}", star=star)) for one in ("a", "b")],
            act=make.act("created"),
        )
    return db, starwork.opened(db)
