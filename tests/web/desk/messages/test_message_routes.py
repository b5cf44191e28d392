"""The first page of the desk says what is new, and a page of its own all of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from stations.audit import log
from stations.audit.model import Act
from stations.db import opening
from stations.db.base import Database
from stations.notifying.told_actions import PATHS
from stations.registry.stored import store
from tests.support import make
from tests.support.deskwork import seated, token_in


@pytest.fixture
def db(address: str) -> Iterator[Database]:
    database = opening.open_ready(address)
    with database.writing() as tx:
        store.add(tx, [make.station(id="a", name="演示驿站一号")], history=())
        act = Act(actor="x", by="谁", action="review_refuse", at=make.NOON, reason="不说")
        log.append(tx, act=act, subject="review:none", area="370102", body={"station": "a"})
    yield database
    database.close()


def test_a_refused_keeper_reads_it_on_the_first_page_until_it_is_read(
    app: Flask, db: Database
) -> None:
    assert db
    keeper = seated(app, "a-keeper")
    page = keeper.get("/desk/?all=1").get_data(as_text=True)
    assert "1 条新的" in page
    assert "演示驿站一号：星级申报没有通过" in page
    token = token_in(keeper.get("/desk/?all=1").data)
    wrong = keeper.post("/desk/messages/read", data={"csrf_token": token, "number": "-1"})
    assert wrong.status_code == 400
    assert "都看过了" in wrong.get_data(as_text=True)
    keeper.post("/desk/messages/read", data={"csrf_token": token, "number": "1"})
    assert "星级申报没有通过" not in keeper.get("/desk/?all=1").get_data(as_text=True)
    page = keeper.get("/desk/messages/").get_data(as_text=True)
    assert "星级申报没有通过" in page
    assert "不说" not in page


def test_every_address_in_a_message_is_one_of_the_desk(app: Flask) -> None:
    adapter = app.url_map.bind("localhost")
    for path in PATHS.values():
        assert adapter.match(path.format("x"), method="GET")
