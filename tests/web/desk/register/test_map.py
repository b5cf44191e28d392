"""The map shows what the list shows, drafts beside it, and nothing of others."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask

from stations.db import opening
from stations.db.base import Database
from stations.registry.model import Closure, Lifecycle
from stations.registry.states import Phase
from stations.registry.stored import change_store
from tests.support import make
from tests.support.deskwork import seated

SHUT = Closure(since=make.NOON.date(), reason="装修")


@pytest.fixture
def kept(address: str) -> Database:
    db = opening.open_ready(address)
    far = make.station(id="far", name="邻区机密驿站")
    stations = [
        make.station(id="a", name="泉城驿站"),
        make.station(id="b", name="大明湖驿站", closures=(SHUT,)),
        make.station(id="draft", name="等坐标的驿站", lat=None),
        make.station(id="gone", name="撤了的", lifecycle=Lifecycle(phase=Phase.CLOSED)),
        replace(far, place=replace(far.place, area_code="370104", district_code="370104")),
    ]
    with db.writing():
        change_store.record(db, [(None, one) for one in stations], act=make.act("created"))
    return db


def marks(app: Flask, query: str, name: str = "a-editor") -> dict[str, str]:
    told = seated(app, name).get(f"/desk/stations/places.json{query}").get_json()
    assert told["more"] is False
    return {one["name"]: one["mark"] for one in told["places"]}


def test_the_map_has_the_stations_of_the_list(app: Flask, kept: Database) -> None:
    assert marks(app, "") == {"泉城驿站": "open", "大明湖驿站": "quiet"}
    assert marks(app, "?q=泉城") == {"泉城驿站": "open"}
    assert marks(app, "?phase=closed&phase=suspended") == {"大明湖驿站": "quiet", "撤了的": "quiet"}
    assert marks(app, "", "a-keeper") == {"泉城驿站": "open"}


def test_drafts_stand_beside_the_map_with_a_way_to_place_them(app: Flask, kept: Database) -> None:
    page = seated(app, "a-editor").get("/desk/stations/map").get_data(as_text=True)
    assert "放草稿（1 个）" in page
    assert "等坐标的驿站" in page
    assert "2 个都在列表里" in page
    assert "邻区" not in page
    looking = seated(app, "a-auditor").get("/desk/stations/map").get_data(as_text=True)
    assert "等坐标的驿站" in looking
    assert "放草稿" not in looking
