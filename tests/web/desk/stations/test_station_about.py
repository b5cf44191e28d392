"""The desk's page of a station says all it is about; the list says where it is and whom to call."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from flask import Flask

from stations.db import opening
from stations.db.base import Database
from stations.feedback import reporting
from stations.feedback.model import ReportKind, Said
from stations.registry.editing import verifying
from stations.registry.stored import change_store
from tests.support import make
from tests.support.deskwork import seated, token_in
from tests.support.voices import visitor


@pytest.fixture
def db(address: str) -> Database:
    found = opening.open_ready(address)
    whole = make.station(id="a", name="演示东站", out_of_stock=("paper",))
    premises = replace(whole.premises, public_phone="0531-86912345", keeper_role="班长")
    place = replace(whole.place, address="解放路 9 号", floor="负一层")
    with found.writing():
        station = replace(whole, premises=premises, place=place)
        change_store.record(found, [(None, station)], act=make.act("created"))
        found.run("insert into answerable values ('a', 'site', '站长', '王某', '0531-12345678', 1)")
    said = Said(kind=ReportKind.NO_DOOR)
    reporting.report(found, "a", said, by=visitor(), token="a", at=make.NOON)
    return found


def test_the_page_and_the_list_tell_where_it_is_and_whom_to_call(app: Flask, db: Database) -> None:
    client = seated(app, "a-editor")
    page = client.get("/desk/stations/a").text
    for words in ("解放路 9 号", "负一层", "0531-86912345", "班长", "王某", "纸巾、厕纸", "现在",
                  "找不到门", "截止", 'data-at="36.6'):  # fmt: skip
        assert words in page, words
    listed = client.get("/desk/stations").text
    for words in ("解放路 9 号", "0531-86912345", "班长"):
        assert words in listed
    seen = seated(app, "a-auditor").get("/desk/stations/a").text
    assert "0531-86912345" in seen
    assert "王某" not in seen


def test_one_tap_verifies_by_telephone_and_claims_no_visit(app: Flask, db: Database) -> None:
    client = seated(app, "a-editor")
    page = client.get("/desk/stations/a")
    [form] = [part for part in page.text.split("<form") if "电话核实" in part]
    fields = {"csrf_token": token_in(page.data), "group": "all", "on_the_spot": "0"}
    for name in ("group", "on_the_spot"):
        assert f'name="{name}" value="{fields[name]}"' in form
    assert client.post("/desk/stations/a/verify", data=fields).status_code == 303
    confirmed = verifying.confirmed(db, "a")
    assert {one.group for one in confirmed} == verifying.EVERYTHING
    assert not any(one.on_the_spot for one in confirmed)
    assert verifying.seen_open(db, "a") is None


def test_the_form_has_an_index_and_a_first_button_that_does_nothing(app: Flask) -> None:
    page = seated(app, "a-editor").get("/desk/stations/new").text
    index, form = page.split('class="picks form-index"')[1].split("<form", 1)
    anchors = re.findall(r'href="#([\w-]+)"', index)
    assert len(anchors) >= 7
    assert all(f'id="{anchor}"' in form for anchor in anchors)
    assert re.findall(r"<button[^>]*>", form)[0] == '<button type="submit" disabled hidden>'
