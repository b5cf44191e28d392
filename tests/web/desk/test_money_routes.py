"""At the desk payments go from a list to a receipt, each step by who may, and once."""

from __future__ import annotations

import html
import io
import re
from dataclasses import replace
from datetime import date

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient

from stations.accounts import passwords
from stations.accounts import store as accounts
from stations.accounts.model import Account, Grant
from stations.accounts.roles import MAY, Action, Role
from stations.audit import log
from stations.db import opening
from stations.db.base import Database
from stations.registry.model import Place, Station
from stations.registry.stored import change_store
from stations.subsidies import budget_store, budgets, store
from stations.subsidies.model import PaymentState
from tests.support import make
from tests.support.deskwork import DISTRICT, PASSWORD, seated, taken, token_in

HOSTILE = "=cmd|' /C calc'!A0<script>"
RUN = "running_subsidy"


def station(name: str, *, shown: str = "", area: str = "370102") -> Station:
    place = Place(area_code=area, district_code=area, city_code="3701")
    return make.station(
        id=name, name=shown or f"{name}站", number=f"N-{name}", place=place,
        opened_on=date(2020, 1, 1),
    )  # fmt: skip


@pytest.fixture
def city(address: str) -> Database:
    db = opening.open_ready(address)
    whole = [station("a"), station("b", shown=HOSTILE), station("far", area="370104")]
    whole.append(replace(station("unknown"), opened_on=None, demo=True))
    with db.writing():
        change_store.record(db, [(None, one) for one in whole], act=make.act("created"))
        payer = Account(
            id="id-payer",
            name="a-payer",
            shown="payer",
            grants=(Grant(role=Role.FINANCE, area=DISTRICT),),
        )
        accounts.add(db, payer, password=passwords.hashed(PASSWORD), at=make.NOON)
    return db


def page(client: FlaskClient, path: str, code: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == code, (path, answer.get_data(as_text=True))
    return answer.get_data(as_text=True)


def post(client: FlaskClient, path: str, code: int = 303, **given: str) -> str:
    token = token_in(client.get("/desk/password").data)
    answer = client.post(path, data={"csrf_token": token, **given})
    assert answer.status_code == code, (path, answer.get_data(as_text=True))
    return answer.get_data(as_text=True)


def ids(text: str) -> list[str]:
    return re.findall(r'name="id" value="([^"]+)"', text)


def test_a_payment_goes_from_the_list_to_its_receipt(app: Flask, city: Database) -> None:
    finance, approver = seated(app, "a-finance"), seated(app, "a-approver")
    first = page(finance, "/desk/money/")
    assert ids(first) == [f"{RUN}:b", f"{RUN}:a"]
    assert "机密" not in first
    assert "<script>" not in first
    shown = page(finance, f"/desk/money/propose?year=2026&id={RUN}:a&id={RUN}:b")
    assert "提出发放：2 笔，共 4,000 元" in shown
    assert not store.of_year(city, 2026, "")
    post(finance, "/desk/money/propose", year="2026", ids=f"{RUN}:a {RUN}:b")
    mine = ids(page(approver, "/desk/money/"))
    assert len(mine) == 2
    shown = page(approver, "/desk/money/approve?year=2026&part=proposed&all=1")
    assert "没有登记 2026 年的预算，这些要 4,000 元" in shown
    assert "超出预算 4,000 元" not in shown
    over = post(approver, "/desk/money/approve", 400, year="2026", ids=" ".join(mine))
    assert "请写明原因" in over
    post(finance, "/desk/money/budget", year="2026", area="370102", amount="5000", reason="文件")
    post(approver, "/desk/money/budget/confirm", year="2026", area="370102", number="1")
    post(approver, "/desk/money/approve", year="2026", ids=" ".join(mine))
    paying = {"year": "2026", "ids": mine[0]}
    assert "请写凭证号" in post(finance, "/desk/money/pay", 400, **paying)
    refused = post(finance, "/desk/money/pay", 409, **paying, voucher="回单 9")
    assert "要由另一个人来记为已发放" in refused
    step = f'href="/desk/money/pay?year=2026&amp;id={mine[0]}"'
    told = page(finance, f"/desk/money/{mine[0]}")
    assert (step in told, "“记为已发放”要等另一个人" in told) == (False, True)
    payer = seated(app, "a-payer")
    assert step in page(payer, f"/desk/money/{mine[0]}")
    post(payer, "/desk/money/pay", **paying, voucher="回单 9")
    told = page(finance, f"/desk/money/{mine[0]}")
    for words in ("已发放", "回单 9", "approver", "2,000 元", "开放满 82 个月"):
        assert words in told
    assert "要更正" not in told, "the office that paid does not correct it"
    totals = page(finance, "/desk/money/?part=all")
    assert re.search(r"历下区.*5,000 元.*2,000 元.*2,000 元.*1,000 元", totals, re.DOTALL)


def test_sent_twice_is_done_once_and_the_second_is_told(app: Flask, city: Database) -> None:
    finance, approver = seated(app, "a-finance"), seated(app, "a-approver")
    post(finance, "/desk/money/propose", year="2026", ids=f"{RUN}:a")
    again = post(finance, "/desk/money/propose", 409, year="2026", ids=f"{RUN}:a")
    assert "已经有一笔（待批准）" in again
    assert "刚被别人处理过" in again
    (one,) = store.of_year(city, 2026, "")
    post(approver, "/desk/money/approve", year="2026", ids=one.id, reason="先批")
    post(approver, "/desk/money/approve", 409, year="2026", ids=one.id, reason="先批")
    payer = seated(app, "a-payer")
    post(payer, "/desk/money/pay", year="2026", ids=one.id, voucher="1")
    post(payer, "/desk/money/pay", 409, year="2026", ids=one.id, voucher="1")
    correction = {"seq": "3", "amount": "500", "reason": "多付"}
    post(approver, f"/desk/money/{one.id}/correct", **correction)
    assert store.get(city, one.id).remaining_fen == 200_000, "one alone corrects nothing"
    assert "要由另一个人" in page(approver, f"/desk/money/{one.id}")
    post(approver, f"/desk/money/{one.id}/correct/confirm", 409, number="1")
    assert "钱到了，确认这笔更正" in page(finance, f"/desk/money/{one.id}")
    post(finance, f"/desk/money/{one.id}/correct/confirm", number="1")
    post(finance, f"/desk/money/{one.id}/correct/confirm", 409, number="1")
    post(approver, f"/desk/money/{one.id}/correct", 409, **correction)
    more = {**correction, "seq": "4", "amount": "9999"}
    assert "最多 1,500 元" in post(approver, f"/desk/money/{one.id}/correct", 400, **more)
    assert store.get(city, one.id).remaining_fen == 150_000
    assert "退回过一部分" in page(finance, "/desk/money/?part=paid")


def test_what_is_sent_back_says_why_and_can_be_proposed_again(app: Flask, city: Database) -> None:
    finance, approver = seated(app, "a-finance"), seated(app, "a-approver")
    post(finance, "/desk/money/propose", year="2026", ids=f"{RUN}:a")
    (one,) = store.of_year(city, 2026, "")
    assert "请写明原因" in post(approver, "/desk/money/reject", 400, year="2026", ids=one.id)
    post(approver, "/desk/money/reject", year="2026", ids=one.id, reason="材料不全")
    assert "上次退回：材料不全" in page(finance, "/desk/money/")
    post(finance, "/desk/money/propose", year="2026", ids=f"{RUN}:a")
    assert sorted(p.state for p in store.of_year(city, 2026, "")) == [
        PaymentState.PROPOSED, PaymentState.REJECTED
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"amount": "-5"}, "金额请写数字"), ({"reason": " "}, "请写明依据"),
        ({"year": "廿六"}, "年份请写四位数字"), ({"year": "1999"}, "年份要在"),
        ({"amount": "99999999999.99"}, "预算最多 100,000,000 元"),
        ({"area": "3701"}, "选择一个区县"),
    ],
)  # fmt: skip
def test_a_budget_that_cannot_be_keeps_what_was_typed(
    app: Flask, city: Database, wrong: dict[str, str], words: str
) -> None:
    finance = seated(app, "a-finance")
    given = {"year": "2026", "area": "370102", "amount": "1234", "reason": '文<i>"件', **wrong}
    answer = post(finance, "/desk/money/budget", 400, **given)
    assert words in answer
    for name in ("year", "amount", "reason"):
        assert f'name="{name}"' in answer
        assert f'value="{html.escape(given[name]).replace("&quot;", "&#34;")}"' in answer, name
    assert "<i>" not in answer
    assert not budget_store.waiting(city, 2026, "")


def test_a_budget_is_noted_by_one_and_confirmed_by_another(app: Flask, city: Database) -> None:
    finance, approver = seated(app, "a-finance"), seated(app, "a-approver")
    assert 'value="370102" selected' in page(finance, "/desk/money/budget?area=370102")
    given = {"year": "2026", "area": "370102", "amount": "１００．５０", "reason": "<b>文件"}
    post(finance, "/desk/money/budget", **given)
    listed = page(finance, "/desk/money/?part=all")
    assert "历下区 2026 年：100.50 元" in listed
    assert "<b>" not in listed
    assert "确认这份预算" not in listed
    assert budgets.standings(city, 2026, "") == {}
    assert "确认这份预算" in page(approver, "/desk/money/?part=all")
    wanted = {"year": "2026", "area": "370102", "number": "1"}
    post(finance, "/desk/money/budget/confirm", 403, **wanted)
    post(approver, "/desk/money/budget/confirm", 404, **{**wanted, "area": "370104"})
    post(approver, "/desk/money/budget/confirm", **{**wanted, "number": "９"})
    assert "刷新后再看" in page(approver, "/desk/money/?part=all")
    assert budgets.standings(city, 2026, "") == {}
    post(approver, "/desk/money/budget/confirm", **wanted)
    assert budgets.standings(city, 2026, "")["370102"].budget_fen == 10_050
    assert "等另一个人确认" not in page(approver, "/desk/money/?part=all")


def test_only_those_of_the_money_see_it(
    app: Flask, city: Database, people: dict[Role, Account]
) -> None:
    for role, account in people.items():
        client = seated(app, account.name)
        may = Action.SEE_MONEY in MAY[role]
        page(client, "/desk/money/", 200 if may else 403)
        assert taken(client, "/desk/money/export.xlsx").status_code == (200 if may else 403)
        first = client.get("/desk/", follow_redirects=True).get_data(as_text=True)
        assert ("经费" in first) == may, role


def test_what_lies_in_another_area_is_not_there(app: Flask, city: Database) -> None:
    finance, approver = seated(app, "a-finance"), seated(app, "a-approver")
    post(finance, "/desk/money/propose", 404, year="2026", ids=f"{RUN}:far")
    for part in ("all", "ready", "not"):
        assert "far站" not in page(finance, f"/desk/money/?part={part}&area=3701")
    assert not ids(page(approver, "/desk/money/?area=370104&part=all"))
    page(approver, "/desk/money/nothing", 404)
    post(finance, "/desk/money/budget", 404, year="2026", area="370104", amount="1", reason="x")
    assert not store.of_year(city, 2026, "")


@pytest.mark.parametrize(
    "query",
    [
        "year=x", "year=99999999999", "year=1999", "year=２０２６", "area=999999", "rule=nothing",
        "part=nothing", "page=0", "page=99999999", "page=-1",
    ],
)  # fmt: skip
def test_an_address_that_nobody_made_is_refused(app: Flask, city: Database, query: str) -> None:
    finance = seated(app, "a-finance")
    page(finance, f"/desk/money/?{query}", 400)
    name, _, text = query.partition("=")
    assert taken(finance, "/desk/money/export.xlsx", **{name: text}).status_code == 400


def test_forms_that_nobody_filled_in_do_nothing(app: Flask, city: Database) -> None:
    finance, approver = seated(app, "a-finance"), seated(app, "a-approver")
    post(finance, "/desk/money/propose", 400)
    post(finance, "/desk/money/propose", 400, ids=" ".join(f"{RUN}:{n}" for n in range(501)))
    post(finance, "/desk/money/propose", 404, ids=f"{RUN}:nobody")
    post(finance, "/desk/money/propose", 400, ids="nothing:a")
    post(finance, "/desk/money/propose", 409, year="2099", ids=f"{RUN}:a")
    post(approver, "/desk/money/approve", 404, ids="nothing")
    post(finance, "/desk/money/budget", 400, year="2026", area="370102", amount="-1", reason="x")
    post(finance, "/desk/money/budget", 400, year="９９", area="370102", amount="1", reason="x")
    assert finance.post("/desk/money/propose", data={"ids": f"{RUN}:a"}).status_code == 403
    assert not store.of_year(city, 2026, "")
    assert page(finance, "/desk/money/?year=2099&page=9").count("2099 年还没有到") == 0
    assert "2099 年还没有到" in page(finance, "/desk/money/?year=2099&part=not")


def test_the_workbook_is_the_list_and_holds_no_formula(app: Flask, city: Database) -> None:
    finance = seated(app, "a-finance")
    post(finance, "/desk/money/propose", year="2026", ids=f"{RUN}:b")
    answer = taken(finance, "/desk/money/export.xlsx", year="2026", part="proposed")
    assert answer.status_code == 200
    assert "attachment" in answer.headers["Content-Disposition"]
    sheet = openpyxl.load_workbook(io.BytesIO(answer.data)).active
    assert sheet
    cells = [[cell.value or "" for cell in row] for row in sheet.iter_rows()]
    assert [row[3:7] for row in cells[1:2]] == [[HOSTILE, "运行补助", 2000, "待批准"]]
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    entry = log.newest(city, limit=1)[0]
    assert (entry["action"], entry["reason"]) == ("money_exported", "待批准")
    back = finance.get("/desk/money/export.xlsx?year=2026&part=proposed")
    assert back.location == "/desk/money/?year=2026&part=proposed"
    assert "按列表下面的“导出”" in page(finance, back.location)
    assert log.newest(city, limit=1)[0] == entry


def test_the_list_says_why_not_and_marks_what_is_invented(app: Flask, city: Database) -> None:
    text = page(seated(app, "a-auditor"), f"/desk/money/?part=not&rule={RUN}")
    assert "没有登记启用日期，请在驿站信息里补上“启用日期”" in text
    assert '<span class="tag">演示</span>' in text
    assert "由本系统默认的" in text
    assert 'id="bulk"' not in text
