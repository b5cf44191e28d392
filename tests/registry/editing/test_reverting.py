"""A change is taken back as a new change, and only where nothing came after it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from stations.accounts.model import Account, Grant
from stations.accounts.roles import Role
from stations.audit import verification as audit
from stations.db.base import Database
from stations.errors import NotFound, Refused
from stations.geo.point import Point
from stations.registry import fields
from stations.registry.editing import reverting
from stations.registry.model import Lifecycle, Premises, Station, next_version
from stations.registry.states import Phase
from stations.registry.stored import change_store, history, history_store, store
from stations.registry.upkeep import private_erasure
from tests.support import make

EDITOR = Account(
    id="editor", name="editor", shown="区编辑", grants=(Grant(role=Role.EDITOR, area="3701"),)
)
ELSEWHERE = replace(EDITOR, grants=(Grant(role=Role.EDITOR, area="370103"),))


def stored(db: Database, station: Station) -> Station:
    with db.writing():
        change_store.record(db, [(None, station)], act=make.act("created"))
    return store.get(db, station.id)


def changed(db: Database, before: Station, **fields: object) -> Station:
    after = next_version(replace(before, **fields), at=make.NOON)  # type: ignore[arg-type]
    with db.writing():
        change_store.record(db, [(before, after)], act=make.act("edited"))
    return store.get(db, before.id)


@pytest.mark.parametrize("station", [make.station(), make.full_station(), make.station(lat=None)])
def test_a_station_is_what_its_columns_say(db: Database, station: Station) -> None:
    kept = stored(db, station)
    assert reverting.rebuilt(kept, fields.texts(kept)) == kept


def test_a_change_is_taken_back_and_the_past_keeps_both(db: Database) -> None:
    first = stored(db, make.full_station())
    moved = replace(first.place, point=Point(lat=36.7, lon=117.2), door="北门")
    shut = Lifecycle(phase=Phase.SUSPENDED, reason="装修")
    changed(db, first, place=moved, lifecycle=shut, aliases=())
    reverting.revert(db, first.id, 2, by=EDITOR, act=make.act("reverted", reason="改错了"))
    now = store.get(db, first.id)
    assert history.differences(first, now) == {}
    assert now.place.point == first.place.point
    told = history_store.of_station(db, first.id)
    assert [row["action"] for row in told] == ["reverted", "edited", "created"]
    assert told[0]["reason"] == "改错了"
    assert audit.verify(db, history_store).sound


def test_what_was_changed_again_is_not_taken_back(db: Database) -> None:
    first = stored(db, make.station())
    second = changed(db, first, entry_note="按铃", note="甲")
    changed(db, second, entry_note="敲门")
    with pytest.raises(Refused, match="进门说明后来又改过"):
        reverting.revert(db, first.id, 2, by=EDITOR, act=make.act("reverted"))
    assert store.get(db, first.id).entry_note == "敲门"
    reverting.revert(db, first.id, 3, by=EDITOR, act=make.act("reverted"))
    assert store.get(db, first.id).entry_note == "按铃"


def test_a_private_value_comes_back_until_it_is_erased(db: Database) -> None:
    first = stored(db, make.station(premises=Premises(private_contact="演示内线 801")))
    second = changed(db, first, premises=Premises(private_contact="演示内线 802"))
    assert "801" not in str(history_store.of_station(db, first.id))
    reverting.revert(db, first.id, 2, by=EDITOR, act=make.act("reverted"))
    third = store.get(db, first.id)
    assert third.premises.private_contact == "演示内线 801"
    changed(db, third, premises=second.premises)
    assert private_erasure.erase(db, first.id, act=make.act("private_erased")) == 4
    with pytest.raises(Refused, match="已按要求删除"):
        reverting.revert(db, first.id, 4, by=EDITOR, act=make.act("reverted"))
    assert audit.verify(db, history_store).sound


def test_nobody_takes_back_what_lies_in_another_area(db: Database) -> None:
    first = stored(db, make.station())
    changed(db, first, entry_note="按铃")
    with pytest.raises(NotFound):
        reverting.revert(db, first.id, 2, by=ELSEWHERE, act=make.act("reverted"))
    with pytest.raises(Refused, match="新建"):
        reverting.revert(db, first.id, 1, by=EDITOR, act=make.act("reverted"))
    assert store.get(db, first.id).entry_note == "按铃"


def test_a_range_never_comes_back_turned_round(db: Database) -> None:
    shut = Lifecycle(phase=Phase.RECTIFYING, reason="消防", since=date(2026, 11, 1))
    first = stored(db, make.station(lifecycle=replace(shut, until=date(2026, 11, 10))))
    longer = replace(shut, until=date(2026, 12, 31))
    second = changed(db, first, lifecycle=longer)
    changed(db, second, lifecycle=replace(longer, since=date(2026, 12, 1)))
    with pytest.raises(Refused, match="状态截止后来又改过"):
        reverting.revert(db, first.id, 2, by=EDITOR, act=make.act("reverted"))
    assert store.get(db, first.id).lifecycle.until == date(2026, 12, 31)
