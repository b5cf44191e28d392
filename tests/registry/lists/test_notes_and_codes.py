"""Hours that stand in a note alone, and codes that lost a digit, are told."""

from __future__ import annotations

import pytest

from stations.db.base import Database
from stations.registry.fields import BY_KEY
from tests.support.lists import planned

HEAD = "站点编号,名称,区县,区划代码,经度,纬度,开放时间,备注\n"
ROW = "A1,甲路驿站,{district},{code},117.05123,36.66123,{hours},{note}\n"


def text(*, district: str = "历下区", code: str = "", hours: str = "", note: str = "") -> str:
    return HEAD + ROW.format(district=district, code=code, hours=hours, note=note)


@pytest.mark.parametrize(
    "note",
    [
        "开放时间8:00-18:00",
        "靠近地铁口，每天8：00—20：00开放",
        "24小时开放",
        "早上7点到晚上10点，周一休息",
        "早8晚6",
        "夏季9时至19时",
    ],
)
def test_hours_in_a_note_alone_are_asked_about(db: Database, note: str) -> None:
    plan = planned(db, text(note=note), area="3701")
    assert [(plan.outcome, one.key) for one in plan.asked] == [("confirm", "hours_in_note.rows")]
    assert BY_KEY["hours"].text(plan.added[0].after) == ""
    assert BY_KEY["note"].text(plan.added[0].after) == note


@pytest.mark.parametrize(
    "note",
    ["靠近地铁口", "电话0531-88880001", "2026-05-01至2026-09-30施工", "有3-5个座位", "距2-3号门"],
)
def test_other_notes_ask_nothing(db: Database, note: str) -> None:
    assert not planned(db, text(note=note), area="3701").asked


def test_beside_hours_a_note_asks_nothing(db: Database) -> None:
    assert not planned(db, text(hours="8:00-18:00", note="8:00-18:00有人"), area="3701").asked


@pytest.mark.parametrize(("district", "code"), [("历下区", "37012"), ("历下区", "70102")])
def test_a_code_that_lost_a_digit_leaves_the_word_to_the_district(
    db: Database, district: str, code: str
) -> None:
    plan = planned(db, text(district=district, code=code), area="3701")
    assert [one.key for one in plan.warnings] == ["area_code_short"]
    assert plan.added[0].after.place.area_code == "370102"


def test_a_code_that_lost_its_0_is_completed_where_one_alone_is_meant(db: Database) -> None:
    plan = planned(db, text(district="", code="37012"), area="3701")
    assert [one.key for one in plan.warnings] == ["area_code_short.completed"]
    assert plan.added[0].after.place.area_code == "370102"


def test_a_code_that_may_be_anything_is_told_and_not_used(db: Database) -> None:
    plan = planned(db, text(district="", code="99912"), area="3701")
    assert [one.key for one in plan.warnings] == ["area_code_short"]
    assert plan.added[0].after.place.area_code[:4] == "3701"
