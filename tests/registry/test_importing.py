"""A union's list becomes stations: all of it or nothing, and the doubtful is named."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import make
import pytest

from stations.areas import loading
from stations.db import opening
from stations.db.base import Database
from stations.errors import Refused
from stations.geo.point import Datum
from stations.registry import districting, exporting, history, importing, store
from stations.registry.model import Station
from stations.registry.plans import Plan, Terms
from stations.registry.states import Phase

HEAD = "站点编号,名称,城市,区县,经度,纬度,地址,开放时间,设施\n"
SQUARE = 0.1


def planned(db: Database, text: str, *, name: str = "list.csv", **terms: object) -> Plan:
    return importing.planned(
        db,
        text.encode(),
        name=name,
        terms=Terms(**{"datum": Datum.WGS84, **terms}),  # type: ignore[arg-type]
        at=make.NOON,
    )


def stored(db: Database, plan: Plan, *, good_rows: bool = False, confirmed: bool = False) -> bool:
    return importing.applied(
        db, plan, by="测试", at=make.NOON, confirmed=confirmed, good_rows=good_rows
    )


def every(db: Database) -> list[Station]:
    return sorted(store.every(db), key=lambda station: station.number)


def codes(plan: Plan) -> list[tuple[int | None, str]]:
    return [(remark.row, remark.code) for remark in plan.suspicions]


def outline(code: int, name: str, *, west: float, south: float) -> dict[str, object]:
    ring = [
        [west, south],
        [west + SQUARE, south],
        [west + SQUARE, south + SQUARE],
        [west, south + SQUARE],
        [west, south],
    ]
    return {
        "type": "Feature",
        "properties": {"adcode": code, "name": name},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


def load_two_districts(db: Database) -> None:
    """历下区 as a square from 117.0, 36.6; 市中区 as the square west of it."""
    features = [
        outline(370102, "历下区", west=117.0, south=36.6),
        outline(370103, "市中区", west=116.9, south=36.6),
    ]
    data = json.dumps({"type": "FeatureCollection", "features": features}).encode()
    loading.load(db, data, datum=Datum.WGS84, at=make.NOON)


GOOD = HEAD + (
    "A1,泉城广场驿站,济南市,历下区,117.02,36.66,泺源大街1号,8:30-18:00,饮水、卫生间\n"
    "A2,大观园驿站,济南市,市中区,116.98,36.65,经四路2号,24小时,微波炉\n"
)


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
    newest = store.history(db, first.id)[0]
    assert newest["changes"] == {"address": ["泺源大街1号", "泺源大街3号"]}
    assert (newest["version"], newest["by"]) == (2, "测试")


def test_a_suspension_is_kept_among_the_periods_when_it_ends(db: Database) -> None:
    head = "站点编号,名称,城市,状态,状态原因,状态开始,状态截止\n"
    shut = head + "A1,泉城广场驿站,济南市,暂停开放,装修,2026-11-01,2026-12-01\n"
    again = head + "A1,泉城广场驿站,济南市,开放,,2026-11-15,\n"
    stored(db, planned(db, GOOD))
    for text in (shut, again):
        assert stored(db, planned(db, text), confirmed=True)
    station = every(db)[0]
    assert (station.lifecycle.phase, station.lifecycle.until) == (Phase.OPEN, None)
    first, second = station.periods
    assert (first.phase, str(first.until)) == (Phase.OPEN, "2026-10-31")
    assert (second.reason, str(second.since), str(second.until)) == (
        "装修",
        "2026-11-01",
        "2026-11-14",
    )


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


def test_coordinates_without_a_datum_are_never_guessed(db: Database) -> None:
    plan = planned(db, GOOD, datum=None)
    assert (plan.outcome, plan.code) == ("confirm", "crs_undeclared")
    assert not stored(db, plan)


def test_the_crs_of_a_row_beats_the_datum_of_the_file(db: Database) -> None:
    text = "站点编号,名称,城市,经度,纬度,crs\n" + (
        "A1,甲,济南市,117.02,36.66,WGS-84\nA2,乙,济南市,117.02,36.66,GCJ-02\n"
    )
    stored(db, planned(db, text, datum=Datum.BD09))
    first, second = every(db)
    assert first.place.point is not None
    assert second.place.point is not None
    assert first.place.point.lon == pytest.approx(117.02)
    assert abs(second.place.point.lon - 117.02) > 0.004
    assert second.place.source is not None
    assert (second.place.source.lon, second.place.source.datum) == (117.02, Datum.GCJ02)


def test_a_number_is_one_station_within_its_city_and_another_elsewhere(db: Database) -> None:
    stored(db, planned(db, GOOD))
    elsewhere = HEAD + "A1,郑州驿站,郑州市,中原区,113.62,34.75,桐柏路1号,,\n"
    assert len(planned(db, elsewhere).added) == 1
    renamed = planned(db, GOOD.replace("泉城广场驿站", "泉城广场东驿站"))
    assert (len(renamed.added), len(renamed.changed)) == (0, 1)


def test_the_same_name_within_50_metres_is_the_same_station(db: Database) -> None:
    stored(db, planned(db, GOOD))
    near = GOOD.replace("A1,", "B1,").replace("36.66,", "36.66030,")
    far = GOOD.replace("A1,", "B1,").replace("36.66,", "36.66100,")
    assert len(planned(db, near).changed) == 1
    assert len(planned(db, far).added) == 1


def test_a_point_outside_the_district_that_the_row_names_is_shown(db: Database) -> None:
    load_two_districts(db)
    plan = planned(db, GOOD.replace("历下区,117.02", "历下区,116.95"))
    assert (2, "outside_district") in codes(plan)
    assert plan.outcome == "accept"
    stored(db, plan)
    assert every(db)[0].place.district_code == "370103"
    assert every(db)[0].place.area_code == "370102"


def test_outlines_that_come_later_tell_the_district_of_stored_points(db: Database) -> None:
    stored(db, planned(db, GOOD.replace("济南市,历下区", "济南市,高新区")))
    assert every(db)[0].place.district_code == ""
    load_two_districts(db)
    assert districting.renewed(db, by="测试", at=make.NOON) == 1
    assert every(db)[0].place.district_code == "370102"
    assert store.history(db, every(db)[0].id)[0]["action"] == "located"
    assert districting.renewed(db, by="测试", at=make.NOON) == 0


def test_a_functional_zone_is_no_district_and_its_words_stay(db: Database) -> None:
    load_two_districts(db)
    plan = planned(db, GOOD.replace("济南市,历下区", "济南市,高新区"))
    assert codes(plan) == []
    stored(db, plan)
    place = every(db)[0].place
    assert place.area_words == "高新区"
    assert place.district_code == "370102"
    assert place.area_code in ("370176", "3701")


def test_swapped_axes_are_shown_and_not_mended(db: Database) -> None:
    text = HEAD + "A1,阿里驿站,,,32.5,80.1,,,\n"
    plan = planned(db, text)
    assert (2, "swapped_axes") in codes(plan)
    assert plan.added[0].after.place.point is not None
    assert plan.added[0].after.place.point.lat == pytest.approx(80.1)


def test_a_point_far_from_the_rest_of_its_city_is_shown(db: Database) -> None:
    rows = "".join(f"A{n},驿站{n},济南市,历下区,117.0{n},36.66,,,\n" for n in range(1, 7))
    plan = planned(db, HEAD + rows + "A9,远方驿站,济南市,历下区,119.5,36.66,,,\n")
    assert (8, "far_from_city") in codes(plan)


def test_the_same_place_listed_twice_is_shown(db: Database) -> None:
    twice = "A3,泉城广场户外劳动者驿站,济南市,历下区,117.0203,36.66,,,\n"
    assert (2, "duplicate") in codes(planned(db, GOOD + twice))
    stored(db, planned(db, GOOD))
    assert (2, "duplicate") in codes(planned(db, HEAD + twice))


def test_a_datum_that_puts_points_outside_their_districts_is_suspected(db: Database) -> None:
    load_two_districts(db)
    # Within 500 m of the eastern edge: as GCJ-02 they lie inside, as WGS-84 they do not.
    rows = "".join(f"A{n},驿站{n},济南市,历下区,117.10{n},36.6{n},,,\n" for n in range(1, 6))
    assert (None, "wrong_datum") in codes(planned(db, HEAD + rows))
    assert (None, "wrong_datum") not in codes(planned(db, HEAD + rows, datum=Datum.GCJ02))


def test_hours_that_are_not_understood_are_shown_and_kept_as_words(db: Database) -> None:
    plan = planned(db, GOOD.replace("8:30-18:00", "以现场为准"))
    assert (2, "hours_not_understood") in codes(plan)
    stored(db, plan)
    assert (every(db)[0].hours.osm, every(db)[0].hours.words) == ("", "以现场为准")


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


@pytest.mark.parametrize("kind", exporting.FORMATS)
def test_an_export_reads_back_without_a_change(db: Database, tmp_path: Path, kind: str) -> None:
    with db.writing():
        store.add(db, [make.station(), make.full_station()], history=())
    before = list(store.every(db))
    path = tmp_path / f"all{kind}"
    assert exporting.export(db, path) == 2
    plan = importing.planned(
        db, path.read_bytes(), name=path.name, terms=Terms(datum=Datum.WGS84), at=make.NOON
    )
    assert (plan.outcome, plan.unchanged) == ("accept", 2), plan
    assert list(store.every(db)) == before


@pytest.mark.parametrize("kind", exporting.FORMATS)
def test_an_export_rebuilds_the_published_fields_elsewhere(
    db: Database, tmp_path: Path, kind: str
) -> None:
    whole = make.full_station()
    with db.writing():
        store.add(db, [whole], history=())
    path = tmp_path / f"all{kind}"
    exporting.export(db, path)
    elsewhere = opening.connect(str(tmp_path / "new.db"), create=True)
    from stations.db import migrating

    migrating.migrate(elsewhere)
    plan = importing.planned(
        elsewhere, path.read_bytes(), name=path.name, terms=Terms(), at=make.NOON
    )
    assert stored(elsewhere, plan)
    rebuilt = store.get(elsewhere, whole.id)
    elsewhere.close()
    lost = history.differences(whole, rebuilt)
    assert set(lost) == {"note", "private_contact"}


def test_formula_cells_come_back_as_the_text_they_were(db: Database, tmp_path: Path) -> None:
    names = ["=1+1", "+86", "-x", "@SUM(A1)", "'quoted", "''twice"]
    with db.writing():
        store.add(db, [make.station(name=name) for name in names], history=())
    path = tmp_path / "all.csv"
    exporting.export(db, path)
    assert b"=1+1" not in path.read_bytes().replace(b"'=1+1", b"")
    plan = importing.planned(db, path.read_bytes(), name="all.csv", terms=Terms(), at=make.NOON)
    assert plan.unchanged == len(names), plan


def test_an_import_killed_in_the_middle_leaves_nothing(sqlite_address: str, tmp_path: Path) -> None:
    rows = "".join(
        f"K{n},驿站{n},济南市,历下区,117.{n:04d},36.66,路{n}号,8:00-20:00,饮水\n"
        for n in range(1, 5_000)
    )
    path = tmp_path / "large.csv"
    path.write_text(HEAD + rows, "utf-8")
    command = [sys.executable, "-m", "stations", "import", str(path), "--datum", "wgs84"]
    for delay in (0.6, 1.0, 1.5, 2.0):
        process = subprocess.Popen(
            command,
            env={"STATIONS_DATABASE": sqlite_address, "PATH": "/usr/bin:/bin"},
            stdout=subprocess.DEVNULL,
        )
        time.sleep(delay)
        process.kill()
        process.wait()
        database = opening.open_ready(sqlite_address)
        assert store.count(database) in (0, 4_999)
        database.close()


@pytest.mark.samples
def test_the_real_list_of_zhengzhou_names_its_wrong_points(db: Database, samples: Path) -> None:
    outlines = (samples / "areas" / "410100.json").read_bytes()
    loading.load(db, outlines, datum=Datum.GCJ02, at=make.NOON)
    path = samples / "stations" / "zhengzhou_gcj02.csv"
    plan = importing.planned(
        db, path.read_bytes(), name=path.name, terms=Terms(datum=Datum.GCJ02), at=make.NOON
    )
    assert (len(plan.added), plan.rejected) == (82, ())
    outside = {row for row, code in codes(plan) if code == "outside_district"}
    # 中牟县 and 新郑市 are named by rows whose points lie in the middle of Zhengzhou.
    assert {22, 54} <= outside
    assert len(outside) < 20
    assert (None, "wrong_datum") not in codes(plan)
    assert stored(db, plan)
    zones = [s for s in store.every(db) if s.place.area_words == "高新区"]
    assert zones
    assert all(s.place.district_code.startswith("4101") for s in zones)


@pytest.mark.samples
def test_a_real_list_without_coordinates_waits_as_drafts(db: Database, samples: Path) -> None:
    path = samples / "stations" / "news_without_coordinates.csv"
    plan = importing.planned(db, path.read_bytes(), name=path.name, terms=Terms(), at=make.NOON)
    assert (plan.total, plan.drafts, plan.rejected) == (52, 52, ())
    assert stored(db, plan)
    again = importing.planned(db, path.read_bytes(), name=path.name, terms=Terms(), at=make.NOON)
    assert again.unchanged == 52
