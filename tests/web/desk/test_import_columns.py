"""A clerk sees what each column is taken for, with an example, and says what it is."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from stations.db import opening
from stations.db.base import Database
from stations.registry.stored import store
from tests.web.desk.test_import_routes import Desk, words

BAIDU = (
    "站点编号,名称,区县,经度（百度）,纬度（百度）\n"
    "A1,泉城广场驿站,历下区,117.0461,36.6512\n"
    "A2,大明湖驿站,历下区,117.0402,36.6671\n"
)
GUESSED = (
    "驿站大名,区县,经度,纬度,手机充电,建成时间,归哪个区管\n"
    "泉城广场驿站,历下区,117.02,36.66,√,2024-05-01,历下区\n"
    "大明湖驿站,历下区,117.03,36.67,×,2024-05-01,历下区\n"
)


@pytest.fixture
def editor(app: Flask) -> Desk:
    return Desk(app, "a-editor")


@pytest.fixture
def db(address: str) -> Iterator[Database]:
    opened = opening.open_ready(address)
    yield opened
    opened.close()


def datums(db: Database) -> set[str]:
    return {one.place.source.datum.value for one in store.every(db) if one.place.source}


def test_a_title_of_another_datum_than_was_chosen_is_asked_about(
    editor: Desk, db: Database
) -> None:
    path = editor.upload(BAIDU, datum="gcj02").headers["Location"]
    page = words(editor.page(path))
    assert "表头“经度(百度)”写的是百度地图（BD-09）的坐标，选的却是高德、腾讯地图（GCJ-02）" in page
    assert editor.apply(path).status_code == 400
    assert editor.apply(path, confirmed="1").status_code == 303
    assert datums(db) == {"bd09"}


def test_whoever_knows_that_the_title_is_wrong_can_say_so(editor: Desk, db: Database) -> None:
    path = editor.upload(BAIDU, datum="gcj02").headers["Location"]
    titles = ["站点编号", "名称", "区县", "经度(百度)", "纬度(百度)"]
    keys = ["number", "name", "district", "lon:bd09", "lat:bd09"]
    terms = {"datum": "gcj02", "area": "370102", "datum_by": "stated"}
    editor.post(f"{path}/terms", title=titles, key=keys, **terms)
    assert 'data-outcome="accept' in editor.page(path)
    assert editor.apply(path).status_code == 303
    assert datums(db) == {"gcj02"}
    again = editor.upload(BAIDU.replace("A1", "A3"), datum="gcj02").headers["Location"]
    assert "选的却是高德" in editor.page(again), "what was said of one list holds for no other one"


def test_guesses_are_shown_with_an_example_and_never_made_of_amenities(editor: Desk) -> None:
    path = editor.upload(GUESSED).headers["Location"]
    page = editor.page(path)
    said = words(page)
    assert "例如“泉城广场驿站” ；没见过这个列名，猜是“名称”，请核对" in said.replace("”；", "” ；")
    assert '<option value="amenities:phone_charging" selected>' in page
    assert '<option value="opened_on" selected>' in page
    assert '<option value="private_contact" selected>' not in page
    assert '<option value="hours" selected>' not in page
    assert "我看过上面要确认的" in said
    assert "手机充电（没有）" in said
    assert editor.apply(path).status_code == 400
