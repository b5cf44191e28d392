"""The log names people and stations, leads to them, and is looked through by four filters."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask

from stations.db import opening
from stations.db.base import Database
from stations.registry.stored import change_store
from tests.support import make
from tests.support.deskwork import seated

PAGE = "/desk/audit/"


@pytest.fixture
def kept(address: str) -> Database:
    db = opening.open_ready(address)
    far = make.station(id="far", name="邻区机密驿站")
    far = replace(far, place=replace(far.place, area_code="370104", district_code="370104"))
    editor = replace(make.act("edited"), actor="id-editor", by="小王")
    with db.writing():
        for one in (make.station(id="fscpbikukx5o", name="泉城驿站"), far):
            change_store.record(db, [(None, one)], act=make.act("created"))
            after = replace(one, note="看过", record=replace(one.record, version=2))
            change_store.record(db, [(one, after)], act=editor)
    return db


def shown(app: Flask, query: str = "") -> str:
    answer = seated(app, "a-auditor").get(f"{PAGE}{query}")
    assert answer.status_code == 200
    return answer.get_data(as_text=True).partition('<ol class="deeds">')[2]


def test_a_station_has_its_name_and_a_way_there_and_no_id_is_read(
    app: Flask, kept: Database
) -> None:
    text = shown(app)
    assert '<a href="/desk/stations/fscpbikukx5o">泉城驿站</a>' in text
    assert "station:" not in text
    assert "邻区" not in text
    assert "历下区" in text


def test_each_filter_narrows_the_log(app: Flask, kept: Database) -> None:
    assert shown(app, "?who=editor").count("<h2>") == 1
    assert shown(app, "?who=editor&action=created").count("<h2>") == 0
    assert shown(app, "?action=edited").count("<h2>") == 1, "others' districts are left out"
    assert shown(app, "?station=泉城").count("<h2>") == 2
    assert shown(app, "?station=邻区").count("<h2>") == 0
    assert shown(app, "?from=2026-11-20&to=2026-11-20&action=created").count("<h2>") == 1
    assert shown(app, "?to=2026-11-19").count("<h2>") == 0
    assert "没有这个人" in seated(app, "a-auditor").get(f"{PAGE}?who=谁也不是").get_data(True)


@pytest.mark.parametrize("wrong", ["action=x", "from=x", "to=2026-13-01", "to=9999-12-31"])
def test_a_filter_that_nobody_made_is_refused(app: Flask, kept: Database, wrong: str) -> None:
    assert seated(app, "a-auditor").get(f"{PAGE}?{wrong}").status_code == 400
