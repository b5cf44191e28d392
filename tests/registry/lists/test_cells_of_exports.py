"""Cells of an export are words, numbers and days, and read back as what they were."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from pathlib import Path

import pytest

from stations.db.base import Database
from stations.errors import Invalid
from stations.geo.point import Datum
from stations.registry.fields import labelled
from stations.registry.fields.items import AMENITIES, HONOURS, PERIODS
from stations.registry.lists import exporting, importing
from stations.registry.lists.import_plan import Terms
from stations.registry.model import Amenity, Honour
from stations.registry.states import AmenityState, Grade
from stations.registry.stored import store
from tests.support import make

AWKWARD = "第一；“热”水，三楼：B 座\n不插电 ”"


def exported(db: Database, tmp_path: Path, kind: str) -> bytes:
    with db.writing():
        store.add(db, [make.station(), make.full_station()], history=())
    path = tmp_path / f"all{kind}"
    exporting.export(db, path)
    return path.read_bytes()


def test_no_cell_holds_an_id_of_ours_or_json(db: Database, tmp_path: Path) -> None:
    text = exported(db, tmp_path, ".csv").decode("utf-8-sig")
    _, row = csv.DictReader(io.StringIO(text))
    assert (row["状态"], row["建设方式"], row["坐标精度"]) == ("整改中", "共建", "门口")
    assert (row["坐标系"], row["原坐标系"], row["演示数据"]) == ("WGS-84", "GCJ-02", "是")
    assert row["荣誉"] == "荣誉：最美驿站，级别：省级，年份：2024"
    assert row["历次状态"].startswith("状态：筹建中，从：2022-01-01，到：2022-04-30；状态：开放，")
    assert "设施：热饭，状态：故障，查看日期：2026-11-01；" in row["设施详情"]
    assert not [one for one in row.values() if re.search(r'[{}\[\]]|"', one)]


def test_a_workbook_has_numbers_and_days_that_can_be_reckoned_with(
    db: Database, tmp_path: Path
) -> None:
    data = exported(db, tmp_path, ".xlsx")
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<v>117.13012345</v>" in sheet
    assert 's="3"><v>24</v>' in sheet, "seats"
    assert 's="4"><v>44682</v>' in sheet, "2022-05-01"
    assert "0531-00001234</t>" in sheet, "a telephone is no number"
    plan = importing.planned(db, data, name="a.xlsx", terms=Terms(datum=Datum.WGS84), at=make.NOON)
    assert (plan.outcome, plan.unchanged) == ("accept", 2), plan.warnings


@pytest.mark.parametrize("text", [AWKWARD, "“”", "a：b", "，", " 前后 ", "[1]", "”", "无"])
def test_whatever_a_text_holds_it_comes_back(text: str) -> None:
    things = (
        Amenity(id="microwave", note=text, state=AmenityState.OUT_OF_ORDER),
        Amenity(id="restroom", how_to_call=text, reachable=True),
    )
    honours = (Honour(title=text, grade=Grade.UNKNOWN, year=0), Honour(title="甲", year=2024))
    for codec, value in ((AMENITIES, things), (HONOURS, honours)):
        cell = codec.cell(codec.text(value))
        assert not cell.startswith("[")
        assert codec.read(cell) == value
        assert codec.read(codec.text(value)) == value, "files of older versions"


@pytest.mark.parametrize(
    "cell",
    [
        "设施：没有这样，状态：可用",
        "微波炉",
        "设施：微波炉；；",
        "级别：省级",
        "设施：“微波炉",
        "：",
    ],
)
def test_what_no_export_wrote_is_refused(cell: str) -> None:
    for codec in (AMENITIES, PERIODS, HONOURS):
        with pytest.raises(Invalid):
            codec.read(cell)


def test_records_are_told_one_after_another() -> None:
    labels = {"a": labelled.RecordLabel(word="甲"), "b": labelled.RecordLabel(word="乙")}
    told = [{"a": "1", "b": ""}, {"a": "2；3", "b": "x"}]
    words = labelled.text(told, labels)
    assert words == "甲：1；甲：“2；3”，乙：x"
    assert labelled.read(words, labels) == [{"a": "1"}, {"a": "2；3", "b": "x"}]
