"""Accounts from a list: looked at, made as ticked, and a slip for each first sign-in."""

from __future__ import annotations

import html
import io
import re
from datetime import timedelta

import orjson
import pytest
from flask import Flask
from flask.testing import FlaskClient

from stations.accounts import authentication, pending_rights
from stations.accounts import store as accounts
from stations.accounts.authentication import Attempt
from stations.accounts.model import Grant
from stations.accounts.roles import Role
from stations.audit import log
from stations.db.base import Database
from stations.errors import Refused
from stations.registry.stored import change_store
from tests.support import make
from tests.support.deskwork import seated, token_in

LIST = (
    "姓名,单位,角色,区县,站点,手机,登录名\n"
    "张三,,站长,,泉城驿站,13800000001,\n"
    "李四,区工会,财务,历下区,,13800000002,payer\n"
    "王五,区工会,评审员,青岛市,,,\n"
)


@pytest.fixture
def db(app: Flask) -> Database:
    connection: Database = app.extensions["stations"].connections()
    station = make.station(id="one", name="泉城驿站", number="A1")
    with connection.writing():
        change_store.record(connection, [(None, station)], act=make.act("created"))
    return connection


@pytest.fixture
def chief(app: Flask, db: Database) -> FlaskClient:
    return seated(app, "a-administrator")


def looked(client: FlaskClient, text: str = LIST, **given: str) -> tuple[int, str]:
    file = (io.BytesIO(text.encode()), "人员.csv")
    form = {"csrf_token": token_in(client.get("/desk/password").data), "file": file, **given}
    answer = client.post("/desk/accounts/list/", data=form)
    return answer.status_code, answer.get_data(as_text=True)


def made(client: FlaskClient, page: str, *logins: str) -> tuple[int, str]:
    rows = re.search(r'name="rows" value="([^"]*)"', page)
    assert rows
    form = {
        "csrf_token": token_in(client.get("/desk/password").data),
        "rows": html.unescape(rows[1]), "usual": "", "make": list(logins),
    }  # fmt: skip
    answer = client.post("/desk/accounts/list/make", data=form)
    return answer.status_code, answer.get_data(as_text=True)


def test_a_look_makes_nothing_and_names_the_rows_that_cannot_be_used(
    chief: FlaskClient, db: Database
) -> None:
    before = len(accounts.every(db))
    status, page = looked(chief)
    assert status == 200
    assert "会建 2 个账号" in page
    assert "第 4 行" in page
    assert "另一位市级管理员确认" in page
    assert len(accounts.every(db)) == before
    assert "没有找到人员名单" in looked(chief, "随便,写写\n一,二\n")[1]


def test_what_was_ticked_is_made_and_its_codes_are_shown_once_and_kept_only_as_hashes(
    chief: FlaskClient, db: Database
) -> None:
    status, page = made(chief, looked(chief)[1], "a1", "payer")
    codes = re.findall(r'<b class="code">([a-z-]+)</b>', page)
    assert (status, len(codes)) == (201, 2)
    assert "张三" in page
    assert "localhost/desk/sign-in" in page
    everything = str([db.rows(f"select * from {t}") for t in ("accounts", "log", "sessions")])
    for secret in (*codes, "张三", "13800000001"):
        assert secret not in everything
    for path in ("/desk/accounts/", "/desk/accounts/list/"):
        assert not any(code in chief.get(path).get_data(as_text=True) for code in codes)
    keeper = accounts.named(db, "a1")
    assert keeper
    assert keeper[0].grants == (Grant(role=Role.KEEPER, station_id="one"),)
    payer = accounts.named(db, "payer")
    assert payer
    assert payer[0].grants == ()
    assert [one.grant.role for one in pending_rights.of(db, payer[0].id)] == [Role.FINANCE]
    assert [one["action"] for one in log.newest(db, limit=2)] == ["account_made"] * 2


def test_a_code_lets_in_for_two_weeks_until_its_owner_has_a_password(
    chief: FlaskClient, db: Database
) -> None:
    page = made(chief, looked(chief)[1], "a1")[1]
    code = re.findall(r'<b class="code">([a-z-]+)</b>', page)[0]

    def enter(days: int, password: str = code) -> str:
        at = make.NOON + timedelta(days=days)
        return authentication.sign_in(db, Attempt(name="a1", password=password), at=at)

    assert enter(13)
    with pytest.raises(Refused, match="已经过期"):
        enter(15)
    found = accounts.named(db, "a1")
    assert found
    assert found[0].must_change
    authentication.change_password(
        db, found[0], old=code, new="quite another one", at=make.NOON + timedelta(days=13)
    )
    assert enter(99, "quite another one")
    with pytest.raises(Refused):
        enter(13)


def test_a_second_press_makes_nothing_twice(chief: FlaskClient, db: Database) -> None:
    page = looked(chief)[1]
    made(chief, page, "a1", "payer")
    count = len(accounts.every(db))
    status, again = made(chief, page, "payer")
    assert (status, "已经有人用" in again) == (400, True)
    assert len(accounts.every(db)) == count
    assert "一个都没有勾" in made(chief, looked(chief, LIST.replace("payer", "other"))[1])[1]


@pytest.mark.parametrize("rows", ["", "[]", "{}", '[{"row": 1}]', "[1]", "null", '[{"row": "x"}]'])
def test_a_page_that_was_tampered_with_makes_nothing(
    chief: FlaskClient, db: Database, rows: str
) -> None:
    count = len(accounts.every(db))
    form = {"csrf_token": token_in(chief.get("/desk/password").data), "rows": rows, "make": "a1"}
    assert chief.post("/desk/accounts/list/make", data=form).status_code == 400
    assert len(accounts.every(db)) == count


def test_rows_sent_back_give_no_right_that_is_not_theirs_to_give(
    chief: FlaskClient, db: Database
) -> None:
    row = {
        "row": 2, "sheet": "", "person": "甲", "unit": "单位", "role": "市级管理员",
        "area": "370104", "street": "", "station": "", "phone": "", "login": "sneaky",
    }  # fmt: skip
    for role, area in (("市级管理员", "370104"), ("审计（只读）", "370102"), ("评审员", "全国")):
        rows = orjson.dumps([{**row, "role": role, "area": area}]).decode()
        token = token_in(chief.get("/desk/password").data)
        form = {"csrf_token": token, "rows": rows, "make": "sneaky"}
        assert chief.post("/desk/accounts/list/make", data=form).status_code == 400
        assert accounts.named(db, "sneaky") is None
