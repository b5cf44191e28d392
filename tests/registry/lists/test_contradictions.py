"""What a person changes in our own export is taken over, refused or asked, and never ignored."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from stations.db import migration, opening
from stations.db.base import Database
from stations.geo.point import Datum
from stations.hours.osm.schedule import Schedule
from stations.registry.lists import exporting, importing
from stations.registry.lists.import_plan import ImportPlan, Terms
from stations.registry.model import Amenity, Hours, Station
from stations.registry.states import AmenityState, Phase
from stations.registry.stored import store
from tests.support import make
from tests.support.lists import codes, stored

WIDE = "9:00-21:00"


@pytest.fixture
def export(db: Database, tmp_path: Path) -> Path:
    """An export of one plain and one full station."""
    with db.writing():
        store.add(
            db,
            [
                make.station(id="plain", number="P", lat=36.6),
                make.station(id="own", number="O", lat=36.7, amenities=(OWN,)),
                make.full_station(),
            ],
            history=(),
        )
    path = tmp_path / "all.csv"
    exporting.export(db, path)
    return path


OWN = Amenity(id="restroom", note="在一楼", hours=Hours(osm="08:00-18:00", words="8:00-18:00"))


def sent_back(db: Database, export: Path, number: str, **cells: str) -> tuple[ImportPlan, Station]:
    """The export with these cells of one row changed, and what the station then becomes."""
    text = export.read_text("utf-8-sig")
    table = list(csv.DictReader(io.StringIO(text)))
    row = next(row for row in table if row["站点编号"].startswith(number))
    for title, cell in cells.items():
        assert row[title] != cell
        row[title] = cell
    out = io.StringIO()
    writer = csv.DictWriter(out, table[0])
    writer.writeheader()
    writer.writerow(row)
    plan = importing.planned(
        db, out.getvalue().encode(), name="all.csv", terms=Terms(datum=Datum.WGS84), at=make.NOON
    )
    stored(db, plan)
    found = store.called(db, row["驿站标识"]) or [*plan.added]
    return plan, found[0] if isinstance(found[0], Station) else found[0].after


def test_changed_words_of_hours_decide_over_the_old_expression(db: Database, export: Path) -> None:
    plan, after = sent_back(db, export, "P", 开放时间=WIDE)
    assert plan.outcome == "accept"
    assert after.hours == Hours(osm="09:00-21:00", words=WIDE)


def test_changed_words_that_cannot_be_read_make_hours_unknown(db: Database, export: Path) -> None:
    plan, after = sent_back(db, export, "P", 开放时间="看老板心情")
    assert after.hours == Hours(words="看老板心情")
    assert "hours_not_understood" in {code for _, code in codes(plan)}


def test_old_hours_of_staff_do_not_outlive_changed_words(db: Database, export: Path) -> None:
    _, after = sent_back(db, export, "T", 开放时间=WIDE)
    assert after.hours == Hours(osm="09:00-21:00", words=WIDE)


def test_changed_hours_of_staff_are_taken_beside_changed_words(db: Database, export: Path) -> None:
    _, after = sent_back(db, export, "T", 开放时间=WIDE, 有人值守时间="10:00-16:00")
    assert after.hours == Hours(osm="09:00-21:00", staffed="10:00-16:00", words=WIDE)


def test_a_changed_expression_is_taken_and_its_old_words_are_asked(
    db: Database, export: Path
) -> None:
    plan, after = sent_back(db, export, "P", 开放时间表达式="09:00-21:00")
    assert after.hours.osm == "09:00-21:00"
    assert codes(plan) == [(2, "cells_differ")]


def test_both_changed_to_the_same_hours_are_taken(db: Database, export: Path) -> None:
    written = "Mo-Su,PH 09:00-21:00"
    assert Schedule.of(written) != Schedule.of("09:00-21:00")
    plan, after = sent_back(db, export, "P", 开放时间=WIDE, 开放时间表达式=written)
    assert (plan.outcome, codes(plan)) == ("accept", [])
    assert after.hours == Hours(osm=written, words=WIDE)


def test_both_changed_to_different_hours_refuse_the_row(db: Database, export: Path) -> None:
    plan, after = sent_back(db, export, "P", 开放时间=WIDE, 开放时间表达式="24/7")
    assert [(r.row, r.code) for r in plan.rejected] == [(2, "cells_differ")]
    assert after.hours.osm == "08:00-20:00"


def test_words_too_free_for_reading_come_with_their_expression(db: Database, export: Path) -> None:
    _, after = sent_back(db, export, "P", 开放时间="白天有人就开", 开放时间表达式="09:00-17:00")
    assert after.hours == Hours(osm="09:00-17:00", words="白天有人就开")


def test_an_amenity_added_in_words_is_added_beside_the_details(db: Database, export: Path) -> None:
    _, after = sent_back(db, export, "O", 设施="卫生间、微波炉")
    assert after.amenities == (Amenity(id="microwave"), OWN)


@pytest.mark.parametrize("number", ["P", "T"])
def test_an_amenity_taken_out_of_our_export_is_asked(
    db: Database, export: Path, number: str
) -> None:
    before = next(s for s in store.every(db) if s.number.startswith(number))
    plan, after = sent_back(db, export, number, 设施="空调")
    assert set(before.available) < set(after.available)
    assert codes(plan) == [(2, "cells_differ")]
    assert "没有删去" in plan.suspicions[0].message


def test_changed_details_of_amenities_are_taken(db: Database, export: Path) -> None:
    _, after = sent_back(db, export, "O", 设施详情='[{"id":"restroom","state":"out_of_order"}]')
    assert after.amenities == (Amenity(id="restroom", state=AmenityState.OUT_OF_ORDER),)


def test_amenities_changed_in_both_cells_to_different_things_refuse_the_row(
    db: Database, export: Path
) -> None:
    changed = {"设施": "卫生间、空调", "设施详情": '[{"id":"shower"}]'}
    plan, after = sent_back(db, export, "O", **changed)
    assert [r.code for r in plan.rejected] == ["cells_differ"]
    assert after.amenities == (OWN,)


def test_changed_words_of_an_amenitys_hours_decide_over_its_old_expression(
    db: Database, export: Path
) -> None:
    cell = '[{"id":"restroom","note":"在一楼","hours":"08:00-18:00","hours_words":"24小时"}]'
    _, after = sent_back(db, export, "O", 设施详情=cell)
    assert after.amenities[0].hours == Hours(osm="24/7", words="24小时")


def test_a_changed_district_beside_the_old_code_refuses_the_row(db: Database, export: Path) -> None:
    plan, after = sent_back(db, export, "P", 区县="市中区")
    assert [r.code for r in plan.rejected] == ["cells_differ"]
    assert after.place.area_code == "370102"


def test_a_district_changed_with_its_code_is_taken(db: Database, export: Path) -> None:
    plan, after = sent_back(db, export, "P", 区县="市中区", 区划代码="370103")
    assert plan.outcome == "accept"
    assert (after.place.area_code, after.place.area_words) == ("370103", "市中区")


def test_a_changed_city_beside_the_old_code_refuses_the_row(db: Database, export: Path) -> None:
    plan, _ = sent_back(db, export, "P", 城市="青岛市")
    assert [r.code for r in plan.rejected] == ["cells_differ"]


def test_a_moved_point_forgets_the_coordinate_it_once_came_from(db: Database, export: Path) -> None:
    _, after = sent_back(db, export, "T", 经度="117.14")
    assert after.place.source is not None
    assert (after.place.source.lon, after.place.source.datum) == (117.14, Datum.WGS84)
    assert after.place.source.provider == ""


def test_a_source_coordinate_changed_alone_is_asked(db: Database, export: Path) -> None:
    plan, after = sent_back(db, export, "T", 原经度="117.2")
    assert codes(plan) == [(2, "cells_differ")]
    assert after.place.point == make.full_station().place.point


def test_a_changed_phase_beside_the_old_phases_keeps_the_one_that_ended(
    db: Database, export: Path
) -> None:
    _, after = sent_back(db, export, "T", 状态="开放")
    assert after.lifecycle.phase is Phase.OPEN
    assert after.periods[-1].reason == "装修"


def test_a_new_station_whose_cells_differ_is_asked(
    db: Database, export: Path, tmp_path: Path
) -> None:
    elsewhere = opening.connect(str(tmp_path / "new.db"), create=True)
    migration.migrate(elsewhere)
    plan, after = sent_back(elsewhere, export, "P", 开放时间=WIDE)
    elsewhere.close()
    assert codes(plan) == [(2, "cells_differ")]
    assert after.hours.words == WIDE
