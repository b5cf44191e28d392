"""A union's list becomes stations: all of it or nothing."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from stations.db import opening
from stations.db.base import Database
from stations.errors import Refused
from stations.registry import fields
from stations.registry.model import Closure, Lifecycle
from stations.registry.ranges import in_order
from stations.registry.states import Phase
from stations.registry.stored import history_store, store
from tests.support.lists import GOOD, HEAD, codes, every, planned, stored


def test_a_good_list_is_taken_whole(db: Database) -> None:
    plan = planned(db, GOOD)
    assert (plan.outcome, len(plan.added), plan.total) == ("accept", 2, 2)
    assert stored(db, plan)
    first, second = every(db)
    assert first.place.area_code == "370102"
    assert first.hours.osm == "08:30-18:00"
    assert set(first.available) == {"drinking_water", "restroom"}
    assert second.hours.osm == "24/7"


def test_planning_changes_nothing(db: Database) -> None:
    planned(db, GOOD)
    assert store.count(db) == 0


def test_the_same_list_twice_changes_nothing(db: Database) -> None:
    stored(db, planned(db, GOOD))
    before = every(db)
    again = planned(db, GOOD)
    assert (len(again.added), len(again.changed), again.unchanged) == (0, 0, 2)
    assert not stored(db, again)
    assert every(db) == before


def test_a_changed_cell_changes_that_field_and_is_kept_in_history(db: Database) -> None:
    stored(db, planned(db, GOOD))
    plan = planned(db, GOOD.replace("泺源大街1号", "泺源大街3号"))
    assert (len(plan.added), len(plan.changed), plan.unchanged) == (0, 1, 1)
    stored(db, plan)
    first = every(db)[0]
    assert first.place.address == "泺源大街3号"
    newest = history_store.of_station(db, first.id)[0]
    assert newest["changes"] == {"address": ["泺源大街1号", "泺源大街3号"]}
    assert (newest["version"], newest["by"]) == (2, "测试")


def test_a_suspension_by_a_list_is_a_closure_that_ends_with_the_next_list(db: Database) -> None:
    head = "站点编号,名称,城市,状态,状态原因,状态开始,状态截止\n"
    shut = head + "A1,泉城广场驿站,济南市,暂停开放,装修,2026-11-01,2026-12-01\n"
    again = head + "A1,泉城广场驿站,济南市,开放,,2026-11-15,\n"
    stored(db, planned(db, GOOD))
    for text in (shut, again):
        assert stored(db, planned(db, text), confirmed=True)
    station = every(db)[0]
    assert (station.lifecycle, station.periods) == (Lifecycle(), ())
    assert station.closures == (
        Closure(since=date(2026, 11, 1), until=date(2026, 11, 14), reason="装修"),
    )


def test_what_a_list_gives_as_an_end_is_expected_and_the_same_list_changes_nothing(
    db: Database,
) -> None:
    head = "站点编号,名称,经度,纬度,状态,状态原因,状态开始,状态截止\n"
    shut = head + "R1,东驿站,117.02,36.66,暂停,装修,2026-11-01,2026-12-01\n"
    assert stored(db, planned(db, shut))
    (station,) = every(db)
    works = Closure(since=date(2026, 11, 1), until=date(2026, 12, 1), reason="装修", expected=True)
    assert (station.lifecycle.phase, station.closures) == (Phase.OPEN, (works,))
    assert planned(db, shut).unchanged == 1
    # A row without days means the closure that runs; other closures stay.
    assert stored(db, planned(db, head + "R1,东驿站,117.02,36.66,暂停,停水,,\n"))
    assert every(db)[0].closures == (replace(works, reason="停水"),)
    wrong = head + "R1,东驿站,117.02,36.66,暂停,装修,2026-11-05,2026-11-04\n"
    assert [r.code for r in planned(db, wrong).rejected] == ["bad_range"]


def test_a_list_with_closures_of_its_own_ends_none_by_its_state(db: Database) -> None:
    head = "站点编号,名称,经度,纬度,状态,暂停安排\n"
    row = "R1,东驿站,117.02,36.66,开放,{}\n"
    assert stored(db, planned(db, head + row.format("2026-11-01起 装修")))
    assert planned(db, head + row.format("")).unchanged == 1


def test_an_empty_cell_leaves_what_is_known(db: Database) -> None:
    stored(db, planned(db, GOOD))
    plan = planned(db, GOOD.replace("泺源大街1号", "").replace("饮水、卫生间", ""))
    assert plan.unchanged == 2


def test_one_bad_row_stores_nothing_until_the_good_rows_are_asked_for(db: Database) -> None:
    text = GOOD + "A3,坏的,济南市,历下区,117.02,91,x,,\n"
    plan = planned(db, text)
    assert plan.outcome == "partial"
    assert [(r.row, r.field, r.code) for r in plan.rejected] == [(4, "纬度", "out_of_range")]
    assert not stored(db, plan)
    assert store.count(db) == 0
    assert stored(db, plan, good_rows=True)
    assert store.count(db) == 2


def test_all_problems_of_a_row_are_told_at_once(db: Database) -> None:
    plan = planned(db, HEAD + "坏 号,,济南市,历下区,abc,91,,,\n")
    (refusal,) = plan.rejected
    for words in ("编号", "经度", "纬度", "名称"):
        assert words in refusal.message


def test_a_row_without_coordinates_waits_as_a_draft(db: Database) -> None:
    text = HEAD + "A1,泉城广场驿站,济南市,历下区,,,泺源大街1号,,\n"
    plan = planned(db, text)
    assert (plan.outcome, plan.drafts, codes(plan)) == ("accept", 1, [(2, "no_coordinates")])
    stored(db, plan)
    (draft,) = every(db)
    assert draft.is_draft
    located = planned(db, text.replace("历下区,,", "历下区,117.02,36.66"))
    assert len(located.changed) == 1
    stored(db, located)
    assert not every(db)[0].is_draft


def test_a_list_without_coordinate_columns_asks_first(db: Database) -> None:
    plan = planned(db, "站点编号,名称,城市,区县\nA1,泉城广场驿站,济南市,历下区\n")
    assert (plan.outcome, plan.code) == ("confirm", "missing_column")
    assert not stored(db, plan)
    assert stored(db, plan, confirmed=True)


def test_a_number_is_one_station_within_its_city_and_another_elsewhere(db: Database) -> None:
    stored(db, planned(db, GOOD))
    elsewhere = HEAD + "A1,郑州驿站,郑州市,中原区,113.62,34.75,桐柏路1号,,\n"
    assert len(planned(db, elsewhere).added) == 1
    renamed = planned(db, GOOD.replace("泉城广场驿站", "泉城广场东驿站"))
    assert (len(renamed.added), len(renamed.changed)) == (0, 1)


def test_a_station_named_by_its_id_does_not_take_the_number_of_another(db: Database) -> None:
    stored(db, planned(db, GOOD))
    first, second = every(db)
    title = fields.BY_KEY["station_id"].title
    row = f"{first.id},{second.number},泉城广场驿站,济南市,历下区,117.02,36.66"
    plan = planned(db, f"{title},站点编号,名称,城市,区县,经度,纬度\n{row}\n")
    assert [(r.row, r.field, r.code) for r in plan.rejected] == [(2, "站点编号", "duplicate_id")]
    assert f"“{second.name}”" in plan.rejected[0].message
    assert not stored(db, plan)


def test_no_two_rows_are_the_same_station(db: Database) -> None:
    stored(db, planned(db, GOOD))
    first, second = every(db)
    title = fields.BY_KEY["station_id"].title
    head = f"{title},站点编号,名称,城市,区县,经度,纬度\n"
    place = "泉城广场驿站,济南市,历下区,117.02,36.66\n"
    elsewhere = "青岛驿站,青岛市,市南区,120.38,36.07\n"
    for one, other in (
        (f"{first.id},X7,{place}", f"{first.id},X8,{place}"),
        (f",{first.number},{place}", f"{first.id},X8,{place}"),
        (f"unknown,X7,{elsewhere}", f"unknown,X8,{elsewhere}"),
    ):
        plan = planned(db, head + one + other)
        assert [(r.row, r.code) for r in plan.rejected] == [
            (2, "duplicate_id"),
            (3, "duplicate_id"),
        ]
        assert "和第 3 行是同一个驿站" in plan.rejected[0].message
    moved = planned(db, head + f"{first.id},,{elsewhere}")
    assert stored(db, moved), "known by its id, though its city is not in the list"
    back = planned(db, head + f",{first.number},{second.name},济南市,历下区,117.02,36.67\n")
    stored(db, back)
    assert planned(db, head + f"{first.id},,{place}").rejected[0].code == "duplicate_id"


def test_a_list_may_name_stations_by_their_id_alone(db: Database) -> None:
    stored(db, planned(db, GOOD))
    first = every(db)[0]
    plan = planned(
        db, f"{fields.BY_KEY['station_id'].title},名称,城市,区县\n{first.id},新名,济南市,历下区\n"
    )
    assert [change.after.name for change in plan.changed] == ["新名"]


def test_the_same_name_within_50_metres_is_the_same_station(db: Database) -> None:
    stored(db, planned(db, GOOD))
    near = GOOD.replace("A1,", "B1,").replace("36.66,", "36.66030,")
    far = GOOD.replace("A1,", "B1,").replace("36.66,", "36.66100,")
    assert len(planned(db, near).changed) == 1
    assert len(planned(db, far).added) == 1


def test_an_editor_cannot_reach_beyond_the_own_area(db: Database) -> None:
    plan = planned(db, GOOD, area="370102")
    assert [(r.row, r.code) for r in plan.rejected] == [(3, "foreign_district")]
    stored(db, planned(db, GOOD))
    taken = planned(db, GOOD.replace("市中区", "历下区"), area="370102")
    assert [(r.row, r.code) for r in taken.rejected] == [(3, "foreign_district")]


def test_stars_are_set_by_the_operator_only(db: Database) -> None:
    text = "站点编号,名称,城市,区县,经度,纬度,星级,评星依据,评星日期\n" + (
        "A1,泉城广场驿站,济南市,历下区,117.02,36.66,四星,2025年评定,2025-12-01\n"
    )
    editor = planned(db, text, area="3701")
    assert editor.outcome == "accept_warn"
    assert editor.added[0].after.star is None
    operator = planned(db, text)
    star = operator.added[0].after.star
    assert star is not None
    assert (star.level, star.basis, str(star.on)) == (4, "2025年评定", "2025-12-01")


def test_a_mapping_file_names_unusual_columns(db: Database) -> None:
    text = "代号,叫什么,地市,东经,北纬\nA1,泉城广场驿站,济南市,117.02,36.66\n"
    mapping = {"代号": "number", "叫什么": "名称", "地市": "city", "东经": "lon", "北纬": "lat"}
    plan = planned(db, text, mapping=mapping)
    assert (plan.outcome, len(plan.added)) == ("accept", 1)
    assert planned(db, text, mapping={"代号": "nonsense"}).code == "bad_mapping"


def test_a_station_changed_meanwhile_is_not_overwritten(db: Database) -> None:
    stored(db, planned(db, GOOD))
    mine = planned(db, GOOD.replace("泺源大街1号", "我的地址"))
    stored(db, planned(db, GOOD.replace("泺源大街1号", "别人的地址")))
    with pytest.raises(Refused, match="刚被别人改过"):
        stored(db, mine)
    assert every(db)[0].place.address == "别人的地址"


@pytest.mark.parametrize("written", [1, 400_000])
def test_an_import_killed_in_the_middle_leaves_nothing(
    sqlite_address: str, tmp_path: Path, written: int
) -> None:
    """Killed by how much it has written, not by the clock: seconds tell nothing of a machine."""
    rows = "".join(
        f"K{n},驿站{n},济南市,历下区,117.{n:04d},36.66,路{n}号,8:00-20:00,饮水\n"
        for n in range(1, 1_500)
    )
    path, log = tmp_path / "large.csv", Path(f"{sqlite_address}-wal")
    path.write_text(HEAD + rows, "utf-8")
    process = subprocess.Popen(
        [sys.executable, "-m", "stations", "import", str(path), "--datum", "wgs84"],
        env={"STATIONS_DATABASE": sqlite_address, "PATH": "/usr/bin:/bin"},
        stdout=subprocess.DEVNULL,
    )
    while process.poll() is None and size(log) < written:
        time.sleep(0.002)
    process.kill()
    assert process.wait() in (-signal.SIGKILL, 0), "a busy machine may let it come to its end"
    database = opening.open_ready(sqlite_address)
    assert store.count(database) in (0, 1_499)
    database.close()


def size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


@pytest.mark.parametrize("numbered", [True, False])
def test_of_two_imports_planned_at_once_only_one_is_stored(db: Database, numbered: bool) -> None:
    bare = GOOD.replace("站点编号,", "").replace("A1,", "").replace("A2,", "")
    text = GOOD if numbered else bare
    first, second = planned(db, text), planned(db, text)
    assert stored(db, first, confirmed=True)
    with pytest.raises(Refused, match="刚被别人改过"):
        stored(db, second, confirmed=True)
    assert store.count(db) == 2


def test_a_mobile_number_is_kept_for_staff_and_a_landline_published(db: Database) -> None:
    text = "站点编号,名称,城市,经度,纬度,电话\n" + (
        "A1,甲,济南市,117.02,36.66,13812345678\n"
        "A2,乙,济南市,117.03,36.66,0531-00001234；138 1234 5678\n"
    )
    plan = planned(db, text)
    assert [(r.row, r.code) for r in plan.warnings] == [(2, "private_phone"), (3, "private_phone")]
    stored(db, plan)
    first, second = (station.premises for station in every(db))
    assert (first.public_phone, first.private_contact) == ("", "13812345678")
    assert (second.public_phone, second.private_contact) == ("0531-00001234", "138 1234 5678")


def test_a_title_above_the_header_is_stepped_over(db: Database) -> None:
    plan = planned(db, "2026年驿站名单,,,,,,,,\n,,,,,,,,\n" + GOOD)
    assert len(plan.added) == 2
    assert plan.added[0].row == 4
    assert [r.code for r in plan.warnings] == ["header_below"]


def test_a_phase_that_ends_before_it_begins_is_refused(db: Database) -> None:
    head = "站点编号,名称,经度,纬度,状态,状态原因,状态开始,状态截止\n"
    row = "R1,东驿站,117.02,36.66,整改,消防,2026-11-10,{}\n"
    plan = planned(db, head + row.format("2026-11-09"))
    assert [(r.row, r.field, r.code) for r in plan.rejected] == [(2, "状态截止", "bad_range")]
    assert stored(db, planned(db, head + row.format("2026-11-10")))
    # Of a station that is there a row may give one end only.
    plan = planned(db, "站点编号,名称,状态截止\nR1,东驿站,2026-11-09\n")
    assert [r.code for r in plan.rejected] == ["bad_range"]


def test_shut_and_opened_again_by_lists_of_one_day_leaves_no_range(db: Database) -> None:
    head = "站点编号,名称,经度,纬度,状态,状态开始\n"
    for phase in ("开放,", "整改,2026-11-20", "开放,", "整改,2026-11-20", "开放,"):
        assert stored(db, planned(db, f"{head}R1,东驿站,117.02,36.66,{phase}\n"))
    (station,) = every(db)
    assert all(in_order(period.since, period.until) for period in station.periods)
    old = '"[{""phase"":""suspended"",""since"":""2026-11-30"",""until"":""2026-11-29""}]"'
    text = f"站点编号,名称,经度,纬度,历次状态\nR1,东驿站,117.02,36.66,{old}\n"
    assert stored(db, planned(db, text))
    assert every(db)[0].periods == ()
