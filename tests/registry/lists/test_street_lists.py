"""A list names districts and streets in many ways: each is understood, asked or refused."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from stations.areas import codes as area_codes
from stations.db.base import Database
from stations.registry.lists import exporting
from stations.registry.lists.import_plan import ImportPlan
from stations.registry.model import Station
from stations.registry.stored import search_rows, store
from tests.support import make
from tests.support.lists import codes, every, load_two_districts, planned, stored

HEAD = "站点编号,名称,城市,区县,街道,经度,纬度\n"


def one(db: Database, district: str, street: str = "", *, area: str = "3701") -> ImportPlan:
    """The plan of a list with one row, a point in 市中区."""
    load_two_districts(db)
    return planned(db, f"{HEAD}A1,七贤驿站,,{district},{street},116.98,36.65\n", area=area)


def said(plan: ImportPlan) -> set[str]:
    return {r.code for r in (*plan.rejected, *plan.warnings, *plan.suspicions)}


@pytest.mark.parametrize(
    ("district", "street", "area_code"),
    [
        ("市中", "", "370103"),
        ("济南市中区", "", "370103"),
        ("市中区（西部）", "", "370103"),
        ("济南市市中区七贤街道", "", "370103018"),
        ("市中区", "七贤街道", "370103018"),
        ("市中区", "七贤", "370103018"),
        ("市中区", "七贤街道办事处", "370103018"),
        ("市中区", "市中区七贤街办", "370103018"),
        ("", "七贤街道", "370103018"),
        ("济南市", "七贤街道", "370103018"),
        ("高新区", "舜华路街道", "370176001"),
    ],
)
def test_a_street_is_taken_from_its_column_or_from_the_district(
    db: Database, district: str, street: str, area_code: str
) -> None:
    plan = one(db, district, street)
    assert said(plan) <= {"outside_district"}
    place = plan.added[0].after.place
    official = area_codes.by_code(area_code[:6]) if district not in ("", "济南市") else None
    words = official.name if official and official.level == "district" else district
    assert (place.area_code, place.area_words) == (area_code, words)


@pytest.mark.parametrize(
    ("district", "street", "code", "area_code", "words"),
    [
        ("市中", "解放路街道", "street_elsewhere", "370103", "市中区"),
        ("市中区七贤街道", "舜耕街道", "street_elsewhere", "370103", "市中区"),
        ("市中区", "新新街道", "street_unknown", "370103", "市中区"),
        ("市中新新街道", "", "street_unknown", "370103", "市中区"),
        ("起步区", "崔寨街道", "street_unknown", "3701", "起步区崔寨街道"),
        ("城东", "", "district_unknown", "3701", "城东"),
        ("青岛市历下区", "", "district_unknown", "3701", "青岛市历下区"),
        ("历下区、市中区", "", "district_unclear", "3701", "历下区、市中区"),
        ("历城区（高新区代管）", "", "district_unclear", "3701", "历城区（高新区代管）"),
    ],
)
def test_what_is_not_one_street_is_said_kept_in_words_and_stays_so(
    db: Database, district: str, street: str, code: str, area_code: str, words: str
) -> None:
    plan = one(db, district, street)
    assert code in said(plan)
    after = plan.added[0].after
    assert (after.place.area_code, after.place.area_words) == (area_code, words)
    if words == "市中区":
        assert all(
            part in after.note
            for part in (street, district.removeprefix("市中").removeprefix("区"))
        )
    stored(db, plan, confirmed=True)
    assert not one(db, district, street).changed


def test_a_district_of_another_city_is_still_refused(db: Database) -> None:
    for district, street in (
        ("市南区", ""),
        ("青岛市市南区", ""),
        ("贵阳市花溪区", "贵筑街道"),
        ("泰安市泰山区", ""),
        ("浦东新区", ""),
        ("郑州航空港经济综合实验区", ""),
        ("开封市龙亭区东京大道1号", ""),
    ):
        plan = one(db, district, street)
        assert [(r.row, r.code) for r in plan.rejected] == [(2, "foreign_district")]


@pytest.mark.parametrize(
    ("district", "street", "is_mine"),
    [
        ("市中区", "七贤街道", True),
        ("市中区", "", True),
        ("", "", True),
        ("济南市市中区七贤街道", "", True),
        ("市中区", "舜耕街道", False),
        ("市中区", "新新街道", False),
        ("历下区", "", False),
        ("历下区", "七贤街道", False),
    ],
)
def test_an_importer_of_a_street_brings_its_stations_and_no_others(
    db: Database, district: str, street: str, is_mine: bool
) -> None:
    plan = one(db, district, street, area="370103018")
    assert [change.after.place.area_code for change in plan.added] == ["370103018"] * is_mine
    assert [refused.code for refused in plan.rejected] == ["foreign_district"] * (not is_mine)


def test_a_list_without_streets_leaves_them_as_they_were(db: Database) -> None:
    stored(db, one(db, "市中区", "七贤街道"))
    again = one(db, "市中区")
    assert (again.unchanged, len(again.changed)) == (1, 0)
    elsewhere = one(db, "历下区")
    assert [change.after.place.area_code for change in elsewhere.changed] == ["370102"]


def test_a_district_that_several_cities_have_is_told_by_street_or_point(db: Database) -> None:
    text = f"{HEAD}A1,七贤驿站,,市中区,七贤街道,116.98,36.65\n"
    assert planned(db, text).added[0].after.place.area_code == "370103018"
    plan = planned(db, text.replace("七贤街道", ""))
    assert plan.added[0].after.place.area_code == "370103"
    assert said(plan) == {"district_by_point"}
    nowhere = planned(db, text.replace("七贤街道,116.98,36.65", ",105.0,33.0"))
    assert (2, "district_unclear") in codes(nowhere)


@pytest.fixture
def export(db: Database, tmp_path: Path) -> Path:
    """An export of a station in a street, and of one whose district alone is known."""
    stored(db, one(db, "济南市市中区七贤街道"))
    load_two_districts(db)
    stored(db, planned(db, f"{HEAD}B1,泺源驿站,济南市,市中区,,116.95,36.62\n"))
    path = tmp_path / "all.csv"
    exporting.export(db, path)
    return path


def sent_back(db: Database, export: Path, number: str, **cells: str) -> tuple[ImportPlan, Station]:
    table = list(csv.DictReader(io.StringIO(export.read_text("utf-8-sig"))))
    row = next(row for row in table if row["站点编号"] == number)
    row.update(cells)
    out = io.StringIO()
    writer = csv.DictWriter(out, table[0])
    writer.writeheader()
    writer.writerow(row)
    plan = planned(db, out.getvalue())
    stored(db, plan)
    return plan, next(station for station in every(db) if station.number == number)


def test_an_untouched_export_changes_nothing(db: Database, export: Path) -> None:
    plan = planned(db, export.read_text("utf-8-sig"))
    assert (plan.outcome, plan.unchanged) == ("accept", 2)


@pytest.mark.parametrize(
    ("number", "cells", "area_code", "words"),
    [
        ("A1", {"街道": "舜耕街道"}, "370103016", "市中区"),
        ("A1", {"区划代码": "370103", "区县": "市中区"}, "370103", "市中区"),
        ("A1", {"区划代码": "370103016", "区县": "市中区"}, "370103016", "市中区"),
        ("B1", {"街道": "七贤街道"}, "370103018", "市中区"),
        ("B1", {"区划代码": "370103018"}, "370103018", "市中区"),
    ],
)
def test_the_cell_that_a_person_changed_decides_the_street(
    db: Database, export: Path, number: str, cells: dict[str, str], area_code: str, words: str
) -> None:
    plan, after = sent_back(db, export, number, **cells)
    assert (plan.outcome, not plan.suspicions) == ("accept", True)
    assert (after.place.area_code, after.place.area_words) == (area_code, words)


def test_an_emptied_street_is_asked_and_stays(db: Database, export: Path) -> None:
    plan, after = sent_back(db, export, "A1", 街道="")
    assert ([row for row, _ in codes(plan)], plan.changed) == ([2], ())
    assert after.place.area_code == "370103018"


def test_a_changed_street_that_is_none_is_asked(db: Database, export: Path) -> None:
    plan, after = sent_back(db, export, "A1", 街道="火星街道")
    assert (2, "cells_differ") in codes(plan)
    assert after.place.area_code == "370103018"


def test_street_and_code_that_were_both_changed_must_agree(db: Database, export: Path) -> None:
    plan, _ = sent_back(db, export, "A1", 街道="舜耕街道", 区划代码="370103021")
    assert [refused.code for refused in plan.rejected] == ["cells_differ"]


def test_an_importer_of_a_street_cannot_give_a_station_away(db: Database, export: Path) -> None:
    text = export.read_text("utf-8-sig")
    for old, new in (('"370103018"', '"370103"'), ('"七贤街道"', '"舜耕街道"')):
        plan = planned(db, text.replace(old, new), area="370103018")
        assert "foreign_district" in {refused.code for refused in plan.rejected}
        assert not plan.changed


def test_a_station_is_found_by_the_name_of_its_street(db: Database, export: Path) -> None:
    for words in ("七贤街道", "qixian", "市中区 七贤"):
        assert [hit.published["name"] for hit in search_rows.search(db, words=words, limit=5)] == [
            "七贤驿站"
        ]


def test_codes_of_streets_that_the_table_lacks_are_kept(db: Database) -> None:
    kept = make.station(number="K1")
    text = "站点编号,名称,区划代码,经度,纬度\nK1,新街驿站,370102999,117.02,36.66\n"
    stored(db, planned(db, text))
    assert [station.place.area_code for station in every(db)] == ["370102999"]
    assert store.count(db) == 1, kept.number
