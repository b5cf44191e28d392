"""What looks wrong in a list is shown with its row, and never mended silently."""

from __future__ import annotations

from pathlib import Path

import pytest

from stations.areas import outline_import
from stations.db.base import Database
from stations.geo.point import Datum
from stations.registry.editing import district_assignment
from stations.registry.lists import importing
from stations.registry.lists.import_plan import Terms
from stations.registry.stored import history_store, store
from tests.support import make
from tests.support.lists import GOOD, HEAD, codes, every, load_two_districts, planned, stored


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
    assert district_assignment.renewed(db, act=make.act("located")) == 1
    assert every(db)[0].place.district_code == "370102"
    assert history_store.of_station(db, every(db)[0].id)[0]["action"] == "located"
    assert district_assignment.renewed(db, act=make.act("located")) == 0


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


@pytest.mark.samples
def test_the_real_list_of_zhengzhou_names_its_wrong_points(db: Database, samples: Path) -> None:
    outlines = (samples / "areas" / "410100.json").read_bytes()
    outline_import.load(db, outlines, datum=Datum.GCJ02, at=make.NOON)
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


def test_a_known_number_with_another_name_far_away_may_be_another_station(db: Database) -> None:
    stored(db, planned(db, GOOD))
    far = GOOD.replace("117.02,36.66", "117.12,36.66")
    assert (2, "other_station") not in codes(planned(db, far)), "the same name may move"
    renamed = GOOD.replace("泉城广场驿站", "黑虎泉驿站")
    assert (2, "other_station") not in codes(planned(db, renamed)), "what stays may be renamed"
    plan = planned(db, far.replace("泉城广场驿站", "黑虎泉驿站"))
    assert (2, "other_station") in codes(plan)
    words = next(one.message for one in plan.suspicions if one.code == "other_station")
    assert "移动 9 公里" in words
    assert "可能不是同一个驿站" in words


def test_a_row_with_its_axes_swapped_is_told_so(db: Database) -> None:
    plan = planned(db, GOOD.replace("117.02,36.66", "36.65,117.064"))
    assert [(one.row, one.code) for one in plan.rejected] == [(2, "out_of_range")]
    assert "可能经纬度写反了" in plan.rejected[0].message
    other = planned(db, GOOD.replace("117.02,36.66", "117.02,117.064"))
    assert "写反" not in other.rejected[0].message
