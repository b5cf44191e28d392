"""A whole import is taken back without touching what somebody has worked on since."""

from __future__ import annotations

from dataclasses import replace

import pytest

from stations.accounts.model import Account, Grant
from stations.accounts.roles import Role
from stations.db.base import Database
from stations.errors import NotFound, Refused
from stations.registry.editing.verifying import VerifiedFields, confirm
from stations.registry.lists import undo_import, upload_store
from stations.registry.model import Hours, Station, next_version
from stations.registry.ranges import in_order
from stations.registry.states import Phase
from stations.registry.stored import change_store, history_store, store
from tests.support import lists, make

OFFICE = Account(
    id="office", name="office", shown="市总工会", grants=(Grant(role=Role.ADMINISTRATOR),)
)
UNDONE = make.act("import_undone", reason="名单发错了")
CHANGED = lists.HEAD + (
    "A1,泉城广场驿站,济南市,历下区,117.03,36.66,泺源大街9号,9:00-17:00,饮水\n"
    "A2,大观园驿站,济南市,市中区,116.98,36.65,经四路2号,24小时,微波炉\n"
    "A3,新来的驿站,济南市,历下区,117.05,36.66,解放路3号,24小时,饮水\n"
)


def imported(db: Database, text: str) -> str:
    """The id of an import of this list."""
    assert lists.stored(db, lists.planned(db, text))
    return str(max(upload_store.imports(db, [""], limit=9), key=lambda row: row["log"])["id"])


def texts(station: Station) -> tuple[object, ...]:
    place, hours = station.place, station.hours
    return (station.name, place.point, place.address, hours, station.amenities, station.lifecycle)


def numbered(db: Database) -> dict[str, Station]:
    return {station.number: station for station in store.every(db)}


def edit(db: Database, station: Station, **values: object) -> None:
    with db.writing():
        after = next_version(replace(station, **values), at=make.NOON)  # type: ignore[arg-type]
        change_store.record(db, [(station, after)], act=make.act("edited"))


def test_an_import_is_undone_as_a_new_change_and_stays_in_the_past(db: Database) -> None:
    imported(db, lists.GOOD)
    before = numbered(db)
    second = imported(db, CHANGED)
    done = undo_import.undo(db, second, without=(), by=OFFICE, act=UNDONE)
    after = numbered(db)
    assert (len(done.pairs), done.new, done.kept) == (2, 1, [])
    assert texts(after["A1"]) == texts(before["A1"])
    assert after["A1"].record is not None
    assert after["A1"].record.version == 3
    assert after["A3"].lifecycle.phase is Phase.CLOSED
    assert not after["A3"].is_listed
    assert after["A2"] == before["A2"]
    told = history_store.of_station(db, after["A1"].id)[0]
    assert (told["action"], told["reason"]) == ("import_undone", "名单发错了")
    with pytest.raises(Refused) as twice:
        undo_import.undo(db, second, without=(), by=OFFICE, act=UNDONE)
    assert twice.value.code == "undone"


def test_what_was_touched_since_is_named_and_left_alone(db: Database) -> None:
    imported(db, lists.GOOD)
    second = imported(db, CHANGED)
    now = numbered(db)
    edit(db, now["A1"], hours=Hours(osm="24/7", words="24小时"))
    confirm(
        db, [now["A3"].id], groups=[VerifiedFields.HOURS], on_the_spot=True, by=OFFICE,
        act=make.act("verified"),
    )  # fmt: skip
    revision = store.revision(db)
    with pytest.raises(Refused, match=r"新来的驿站|泉城广场驿站") as refused:
        undo_import.undo(db, second, without=(), by=OFFICE, act=UNDONE)
    assert refused.value.code == "edited"
    assert store.revision(db) == revision
    found = undo_import.considered(db, second, by=OFFICE, act=UNDONE)
    assert {one.name: one.why.message for one in found.kept} == {
        "泉城广场驿站": "开放时间、开放时间表达式后来又改过",
        "新来的驿站": "是这次导入新建的，后来又有人改过或核实过",
    }
    with pytest.raises(Refused):
        undo_import.undo(
            db, second, without=[one.station_id for one in found.kept], by=OFFICE, act=UNDONE
        )


def test_an_edit_of_something_else_does_not_stand_in_the_way(db: Database) -> None:
    imported(db, lists.GOOD)
    before = numbered(db)
    second = imported(db, CHANGED)
    edit(db, numbered(db)["A1"], entry_note="从东门进")
    undo_import.undo(db, second, without=(), by=OFFICE, act=UNDONE)
    after = numbered(db)["A1"]
    assert after.entry_note == "从东门进"
    assert texts(after) == texts(before["A1"])


def test_the_rest_is_undone_when_a_person_says_so(db: Database) -> None:
    first = imported(db, lists.GOOD)
    edit(db, numbered(db)["A1"], entry_note="从东门进")
    kept = numbered(db)["A1"]
    undo_import.undo(db, first, without=[kept.id], by=OFFICE, act=UNDONE)
    after = numbered(db)
    assert after["A1"] == kept
    assert after["A2"].lifecycle.phase is Phase.CLOSED


def test_the_right_list_opens_again_what_the_wrong_one_brought(db: Database) -> None:
    first = imported(db, lists.GOOD)
    ids = {number: station.id for number, station in numbered(db).items()}
    undo_import.undo(db, first, without=(), by=OFFICE, act=UNDONE)
    imported(
        db, "站点编号,名称,城市,区县,经度,纬度\nA1,泉城广场西驿站,济南市,历下区,117.02,36.66\n"
    )
    after = numbered(db)
    assert after["A1"].id == ids["A1"]
    assert after["A1"].lifecycle.phase is Phase.OPEN
    assert after["A1"].name == "泉城广场西驿站"
    # Nothing of the wrong list is left where the right one is silent.
    assert after["A1"].hours == Hours()
    assert after["A1"].amenities == ()
    # It was closed and opened again on one day, which is no range of days.
    assert [period.phase for period in after["A1"].periods] == [Phase.OPEN]
    assert all(in_order(period.since, period.until) for period in after["A1"].periods)
    assert after["A2"].lifecycle.phase is Phase.CLOSED


def test_a_private_value_comes_back_unless_it_was_erased(db: Database) -> None:
    head = "站点编号,名称,经度,纬度,内部联系\n"
    imported(db, head + "P1,东驿站,117.02,36.66,演示内线 1\nP2,西驿站,117.06,36.66,演示内线 2\n")
    second = imported(
        db, head + "P1,东驿站,117.02,36.66,演示内线 8\nP2,西驿站,117.06,36.66,演示内线 9\n"
    )
    with db.writing():
        history_store.erase_private(db, numbered(db)["P2"].id)
    found = undo_import.considered(db, second, by=OFFICE, act=UNDONE)
    assert [(one.name, one.why.message) for one in found.kept] == [
        ("西驿站", "内部联系的旧内容已按要求删除")
    ]
    left = [one.station_id for one in found.kept]
    undo_import.undo(db, second, without=left, by=OFFICE, act=UNDONE)
    assert numbered(db)["P1"].premises.private_contact == "演示内线 1"
    assert numbered(db)["P2"].premises.private_contact == "演示内线 9"


def test_nobody_undoes_an_import_of_another_area(db: Database) -> None:
    imported(db, lists.GOOD)
    row = upload_store.imports(db, [""], limit=1)[0]
    editor = replace(OFFICE, grants=(Grant(role=Role.EDITOR, area="370102"),))
    with pytest.raises(NotFound):
        undo_import.undo(db, row["id"], without=(), by=editor, act=UNDONE)
    assert upload_store.imports(db, ["370102"], limit=9) == []


def test_what_a_list_shut_is_open_again_once_the_list_is_undone(db: Database) -> None:
    imported(db, lists.GOOD)
    before = numbered(db)["A1"]
    shut = "站点编号,名称,城市,区县,经度,纬度,状态,状态原因,状态截止\n" + (
        "A1,泉城广场驿站,济南市,历下区,117.02,36.66,暂停,装修,2026-12-31\n"
    )
    second = imported(db, shut)
    (works,) = numbered(db)["A1"].closures
    assert (works.reason, works.expected) == ("装修", True)
    undo_import.undo(db, second, without=(), by=OFFICE, act=UNDONE)
    after = numbered(db)["A1"]
    assert (after.closures, after.lifecycle) == (before.closures, before.lifecycle)


def test_imports_are_undone_in_any_order_that_their_fields_allow(db: Database) -> None:
    imported(db, lists.GOOD)
    before = numbered(db)
    head = "站点编号,名称,城市,区县,经度,纬度"
    row = "A1,泉城广场驿站,济南市,历下区,117.03,36.66"
    for turn in (("first", "second"), ("second", "first")):
        ids = {
            "first": imported(db, f"{head},座位数\n{row},12\n"),
            "second": imported(db, f"{head},公开电话\n{row},0531-88886666\n"),
        }
        for one in turn:
            undo_import.undo(db, ids[one], without=(), by=OFFICE, act=UNDONE)
        assert texts(numbered(db)["A1"]) == texts(before["A1"])
        assert numbered(db)["A1"].premises == before["A1"].premises


def test_what_a_later_import_changed_is_in_the_way_until_that_one_is_undone(db: Database) -> None:
    first = imported(db, lists.GOOD)
    second = imported(db, CHANGED)
    found = undo_import.considered(db, first, by=OFFICE, act=UNDONE)
    (one,) = found.kept
    assert one.name == "泉城广场驿站"
    assert one.why.message.startswith("是这次导入新建的，")
    assert one.why.message.endswith("后来的导入又改过，请先撤销那次导入")
    undo_import.undo(db, second, without=(), by=OFFICE, act=UNDONE)
    done = undo_import.undo(db, first, without=(), by=OFFICE, act=UNDONE)
    assert (len(done.pairs), done.new, done.kept) == (2, 2, [])
    assert {one.lifecycle.phase for one in store.every(db)} == {Phase.CLOSED}


def test_what_was_left_is_undone_once_nothing_is_in_the_way(db: Database) -> None:
    first = imported(db, lists.GOOD)
    second = imported(db, CHANGED)
    undo_import.undo(db, first, without=[numbered(db)["A1"].id], by=OFFICE, act=UNDONE)
    assert undo_import.left(db, upload_store.import_of(db, first)) == 1
    undo_import.undo(db, second, without=(), by=OFFICE, act=UNDONE)
    undo_import.undo(db, first, without=(), by=OFFICE, act=UNDONE)
    assert undo_import.left(db, upload_store.import_of(db, first)) == 0
    assert {one.lifecycle.phase for one in store.every(db)} == {Phase.CLOSED}
    with pytest.raises(Refused) as again:
        undo_import.undo(db, first, without=(), by=OFFICE, act=UNDONE)
    assert again.value.code == "undone"


def test_the_same_field_changed_twice_is_told_by_its_name(db: Database) -> None:
    imported(db, lists.GOOD)
    head = "站点编号,名称,城市,区县,经度,纬度,座位数\n"
    row = "A1,泉城广场驿站,济南市,历下区,117.03,36.66,"
    second, third = (imported(db, f"{head}{row}{seats}\n") for seats in (12, 18))
    found = undo_import.considered(db, second, by=OFFICE, act=UNDONE)
    assert [one.why.message for one in found.kept] == ["座位数后来的导入又改过，请先撤销那次导入"]
    for one in (third, second):
        undo_import.undo(db, one, without=(), by=OFFICE, act=UNDONE)
    assert numbered(db)["A1"].premises.seats is None


def test_a_private_value_written_since_is_in_the_way_of_undoing_what_is_new(db: Database) -> None:
    first = imported(db, lists.GOOD)
    station = numbered(db)["A1"]
    edit(db, station, premises=replace(station.premises, private_contact="演示内线 7"))
    found = undo_import.considered(db, first, by=OFFICE, act=UNDONE)
    assert [one.why.message for one in found.kept] == ["是这次导入新建的，内部联系后来又改过"]
