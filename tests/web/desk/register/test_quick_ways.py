"""What a clerk does every week goes on by itself: the next report, the next holiday."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from stations.db import opening
from stations.db.base import Database
from stations.feedback import reporting
from stations.feedback.model import ReportKind, Said
from stations.registry.stored import change_store
from tests.support import make
from tests.support.deskwork import seated, token_in
from tests.support.voices import visitor


@pytest.fixture
def kept(address: str) -> Database:
    db = opening.open_ready(address)
    with db.writing():
        for one in ("a", "b"):
            station = make.station(id=one, name=f"{one}驿站")
            change_store.record(db, [(None, station)], act=make.act("created"))
    return db


def test_an_answer_leads_to_the_report_that_waits_next(app: Flask, kept: Database) -> None:
    said = Said(kind=ReportKind.DIRTY)
    one, two = (
        reporting.report(kept, it, said, by=visitor(station_id=it), token=it, at=make.NOON)
        for it in ("a", "b")
    )
    client = seated(app, "a-editor")
    token = token_in(client.get("/desk/password").data)
    given = {"csrf_token": token, "state": "fixed", "reply": "扫过了。", "go": "next"}
    wrong = client.post(f"/desk/reports/{one.id}/answer", data={**given, "reply": ""})
    assert wrong.status_code == 400
    answer = client.post(f"/desk/reports/{one.id}/answer", data=given)
    assert answer.headers["Location"] == f"/desk/reports/{two.id}"
    last = client.post(f"/desk/reports/{two.id}/answer", data=given)
    assert last.headers["Location"] == "/desk/reports/"
    assert "<button" not in client.get("/desk/reports/").get_data(True).partition("<main")[2]


def test_the_next_holidays_are_closures_that_one_tap_fills_in(
    app: Flask, kept: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STATIONS_NOW", "2026-01-20T04:00:00+00:00")
    client = seated(app, "a-editor")
    page = client.get("/desk/stations/bulk/suspend?id=a&id=b").get_data(as_text=True)
    found = re.search(r'href="(\?[^"]+)">春节放假（2月15日至2月23日）<', page)
    assert found
    path = found[1].replace("&amp;", "&")
    filled = client.get(f"/desk/stations/bulk/suspend{path}").get_data(as_text=True)
    for value in ('value="春节放假"', 'value="2026-02-15"', 'value="2026-02-23"', 'value="a b"'):
        assert value in filled
    assert re.search(r'value="sure" checked', filled)


def test_days_off_that_are_not_announced_are_not_guessed(app: Flask, kept: Database) -> None:
    page = seated(app, "a-editor").get("/desk/stations/bulk/suspend?id=a").get_data(as_text=True)
    assert "春节放假（" not in page
