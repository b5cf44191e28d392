"""A person's number never becomes public unasked, and is not told again once it is removed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from stations.areas.locator import Locator
from stations.db.base import Database
from stations.errors import Invalid
from stations.registry.editing import closures, form_values, station_form
from stations.registry.editing.closures import Typed
from stations.registry.editing.station_form import Unfit
from stations.registry.entries import personal_numbers
from stations.registry.entries.personal_numbers import HIDDEN, PersonalNumber
from stations.registry.lists.import_plan import ImportPlan
from stations.registry.model import Premises
from stations.registry.stored import history_store
from stations.registry.views import announcements
from tests.support import make
from tests.support.lists import every, planned, stored
from tests.web.programs.changed_area import Past

MOBILE, IDENTITY = "13800138000", "37010219900307123X"
HEAD = "站点编号,名称,区县,经度,纬度,别名,地址,怎么找门,进门说明,运营单位,设施,电话,备注,内部联系\n"
TITLES = HEAD.strip().split(",")


@pytest.mark.parametrize(
    "text",
    [
        MOBILE, "找张师傅138 0013 8000", "138-0013-8000", "１３８００１３８０００",
        "+86 13800138000", "8613800138000", "013800138000", "138.0013.8000", "138 00138000",
        "1380013 8000", "1380 013 8000", "138 001 38000", "1 3 8 0 0 1 3 8 0 0 0",
        "1-3-8-0-0-1-3-8-0-0-0",
        "一三八零零一三八零零零", "幺三八〇〇幺三八〇〇〇",
        "138\u200b0013\u200b8000", "微信wx13800138000",
        "138—0013—8000", "138 00 13 80 00", "（13800138000）",
    ],
)  # fmt: skip
def test_a_mobile_number_is_found_however_it_is_written(text: str) -> None:
    assert personal_numbers.found(text) is PersonalNumber.MOBILE


@pytest.mark.parametrize("text", [IDENTITY, "证号370102 19900307 1234", "３７０１０２199003071234"])
def test_the_number_of_an_identity_card_is_found(text: str) -> None:
    assert personal_numbers.found(text) is PersonalNumber.IDENTITY


@pytest.mark.parametrize(
    "text",
    [
        "0531-88880001", "0531-81234567转8001", "010-13812345", "400-138-0013", "12351",
        "经十路188号1号楼3单元501室", "117.13812345678", "91370102MA3C138X12", "370102001001",
        "2026-05-01至2026-09-30", "08:00-18:00,13:30-17:30", "1330-1400 1430-1830",
        "138****8000", "一号楼三层二零一室和五零一室，一九九八年建", "",
    ],
)  # fmt: skip
def test_landlines_hours_addresses_and_codes_are_nobodys(text: str) -> None:
    assert personal_numbers.found(text) is None


PUBLIC_KEYS = (
    "name", "aliases", "address", "floor", "door", "entry_note", "hours", "phone", "operator",
    "keeper_role", "reason", "amenity-shower-note", "amenity-shower-call",
)  # fmt: skip


@pytest.mark.parametrize("key", PUBLIC_KEYS)
@pytest.mark.parametrize("number", [MOBILE, IDENTITY])
def test_a_form_asks_for_another_text_where_everybody_would_read_it(key: str, number: str) -> None:
    values = {"amenity-shower-state": "available", key: f"找小李{number}"}
    with pytest.raises(Unfit) as caught:
        station_form.edited(make.station(), values, at=make.NOON, outlines=Locator(()))
    assert caught.value.problems[key].key in (
        "invalid.mobile_in_public", "invalid.identity_in_public"
    )  # fmt: skip


def test_a_form_keeps_what_only_staff_read_and_what_was_not_touched() -> None:
    old = replace(make.station(), place=replace(make.station().place, address=f"甲路 {MOBILE}"))
    values = {**form_values.values(old), "private_contact": MOBILE, "phone": "0531-88880001"}
    after = station_form.edited(old, values, at=make.NOON, outlines=Locator(()))
    assert after.premises == Premises(public_phone="0531-88880001", private_contact=MOBILE)


def test_the_reason_of_a_closure_is_public_too() -> None:
    with pytest.raises(Unfit):
        closures.read(Typed(reason=f"停水，问{MOBILE}"), today=date(2026, 11, 20))


def test_a_check_names_its_field() -> None:
    with pytest.raises(Invalid) as caught:
        personal_numbers.check_public(MOBILE, field="caption")
    assert caught.value.field == "caption"


def row(**cells: str) -> str:
    given = {"站点编号": "A1", "名称": "甲路驿站", "区县": "历下区", "经度": "117.05123"}
    given |= {"纬度": "36.66123", **cells}
    return HEAD + ",".join(given.get(title, "") for title in TITLES) + "\n"


def said(plan: ImportPlan) -> list[tuple[int | None, str | None]]:
    return [(one.row, one.field) for one in plan.suspicions if one.key == "personal_number"]


@pytest.mark.parametrize("title", ["名称", "别名", "地址", "怎么找门", "进门说明", "运营单位"])
@pytest.mark.parametrize("number", [MOBILE, IDENTITY, "138 0013 8000"])
def test_a_list_asks_about_a_number_that_it_would_publish(
    db: Database, title: str, number: str
) -> None:
    plan = planned(db, row(**{title: f"找小李{number}"}), area="3701")
    assert (plan.outcome, [one.key for one in plan.asked]) == ("confirm", ["personal_number.rows"])
    assert said(plan) == [(2, title)]
    words = [one.words() for one in (*plan.suspicions, *plan.asked)]
    assert any(title in one and "第 2 行" in one and "删去" in one for one in words)
    assert not any(number in one for one in words)
    assert not stored(db, plan)


def test_a_list_keeps_landlines_and_sets_mobile_numbers_of_the_telephone_aside(
    db: Database,
) -> None:
    plan = planned(db, row(电话=f"0531-88880001;{MOBILE}", 地址="经十路188号"), area="3701")
    assert not plan.asked
    assert stored(db, plan)
    (station,) = every(db)
    assert station.premises
    assert station.premises.public_phone == "0531-88880001"


@pytest.mark.parametrize(
    ("title", "number", "told"),
    [
        ("备注", MOBILE, True),
        ("备注", IDENTITY, True),
        ("内部联系", IDENTITY, True),
        ("内部联系", MOBILE, False),
    ],
)
def test_what_staff_alone_will_read_is_told_and_not_asked(
    db: Database, title: str, number: str, told: bool
) -> None:
    plan = planned(db, row(**{title: number}), area="3701")
    assert not plan.asked
    assert any(one.key == "number_for_staff" for one in plan.warnings) is told


def test_what_was_public_before_is_not_asked_about_again(db: Database) -> None:
    assert stored(db, planned(db, row(地址=f"甲路 {MOBILE}"), area="3701"), confirmed=True)
    again = row(地址=f"甲路 {MOBILE}", 备注="新")
    assert not said(planned(db, again, area="3701"))


def test_a_removed_number_is_told_by_no_change(db: Database) -> None:
    past = Past(db)
    one = past(None, id="a")
    one = past(one, place=replace(one.place, address=f"甲路 3 号找小李 {MOBILE}"))
    one = past(one, place=replace(one.place, address="甲路 3 号", door=f"门口打 {MOBILE}"))
    one = past(one, place=replace(one.place, door="西门"), premises=Premises(public_phone=MOBILE))
    past(one, premises=Premises(public_phone="0531-88880001"))
    items = announcements.of_area(db, "370102").items
    lines = [(line.title, line.before, line.after) for item in items for line in item.changes]
    assert ("地址", HIDDEN, "甲路 3 号") in lines
    assert ("怎么找门", HIDDEN, "西门") in lines
    assert ("电话", HIDDEN, "0531-88880001") in lines
    assert MOBILE not in str(items)
    # Who keeps the records still sees what was.
    assert MOBILE in str(history_store.of_station(db, "a"))
