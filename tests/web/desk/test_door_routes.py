"""The door of a session over the web: who sees whom, and what phones send."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from stations.accounts.roles import MAY, Action, Role
from stations.db import opening
from stations.db.base import Database
from stations.signups import arrival_store, store
from stations.signups.arrival_store import Turnout
from stations.signups.model import Person, SignUp
from stations.web.desk.signups import door_view
from stations.web.voice import ticket_link
from tests.signups import classes
from tests.support import make
from tests.support.deskwork import seated, token_in

PHONE, OTHER = "a" * 32, "b" * 32
DOOR = "/desk/signups/door/course"
NAME, NUMBER = "欧阳小明", "13812345678"


@pytest.fixture
def db(app: Flask, address: str) -> Iterator[Database]:
    """A class that begins now, for which somebody has signed up."""
    found = opening.open_ready(address)
    with found.writing() as tx:
        classes.add(tx, "course", starts_at=make.NOON)
    yield found
    found.close()


@pytest.fixture
def who(app: Flask, db: Database) -> SignUp:
    with app.app_context():
        person = Person(name=NAME, phone=NUMBER)
        made = classes.signup(id="0a" * 8, person=door_view.cipher().encrypted(person, id="0a" * 8))
    with db.writing() as tx:
        store.add(tx, made)
    return made


@pytest.fixture
def ticket(app: Flask, who: SignUp) -> str:
    with app.test_request_context():
        return ticket_link.address(who.id)


@pytest.fixture
def editor(app: Flask) -> FlaskClient:
    return seated(app, "a-editor")


def sent(client: FlaskClient, *taps: dict[str, object], **given: object) -> TestResponse:
    now = make.NOON.timestamp() * 1_000
    form = {"phone": PHONE, "sent_at": now, "taps": json.dumps([{"at": now, **t} for t in taps])}
    token = client.get(f"{DOOR}/list").get_json()["token"]
    return client.post(f"{DOOR}/taps", data={**form, "csrf_token": token, **given})


def turnout(db: Database) -> Turnout:
    return arrival_store.turnouts(db, ["course"]).get("course", Turnout())


def test_the_list_tells_as_little_of_a_person_as_it_takes_to_find_them(
    editor: FlaskClient, who: SignUp
) -> None:
    answer = editor.get(f"{DOOR}/list?phone={PHONE}")
    assert answer.get_json()["list"]["people"] == [
        {"id": who.id, "name": "欧**明", "tail": "5678", "waiting": False, "at": None,
         "there": False}
    ]  # fmt: skip
    assert "小" not in answer.text
    assert NUMBER[:7] not in answer.text
    mark = answer.get_json()["mark"]
    assert "list" not in editor.get(f"{DOOR}/list?phone={PHONE}&mark={mark}").get_json()


def test_what_two_phones_send_is_taken_once_and_told_in_words(
    editor: FlaskClient, db: Database, who: SignUp
) -> None:
    first = sent(editor, {"id": "1" * 32, "signup": who.id}, {"id": "2" * 32})
    assert [one["counted"] for one in first.get_json()["answers"]] == [True, True]
    assert sent(editor, {"id": "1" * 32, "signup": who.id}).get_json() == {
        **first.get_json(), "answers": first.get_json()["answers"][:1]
    }  # fmt: skip
    late = make.NOON.timestamp() * 1_000 + 720_000
    second = sent(editor, {"id": "3" * 32, "signup": who.id}, phone=OTHER, sent_at=late).get_json()
    assert second["answers"][0]["words"] == "12:00 已经签到，在另一部手机上。"
    assert second["clock"].startswith("这部手机的时钟快了约 12 分钟")
    assert turnout(db) == Turnout(expected=1, others=1)
    shown = editor.get(f"{DOOR}/list?phone={OTHER}").get_json()["list"]
    assert (shown["people"][0]["there"], shown["others"]) == (True, 1)


@pytest.mark.parametrize(
    "given",
    [
        {"taps": "no json"}, {"taps": '{"a": 1}'}, {"taps": "[1]"}, {"taps": '[{"id": "1"}]'},
        {"taps": json.dumps([{"id": "1" * 32, "at": 1e300}])}, {"sent_at": "nan"},
        {"sent_at": "soon"}, {"phone": "mine"}, {"taps": json.dumps([{"id": 1, "at": "x"}])},
    ],
)  # fmt: skip
def test_what_no_phone_of_ours_sends_is_refused_in_words(
    editor: FlaskClient, db: Database, given: dict[str, object]
) -> None:
    answer = sent(editor, {"id": "1" * 32}, **given)
    assert answer.status_code == 400
    assert "请刷新" in answer.get_json()["detail"]
    assert turnout(db).people == 0


def test_a_ticket_says_nothing_to_anybody_but_the_staff_of_its_door(
    app: Flask, who: SignUp, ticket: str
) -> None:
    without = [one for one in Role if Action.ORGANISE not in MAY[one]]
    outside = [app.test_client(), *(seated(app, f"a-{one.value}") for one in without)]
    # The keeper of a station at which it is not.
    outside.append(seated(app, "a-keeper"))
    for client in outside:
        page = client.get(ticket)
        assert "请向工作人员出示" in page.text
        assert "5678" not in page.text
        assert "剪纸" not in page.text
    for wrong in (f"{ticket[:-1]}x", ticket.replace(who.id, "0b" * 8)):
        assert "请向工作人员出示" in seated(app, "a-editor").get(wrong).text


def test_a_scanned_ticket_checks_in_once_with_one_tap(
    editor: FlaskClient, db: Database, ticket: str
) -> None:
    page = editor.get(ticket)
    assert "欧**明" in page.text
    assert NAME not in page.text
    form = {"csrf_token": token_in(page.data), "id": "4" * 32, "phone": PHONE}
    assert editor.post(ticket, data=form).status_code == 303
    assert editor.post(ticket, data=form).status_code == 303
    assert "已签到 2026-11-20 12:00" in editor.get(ticket).text
    other = editor.post(ticket, data={**form, "id": "5" * 32, "phone": OTHER})
    assert "12:00 已经签到，在另一部手机上。" in other.text
    assert turnout(db) == Turnout(expected=1)


def test_who_came_is_proposed_for_the_result_of_the_session(
    editor: FlaskClient, who: SignUp
) -> None:
    sent(editor, {"id": "1" * 32, "signup": who.id}, {"id": "2" * 32})
    page = editor.get("/desk/activities/sessions/course/result").text
    assert "门口签到 2 人，其中没有名额来的 1 人。" in page
    assert 'inputmode="numeric" value="2"' in page
    course = editor.get("/desk/activities/course").text
    assert DOOR in course
    assert "<p>到场 2 人。</p>" in course


def test_a_ticket_is_not_taken_on_another_day(
    editor: FlaskClient, db: Database, ticket: str
) -> None:
    classes.change(db, "activity_sessions", "course", starts_at="2026-11-10T04:00:00Z",
                   ends_at="2026-11-10T06:00:00Z")  # fmt: skip
    page = editor.get(ticket)
    form = {"csrf_token": token_in(editor.get("/desk/password").data), "id": "4" * 32}
    assert "现在不是这一场的签到时间" in page.text
    assert editor.post(ticket, data=form).status_code == 409
    assert turnout(db).people == 0


def test_the_page_that_a_phone_keeps_holds_nothing_of_anybody(
    app: Flask, editor: FlaskClient
) -> None:
    shell = app.test_client().get("/offline/door")
    assert shell.status_code == 200
    assert 'data-account=""' in shell.text
    worker = editor.get("/desk/signups/door/worker.js").text
    assert "door_page.js" in worker
    assert "/offline/door" in worker
    assert editor.get("/desk/signups/door/").status_code == 200
