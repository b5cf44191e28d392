"""A closure is written, moved, confirmed and dropped on its page, and nothing typed is lost."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from stations.db import opening
from stations.db.base import Database
from stations.registry import closure_list
from stations.registry.model import Closure, Lifecycle, next_version
from stations.registry.states import Phase
from stations.registry.stored import change_store, store
from tests.support import make
from tests.support.deskwork import seated, token_in

PATH = "/desk/stations/a/closures"
SPRING = {"reason": "春节放假", "since": "2027-02-15", "until": "2027-02-22", "ends": "sure"}
OVERDUE = Closure(since=date(2026, 11, 1), until=date(2026, 11, 15), reason="装修", expected=True)
RUNNING = Closure(since=date(2026, 11, 10), reason="搬迁")


@pytest.fixture
def db(address: str) -> Iterator[Database]:
    database = opening.open_ready(address)
    with database.writing():
        stations = [make.station(id="a", closures=(OVERDUE, RUNNING)), make.station(id="b")]
        store.add(database, stations, history=())
    yield database
    database.close()


@pytest.fixture
def keeper(app: Flask, db: Database) -> FlaskClient:
    return seated(app, "a-keeper")


def sent(client: FlaskClient, do: str, old: Closure | None = None, **given: str) -> Any:

    token = token_in(client.get(PATH).data)
    words = closure_list.one_text(old) if old else ""
    return client.post(PATH, data={"csrf_token": token, "do": do, "old": words, **given})


def test_a_future_closure_is_written_and_dropped_again(db: Database, keeper: FlaskClient) -> None:
    assert sent(keeper, "add", **SPRING).status_code == 303
    spring = store.get(db, "a").closures[-1]
    assert (spring.since, spring.until, spring.expected) == (
        date(2027, 2, 15), date(2027, 2, 22), False,
    )  # fmt: skip
    page = keeper.get(PATH).get_data(as_text=True)
    assert "已经预告，还没开始" in page
    assert '<button class="button" type="submit">取消，照常开放' in page, "not what one comes for"
    assert sent(keeper, "cancel", spring).status_code == 303
    assert store.get(db, "a").closures == (OVERDUE, RUNNING)


def test_what_was_typed_stands_there_again_beside_what_is_wrong(
    db: Database, keeper: FlaskClient
) -> None:
    answer = sent(keeper, "add", **{**SPRING, "until": "2027-02-14", "reason": "春节<放假>"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 400
    assert 'id="e-until-new"' in page
    assert 'value="春节&lt;放假&gt;"' in page
    assert 'value="2027-02-14"' in page
    answer = sent(keeper, "change", RUNNING, **{**SPRING, "ends": ""})
    page = answer.get_data(as_text=True)
    assert (answer.status_code, page.count('id="e-ends-')) == (400, 1)
    assert 'value="2027-02-22"' in page
    assert store.get(db, "a").closures == (OVERDUE, RUNNING)


def test_an_end_that_was_only_expected_is_confirmed_with_one_tap_or_moved(
    db: Database, keeper: FlaskClient
) -> None:
    page = keeper.get(PATH).get_data(as_text=True)
    assert "原定到 2026-11-15，未确认恢复" in page
    assert sent(keeper, "extend", OVERDUE, until="2026-11-01").status_code == 400
    assert sent(keeper, "extend", OVERDUE, until="2026-11-30").status_code == 303
    longer = replace(OVERDUE, until=date(2026, 11, 30))
    assert sent(keeper, "end", longer).status_code == 303
    assert sent(keeper, "end", longer).status_code == 409
    ended = replace(OVERDUE, until=date(2026, 11, 19), expected=False)
    assert store.get(db, "a").closures == (ended, RUNNING)


def test_what_waits_is_found_from_the_first_page_and_confirmed_on_the_stations(
    db: Database, keeper: FlaskClient
) -> None:
    assert "matter=unconfirmed" in keeper.get("/desk/?all=1").get_data(as_text=True)
    own = keeper.get("/desk/", follow_redirects=True).get_data(as_text=True)
    assert "原定到 2026-11-15，未确认恢复" in own
    assert f'href="{PATH}"' in own
    rows = keeper.get("/desk/stations?matter=unconfirmed").get_data(as_text=True)
    assert f'href="{PATH}"' in rows
    page = keeper.get("/desk/stations/a").get_data(as_text=True)
    assert "装修：原定到 2026-11-15，未确认恢复" in page
    assert sent(keeper, "end", OVERDUE).status_code == 303
    assert "恢复开放了吗" not in keeper.get("/desk/stations/a").get_data(as_text=True)
    assert "matter=unconfirmed" not in keeper.get("/desk/").get_data(as_text=True)


def test_what_nobody_offers_is_refused(db: Database, keeper: FlaskClient) -> None:
    assert sent(keeper, "burn", RUNNING).status_code == 400
    assert keeper.get("/desk/stations/b/closures").status_code == 404


def test_a_rectification_is_over_once_who_ordered_it_says_so(
    app: Flask, db: Database, keeper: FlaskClient
) -> None:
    mending = Lifecycle(
        phase=Phase.RECTIFYING, reason="漏水", since=date(2026, 11, 1), until=date(2026, 11, 19)
    )
    with db.writing() as tx:
        before = store.get(tx, "a")
        after = replace(before, lifecycle=mending, closures=())
        pair = before, next_version(after, at=make.NOON)
        change_store.record(tx, [pair], act=make.act("edited"))
    rows = keeper.get("/desk/stations?matter=unconfirmed").get_data(as_text=True)
    assert "原定到 2026-11-19，未确认恢复" in rows
    assert f'href="{PATH}"' in rows
    for path in ("/desk/stations/a", PATH):
        page = keeper.get(path).get_data(as_text=True)
        assert "漏水：整改原定到 2026-11-19，未确认恢复" in page
        assert "要街道或区的编辑看过才算整改完" in page
        assert 'value="rectified"' not in page
    sent(keeper, "rectified")
    assert store.get(db, "a").lifecycle == mending
    assert "原定到 11-19，未确认恢复" in keeper.get("/stations/a").get_data(as_text=True)
    editor = seated(app, "a-editor")
    for path in ("/desk/stations/a", PATH):
        assert 'value="rectified"' in editor.get(path).get_data(as_text=True)
    assert sent(editor, "rectified").status_code == 303
    assert store.get(db, "a").lifecycle.phase is Phase.OPEN
    assert "未确认恢复" not in keeper.get("/stations/a").get_data(as_text=True)


def test_two_records_made_one_are_asked_whose_closures_stay(app: Flask, db: Database) -> None:
    other = Closure(since=date(2026, 12, 1), until=date(2026, 12, 3), reason="停水")
    with db.writing() as tx:
        before = store.get(tx, "b")
        after = next_version(replace(before, closures=(other,)), at=make.NOON)
        change_store.record(tx, [(before, after)], act=make.act("edited"))
    client, path = seated(app, "a-editor"), "/desk/stations/a/combine"
    page = client.get(f"{path}?with=b").get_data(as_text=True)
    chosen = re.findall(r'name="take-closures" value="(\w+)"\s*(checked)?', page)
    assert chosen == [("both", "checked"), ("own", ""), ("other", "")]
    assert page.count("2026-12-01至2026-12-03 停水") == 2
    form = {"other": "b", "version": "1", "other_version": "2", "take-closures": "both"}
    form |= {"csrf_token": token_in(page.encode())}
    stale = client.post(path, data={**form, "version": "9", "take-closures": "other"})
    assert stale.status_code == 409
    chosen = re.findall(r'"take-closures" value="(\w+)"\s*checked', stale.get_data(as_text=True))
    assert chosen == ["other"], "what was chosen stays chosen"
    assert client.post(path, data=form).status_code == 303
    assert set(store.get(db, "a").closures) == {OVERDUE, RUNNING, other}
