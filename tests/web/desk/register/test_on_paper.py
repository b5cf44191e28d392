"""A list is printed whole, a poster says when and where, and contacts leave for those who may."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from flask import Flask

from stations.audit import log
from stations.db import opening
from stations.db.base import Database
from stations.registry.editing import contacts
from stations.registry.editing.contacts import Answerable, Tier
from stations.registry.model import Hours, Premises
from stations.registry.stored import change_store
from stations.registry.views.desk_search import PAGE
from stations.tables import file_reading
from tests.support import make
from tests.support.deskwork import seated, taken

PRIVATE = Premises(public_phone="0531-81234567", private_contact="内线 801")
SITE = Answerable(post="站长", person="演示某人", phone="053100000001")


@pytest.fixture
def kept(address: str) -> Database:
    db = opening.open_ready(address)
    many = [make.station(id=f"m{n:03d}", name=f"演示{n}") for n in range(PAGE)]
    one = make.station(
        id="a",
        name="泉城驿站",
        number="LX-1",
        premises=PRIVATE,
        note="钥匙在门卫",
        hours=Hours(osm="Mo-Fr 08:30-17:30", words=""),
    )
    far = make.station(id="far", name="邻区机密驿站", premises=PRIVATE)
    far = replace(far, place=replace(far.place, area_code="370104", district_code="370104"))
    with db.writing():
        change_store.record(db, [(None, s) for s in (*many, one, far)], act=make.act("created"))
        for station_id in ("a", "far"):
            row = {"post": SITE.post, "person": SITE.person, "phone": SITE.phone, "log": 1}
            contacts.contact_store.replace(db, station_id, Tier.SITE.value, row)
    return db


def test_a_list_is_printed_with_all_of_its_rows_and_nothing_to_press(
    app: Flask, kept: Database
) -> None:
    client = seated(app, "a-editor")
    text = client.get("/desk/stations/print").get_data(as_text=True)
    table = text.partition("<tbody>")[2].partition("</tbody>")[0]
    assert table.count("<tr>") == PAGE + 1
    assert "<button" not in table
    assert "<a " not in table
    assert "周一至周五 8:30–17:30" in table
    assert "0531-81234567" in table
    assert "邻区" not in text
    ticked = client.get("/desk/stations/print?id=a&id=far").get_data(as_text=True)
    assert ticked.partition("<tbody>")[2].count("<tr>") == 1
    narrowed = client.get("/desk/stations/print?q=泉城").get_data(as_text=True)
    assert "1 个 · “泉城” · 2026-11-20" in narrowed


def test_a_poster_says_when_and_where_and_whom_to_call(app: Flask, kept: Database) -> None:
    client = seated(app, "a-editor")
    text = client.get("/desk/posters?id=a&id=m001&anyway=1").get_data(as_text=True)
    first = text.partition('id="poster-1"')[2]
    for words in ("泉城驿站", "周一至周五 8:30–17:30", "演示路 1 号", "0531-81234567"):
        assert words in first
    assert text.count('class="poster"') == 2
    assert "内线" not in text


def test_contacts_leave_for_those_who_look_after_a_station_and_stand_in_the_log(
    app: Flask, kept: Database
) -> None:
    answer = taken(seated(app, "a-editor"), "/desk/stations/contacts.xlsx", q="泉城")
    assert re.search(r'filename="contacts-[-0-9]+\.xlsx"', answer.headers["Content-Disposition"])
    (table,) = file_reading.read(answer.data, name="a.xlsx")
    (row,) = [dict(zip(table.columns, one.cells, strict=True)) for one in table.rows]
    assert row["内部联系"] == "内线 801"
    assert row["备注"] == "钥匙在门卫"
    assert (row["站点岗位"], row["站点姓名"], row["站点电话"]) == (
        SITE.post,
        SITE.person,
        SITE.phone,
    )
    entry = log.newest(kept)[0]
    assert (entry["action"], entry["body"], entry["reason"]) == (
        "contacts_exported", {"stations": 1}, "“泉城”",
    )  # fmt: skip
    mine = taken(seated(app, "a-operator"), "/desk/stations/contacts.xlsx")
    (table,) = file_reading.read(mine.data, name="a.xlsx")
    assert [one.cells[0] for one in table.rows] == ["LX-1"]


@pytest.mark.parametrize("role", ["keeper", "reviewer", "approver", "finance", "auditor"])
def test_contacts_are_not_for_others(app: Flask, kept: Database, role: str) -> None:
    client = seated(app, f"a-{role}")
    assert taken(client, "/desk/stations/contacts.xlsx").status_code == 403
    assert "导出通讯录" not in client.get("/desk/stations").get_data(as_text=True)
