"""A clerk changes a station in a form, meets a colleague's change, and loses nothing."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from stations.accounts import passwords
from stations.accounts import store as accounts
from stations.accounts.model import Account, Grant
from stations.accounts.roles import Role
from stations.db import opening
from stations.db.base import Database
from stations.feedback import poster_codes
from stations.registry.model import Amenity, Place
from stations.registry.states import AmenityState, Phase
from stations.registry.stored import history_store, store
from tests.support import make
from tests.support.deskwork import PASSWORD, seated


@pytest.fixture
def db(address: str) -> Iterator[Database]:
    database = opening.open_ready(address)
    with database.writing():
        store.add(
            database,
            [
                make.station(
                    id="a",
                    number="LX-1",
                    name="解放路驿站",
                    amenities=(Amenity(id="restroom", note="二楼"),),
                ),
                make.station(
                    id="far",
                    name="天桥的驿站",
                    place=Place(area_code="370105", district_code="370105", city_code="3701"),
                ),
            ],
            history=(),
        )
    yield database
    database.close()


def form_of(page: str) -> dict[str, str]:
    """What a browser would send of the form of a page, were nothing touched."""
    form = page.partition('id="station-form"')[2] or page.partition('id="conflict-form"')[2]
    form = form.partition("</form>")[0]
    sent: dict[str, str] = {}
    for match in re.finditer(r"<input ([^>]*)>", form):
        attributes = dict(re.findall(r'([\w-]+)="([^"]*)"', match[1]))
        if "name" in attributes and attributes.get("type") not in ("checkbox", "radio"):
            sent[attributes["name"]] = html.unescape(attributes.get("value", ""))
    for match in re.finditer(r"<textarea ([^>]*)>\n?(.*?)</textarea>", form, re.S):
        sent[dict(re.findall(r'([\w-]+)="([^"]*)"', match[1]))["name"]] = html.unescape(match[2])
    for match in re.finditer(r"<select ([^>]*)>(.*?)</select>", form, re.S):
        name = dict(re.findall(r'([\w-]+)="([^"]*)"', match[1]))["name"]
        chosen = re.search(r'<option value="([^"]*)" selected', match[2])
        first = re.search(r'<option value="([^"]*)"', match[2])
        sent[name] = (chosen or first)[1]  # type: ignore[index]
    return sent


def opened(client: FlaskClient, path: str = "/desk/stations/a/edit") -> dict[str, str]:
    page = client.get(path)
    assert page.status_code == 200, page.get_data(as_text=True)[:3000]
    return form_of(page.get_data(as_text=True))


def sent(client: FlaskClient, form: dict[str, Any], path: str = "/desk/stations/a/edit") -> Any:
    return client.post(path, data=form)


def test_a_form_that_nobody_touched_changes_nothing(app: Flask, db: Database) -> None:
    client, before = seated(app, "a-editor"), store.get(db, "a")
    answer = sent(client, opened(client))
    assert answer.status_code == 303
    assert "没有要保存的修改" in client.get(answer.headers["Location"]).get_data(as_text=True)
    assert store.get(db, "a") == before


def test_what_a_clerk_types_is_stored_and_told(app: Flask, db: Database) -> None:
    client = seated(app, "a-editor")
    form = opened(client)
    form |= {
        "door": "东门进",
        "hours": "周一到周五 9:00-17:00",
        "amenity-restroom-state": "out_of_order",
        "amenity-microwave-state": "available",
        "lifecycle": "rectifying",
        "reason": "装修",
        "until": "2026-12-01",
        "why": "到现场看过",
    }
    answer = sent(client, form)
    assert answer.status_code == 303, answer.get_data(as_text=True)
    after = store.get(db, "a")
    assert after.place.door == "东门进"
    assert after.hours.osm == "Mo-Fr 09:00-17:00"
    assert {(one.id, one.state, one.note) for one in after.amenities} == {
        ("restroom", AmenityState.OUT_OF_ORDER, "二楼"),
        ("microwave", AmenityState.AVAILABLE, ""),
    }
    assert after.lifecycle.phase is Phase.RECTIFYING
    assert str(after.lifecycle.since) == "2026-11-20"
    assert after.record
    assert after.record.version == 2
    (told,) = history_store.of_station(db, "a")
    assert told["reason"] == "到现场看过"
    assert told["changes"]["door"] == ["", "东门进"]
    page = client.get(answer.headers["Location"]).get_data(as_text=True)
    assert "已经保存" in page


def test_nothing_typed_is_lost_on_an_error_and_all_errors_are_listed_with_links(
    app: Flask, db: Database
) -> None:
    client = seated(app, "a-editor")
    form = opened(client)
    typed = {"door": "东门进 <b>左转</b>", "point": "不知道", "phone": "13812345678", "why": "看过"}
    answer = sent(client, {**form, **typed, "entry": ["", "face", "ask_staff"]})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 400
    again = form_of(page)
    assert {key: again[key] for key in typed} == typed
    assert again["base"] == form["base"], "what was when it was opened is still known"
    assert re.search(r'value="face"\s+checked', page)
    for key in ("point", "phone"):
        assert f'href="#f-{key}"' in page
        assert f'id="e-{key}"' in page
    assert "还没有保存，有 2 处要改" in page
    assert "<b>左转" not in page
    assert store.get(db, "a").place.door == ""


def test_two_clerks_meet_and_choose_and_everything_else_is_kept(app: Flask, db: Database) -> None:
    first, second = seated(app, "a-editor"), seated(app, "a-administrator")
    mine = opened(first)
    theirs = opened(second)
    assert sent(second, {**theirs, "door": "西门", "note": "同事的话"}).status_code == 303
    clash = sent(first, {**mine, "door": "东门", "seats": "9", "why": "我去看过"})
    page = clash.get_data(as_text=True)
    assert clash.status_code == 409
    for words in ("怎么找门", "西门", "东门", "同事另外改的备注", "您另外改的座位数", "空"):
        assert words in page, words
    asked = form_of(page)
    assert asked["why"] == "我去看过"
    back = sent(first, {**asked, "choose-door": "mine", "go": "form"})
    returned = form_of(back.get_data(as_text=True))
    assert (returned["door"], returned["seats"], returned["note"]) == ("东门", "9", "同事的话")
    chosen = sent(first, {**asked, "choose-door": "theirs"})
    assert chosen.status_code == 303, chosen.get_data(as_text=True)
    after = store.get(db, "a")
    assert (after.place.door, after.premises.seats, after.note) == ("西门", 9, "同事的话")


def test_a_keeper_sees_what_is_not_theirs_to_change_as_words(app: Flask, db: Database) -> None:
    client = seated(app, "a-keeper")
    page = client.get("/desk/stations/a/edit").get_data(as_text=True)
    form = form_of(page)
    assert "door" in form
    assert not {"name", "number", "area_code", "opened_on"} & form.keys()
    assert "LX-1" in page
    assert 'value="closed"' not in page
    assert sent(client, {**form, "door": "东门", "name": "改名", "star": "5"}).status_code == 303
    after = store.get(db, "a")
    assert (after.place.door, after.name, after.star) == ("东门", "解放路驿站", None)


@pytest.mark.parametrize("path", ["edit", "combine", "separate"])
def test_a_foreign_station_answers_as_one_that_is_not_there(
    app: Flask, db: Database, path: str
) -> None:
    client = seated(app, "a-editor")
    form = {"csrf_token": opened(client)["csrf_token"], "base": opened(client)["base"]}
    for method in ("get", "post") if path != "separate" else ("post",):
        answers = [
            getattr(client, method)(f"/desk/stations/{one}/{path}", data=form)
            for one in ("far", "none")
        ]
        assert {answer.status_code for answer in answers} == {404}
        assert answers[0].data == answers[1].data
        assert "天桥的驿站" not in answers[0].get_data(as_text=True)


@pytest.mark.parametrize("base", ["", "x", "eJwDAAAAAAE=", "W10="])
def test_a_form_that_came_in_half_is_not_stored(app: Flask, db: Database, base: str) -> None:
    client, before = seated(app, "a-editor"), store.get(db, "a")
    form = {**opened(client), "door": "东门", "base": base}
    assert sent(client, form).status_code == 400
    assert store.get(db, "a") == before


def test_a_new_station_is_made_once_and_shown_to_workers(app: Flask, db: Database) -> None:
    client = seated(app, "a-editor")
    form = opened(client, "/desk/stations/new")
    assert form["area_code"] == "370102", "whoever keeps one area need not say which"
    form |= {"name": "新建的驿站", "point": "117.06,36.66", "hours": "8:00-20:00"}
    places = [sent(client, form, "/desk/stations/new").headers["Location"] for _ in range(2)]
    assert places[0] == places[1]
    station_id = places[0].split("/")[3]
    assert store.count(db) == 3
    assert "新建的驿站" in app.test_client().get(f"/stations/{station_id}").get_data(as_text=True)


def test_each_clerk_is_offered_the_areas_that_are_theirs(app: Flask, db: Database) -> None:
    for number, (area, offered, other) in enumerate(
        [("3701", '<option value="370105"', '<option value="3702'),
         ("37", 'name="area_code" type="text"', "<option value=\"3701"),
         ("", "写六位区划代码", "<option value=\"3701")]
    ):  # fmt: skip
        name = f"clerk-{number}"
        grant = Grant(role=Role.EDITOR, area=area)
        one = Account(id=name, name=name, shown="编辑", grants=(grant,))
        with db.writing():
            accounts.add(db, one, password=passwords.hashed(PASSWORD), at=make.NOON)
        client = seated(app, name)
        page = client.get("/desk/stations/new").get_data(as_text=True)
        assert offered in page
        assert other not in page
        assert '<option value="370102" selected' in client.get("/desk/stations/a/edit").get_data(
            as_text=True
        )


def test_a_station_like_another_is_asked_about_first(app: Flask, db: Database) -> None:
    client = seated(app, "a-editor")
    form = opened(client, "/desk/stations/new")
    form |= {"name": "解放路户外驿站", "point": "36.6501, 117.1201"}
    warned = sent(client, form, "/desk/stations/new")
    page = warned.get_data(as_text=True)
    assert warned.status_code == 409
    assert "/desk/stations/a/edit" in page
    assert form_of(page)["name"] == "解放路户外驿站"
    again = {**form_of(page), "anyway": "1"}
    assert sent(client, again, "/desk/stations/new").status_code == 303
    asked = client.get("/desk/stations/like", query_string={"name": "解放路", "point": "x"})
    assert asked.status_code == 400
    asked = client.get(
        "/desk/stations/like", query_string={"name": "解放路", "point": "36.65,117.12"}
    )
    assert {one["id"] for one in asked.get_json()["likes"]} >= {"a"}
    assert asked.headers["Cache-Control"] == "no-store"


def test_two_records_become_one_and_the_old_address_leads_on(app: Flask, db: Database) -> None:
    with db.writing():
        twin = make.station(id="b", number="LX-9", name="解放路爱心驿站", lat=36.6501)
        store.add(db, [twin], history=())
    client = seated(app, "a-editor")
    asked = client.get("/desk/stations/a/combine").get_data(as_text=True)
    assert "解放路爱心驿站" in asked
    page = client.get("/desk/stations/a/combine?with=LX-9").get_data(as_text=True)
    form = {**form_of(page.replace('class="form station-form conflict"', 'id="station-form"')),
            "take-name": "other"}  # fmt: skip
    stale = client.post("/desk/stations/a/combine", data={**form, "version": "9"})
    assert stale.status_code == 409
    assert "没有合并" in stale.get_data(as_text=True)
    for _ in range(2):
        done = client.post("/desk/stations/a/combine", data=form)
        assert (done.status_code, done.headers["Location"]) == (303, "/desk/stations/a/edit")
    assert store.get(db, "a").name == "解放路爱心驿站"
    visitor = app.test_client()
    moved = visitor.get("/stations/b")
    assert (moved.status_code, moved.headers["Location"]) == (301, "/stations/a")
    assert moved.headers["Cache-Control"] == "no-cache"
    told = visitor.get("/api/v1/stations/b")
    assert (told.status_code, told.get_json()) == (301, {"moved": "/api/v1/stations/a"})
    assert visitor.get("/api/v1/stations/a").status_code == 200
    secret = app.config["SECRET_KEY"]
    scanned = visitor.get(f"/h/b/{poster_codes.code(secret, 'b')}").headers["Location"]
    assert scanned == f"/voice/a?c={poster_codes.code(secret, 'a')}", "its poster still hangs there"
    assert poster_codes.code(secret, "a") not in visitor.get("/h/b/made-up").headers["Location"]
    page = client.get("/desk/stations/a/combine").get_data(as_text=True)
    assert "合并错了" in page
    again = client.post("/desk/stations/b/separate", data={**form, "why": "是两个"})
    assert again.status_code == 303
    assert visitor.get("/stations/b").status_code == 200
    assert store.get(db, "a").name == "解放路驿站"


def test_the_longest_form_that_a_clerk_can_fill_in_arrives_whole(app: Flask, db: Database) -> None:
    client = seated(app, "a-editor")
    form = opened(client)
    long = {"note": "备" * 2000, "door": "门" * 500, "entry_note": "进" * 500}
    every = {key: "设" * 80 for key in form if key.endswith("-note") and key.startswith("amenity")}
    states = {key: "available" for key in form if key.endswith("-state")}
    assert sent(client, {**form, **long, **every, **states}).status_code == 303
    again = opened(client)
    assert again["note"] == long["note"]
    assert sent(client, {**again, "door": "短"}).status_code == 303
    after = store.get(db, "a")
    assert (after.note, after.place.door) == (long["note"], "短")
    assert len(after.amenities) == len(every)


JUNK = ["\0", "\u202e倒过来", "\x1b[31m", "a\u0301\u0301\u0301\u0301", "{{7*7}}", "<svg onload=x>",
        "'; drop table stations; --", "9" * 900, "\U0001f600", "=cmd()", "\u3164"]  # fmt: skip


def test_whatever_is_typed_is_stored_as_text_or_refused_with_a_form(
    app: Flask, db: Database
) -> None:
    client = seated(app, "a-editor")
    kept = ("csrf_token", "base", "version", "id")
    for junk in JUNK:
        form = opened(client)
        answer = sent(client, {key: form[key] if key in kept else junk for key in form})
        assert answer.status_code == 400
        page = answer.get_data(as_text=True)
        assert "<svg onload" not in page
        assert form_of(page)["base"] == form["base"]
        alone = sent(client, {**form, "entry_note": junk, "why": junk})
        assert alone.status_code in (303, 400)
        for path in ("like", "a/combine", "new"):
            asked = client.get(
                f"/desk/stations/{path}", query_string={"name": junk, "with": junk, "point": junk}
            )
            assert asked.status_code in (200, 400), path
    history = history_store.of_station(db, "a")
    assert history
    assert all(row["reason"].isprintable() for row in history)


def test_a_far_move_is_said_and_saved_only_with_a_tick(app: Flask, db: Database) -> None:
    client = seated(app, "a-editor")
    path = "/desk/stations/a/edit"
    sent = form_of(client.get(path).get_data(as_text=True))
    sent |= {"point": "36.40,116.75", "datum": "wgs84"}
    answer = client.post(path, data=sent)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "比原来的位置远了" in page
    assert 'name="anyway"' in page
    assert 'value="36.40,116.75"' in page
    assert client.post(path, data={**sent, "anyway": "1"}).status_code == 303
