"""The empty list that is handed to streets opens elsewhere, and comes back as stations."""

from __future__ import annotations

import io

import openpyxl
import pytest

from stations.db.base import Database
from stations.geo.point import Datum
from stations.registry import fields
from stations.registry.entries import cell_readers
from stations.registry.fields import closure_reader
from stations.registry.lists import blank_list, importing
from stations.registry.lists.import_plan import Terms
from stations.registry.states import BuildMode, Phase
from tests.support import lists, make

FILLED = {
    "站点编号": "0012",
    "名称": "试填驿站",
    "类型": "",
    "区县": "历下区",
    "地址": "泺源大街 1 号",
    "经度": "117.0243",
    "纬度": "36.6665",
    "坐标系": "高德",
    "设施": "饮水、微波炉",
    "开放时间": "8:30-18:00",
    "进门方式": "扫码登记",
    "建设方式": "共建",
    "状态": "开放",
    "暂停安排": "2027-02-15至2027-02-22 春节放假",
    "启用日期": "2026-05-01",
}


@pytest.fixture
def book() -> openpyxl.Workbook:
    file = io.BytesIO()
    blank_list.write("3701", file)
    again = io.BytesIO()
    blank_list.write("3701", again)
    assert file.getvalue() == again.getvalue()
    return openpyxl.load_workbook(file)


def test_it_has_lists_to_choose_from_and_a_word_for_every_column(book: openpyxl.Workbook) -> None:
    sheet = book["站点"]
    assert book["选项"].sheet_state == "hidden"
    titles = [cell.value for cell in sheet[1]]
    assert titles == [field.title for field in blank_list.ASKED]
    rules = {
        str(rule.sqref).split(":")[0][:-1]: rule for rule in sheet.data_validations.dataValidation
    }
    assert len(rules) == len(titles)
    for cell in sheet[1]:
        rule = rules[cell.column_letter]
        assert rule.prompt
        assert rule.promptTitle == cell.value
        assert len(rule.prompt) <= 255
        if rule.type == "list":
            name, _, where = rule.formula1.partition("!")
            offered = [row[0].value for row in book[name][where.replace("$", "")]]
            assert all(offered), cell.value
    districts = rules[sheet.cell(1, titles.index("区县") + 1).column_letter].formula1
    names = book["选项"][districts.partition("!")[2].replace("$", "")]
    assert "历下区" in [row[0].value for row in names]
    assert not any(field.in_list.operator_only for field in blank_list.ASKED)


def test_whatever_it_offers_is_understood() -> None:
    for blank in blank_list.blanks("3701"):
        column = next(one for one in fields.COLUMNS if one.title == blank.title)
        for word in blank.choices:
            value, dropped = cell_readers.read(column, word)
            assert value not in (None, ""), (blank.title, word)
            assert not dropped


def test_its_example_of_closures_is_read_as_it_says() -> None:
    hint = next(blank.hint for blank in blank_list.blanks("") if blank.title == "暂停安排")
    example = hint.partition("例如：")[2].partition("。")[0]
    told = [(one.reason, one.expected) for one in closure_reader.read(example)]
    assert told == [("装修", True), ("春节放假", False)]
    assert len(hint) <= 250, "longer words are cut off"


def test_filled_in_it_comes_back_as_stations(db: Database, book: openpyxl.Workbook) -> None:
    sheet = book["站点"]
    for cell in sheet[1]:
        sheet.cell(2, cell.column).value = FILLED.get(str(cell.value)) or None
    # Somebody types a number where text belongs.
    sheet.cell(3, 1).value, sheet.cell(3, 2).value = "0013", "没有坐标的驿站"
    file = io.BytesIO()
    book.save(file)
    plan = importing.planned(
        db, file.getvalue(), name="filled.xlsx", terms=Terms(area="3701"), at=make.NOON
    )
    assert (plan.outcome, plan.rejected, plan.warnings) == ("accept", (), ())
    assert lists.stored(db, plan)
    one, two = lists.every(db)
    assert (one.number, one.name, one.lifecycle.phase) == ("0012", "试填驿站", Phase.OPEN)
    assert one.premises.build_mode is BuildMode.JOINT
    assert one.entry == ("qr_sign_up",)
    assert one.place.source is not None
    assert one.place.source.datum is Datum.GCJ02
    assert [(str(it.since), str(it.until), it.reason) for it in one.closures] == [
        ("2027-02-15", "2027-02-22", "春节放假")
    ]
    assert two.is_draft


def test_empty_it_is_refused_with_a_word_what_to_do(db: Database) -> None:
    file = io.BytesIO()
    blank_list.write("370102", file)
    plan = importing.planned(
        db, file.getvalue(), name="empty.xlsx", terms=Terms(area="370102"), at=make.NOON
    )
    assert (plan.outcome, plan.code) == ("reject_file", "no_rows")
