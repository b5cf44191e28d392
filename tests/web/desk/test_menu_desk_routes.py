"""At the desk a menu is offered, wishes are sorted, and what most want becomes a class."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from stations.activities import store as activities
from stations.db.base import Database
from stations.menus import menu_wish_store, store, voting
from stations.menus.model import Menu
from stations.registry.scoping import Reach
from stations.registry.stored import store as stations
from tests.support import make
from tests.support.deskwork import seated, token_in
from tests.support.voices import visitor

HOSTILE = "<img src=x onerror=alert(1)>"
FORM = {
    "where": "area:370102", "title": f"夜校{HOSTILE}", "items": "插花 | 夜校\n书法 | 夜校",
    "choices": "1", "from": "2026-11-20T08:00", "until": "2026-11-27T08:00",
}  # fmt: skip


@pytest.fixture
def desk(app: Flask) -> Database:
    db: Database = app.extensions["stations"].connections()
    with db.writing():
        stations.add(db, [make.station(id="a", name="甲站"), make.station(id="b")], history=())
    return db


def post(client: FlaskClient, path: str, **given: str | list[str]) -> tuple[int, str]:
    token = token_in(client.get("/desk/password").data)
    answer = client.post(path, data={"csrf_token": token, **given})
    return answer.status_code, answer.text


def offered(db: Database) -> Menu:
    (menu,) = store.of_reach(db, Reach(areas=("3701",)))
    return menu


def test_a_menu_becomes_a_class_with_the_count_of_those_who_chose_it(
    app: Flask, desk: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = seated(app, "a-editor")
    assert "历下区" in client.get("/desk/menus/new").text
    assert post(client, "/desk/menus/new", **FORM)[0] == 303
    menu = offered(desk)
    path = f"/desk/menus/{menu.id}"
    for n in range(6):
        by = visitor(f"d{n}", station_id=f"menu {menu.id}", poster=True)
        voting.vote(desk, menu.id, [2], by=by, place="a", at=make.NOON)
        voting.wish(desk, menu.id, f"瑜伽{HOSTILE}{n}", by=by, at=make.NOON)
    page = client.get(path).text
    assert page.index("书法") < page.index("插花")
    assert HOSTILE not in page
    assert "6 人" in page
    assert "点单的愿望待整理" in client.get("/desk/").text
    wishes = [one.id for one in menu_wish_store.of_menu(desk, menu.id)]
    given = {"wish": wishes[:5], "line": "瑜伽 | 文体活动", "go": "list"}
    assert post(client, f"{path}/wishes", **given)[0] == 303
    declined = {"wish": wishes[5:], "reason": "没有场地", "go": "decline"}
    assert post(client, f"{path}/wishes", **declined)[0] == 303
    status, page = post(client, f"{path}/wishes", go="list", item="1")
    assert (status, "请勾选" in page) == (400, True)
    assert "5 人提出来的" in client.get(f"/voice/menus/{menu.id}").text
    assert post(client, f"{path}/items/2/activity")[0] == 409
    monkeypatch.setenv("STATIONS_NOW", (make.NOON + timedelta(days=8)).isoformat())
    client = seated(app, "a-editor")
    assert "点单结束，待办成活动" in client.get("/desk/").text
    assert post(client, f"{path}/items/2/activity")[0] == 303
    assert post(client, f"{path}/items/2/activity")[0] == 409
    made = activities.get(desk, offered(desk).items[1].activity_id)
    assert (made.title, made.kind_words, made.area_code) == ("书法", "职工夜校", "370102")
    for page in (path, f"/desk/activities/{made.id}"):
        assert "6 人点了这一项" in client.get(page).text
    assert post(client, f"{path}/items/1/decline", reason="老师没空")[0] == 303
    assert "这次不办：老师没空" in client.get(path).text


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"until": "2026-11-20T08:00"}, "要在开始之后"),
        ({"until": "2027-11-20T08:00"}, "最长 60 天"),
        ({"from": "明天"}, "请写清楚哪天几点"),
        ({"until": "2026-11-27T08:00+08:00"}, "请写清楚哪天几点"),
        ({"choices": "0"}, "能选的项数写 1 到"),
        ({"choices": "3"}, "菜单只有 2 项"),
        ({"items": "插花\n插花"}, "第 2 行"),
        ({"where": "area:999999"}, "请选一个市、区县或街道"),
        ({"title": " "}, "请写名称"),
    ],
)
def test_what_is_wrong_with_a_menu_is_said_and_nothing_typed_is_lost(
    app: Flask, desk: Database, wrong: dict[str, str], said: str
) -> None:
    status, page = post(seated(app, "a-editor"), "/desk/menus/new", **{**FORM, **wrong})
    assert (status, said in page) == (400, True)
    assert "书法 | 夜校" in page or "items" in wrong
    assert store.of_reach(desk, Reach(areas=("",))) == []


def test_a_keeper_offers_for_the_own_station_only(app: Flask, desk: Database) -> None:
    client = seated(app, "a-keeper")
    form = client.get("/desk/menus/new").text
    assert "甲站" in form
    assert "area:" not in form
    for where, status in (("station:b", 404), ("area:370102", 404), ("station:a", 303)):
        assert post(client, "/desk/menus/new", **{**FORM, "where": where})[0] == status, where
    (menu,) = store.of_reach(desk, Reach(stations=("a",)))
    given = {**FORM, "version": "1", "items": "太极"}
    assert post(client, f"/desk/menus/{menu.id}/edit", **given)[0] == 303
    assert post(client, f"/desk/menus/{menu.id}/edit", **given)[0] == 409
    assert post(seated(app, "a-auditor"), f"/desk/menus/{menu.id}/withdraw", reason="x")[0] == 403
    assert post(client, f"/desk/menus/{menu.id}/withdraw", reason="重发")[0] == 303
    assert client.get(f"/voice/menus/{menu.id}").status_code == 404
    assert client.get("/menus").text.count(menu.title) == 0
