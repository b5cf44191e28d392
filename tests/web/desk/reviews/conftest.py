"""Two stations with keepers and a cycle that is open, for tests of reviews at the desk."""

from __future__ import annotations

import pytest

from stations.accounts import passwords
from stations.accounts import store as accounts
from stations.accounts.model import Account, Grant
from stations.accounts.roles import Role
from stations.db import opening
from stations.db.base import Database
from stations.registry.stored import store as stations
from stations.stars.cycle import cycles
from stations.stars.cycle.cycles import CyclePlan
from tests.support import make
from tests.support.deskwork import PASSWORD
from tests.support.starwork import LAST_DAY, act
from tests.web.desk.reviews.review_desk import OTHER_KEEPER


@pytest.fixture
def db(address: str) -> Database:
    """Two stations of the district with a keeper each, and an editor of another district."""
    database = opening.open_ready(address)
    whole = [make.station(id=one, name=f"演示{one}站") for one in ("a", "b")]
    kept = passwords.hashed(PASSWORD)
    with database.writing():
        stations.add(database, whole, history=())
        for id_, name, grant in (
            ("id-far", "far-editor", Grant(role=Role.EDITOR, area="370112")),
            (OTHER_KEEPER, "b-keeper", Grant(role=Role.KEEPER, station_id="b")),
        ):
            one = Account(id=id_, name=name, shown=name, grants=(grant,))
            accounts.add(database, one, password=kept, at=make.NOON)
    return database


@pytest.fixture
def running(db: Database, people: dict[Role, Account]) -> str:
    """The id of a cycle of the district."""
    by = people[Role.ADMINISTRATOR]
    plan = CyclePlan(year=2026, area="370102", apply_until=LAST_DAY)
    return cycles.open_cycle(db, plan, by=by, act=act(by)).id
