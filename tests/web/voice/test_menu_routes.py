"""On a phone without scripts a menu is opened at the station, chosen from and chosen from anew."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from stations.accounts import store as accounts
from stations.accounts.model import Account
from stations.activities import store as activities
from stations.activities.model import ActivityState
from stations.db.base import Database
from stations.feedback import poster_codes
from stations.menus import counting, menu_wish_store, offering, outcomes, vote_store, voting
from stations.menus.model import Menu
from stations.menus.offering import MenuForm, MenuOwner
from tests.support import make, small_city
from tests.support.deskwork import token_in
from tests.support.voices import visitor

HOSTILE = "<img src=x onerror=alert(1)>"


@pytest.fixture
def db(app: Flask) -> Database:
    connection: Database = app.extensions["stations"].connections()
    return connection


def the_editor(db: Database) -> Account:
    found = accounts.named(db, "a-editor")
    assert found
    return found[0]


@pytest.fixture
def menu(db: Database) -> Menu:
    """A menu of the district, of which two items may be chosen; it began an hour ago."""
    editor = the_editor(db)
    form = MenuForm(
        title="春季班您想学什么", items=f"插花 | 夜校\n书法 | 夜校\n{HOSTILE}", choices=2,
        from_at=small_city.NOW - timedelta(hours=1),
        until_at=small_city.NOW + timedelta(days=7),
    )  # fmt: skip
    act = make.act(offering.OFFERED)
    return offering.offer(db, form, MenuOwner(area="370102"), by=editor, act=act)


def code(app: Flask) -> str:
    return poster_codes.code(app.config["SECRET_KEY"], "a-open")


def send(client: FlaskClient, path: str, deed: str, **given: object):  # type: ignore[no-untyped-def]
    page = client.get(path, query_string={k: given[k] for k in ("s", "c") if k in given})
    token = token_in(page.data)
    return client.post(f"{path}/{deed}", data={"csrf_token": token, **given})


def test_from_the_poster_to_the_vote_and_back_again(
    app: Flask, client: FlaskClient, db: Database, menu: Menu
) -> None:
    path = f"/voice/menus/{menu.id}"
    poster = client.get(f"/voice/a-open?c={code(app)}").text
    assert f"{path}?s=a-open&amp;c={code(app)}" in poster
    assert f'href="{path}"' in client.get("/stations/a-open").text
    assert menu.title in client.get("/menus?area=3701").text
    assert menu.title not in client.get("/menus?area=3702").text
    page = client.get(f"{path}?s=a-open&c={code(app)}").text
    assert "算 1 票" in page
    assert HOSTILE not in page
    assert "现在大家选的" not in page
    given = {"s": "a-open", "c": code(app), "pick": ["1", "2"]}
    answer = send(client, path, "vote", **given)
    assert answer.status_code == 303
    page = client.get(answer.location).text
    assert "算 1 票" in page
    assert "现在大家选的" in page
    assert page.count("您选的") == 2
    assert "1 人" not in page, "of so few no number is told"
    assert send(client, path, "vote", pick=["2"]).status_code == 303
    count = counting.of_menu(db, menu)
    assert (count.people, count.of(1).voters, count.of(2).voters) == (1, 0, 1)
    others = [app.test_client() for _ in range(6)]
    for other in others:
        assert send(other, path, "vote", **given).status_code == 303
    assert "<strong>书法</strong> 7 人" in client.get(path).text


def test_what_is_wrong_with_a_vote_is_said_and_what_was_chosen_stays(
    app: Flask, client: FlaskClient, db: Database, menu: Menu, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = f"/voice/menus/{menu.id}"
    answer = send(client, path, "vote", pick=["1", "2", "3"])
    assert answer.status_code == 400
    assert "最多选 2 项，您选了 3 项" in answer.text
    assert answer.text.count(" checked") == 3
    for odd in ([], ["²"], ["9" * 40], ["x"]):
        assert send(client, path, "vote", pick=odd).status_code == 400
    words = "想学瑜伽，找我 13800138000"
    answer = send(client, path, "wish", words=words)
    assert answer.status_code == 400
    assert words in answer.text
    assert client.post(f"{path}/vote", data={"pick": "1"}).status_code == 403
    assert send(client, path, "wish", words=f"瑜伽{HOSTILE}").status_code == 303
    assert f"瑜伽{HOSTILE}" not in client.get(path).text
    assert "还在整理" in client.get(path).text
    assert "瑜伽" not in app.test_client().get(path).text, "nobody else reads it"
    assert len(menu_wish_store.of_menu(db, menu.id)) == 1
    # A phone that keeps no cookies could vote for ever.
    bare = app.test_client()
    token = token_in(bare.get(path).data)
    bare.delete_cookie("voice", path="/voice")
    assert "Cookie" in bare.post(f"{path}/vote", data={"csrf_token": token, "pick": "1"}).text
    assert not vote_store.has_any(db, menu.id)
    monkeypatch.setenv("STATIONS_NOW", menu.until_at.isoformat())
    assert "已结束" in client.get(path).text


def test_a_choice_survives_a_database_that_cannot_be_written(
    client: FlaskClient, db: Database, menu: Menu
) -> None:
    path = f"/voice/menus/{menu.id}"
    token = token_in(client.get(path).data)
    form = {"csrf_token": token, "pick": ["1", "2"], "s": "a-open"}
    db.run("pragma query_only = on")
    answer = client.post(f"{path}/vote", data=form)
    db.run("pragma query_only = off")
    assert answer.status_code == 503
    assert answer.text.count('name="pick" hidden') == 2
    assert f'action="{path}/vote"' in answer.text
    assert client.post(f"{path}/vote", data=form).status_code == 303
    assert counting.of_menu(db, menu).others == 1


def test_after_the_end_everybody_reads_what_became_of_it(
    client: FlaskClient, db: Database, menu: Menu, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor = the_editor(db)
    monkeypatch.setenv("STATIONS_NOW", menu.until_at.isoformat())
    late = replace(make.act(offering.SETTLED), at=menu.until_at)
    made = outcomes.become(db, menu.id, 1, by=editor, act=late)
    outcomes.decline(db, menu.id, 2, reason="老师没空", by=editor, act=late)
    for path in ("/menus", f"/voice/menus/{menu.id}"):
        page = client.get(path).text
        assert "要办，正在准备" in page
        assert made.id not in page, "a draft is shown to nobody"
        assert "这次不办，老师没空" in page
    assert "看结果" in client.get("/stations/a-open").text


def test_a_class_that_came_of_a_menu_says_how_many_had_chosen_it(
    app: Flask, client: FlaskClient, db: Database, menu: Menu, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(6):
        by = visitor(f"d{n}", station_id=f"menu {menu.id}", poster=True)
        voting.vote(db, menu.id, [1], by=by, place="a-open", at=small_city.NOW)
    editor = the_editor(db)
    late = replace(make.act(offering.SETTLED), at=menu.until_at)
    made = outcomes.become(db, menu.id, 1, by=editor, act=late)
    with db.writing() as tx:
        activities.save(
            tx, replace(made, state=ActivityState.PUBLISHED, stations=("a-open",)), over=1
        )
    page = client.get(f"/activities/{made.id}").text
    assert "6 人点了这一项" in page
    assert f"/voice/menus/{menu.id}" in page
    monkeypatch.setenv("STATIONS_NOW", menu.until_at.isoformat())
    assert f'href="/activities/{made.id}"' in client.get(f"/voice/menus/{menu.id}").text
