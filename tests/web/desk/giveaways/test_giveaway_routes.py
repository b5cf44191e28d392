"""At the desk things come in, are handed out with limits, counted, and taken away as a file."""

from __future__ import annotations

import io
import json
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook

from stations.accounts.roles import Role
from stations.activities import store as activities
from stations.activities.model import Activity, ActivityState, Session
from stations.db.base import Database
from stations.giveaways import gift_cards, handout_store, stock_store, store
from stations.giveaways.model import Giveaway, GiveawayState
from stations.registry.scoping import EVERYWHERE
from stations.registry.stored import store as stations
from tests.support import make
from tests.support.deskwork import seated, token_in

FORM = {
    "title": "冬衣捐赠", "season": "2026 冬", "station": "a", "needs_card": "1",
    "shows_counts": "1", "use-clothes": "1", "limit-clothes": "8", "clean-clothes": "1",
    "use-books": "1", "limit-books": "3", "word-1": "雨衣", "unit-1": "件", "limit-1": "1",
}  # fmt: skip
KEY = "0123456789abcdef"


@pytest.fixture
def desk(app: Flask) -> Database:
    db: Database = app.extensions["stations"].connections()
    with db.writing():
        stations.add(db, [make.station(id="a", name="甲站"), make.station(id="b")], history=())
    return db


def post(client: FlaskClient, path: str, **given: str) -> tuple[int, str]:
    token = token_in(client.get("/desk/password").data)
    answer = client.post(path, data={"csrf_token": token, **given})
    return answer.status_code, answer.text


def made(client: FlaskClient, db: Database, **changes: str) -> Giveaway:
    status, page = post(client, "/desk/giveaways/new", **{**FORM, **changes})
    assert status == 303, page
    return store.within(db, EVERYWHERE)[0]


def begun(client: FlaskClient, db: Database) -> str:
    """The path of an open give-away with 12 garments and 2 cards."""
    path = f"/desk/giveaways/{made(client, db).id}"
    post(client, f"{path}/state", state="open")
    came = {"do": "in", "giver": "甲公司", "n-clothes": "12", "form": KEY}
    assert post(client, f"{path}/stock", **came, disinfected="1", sorted="1")[0] == 303
    assert post(client, f"{path}/cards", number="2")[0] == 303
    return path


def deliver(client: FlaskClient, path: str, **given: str) -> tuple[int, dict[str, object]]:
    token = token_in(client.get("/desk/password").data)
    whole = {"csrf_token": token, "key": KEY, "card": "0001-8", "n-clothes": "2", **given}
    answer = client.post(f"{path}/hand", data=whole, headers={"Accept": "application/json"})
    return answer.status_code, json.loads(answer.text)


def test_a_keeper_takes_things_in_and_hands_them_out_within_the_limits(
    app: Flask, desk: Database
) -> None:
    client = seated(app, "a-keeper")
    path = begun(client, desk)
    one = store.get(desk, path.rpartition("/")[2])
    assert [(it.word, it.per_person) for it in one.categories] == [
        ("衣物", 8), ("图书", 3), ("雨衣", 1),
    ]  # fmt: skip
    page = client.get(f"{path}/hand?card=00018").text
    assert "还能领 8 件（上限 8，已领 0）" in page
    token = token_in(client.get(f"{path}/hand").data)
    form = {"csrf_token": token, "key": KEY, "card": "0001-8", "n-clothes": "6", "n-books": "0"}
    assert [client.post(f"{path}/hand", data=form).status_code for _ in range(2)] == [303, 303]
    refused = client.post(f"{path}/hand", data={**form, "key": KEY * 2, "n-clothes": "3"})
    assert refused.status_code == 409
    assert "每人最多 8 件，这张卡已领 6 件" in refused.text
    assert 'value="3"' in refused.text, "what was chosen is there again"
    assert "卡号不对" in client.get(f"{path}/hand?card=00019").text
    assert stock_store.stock_of(desk, one.id, "clothes").ready == 6
    came = {"do": "in", "giver": "甲公司", "n-books": "4", "form": KEY * 2}
    status, page = post(client, f"{path}/stock", **came, **{"n-clothes": "三件"})
    assert (status, "“三件”不是整数" in page) == (400, True), "which of the numbers is wrong"
    assert stock_store.stock_of(desk, one.id, "books").received == 0, "nothing is half booked"
    assert "正在发放物资" in client.get("/desk/?all=1").text


def test_a_phone_is_told_what_became_of_each_hand_out(app: Flask, desk: Database) -> None:
    client = seated(app, "a-keeper")
    path = begun(client, desk)
    assert deliver(client, path) == (200, {"words": "已交付：衣物 2 件。", "waiting": 0})
    ready = client.get(f"{path}/ready?key={KEY}").json
    assert ready["account"] == "id-keeper"
    assert "没有重复记" in ready["received"]["words"]
    status, told = deliver(client, path, key="b" * 32, card="0002-6", **{"n-clothes": "99"})
    assert (status, "没有记账" in str(told["detail"])) == (409, True)
    post(client, f"{path}/state", state="closed")
    assert deliver(client, path, key="c" * 32)[0] == 409
    before = deliver(client, path, key="d" * 32, late="1", ago="60")
    assert before == (200, {"words": "已交付：衣物 2 件。", "waiting": 0})
    # The clock of the test stands still: what was handed out later is told with another card.
    late = deliver(client, path, key="e" * 32, late="1", ago="60", **{"n-clothes": "7"})
    assert late[1]["waiting"] == 1
    assert "超过每人上限" in str(late[1]["words"])
    page = client.get(path).text
    assert "衣物 3 件" in page
    assert "断网时交付" in page
    waits = handout_store.differences(desk, [path.rpartition("/")[2]])[0]
    decision = {"handout": waits.handout, "category": "clothes", "why": "limit", "do": "booked"}
    assert post(client, f"{path}/differences", **decision)[0] == 400, "a reason is asked for"
    assert post(client, f"{path}/differences", **decision, reason="家里两个孩子")[0] == 303
    assert stock_store.stock(desk, path.rpartition("/")[2])["clothes"].given == 11


def test_a_card_leads_staff_to_the_hand_out_and_its_holder_to_what_is_left(
    app: Flask, desk: Database
) -> None:
    client, anybody = seated(app, "a-keeper"), app.test_client()
    path = begun(client, desk)
    sheet = client.get(f"{path}/cards/sheet?first=1&last=9&anyway=1").text
    assert sheet.count('class="slip gift"') == 2
    card = gift_cards.by_number(desk, path.rpartition("/")[2], "0001-8")
    secret = gift_cards.secret_of(app.extensions["stations"].settings.secret_key(), card.id)
    deliver(client, path)
    assert client.get(f"/desk/giveaways/scan/{secret}").location.endswith(f"by-card/{secret}")
    hand = client.get(f"/desk/giveaways/by-card/{secret}").location
    assert hand == f"{path}/hand?card=0001-8"
    assert anybody.get(f"/desk/giveaways/scan/{secret}").location == f"/giveaways/cards/{secret}"
    page = anybody.get(f"/giveaways/cards/{secret}")
    assert "衣物：6 件" in page.text
    assert page.headers["Cache-Control"] == "no-store"
    post(client, f"{path}/cards/lost", card="0001-8", do="replace")
    assert "已经挂失" in anybody.get(f"/giveaways/cards/{secret}").text
    assert anybody.get("/giveaways/cards/none").status_code == 404
    assert "挂失" in client.get(f"{path}/allowed?card=0001-8").json["detail"]


def test_everybody_reads_counts_where_that_is_wanted_and_drafts_nowhere(
    app: Flask, desk: Database
) -> None:
    client, anybody = seated(app, "a-keeper"), app.test_client()
    hidden = made(client, desk, title="还在筹备")
    assert anybody.get(f"/giveaways/{hidden.id}").status_code == 404
    path = begun(client, desk)
    public = path.removeprefix("/desk")
    assert "还有 12 件" in anybody.get(public).text
    assert "还有 12 件衣物" in anybody.get("/stations/a").text
    quiet = {name: text for name, text in FORM.items() if name not in ("shows_counts", "station")}
    version = str(store.get(desk, path.rpartition("/")[2]).version)
    assert post(client, f"{path}/edit", **quiet, version=version)[0] == 303
    assert "还有 12" not in anybody.get(public).text + anybody.get("/stations/a").text
    assert post(client, f"{path}/edit", **quiet, version=version)[0] == 409


def test_a_clerk_reads_the_ledger_of_a_station_and_season_and_takes_it_away(
    app: Flask, desk: Database
) -> None:
    keeper, clerk = seated(app, "a-keeper"), seated(app, "a-editor")
    path = begun(keeper, desk)
    deliver(keeper, path)
    page = clerk.get("/desk/giveaways/ledger?station=a&season=2026 冬").text
    assert "甲公司 12" in page
    token = token_in(clerk.get("/desk/password").data)
    asked = {"csrf_token": token, "station": "a", "season": "2026 冬"}
    file = clerk.post("/desk/giveaways/export.xlsx", data=asked)
    book = CalamineWorkbook.from_filelike(io.BytesIO(file.data))
    assert [row[7] for row in book.get_sheet_by_name("台账").to_python()[1:]] == [12, 2]
    assert "giveaways_exported" in str(desk.rows("select action from log"))
    entry = {"category": "clothes", "seq": "2", "reason": "退回来了"}
    assert post(clerk, f"{path}/counter", **entry)[0] == 303
    assert post(seated(app, "a-auditor"), f"{path}/counter", **entry)[0] == 403
    assert clerk.get("/desk/giveaways/ledger?station=nowhere").status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [{"limit-clothes": "0"}, {"limit-clothes": "-1"}, {"limit-clothes": "八"}, {"title": ""},
     {"title": "x" * 61}, {"station": "b"}, {"station": ""}, {"details": "找 13912345678"},
     {"word-1": "衣物"}, {"season": "2" * 21}, {"unit-1": "很长的单位"},
     {"station": "", "place_name": "广场", "area": "abc"}],
    ids=str,
)  # fmt: skip
def test_a_form_that_cannot_be_right_says_why_and_keeps_what_was_typed(
    app: Flask, desk: Database, wrong: dict[str, str]
) -> None:
    client = seated(app, "a-keeper")
    status, page = post(client, "/desk/giveaways/new", **{**FORM, **wrong, "word-2": "手套"})
    assert status == 400
    assert 'role="alert"' in page
    assert "手套" in page
    assert store.within(desk, EVERYWHERE) == []


def test_the_slots_of_a_give_away_are_the_sessions_of_its_activity(
    app: Flask, desk: Database
) -> None:
    sessions = tuple(
        Session(id=f"s{n}", starts_at=make.NOON + timedelta(hours=2 * n),
                ends_at=make.NOON + timedelta(hours=2 * n + 1), capacity=1)
        for n in range(2)
    )  # fmt: skip
    activity = Activity(
        id="act", kind="market", title="冬衣集市", area_code="370102", stations=("a",),
        state=ActivityState.PUBLISHED, created_at=make.NOON, updated_at=make.NOON,
        sessions=sessions,
    )  # fmt: skip
    with desk.writing() as tx:
        activities.add(tx, activity)
    client = seated(app, "a-keeper")
    path = begun(client, desk)
    assert "冬衣集市" in client.get(f"{path}/edit").text
    version = str(store.get(desk, path.rpartition("/")[2]).version)
    wrong = post(client, f"{path}/edit", **FORM, version=version, activity="none")
    assert wrong[0] == 400
    assert post(client, f"{path}/edit", **FORM, version=version, activity="act")[0] == 303
    deliver(client, path)
    assert handout_store.served(desk, path.rpartition("/")[2]) == {"s0": 1}
    assert "满了，请后来的人等下一场" in client.get(f"{path}/hand").text
    more = {"key": "b" * 32, "card": "0002-6"}
    status, told = deliver(client, path, **more)
    assert (status, told["over"]) == (409, True)
    assert deliver(client, path, **more, why="外区赶来")[0] == 409, "the tick is wanted, too"
    assert deliver(client, path, **more, over="1", why="外区赶来")[0] == 200
    assert "/activities/act" in app.test_client().get(path.removeprefix("/desk")).text


def test_who_only_reads_sees_no_button_and_can_do_nothing(app: Flask, desk: Database) -> None:
    path = begun(seated(app, "a-keeper"), desk)
    for role in (Role.REVIEWER, Role.APPROVER, Role.AUDITOR, Role.FINANCE):
        client = seated(app, f"a-{role.value}")
        page = client.get(path).text
        assert "现在有多少" in page
        assert "记收进" not in page
        assert post(client, f"{path}/state", state="closed")[0] == 403
    assert store.get(desk, path.rpartition("/")[2]).state is GiveawayState.OPEN
