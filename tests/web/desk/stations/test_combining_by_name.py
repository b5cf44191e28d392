"""The other record is found by its name, its address or its pinyin; ids are never asked for."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask

from stations.db import opening
from stations.db.base import Database
from stations.registry.model import Lifecycle
from stations.registry.states import Phase
from stations.registry.stored import change_store
from tests.support import make
from tests.support.deskwork import seated


@pytest.fixture
def kept(address: str) -> Database:
    db = opening.open_ready(address)
    far = make.station(id="far", name="邻区黑虎泉驿站")
    stations = [
        make.station(id="a", name="泉城驿站", number="LX-1"),
        make.station(id="b", name="黑虎泉驿站", lat=36.70),
        make.station(id="c", name="黑虎泉西路驿站", lat=36.66),
        make.station(id="d", name="大明湖驿站", lat=None),
        make.station(id="gone", name="黑虎泉旧站", lifecycle=Lifecycle(phase=Phase.CLOSED)),
        replace(far, place=replace(far.place, area_code="370104", district_code="370104")),
    ]
    with db.writing():
        change_store.record(db, [(None, one) for one in stations], act=make.act("created"))
    return db


@pytest.mark.parametrize("words", ["大明湖", "dmh", "大明湖驿站", "  大明 "])
def test_the_only_one_that_words_find_is_compared_at_once(
    app: Flask, kept: Database, words: str
) -> None:
    page = seated(app, "a-editor").get("/desk/stations/a/combine", query_string={"with": words})
    text = page.get_data(as_text=True)
    assert "撤销<strong>大明湖驿站</strong>" in text
    assert "合并，撤销“大明湖驿站”" in text


def test_of_several_one_chooses_the_nearest_first(app: Flask, kept: Database) -> None:
    page = seated(app, "a-editor").get("/desk/stations/a/combine", query_string={"with": "黑虎泉"})
    text = page.get_data(as_text=True)
    assert 0 < text.index("黑虎泉西路驿站") < text.index(">黑虎泉驿站<")
    assert "演示路 1 号" in text
    assert "相距约 1112 米" in text
    for other in ("邻区", "旧站", "驿站标识", "泉城驿站</a>"):
        assert other not in text


@pytest.mark.parametrize("words", ["没有这个", "邻区黑虎泉", "泉城驿站"])
def test_what_is_not_there_or_of_others_is_not_found(
    app: Flask, kept: Database, words: str
) -> None:
    page = seated(app, "a-editor").get("/desk/stations/a/combine", query_string={"with": words})
    assert f"没有找到“{words}”" in page.get_data(as_text=True)
