"""Who is told outside the desk is set there: by everybody for themselves, by an area's office."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from stations.app import create_app
from stations.audit import log
from stations.config import Settings
from stations.db import opening
from stations.db.base import Database
from stations.notifying import hook_store, mail_choice_store, outbox_store
from stations.notifying.model import MessageKind
from stations.outgoing import NOWHERE
from tests.support import make
from tests.support.deskwork import seated, token_in

OWN, HOOKS = "/desk/messages/settings", "/desk/messages/hooks"
ROBOT = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=0123-secret-abcd"
FORM = {"area": "370102", "preset": "wecom", "url": ROBOT, "secret": "", "kind": "decisions"}


@pytest.fixture
def db(address: str) -> Iterator[Database]:
    database = opening.open_ready(address)
    yield database
    database.close()


def sent(client: FlaskClient, path: str, **given: str | list[str]) -> TestResponse:
    token = token_in(client.get("/desk/password").data)
    return client.post(path, data={"csrf_token": token, **given})


def test_everybody_sets_their_own_mail_and_the_log_holds_no_address(
    app: Flask, db: Database
) -> None:
    keeper = seated(app, "a-keeper")
    wrong = sent(keeper, OWN, address="not an address", kind="decisions")
    assert wrong.status_code == 400
    offered = keeper.get(OWN).get_data(as_text=True)
    assert 'value="decisions"' in offered
    assert 'value="money"' not in offered, "no keeper is told of it"
    assert "邮箱写得不对" in wrong.get_data(as_text=True)
    assert sent(keeper, OWN, address="k@example.org", kind=["decisions", "x"]).status_code == 303
    choice = mail_choice_store.get(db, "id-keeper")
    assert choice is not None
    assert (choice.address, choice.kinds) == ("k@example.org", {MessageKind.DECISIONS})
    assert sent(keeper, f"{OWN}/try").status_code == 303
    assert "刚刚试过一条" in sent(keeper, f"{OWN}/try").get_data(as_text=True)
    assert outbox_store.waiting(db).count == 1
    entry = log.newest(db, limit=1)[0]
    assert entry["action"] == "mail_chosen"
    assert "k@example.org" not in str(log.newest(db))
    sent(keeper, OWN, address="k@example.org")
    assert mail_choice_store.get(db, "id-keeper") is None
    assert outbox_store.waiting(db).count == 0


def test_the_office_of_an_area_sets_a_robot_whose_secret_is_never_shown_again(
    app: Flask, db: Database
) -> None:
    office = seated(app, "a-administrator")
    assert sent(office, HOOKS, **FORM).status_code == 303
    [hook] = hook_store.every(db)
    page = office.get(HOOKS).get_data(as_text=True)
    assert "山东省济南市历下区 · 企业微信群机器人" in page
    assert "0123-secret" not in page
    assert "…abcd" in page
    assert sent(office, f"{HOOKS}/{hook.id}/try").status_code == 303
    assert outbox_store.waiting(db).count == 1
    assert sent(office, f"{HOOKS}/{hook.id}/remove").status_code == 303
    assert hook_store.every(db) == []
    told = [entry["action"] for entry in log.newest(db)]
    assert told == ["hook_removed", "hook_tried", "hook_set"]
    assert "secret" not in str(log.newest(db))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"area": "370104"}, "没有"),
        ({"area": "zz"}, "没有这个地区"),
        ({"url": "https://169.254.169.254/latest"}, "消息只能发到"),
        ({"url": "http://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=1"}, "消息只能发到"),
        ({"url": "https://qyapi.weixin.qq.com@evil.example/cgi-bin/webhook/send?key=1"}, "只能"),
        ({"url": "https://qyapi.weixin.qq.com:8443/cgi-bin/webhook/send?key=1"}, "只能"),
        ({"url": "https://qyapi.weixin.qq.com.evil.example/cgi-bin/webhook/send?key=1"}, "只能"),
        ({"url": "https://[::1"}, "只能"),
        ({"url": "https://qyapi.weixin.qq.com/x y"}, "地址不对"),
        ({"url": "https://oapi.dingtalk.com/robot/send?access_token=1"}, "不是这种机器人"),
        ({"preset": "x"}, "不是这种机器人"),
        ({"preset": "plain"}, "密钥不对"),
        ({"preset": "plain", "secret": "whsec_这是一个很长很长很长的密钥"}, "密钥不对"),
        ({"preset": "plain", "secret": "whsec_not-base64-at-all!"}, "密钥不对"),
        ({"kind": "visits"}, "至少选一类"),
    ],
)
def test_a_webhook_that_cannot_be_is_refused_with_what_to_do(
    app: Flask, db: Database, change: dict[str, str], words: str
) -> None:
    answer = sent(seated(app, "a-administrator"), HOOKS, **{**FORM, **change})
    assert answer.status_code in (400, 404)
    assert words in answer.get_data(as_text=True)
    assert hook_store.every(db) == []


def test_other_hosts_are_reached_where_who_runs_the_server_says_so(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, db: Database
) -> None:
    monkeypatch.setenv("STATIONS_NOW", make.NOON.isoformat())
    outgoing = replace(NOWHERE, hooks=("http://10.0.0.7:8080",))
    app = create_app(Settings(database=address, state=tmp_path, outgoing=outgoing))
    form = {**FORM, "preset": "plain", "url": "http://10.0.0.7:8080/in", "secret": "s" * 16}
    assert sent(seated(app, "a-administrator"), HOOKS, **form).status_code == 303
    assert len(hook_store.every(db)) == 1
    app.extensions["stations"].connections().close()


def test_the_digest_is_text_for_a_chat_about_ones_own_areas_only(app: Flask) -> None:
    editor = seated(app, "a-editor")
    page = editor.get("/desk/messages/digest").get_data(as_text=True)
    assert "驿站每周简报 · 山东省济南市历下区" in page
    assert editor.get("/desk/messages/digest?area=370104").status_code == 404
    keeper = seated(app, "a-keeper").get("/desk/messages/digest").get_data(as_text=True)
    assert "简报按地区做" in keeper
