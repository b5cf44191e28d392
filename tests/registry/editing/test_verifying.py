"""To find a record true is one thing, to change it another."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from stations.accounts.model import Account, Grant
from stations.accounts.roles import Role
from stations.db.base import Database
from stations.errors import NotFound
from stations.registry.editing import verifying
from stations.registry.editing.verifying import EVERYTHING, VerifiedFields
from stations.registry.stored import change_store, store
from tests.support import make

KEEPER = Account(
    id="keeper", name="keeper", shown="站长", grants=(Grant(role=Role.KEEPER, station_id="mine"),)
)
LATER = replace(make.act("verified"), at=make.NOON + timedelta(days=3))


def test_everything_confirmed_at_the_door_makes_the_record_verified_but_not_updated(
    db: Database,
) -> None:
    with db.writing():
        change_store.record(db, [(None, make.station(id="mine"))], act=make.act("created"))
    before = store.get(db, "mine")
    verifying.confirm(db, ["mine"], groups=EVERYTHING, on_the_spot=True, by=KEEPER, act=LATER)
    after = store.get(db, "mine")
    assert after.verified is not None
    assert before.record is not None
    assert after.record is not None
    assert (after.verified.on.isoformat(), after.verified.by) == ("2026-11-23", "站点管理员")
    assert after.record.updated_at == before.record.updated_at
    assert after.record.version == before.record.version + 1
    assert all(one.checked_on == after.verified.on for one in after.amenities)


def test_the_record_is_as_fresh_as_its_oldest_part(db: Database) -> None:
    with db.writing():
        change_store.record(db, [(None, make.station(id="mine"))], act=make.act("created"))
    hours = {VerifiedFields.HOURS}
    verifying.confirm(
        db, ["mine"], groups=hours, on_the_spot=True, by=KEEPER, act=make.act("verified")
    )
    assert store.get(db, "mine").verified is None
    rest = EVERYTHING - hours
    verifying.confirm(db, ["mine"], groups=rest, on_the_spot=False, by=KEEPER, act=LATER)
    verified = store.get(db, "mine").verified
    assert verified is not None
    assert verified.on.isoformat() == "2026-11-20"
    parts = {
        one.group: (one.on.isoformat(), one.on_the_spot) for one in verifying.confirmed(db, "mine")
    }
    assert parts[VerifiedFields.HOURS] == ("2026-11-20", True)
    assert parts[VerifiedFields.AMENITIES] == ("2026-11-23", False)


def test_one_foreign_station_among_many_and_nothing_is_confirmed(db: Database) -> None:
    both = [make.station(id="mine"), make.station(id="other")]
    with db.writing():
        change_store.record(db, [(None, one) for one in both], act=make.act("created"))
    with pytest.raises(NotFound):
        verifying.confirm(
            db, ["mine", "other"], groups=EVERYTHING, on_the_spot=True, by=KEEPER, act=LATER
        )
    assert store.get(db, "mine").verified is None
    assert verifying.confirmed(db, "mine") == []
