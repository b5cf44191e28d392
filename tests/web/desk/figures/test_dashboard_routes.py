"""The figures of an area at the desk: for whom they are, and what stands on the page."""

from __future__ import annotations

import io

import openpyxl
import pytest
from flask import Flask

from stations.db import opening
from stations.db.base import Database
from stations.registry.stored import change_store
from tests.support import make
from tests.support.deskwork import seated, taken


@pytest.fixture
def desk(address: str) -> Database:
    db = opening.open_ready(address)
    with db.writing():
        pairs = [(None, make.station(id=one, demo=True)) for one in ("a", "b")]
        change_store.record(db, pairs, act=make.act("created"))
        db.load("check_ins", [{"station_id": "a", "day": "2026-11-18", "n": 7}])
    return db


def test_figures_are_shown_as_pictures_with_their_tables_and_taken_as_files(
    app: Flask, desk: Database
) -> None:
    client = seated(app, "a-editor")
    page = client.get("/desk/dashboard").text
    for words in ("山东省济南市历下区", "2026 年 11 月", "演示数据", "在册驿站按类型", "数字和算法",
                  'aria-label="到站打卡，7 人次，比之前 12 个月多 7 人次"'):  # fmt: skip
        assert words in page
    assert "style=" not in page
    weeks = client.get("/desk/dashboard?area=370102&month=2026-10&by=weeks").text
    assert "2026-09-07 至 09-13" in weeks
    answer = taken(client, "/desk/dashboard/export.xlsx", month="2026-11")
    assert "figures-370102-2026-11.xlsx" in answer.headers["Content-Disposition"]
    sheet = openpyxl.load_workbook(io.BytesIO(answer.data))["走势"]
    assert (sheet["A25"].value, sheet["B25"].value, sheet["F25"].value) == ("2026-11", 2, 7)
    lines = taken(client, "/desk/dashboard/export.csv", month="2026-11").text
    assert '"走势","2026-11","到站打卡（人次）","7"' in lines
    assert taken(client, "/desk/dashboard/export.exe").status_code == 404
    heat = taken(client, "/desk/dashboard/visits.html")
    assert "历下区打卡热力图" in heat.text
    assert heat.headers["Content-Disposition"] == 'attachment; filename="visits-370102.html"'
    rows = desk.rows("select subject, body from log where action = 'exported' order by number")
    assert [row["subject"] for row in rows] == ["figures:2026-11"] * 2 + ["visits:map"]
    assert ".csv" in rows[1]["body"]


def test_figures_of_elsewhere_are_not_found(app: Flask, desk: Database) -> None:
    client = seated(app, "a-approver")
    for area in ("3701", "370112", "", "x", "999999", "370102'", "３７０１０２"):
        assert client.get(f"/desk/dashboard?area={area}").status_code == 404, area
        for file in ("export.csv", "visits.html"):
            assert taken(client, f"/desk/dashboard/{file}", area=area).status_code == 404, area
    assert client.get("/desk/dashboard?month=2027-01").status_code == 400
    assert client.get("/desk/dashboard?month=x").status_code == 400
    keeper = seated(app, "a-operator")
    assert keeper.get("/desk/dashboard").status_code == 404
    reviewer = seated(app, "a-reviewer")
    assert "下载 Excel" not in reviewer.get("/desk/dashboard").text
    assert taken(reviewer, "/desk/dashboard/export.csv").status_code == 403
