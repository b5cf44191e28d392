"""Whoever looks after a station confirms it with one tap, reads its past and takes a slip back."""

from __future__ import annotations

import re
from dataclasses import replace

import orjson
import pytest
from flask import Flask
from flask.testing import FlaskClient

from stations.db import opening
from stations.db.base import Database
from stations.registry.model import Amenity, Lifecycle, Premises, Star, next_version
from stations.registry.states import AmenityState, Phase
from stations.registry.stored import change_store, store
from tests.support import make
from tests.support.deskwork import seated, token_in

PRIVATE = Premises(private_contact="演示内线 801")


@pytest.fixture
def kept(address: str) -> Database:
    """Two stations, one changed since; `far` lies in another district."""
    db = opening.open_ready(address)
    here = make.station(id="a", name="演示东站", premises=PRIVATE)
    far = make.station(id="far", name="演示西站", place=replace(here.place, area_code="370104",
                                                          district_code="370104"))  # fmt: skip
    with db.writing():
        change_store.record(db, [(None, here), (None, far)], act=make.act("created"))
    shut = replace(
        here,
        lifecycle=Lifecycle(phase=Phase.SUSPENDED, reason="装修"),
        amenities=(Amenity(id="restroom", state=AmenityState.OUT_OF_ORDER, note="水管坏了"),),
        premises=replace(PRIVATE, private_contact="演示内线 802"),
    )
    with db.writing():
        pair = (here, next_version(shut, at=make.NOON))
        change_store.record(db, [pair], act=make.act("edited", reason="来电说明"))
    return db


def page(client: FlaskClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.get_data(as_text=True)


def form(client: FlaskClient) -> dict[str, str]:
    return {"csrf_token": token_in(client.get("/desk/password").data)}


def test_the_past_is_told_in_words_and_without_private_values(app: Flask, kept: Database) -> None:
    client = seated(app, "a-editor")
    told = page(client, "/desk/stations/a/history")
    words = re.sub(r"\s+", "", re.sub(r"<[^>]+>", "", told))
    assert "原因：来电说明" in words
    assert "状态原来：开放→改成：暂停开放" in words
    assert "卫生间原来：（空）→改成：故障，水管坏了" in words
    assert "内部联系" in words
    assert "80" not in words.replace("2080", "").replace("1080", "")
    assert "{" not in words
    around = page(client, "/desk/history")
    assert "新建" in around
    assert "来电说明" in around
    assert "演示东站" in around
    assert "演示西站" not in around
    assert client.get("/desk/stations/far/history").status_code == 404
    assert client.get("/desk/stations/far").status_code == 404


def test_one_tap_confirms_everything_and_a_part_confirms_a_part(app: Flask, kept: Database) -> None:
    client = seated(app, "a-keeper")
    assert "从来没有核实过" in page(client, "/desk/stations/a")
    token = form(client)
    answer = client.post(
        "/desk/stations/a/verify", data={**token, "group": "all", "on_the_spot": "1"}
    )
    assert answer.status_code == 303
    after = page(client, answer.headers["Location"])
    assert "从来没有核实过" not in after
    assert after.count("2026-11-20，站点管理员，到现场") == 4
    client.post("/desk/stations/a/verify", data={**token, "group": ["hours"], "on_the_spot": "0"})
    assert "2026-11-20，站点管理员，电话" in page(client, "/desk/stations/a")
    refused = [{}, {"group": "price"}]
    for given in refused:
        assert client.post("/desk/stations/a/verify", data={**token, **given}).status_code == 400
    assert (
        client.post("/desk/stations/far/verify", data={**token, "group": "all"}).status_code == 404
    )
    assert store.get(kept, "far").verified is None


def test_a_slip_is_taken_back_with_its_reason(app: Flask, kept: Database) -> None:
    client = seated(app, "a-editor")
    path = "/desk/stations/a/history/2/revert"
    assert "请写明为什么撤销" in client.post(path, data=form(client)).get_data(as_text=True)
    answer = client.post(path, data={**form(client), "reason": "改错了站"})
    assert answer.status_code == 303
    now = store.get(kept, "a")
    assert now.lifecycle.phase is Phase.OPEN
    assert now.premises == PRIVATE
    assert "改错了站" in page(client, "/desk/stations/a/history")
    again = client.post(path, data={**form(client), "reason": "再一次"})
    assert again.status_code == 400
    assert "后来又改过" in again.get_data(as_text=True)
    keeper = seated(app, "a-keeper")
    assert "撤销这一次" not in page(keeper, "/desk/stations/a/history")
    assert keeper.post(path, data={**form(keeper), "reason": "x"}).status_code == 403


def test_an_auditor_checks_the_log_against_the_head_kept_elsewhere(
    app: Flask, kept: Database
) -> None:
    client = seated(app, "a-auditor")
    head = orjson.loads(client.get("/desk/audit/head.json").data)
    kept_head = f"&number={head['number']}&hash={head['hash']}"
    assert "没有发现改动" in page(client, f"/desk/audit/?check=1{kept_head}")
    kept.run("drop trigger log_keeps")
    kept.run("update log set reason = '改过' where number = 2")
    told = page(client, "/desk/audit/?check=1")
    assert "第 2 条和写下时不一样" in told
    assert client.get("/desk/audit/?check=1&number=1&hash=x").status_code == 400
    assert seated(app, "a-administrator").get("/desk/audit/").status_code == 403


def test_what_is_done_to_accounts_stands_in_the_log(app: Flask) -> None:
    boss = seated(app, "a-administrator")
    token = form(boss)
    boss.post(
        "/desk/accounts/",
        data={**token, "name": "tianqiao", "shown": "天桥区总工会", "held": "reviewer 370102"},
    )
    for path in ("grants", "reset", "shut", "open"):
        data = {**token, "held": "reviewer 370102"}
        assert boss.post(f"/desk/accounts/id-reviewer/{path}", data=data).status_code < 400
    told = page(seated(app, "a-auditor"), "/desk/audit/")
    for words in ("登录", "建账号", "更改权限", "重设密码", "停用账号", "重新启用账号"):
        assert words in told, words
    assert "账号“reviewer”" in told
    assert "account:" not in told


def test_what_was_done_to_many_at_once_is_one_line_that_opens(app: Flask, address: str) -> None:
    db = opening.open_ready(address)
    made = [make.station(id=f"m{n:02}", name=f"一批驿站{n}") for n in range(60)]
    with db.writing():
        number = change_store.record(db, [(None, one) for one in made], act=make.act("imported"))
    db.close()
    client = seated(app, "a-editor")
    around = page(client, "/desk/history")
    assert "60 个驿站" in around
    assert "一批驿站0" not in around
    first = page(client, f"/desk/history/{number}")
    assert "一批驿站49" in first
    assert "一批驿站50" not in first
    further = page(client, f"/desk/history/{number}?after=m49")
    assert "一批驿站50" in further
    assert "一批驿站59" in further
    assert client.get("/desk/history/99").status_code == 404


def test_only_what_an_editor_may_take_back_has_a_button(app: Flask, kept: Database) -> None:
    here = store.get(kept, "a")
    starred = next_version(replace(here, star=Star(level=5, basis="演示")), at=make.NOON)
    with kept.writing():
        change_store.record(kept, [(here, starred)], act=make.act("edited"))
    mine = page(seated(app, "a-editor"), "/desk/stations/a/history")
    assert re.findall(r"/history/(\d+)/revert", mine) == ["2"]
    chiefs = page(seated(app, "a-administrator"), "/desk/stations/a/history")
    assert re.findall(r"/history/(\d+)/revert", chiefs) == ["3", "2"]


@pytest.mark.parametrize(
    ("path", "status"),
    [("/desk/history/{}", 400), ("/desk/history?before={}", 400), ("/desk/stations?page={}", 400),
     ("/desk/reports/?page={}", 200), ("/desk/audit/?before={}", 400)],
)  # fmt: skip
@pytest.mark.parametrize("number", [2**63, 10**30])
def test_no_number_is_too_large_to_be_answered(
    app: Flask, kept: Database, path: str, status: int, number: int
) -> None:
    who = "a-auditor" if "audit" in path else "a-editor"
    answer = seated(app, who).get(path.format(number))
    assert answer.status_code == status
    assert ("回到工作台" in answer.get_data(as_text=True)) == (status == 400)
