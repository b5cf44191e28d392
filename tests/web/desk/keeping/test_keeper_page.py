"""A keeper comes to the own station, and does with one tap what there is to do."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from stations.accounts import store as accounts
from stations.accounts.model import Account, Grant
from stations.accounts.roles import Role
from stations.audit import log
from stations.db.base import Database
from stations.feedback import report_store
from stations.registry.model import Station
from stations.registry.states import AmenityState
from stations.registry.stored import change_store, store
from stations.stars import store as reviews
from tests.security import world
from tests.security.world import report
from tests.support import make
from tests.support.deskwork import seated, token_in

PAGE = "/desk/mine/a"


@pytest.fixture
def db(app: Flask) -> Database:
    connection: Database = app.extensions["stations"].connections()
    with connection.writing():
        change_store.record(
            connection,
            [(None, make.station(id=one, name=f"{one} 号驿站")) for one in ("a", "b", "c")],
            act=make.act("created"),
        )
        report_store.add(connection, report("a", "门锁着"))
    return connection


@pytest.fixture
def keeper(app: Flask, db: Database) -> FlaskClient:
    return seated(app, "a-keeper")


def tapped(client: FlaskClient, page: str = PAGE, **given: str) -> str:
    """What the page says after a tap."""
    form = {"csrf_token": token_in(client.get("/desk/password").data), **given}
    return client.post(page, data=form, follow_redirects=True).get_data(as_text=True)


def held(db: Database) -> Station:
    return store.get(db, "a")


def test_a_keeper_of_one_station_comes_to_it_after_signing_in(keeper: FlaskClient) -> None:
    answer = keeper.get("/desk/", follow_redirects=True)
    page = answer.get_data(as_text=True)
    assert answer.request.path == PAGE
    assert "换一个驿站" not in page
    for words in ("信息无误", "今天关门", "东西坏了", "我的评定", "门锁着"):
        assert words in page


def test_a_keeper_of_several_switches_between_them_and_sees_no_other(
    app: Flask, db: Database
) -> None:
    both = tuple(Grant(role=Role.KEEPER, station_id=one) for one in ("b", "a"))
    with db.writing() as tx:
        accounts.grant(tx, "id-keeper", both)
    client = seated(app, "a-keeper")
    page = client.get("/desk/", follow_redirects=True).get_data(as_text=True)
    assert 'href="/desk/mine/b"' in page
    assert "c 号驿站" not in page
    assert client.get("/desk/mine/b").status_code == 200
    assert client.get("/desk/mine/c").status_code == 404


def test_who_has_another_right_too_or_keeps_nothing_that_exists_comes_to_the_desk(
    app: Flask, db: Database
) -> None:
    assert seated(app, "a-editor").get("/desk/").status_code == 200
    with db.writing() as tx:
        accounts.add(
            tx,
            Account(
                id="lone", name="lone", shown="站长",
                grants=(Grant(role=Role.KEEPER, station_id="not-yet"),),
            ),
            password="-",
            at=make.NOON,
        )  # fmt: skip
    assert seated(app, "lone").get("/desk/").status_code == 200


def test_every_tap_holds_is_logged_and_is_taken_back_with_one_more(
    keeper: FlaskClient, db: Database
) -> None:
    before = held(db)
    page = tapped(keeper, do="confirm")
    number = re.search(r'name="number" value="(\d+)"', page)
    assert number
    assert held(db).verified
    assert "撤回了" in tapped(keeper, do="take_back", number=number[1])
    assert held(db).verified is None
    assert "今天不开" in tapped(keeper, do="shut", reason="停电停水")
    assert "已经是这样了" in tapped(keeper, do="shut", reason="停电停水")
    assert "恢复开放" in tapped(keeper, do="open")
    assert "13:00–15:00 关门" in tapped(
        keeper, do="shut_hours", since="13:00", until="15:00", other="检修"
    )
    tapped(keeper, do="open")
    assert "坏着" in tapped(keeper, do="broken", thing="restroom")
    assert held(db).amenities[1].state is AmenityState.OUT_OF_ORDER
    tapped(keeper, do="mended", thing="restroom")
    assert "缺货" in tapped(keeper, do="used_up", thing="paper")
    assert held(db).out_of_stock == ("paper",)
    assert "已经是这样了" in tapped(keeper, do="used_up", thing="paper")
    tapped(keeper, do="restocked", thing="paper")
    after = held(db)
    assert after.out_of_stock == ()
    assert (after.closures, after.hours, after.available) == (
        before.closures, before.hours, before.available,
    )  # fmt: skip
    entries = log.newest(db, limit=10)
    assert {entry["by"] for entry in entries} == {"keeper"}
    assert [entry["action"] for entry in reversed(entries)] == [
        "verified", "unverified", "suspended", "reopened", "shut_for_hours", "reopened",
        "amenity_broken", "amenity_mended", "supply_used_up", "supply_restocked",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"do": "shut"}, "原因"),
        ({"do": "shut_hours", "other": "检修"}, "几点重新开门"),
        ({"do": "shut_hours", "other": "检修", "until": "下午"}, "14:30"),
        ({"do": "shut_hours", "other": "检修", "until": "09:00"}, "晚于"),
        ({"do": "broken", "thing": "shower"}, "没有登记"),
        ({"do": "used_up", "thing": "gold"}, "没有登记"),
        ({"do": "take_back", "number": "1"}, "不能再撤回"),
        ({"do": "take_back", "number": "²"}, "不能再撤回"),
        ({"do": "fly"}, "没有这个操作"),
    ],
)
def test_a_tap_that_cannot_be_says_why_and_changes_nothing(
    keeper: FlaskClient, db: Database, given: dict[str, str], words: str
) -> None:
    before = held(db)
    assert words in tapped(keeper, **given)
    assert held(db) == before


def test_how_the_review_stands_is_told_with_what_to_do(app: Flask, db: Database) -> None:
    world.fill(db)
    with db.writing() as tx:
        accounts.grant(tx, "id-keeper", [Grant(role=Role.KEEPER, station_id=world.OWN)])
    client, page = seated(app, "a-keeper"), f"/desk/mine/{world.OWN}"
    review = reviews.of_station(db, world.OWN)[0]
    db.run("update reviews set state = 'withdrawn' where station_id = :id", id=world.OWN)
    states = {
        "returned": "再报一次",
        "rectifying": "整改做完了",
        "refused": "申诉",
        "noticed": "等结果",
    }
    for state, todo in states.items():
        db.run("update reviews set state = :state where id = :id", state=state, id=review.id)
        told = client.get(page).get_data(as_text=True)
        assert todo in told[told.index("我的评定") :], state
