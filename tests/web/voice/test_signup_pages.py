"""People sign up by a form, without an account and without scripts, and follow it by a link."""

from __future__ import annotations

import logging
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from stations.db.base import Database
from stations.moments import utc_text
from stations.signups import store
from stations.web.voice import ticket_link
from tests.signups import classes
from tests.support import deskwork, small_city

NOW = small_city.NOW
PHONE = "13912345678"


@pytest.fixture
def db(app: Flask) -> Database:
    found: Database = app.extensions["stations"].connections()
    with found.writing() as tx:
        classes.add(
            tx, "course", starts_at=NOW + timedelta(days=3), opens_at=utc_text(NOW), waiting=1
        )
    return found


def fields_of(page: str) -> dict[str, str]:
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page))


def send(client: FlaskClient, session_id: str = "course", **given: str) -> TestResponse:
    """Opens the form and sends it; what is given stands in it."""
    page = client.get(f"/signups/{session_id}").get_data(as_text=True)
    whole = {"name": "小王", "phone": classes.phone(), "consent": "1", **fields_of(page), **given}
    return client.post(f"/signups/{session_id}", data=whole)


def do(client: FlaskClient, link: str, deed: str) -> TestResponse:
    page = client.get(link).get_data(as_text=True)
    return client.post(f"{link}/{deed}", data=fields_of(page))


def link_of(answer: TestResponse) -> str:
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return str(answer.headers["Location"].partition("?")[0])


def words_at(client: FlaskClient, link: str) -> str:
    page = client.get(link).get_data(as_text=True)
    return re.findall(r'role="status"><strong>([^<]*)', page)[0]


def test_a_form_leads_to_ones_own_page_and_sent_again_to_the_same(
    client: FlaskClient, db: Database
) -> None:
    page = client.get("/signups/course").get_data(as_text=True)
    given = {**fields_of(page), "name": "小王", "phone": "１３９－1234－5678", "consent": "1"}
    first, again = (client.post("/signups/course", data=given) for _ in range(2))
    assert link_of(first) == link_of(again)
    assert classes.states(db) == ["in"]
    own = client.get(link_of(first)).get_data(as_text=True)
    assert "139****5678" in own
    assert PHONE not in own
    assert words_at(client, link_of(first)) == "已报上"
    assert "报名的二维码" in own
    assert link_of(first) in client.get("/signups/course").get_data(as_text=True)


def test_ones_own_page_shows_a_ticket_that_holds_nothing_of_the_person(
    app: Flask, client: FlaskClient, db: Database
) -> None:
    link = link_of(send(client, phone=PHONE))
    assert f"{link}/ticket.svg" in client.get(link).get_data(as_text=True)
    picture = client.get(f"{link}/ticket.svg")
    assert picture.mimetype == "image/svg+xml"
    [who] = store.every(db, "course")
    with app.test_request_context():
        assert picture.data == ticket_link.picture(who.id)
        assert re.fullmatch(rf"/desk/signups/door/c/{who.id}/[0-9a-f]{{20}}",
                            ticket_link.address(who.id))  # fmt: skip
    do(client, link, "cancel")
    assert "ticket.svg" not in client.get(link).get_data(as_text=True)


def test_one_waits_is_offered_a_place_and_confirms(app: Flask, db: Database) -> None:
    people = [app.test_client() for _ in range(3)]
    links = [link_of(send(one)) for one in people]
    assert words_at(people[2], links[2]) == "候补第 1 位"
    assert do(people[0], links[0], "cancel").status_code == 303
    assert words_at(people[0], links[0]) == "已取消"
    assert re.fullmatch(r"请在 \d+月\d+日 \d\d:\d\d 前确认", words_at(people[2], links[2]))
    assert do(people[2], links[2], "confirm").status_code == 303
    assert words_at(people[2], links[2]) == "已报上"


def test_before_it_opens_the_page_counts_by_the_server_and_keeps_what_was_typed(
    client: FlaskClient, db: Database
) -> None:
    classes.change(
        db, "activity_sessions", "course", opens_at=utc_text(NOW + timedelta(seconds=90))
    )
    page = client.get("/signups/course").get_data(as_text=True)
    assert 'data-opens-in="90000"' in page
    assert client.get("/signups/course/now").json == {
        "opens_in_ms": 90_000, "phase": "before", "places": "还有 2 个名额",
    }  # fmt: skip
    answer = send(client, name="张师傅", phone="139 1234 5678")
    told = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "还没到报名时间" in told
    assert 'value="张师傅"' in told
    assert 'value="139 1234 5678"' in told
    assert classes.states(db) == []


def test_every_refusal_keeps_what_was_typed(client: FlaskClient, db: Database) -> None:
    for given, words in (
        ({"phone": "0531-88888888"}, "座机"),
        ({"consent": ""}, "同意"),
        ({"csrf_token": "stale"}, "写的都还在"),
    ):
        answer = send(client, **{"name": "李<b>四", **given})
        told = answer.get_data(as_text=True)
        assert answer.status_code in (400, 403)
        assert words in told
        assert "李&lt;b&gt;四" in told
    assert classes.states(db) == []


def test_who_has_no_name_of_ours_gets_the_form_again(app: Flask, db: Database) -> None:
    client = app.test_client()
    page = client.get("/signups/course").get_data(as_text=True)
    client.delete_cookie("voice", path="/signups")
    given = {**fields_of(page), "name": "小王", "phone": PHONE, "consent": "1"}
    assert client.post("/signups/course", data=given).status_code == 403


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"state": "cancelled", "reason": "老师生病"}, ("活动已取消", "老师生病")),
        ({"moved_from": "2026-11-20T11:00:00Z", "reason": "礼堂停电"}, ("改期", "礼堂停电")),
    ],
)
def test_a_session_moved_or_cancelled_is_told_on_everybodys_page(
    client: FlaskClient, db: Database, change: dict[str, Any], words: tuple[str, ...]
) -> None:
    link = link_of(send(client))
    classes.change(db, "activity_sessions", "course", **change)
    for page in (link, "/signups/course"):
        told = client.get(page).get_data(as_text=True)
        assert all(one in told for one in words)


def test_erased_at_once_nothing_is_found_of_it(
    client: FlaskClient, db: Database, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    link = link_of(send(client, phone=PHONE, name="无名氏甲乙"))
    mark = store.every(db, "course")[0].phone_mark
    assert do(client, link, "erase").headers["Location"] == "/signups/mine/erased"
    assert client.get("/signups/mine/erased").status_code == 200
    assert client.get(link).status_code == 404
    assert link not in client.get("/signups/course").get_data(as_text=True)
    kept = b"".join(one.read_bytes() for one in tmp_path.rglob("*") if one.is_file())
    for trace in (PHONE, "无名氏甲乙", mark):
        assert trace.encode() not in kept
        assert trace not in caplog.text


def test_the_desk_reads_masked_numbers_cancels_one_and_takes_the_list(
    app: Flask, db: Database
) -> None:
    links = {}
    for name in ("王一", "王二", "王三"):
        person = app.test_client()
        links[name] = person, link_of(send(person, name=name, phone=classes.phone()))
    editor = deskwork.seated(app, "a-editor")
    page = editor.get("/desk/signups/course").get_data(as_text=True)
    assert "138****" in page
    assert not re.search(r"138\d{8}", page)
    signup = store.every(db, "course")[0]
    there = f"/desk/signups/course/{signup.id}/cancel"
    token = fields_of(page)["csrf_token"]
    assert editor.post(there, data={"csrf_token": token}).status_code == 400
    assert editor.post(there, data={"csrf_token": token, "reason": "没来过"}).status_code == 303
    assert "没来过" in links["王一"][0].get(links["王一"][1]).get_data(as_text=True)
    assert words_at(*links["王三"]).startswith("请在")
    listed = editor.post("/desk/signups/course/list.csv", data={"csrf_token": token})
    text = listed.get_data(as_text=True)
    assert "王二" in text
    assert "王一" not in text
    assert not re.search(r"138\d{8}", text)
    send(app.test_client(), name="王四", phone=PHONE)
    for phone, status in ((PHONE[:-1], 400), (PHONE, 303), (PHONE, 303)):
        erased = {"csrf_token": token, "phone": phone}
        assert editor.post("/desk/signups/erase", data=erased).status_code == status
        told = editor.get("/desk/signups/erase").get_data(as_text=True)
    assert "没有这个号码的报名" in told
    assert [one.number for one in store.every(db, "course")] == [1, 2, 3]


def test_a_form_that_was_open_when_the_session_was_cancelled_is_refused(
    client: FlaskClient, db: Database
) -> None:
    page = client.get("/signups/course").get_data(as_text=True)
    classes.change(db, "activities", "course", state="cancelled", state_reason="台风")
    given = {**fields_of(page), "name": "小王", "phone": PHONE, "consent": "1"}
    answer = client.post("/signups/course", data=given)
    assert answer.status_code == 409
    assert "台风" in answer.get_data(as_text=True)
