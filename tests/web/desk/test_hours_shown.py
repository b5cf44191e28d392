"""Wherever hours are typed, the page says how they are read, without any script."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from stations.db import opening
from stations.db.base import Database
from stations.registry.model import Amenity, Hours
from stations.registry.stored import store
from tests.support import make
from tests.support.deskwork import seated
from tests.web.desk.test_editing_routes import opened, sent
from tests.web.desk.test_import_routes import HEAD, Desk

HERE = "/desk/stations/a/edit"
WEEK = "周一至周五 8:30–17:30；法定节假日关门；周六周日关门"
PHRASE = "8:30-17:30（周一至周五，节假日除外）"


@pytest.fixture
def db(address: str) -> Iterator[Database]:
    database = opening.open_ready(address)
    restroom = Amenity(id="restroom", hours=Hours(osm="06:00-22:00", words="6点到22点"))
    station = make.station(id="a", number="A9", amenities=(restroom,))
    with database.writing():
        store.add(database, [station], history=())
    yield database
    database.close()


def text(client: FlaskClient, path: str = HERE) -> str:
    return client.get(path).get_data(as_text=True)


@pytest.mark.usefixtures("db")
def test_the_form_tells_how_its_hours_are_read(app: Flask) -> None:
    client = seated(app, "a-editor")
    assert "劳动者看到的是：每天 8:00–20:00。" in text(client)
    assert "劳动者看到的是：每天 6:00–22:00。" in text(client)
    form = {**opened(client), "hours": PHRASE, "amenity-restroom-hours": "看情况"}
    refused = sent(client, {**form, "name": ""})
    assert refused.status_code == 400
    page = refused.get_data(as_text=True)
    assert f"读懂了：{WEEK}。" in page
    assert "没有读懂，劳动者会看到“时间未知”。" in page
    assert sent(client, form).status_code == 303
    assert f"劳动者看到的是：{WEEK}。" in text(client)


@pytest.mark.usefixtures("db")
def test_days_that_are_shut_alone_are_no_hours(app: Flask) -> None:
    client = seated(app, "a-editor")
    answer = sent(client, {**opened(client), "hours": "周一闭馆"})
    assert "没有写几点到几点" in text(client, answer.headers["Location"])
    assert "劳动者看到的是：周二至周日不确定；周一关门。" in text(client)


@pytest.mark.usefixtures("db")
def test_a_preview_tells_the_reading_before_and_after(app: Flask) -> None:
    desk = Desk(app, "a-editor")
    rows = f"B1,新的驿站,历下区,117.05,36.67,经十路9号,{PHRASE},饮水\n"
    rows += "A9,改了的驿站,历下区,117.12,36.65,演示路1号,24小时,饮水\n"
    preview = desk.page(desk.upload(HEAD + rows).headers["Location"])
    assert f"读成：{WEEK}" in preview
    assert "读成：每天 8:00–20:00 → 每天 24 小时" in preview
