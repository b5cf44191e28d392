"""A worker says a small wish on the phone, follows it by its link, and takes it back."""

from __future__ import annotations

from flask import Flask
from flask.testing import FlaskClient

from stations.db.base import Database
from stations.registry.scoping import EVERYWHERE
from stations.small_wishes import store
from tests.support.deskwork import seated, token_in

FORM = {"kind": "thing", "title": "想要一副护膝", "name": "老张", "phone": "138 0013 8000"}
PATH = "/voice/small-wishes/new/a-open"


def send(client: FlaskClient, page: str, path: str, **given: str):  # type: ignore[no-untyped-def]
    token = token_in(client.get(page).data)
    return client.post(path, data={"csrf_token": token, **given})


def test_a_wish_is_said_checked_and_shown_without_a_name(app: Flask, client: FlaskClient) -> None:
    db: Database = app.extensions["stations"].connections()
    assert PATH in client.get("/stations/a-open").text
    for wrong, said in (
        ({"kind": ""}, "请选是一样东西"), ({"phone": "12"}, "手机号"), ({"name": " "}, "称呼"),
        ({"title": "护膝 13800138000"}, "请不要写手机号"),
    ):  # fmt: skip
        answer = send(client, PATH, PATH, **{**FORM, **wrong})
        assert answer.status_code == 400, wrong
        assert said in answer.text, wrong
        assert "138" in answer.text or "phone" in wrong
    assert client.post(PATH, data=FORM).status_code == 403
    answer = send(client, PATH, PATH, **FORM)
    assert answer.status_code == 303
    link = answer.location.partition("?")[0]
    assert "待审核" in client.get(link).text
    assert "护膝" not in client.get("/small-wishes").text
    desk = seated(app, "a-editor")
    assert "微心愿待审核" in desk.get("/desk/").text
    (wish,) = store.of_reach(db, EVERYWHERE)
    path = f"/desk/small-wishes/{wish.id}"
    page = desk.get(path).text
    assert "13800138000" not in page
    assert "老张" not in page
    shown = send(desk, path, f"{path}/contact").text
    assert "老张，13800138000" in shown
    step = {"version": "1", "title": "一副护膝", "giver": "快递行业工会"}
    assert send(desk, path, f"{path}/steps/publish", **step).status_code == 303
    assert send(desk, path, f"{path}/steps/publish", **step).status_code == 409
    assert send(desk, path, f"{path}/steps/nonsense", **step).status_code == 404
    assert "等人认领 1" in client.get("/small-wishes").text
    assert send(desk, path, f"{path}/steps/take_up", **{**step, "version": "2"}).status_code == 303
    finance = seated(app, "a-finance")
    paid = {"amount": "120.50", "reason": "护膝一副"}
    assert send(finance, path, f"{path}/payment", **{**paid, "amount": "一百"}).status_code == 400
    assert send(finance, path, f"{path}/payment", **paid).status_code == 303
    assert "120.50 元，待批准" in finance.get(path).text
    assert "微心愿" in finance.get("/desk/money/?part=proposed").text
    page = client.get("/small-wishes").text
    assert "由快递行业工会认领" in page
    assert "老张" not in page
    assert send(client, link, f"{link}/take-back").status_code == 409
