"""What the words of rows leave open is told."""

from __future__ import annotations

from stations.db.base import Database
from tests.support.lists import codes, planned, stored

CITY_ONLY = "站点编号,名称,经度,纬度\nN1,甲驿站,117.12,36.65\nN2,乙驿站,117.14,36.66\n"


def test_new_stations_of_which_only_the_city_is_known_are_told_once(db: Database) -> None:
    plan = planned(db, CITY_ONLY, area="3701")
    assert codes(plan) == [(None, "no_district")]
    assert "第 2、3 行（共 2 行）没有区县" in plan.suspicions[0].message
    assert plan.outcome == "accept"


def test_a_list_without_any_district_asks_whose_it_is(db: Database) -> None:
    third = f"{CITY_ONLY}N3,丙驿站,117.16,36.65\n"
    plan = planned(db, third, area="3701")
    assert [(plan.outcome, one.code) for one in plan.asked] == [("confirm", "no_district")]
    assert planned(db, third, area="370102").asked == ()


def test_one_row_with_its_district_is_enough_to_ask_no_more(db: Database) -> None:
    named = CITY_ONLY.replace("纬度", "纬度,区县").replace("6.65", "6.65,历下区")
    plan = planned(db, f"{named.replace('6.66', '6.66,')}N3,丙驿站,117.16,36.65,\n", area="3701")
    assert "no_district" not in {one.code for one in plan.asked}


def test_a_district_of_the_row_or_of_the_importer_is_enough(db: Database) -> None:
    named = CITY_ONLY.replace("纬度", "纬度,区县").replace("6.65", "6.65,历下区")
    named = named.replace("6.66", "6.66,历下区")
    assert codes(planned(db, named, area="3701")) == []
    assert codes(planned(db, CITY_ONLY, area="370102")) == []


def test_stations_that_are_known_already_are_not_asked_for_theirs(db: Database) -> None:
    assert stored(db, planned(db, CITY_ONLY, area="370102"), confirmed=True)
    changed = CITY_ONLY.replace("甲驿站", "改名的甲驿站")
    assert codes(planned(db, changed, area="3701")) == []
