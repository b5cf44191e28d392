"""Who reported something follows it by a link: what is done, the answer, and that it is not so."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from stations.db.base import Database
from stations.feedback import report_store
from stations.feedback.model import ReportState
from stations.registry import vocabulary
from stations.registry.stored import store
from tests.support import deskwork
from tests.support.deskwork import token_in

STATION = "/voice/a-open"


@pytest.fixture
def db(app: Flask) -> Database:
    found: Database = app.extensions["stations"].connections()
    return found


@pytest.fixture
def page(client: FlaskClient) -> str:
    """The page of a report that the paper is used up."""
    form = client.get(f"{STATION}?kind=supplies_out").get_data(as_text=True)
    for words in ("饮用水", "纸巾、厕纸", "药品", "雨伞、雨衣", "充电线"):
        assert words in form
    assert "灭火器" not in form
    fields = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form))
    told = client.post(f"{STATION}/report", data={**fields, "amenity": "paper"})
    return str(told.headers["Location"].partition("?")[0])


def staff(app: Flask, name: str = "a-editor") -> FlaskClient:
    return deskwork.seated(app, name)


def send(client: FlaskClient, path: str, **given: str) -> int:
    token = token_in(client.get("/desk/password").data)
    return client.post(path, data={"csrf_token": token, **given}).status_code


def test_the_reporter_reads_what_is_done_and_opens_the_report_once(
    app: Flask, db: Database, client: FlaskClient, page: str
) -> None:
    [row] = db.rows("select id, supply, amenity from reports")
    assert (row["supply"], row["amenity"]) == ("paper", "")
    desk, report = staff(app), f"/desk/reports/{row['id']}"
    assert "截止" in desk.get(report).text
    assert "截止" in desk.get("/desk/reports/").text
    assert "设为缺货：纸巾、厕纸" in desk.get(report).text
    assert send(desk, f"{report}/outage", do="used_up", thing="paper") == 303
    assert store.get(db, "a-open").out_of_stock == ("paper",)
    assert "缺货" in client.get("/stations/a-open").text
    assert send(desk, f"{report}/interim", words="<i>已去采购") == 303
    assert send(desk, f"{report}/comment", words="供应商电话打不通") == 303
    assert send(desk, f"{report}/hand-on", to="keeper", words="请收货") == 303
    seen = client.get(page).text
    for words in ("&lt;i&gt;已去采购", "已转给站点处理", "最晚"):
        assert words in seen
    for words in ("供应商", "请收货", "还没好"):
        assert words not in seen
    assert "：&lt;i&gt;" not in client.get(f"{page}/state").text
    assert "<i>已去采购" in client.get(f"{page}/state").json["words"]  # type: ignore[index]
    # A usual answer is taken as it is where nothing is written.
    assert send(desk, f"{report}/answer", state="fixed", usual="已经补充。", reply=" ") == 303
    assert send(desk, f"{report}/supplement", words="更正：下周补充") == 303
    for path in (page, "/stations/a-open"):
        shown = client.get(path).text
        assert shown.index("已经补充。") < shown.index("更正：下周补充")
        assert "供应商" not in shown
    assert "还没好" in client.get(page).text
    form = {"csrf_token": token_in(client.get(page).data)}
    assert client.post(f"{page}/reopen", data=form).status_code == 400
    assert client.post(f"{page}/reopen", data={"words": "没有"}).status_code == 403
    again = {**form, "words": "还是没有纸"}
    assert [client.post(f"{page}/reopen", data=again).status_code for _ in "12"] == [303, 303]
    assert 'name="reopened"' in desk.get(report).text
    assert "还是没有纸" in desk.get(report).text
    assert send(desk, f"{report}/answer", state="fixed", reply="好了") == 409
    assert send(desk, f"{report}/answer", state="unable", reply="断货", reopened="1") == 303
    assert report_store.get(db, row["id"]).state is ReportState.UNABLE
    assert "暂不能解决" in client.get(page).text
    assert client.post(f"{page}/reopen", data={**form, "words": "又没了"}).status_code == 409
    assert client.post("/voice/reports/none/reopen", data=again).status_code == 404


def test_what_a_phone_kept_of_an_older_form_still_names_an_amenity(
    db: Database, client: FlaskClient
) -> None:
    form = client.get(f"{STATION}?kind=supplies_out").get_data(as_text=True)
    fields = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form))
    assert not vocabulary.supplies().terms.keys() & vocabulary.amenities().terms.keys()
    for thing, status in (("first_aid_kit", 303), ("gold", 400)):
        sent = {**fields, "amenity": thing, "key": f"{fields['key']}"}
        assert client.post(f"{STATION}/report", data=sent).status_code == status
    [row] = db.rows("select amenity, supply from reports")
    assert (row["amenity"], row["supply"]) == ("first_aid_kit", "")


def test_reports_that_wait_too_long_stand_on_the_first_page(
    app: Flask, client: FlaskClient, page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "反映过了" not in staff(app).get("/desk/").text
    monkeypatch.setenv("STATIONS_NOW", "2027-01-20T04:00:00Z")
    assert "反映过了 5 个工作日还没答复" in staff(app).get("/desk/").text
    assert "已过期" in staff(app).get("/desk/reports/").text
