"""The bulletin of a month and the yearbook: for whom they are, and what stands on the page."""

from __future__ import annotations

import io
from dataclasses import replace

import openpyxl
import pytest
from flask import Flask

from stations.db import opening
from stations.db.base import Database
from stations.registry.model import Star, next_version
from stations.registry.stored import change_store
from tests.support import make
from tests.support.deskwork import seated, taken

HOSTILE = "<img src=x onerror=alert(1)>"


@pytest.fixture
def desk(address: str) -> Database:
    """Two stations of a district of which one was awarded its star this month."""
    db = opening.open_ready(address)
    starred = make.station(id="a", name=HOSTILE, demo=True)
    with db.writing():
        pairs = [(None, starred), (None, make.station(id="b"))]
        change_store.record(db, pairs, act=make.act("created"))
        after = next_version(starred, at=make.NOON)
        after = replace(after, star=Star(level=4))
        change_store.record(db, [(starred, after)], act=make.act("starred"))
    return db


def test_a_month_and_a_year_are_shown_and_taken(app: Flask, desk: Database) -> None:
    client = seated(app, "a-editor")
    page = client.get("/desk/bulletin").get_data(as_text=True)
    for words in ("山东省济南市历下区", "2026 年 11 月", "截至 11 月 20 日", "演示数据",
                  "新评 1 个", "没有星级 → 4 星", "本月还没有过完"):  # fmt: skip
        assert words in page
    assert HOSTILE not in page
    assert "&lt;img src=x" in page
    year = client.get("/desk/yearbook?area=370102&year=2026").get_data(as_text=True)
    assert "户外劳动者驿站年报" in year
    for path, given, name in (
        ("bulletin/export.xlsx", {"month": "2026-11"}, "bulletin-370102-2026-11.xlsx"),
        ("yearbook/export.xlsx", {}, "yearbook-370102-2026.xlsx"),
    ):
        answer = taken(client, f"/desk/{path}", **given)
        assert name in answer.headers["Content-Disposition"]
        rows = list(openpyxl.load_workbook(io.BytesIO(answer.data)).worksheets[0].values)
        assert rows[-1][:2] == ("合计", 2)
        opened = client.get(f"/desk/{path}")
        assert (opened.status_code, opened.headers["Allow"]) == (405, "OPTIONS, POST")
        assert "请从页面上的按钮来做" in opened.get_data(as_text=True)
    subjects = desk.rows(
        "select subject, reason from log where action = 'exported' order by number"
    )
    assert [row["subject"] for row in subjects] == ["bulletin:2026-11", "yearbook:2026"]


def test_a_bulletin_holds_no_money(app: Flask, desk: Database) -> None:
    client = seated(app, "a-finance")
    for path in ("/desk/bulletin", "/desk/yearbook"):
        main = client.get(path).get_data(as_text=True).split('id="main"')[1]
        assert "元" not in main


@pytest.mark.parametrize("report", ["bulletin", "yearbook"])
def test_what_lies_elsewhere_is_not_found(app: Flask, desk: Database, report: str) -> None:
    client = seated(app, "a-approver")
    page, file = f"/desk/{report}", f"/desk/{report}/export.xlsx"
    for area in ("3701", "370112", "", "x", "999999", "0", "370102'", "３７０１０２"):
        assert client.get(f"{page}?area={area}").status_code == 404, area
        assert taken(client, file, area=area).status_code == 404, area
    assert client.get(f"{page}?area=370102").status_code == 200
    assert taken(client, file, area="370102").status_code == 200
    keeper = seated(app, "a-operator")
    assert keeper.get(page).status_code == 404
    assert taken(keeper, file).status_code == 404
    assert "简报</a>" not in keeper.get("/desk/").get_data(as_text=True)


def test_who_may_look_but_not_take_is_offered_no_file(app: Flask, desk: Database) -> None:
    client = seated(app, "a-reviewer")
    assert "下载 Excel" not in client.get("/desk/bulletin").get_data(as_text=True)
    assert taken(client, "/desk/bulletin/export.xlsx").status_code == 403
    assert "下载 Excel" in seated(app, "a-auditor").get("/desk/yearbook").get_data(as_text=True)


@pytest.mark.parametrize(
    "path",
    ["bulletin?month=2026-12", "bulletin?month=x", "bulletin?month=1999-01",
     "yearbook?year=2027", "yearbook?year=99999999", "yearbook?year=-1"],
)  # fmt: skip
def test_an_odd_month_is_an_answer(app: Flask, desk: Database, path: str) -> None:
    client = seated(app, "a-editor")
    assert client.get(f"/desk/{path}").status_code == 400
    report, _, query = path.partition("?")
    name, _, text = query.partition("=")
    assert taken(client, f"/desk/{report}/export.xlsx", **{name: text}).status_code == 400
