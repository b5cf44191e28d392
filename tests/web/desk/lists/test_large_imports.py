"""A large list is imported and undone by a process beside the server; colleagues go on saving."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from stations.app import create_app
from stations.config import Settings
from stations.db import opening
from stations.db.base import Database
from stations.registry.jobs import job_store, list_jobs
from stations.registry.states import Phase
from stations.registry.stored import change_store, search_rows, store
from tests.support import deskwork, make
from tests.web.desk.test_import_routes import HEAD, Desk, likeness

COUNT = 2_400
SLOWEST_S = 2
_WAIT_S, _MOST_LOOKS = 0.1, 1_200


def large(count: int = COUNT) -> str:
    words = "演示用的很长的地址" * 4
    rows = (
        f"L{n},第{n}号大名单驿站,历下区,117.{n:04d},36.66,{words}{n}号,8:30-18:00,饮水、卫生间\n"
        for n in range(count)
    )
    return HEAD + "".join(rows)


@pytest.fixture(params=["sqlite", "postgresql"])
def app(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Flask]:
    monkeypatch.setenv("STATIONS_NOW", make.NOON.isoformat())
    monkeypatch.setenv("STATIONS_STATE", str(tmp_path))
    on_server = request.param == "postgresql"
    database = request.getfixturevalue("postgresql_database") if on_server else None
    address = database.url if database else request.getfixturevalue("sqlite_address")
    application = create_app(Settings(database=address, state=tmp_path))
    db = application.extensions["stations"].connections()
    deskwork.staff(db)
    with db.writing() as tx:
        change_store.record(tx, [(None, make.station(id="mine", lat=36.9))], act=make.act("made"))
    yield application
    db.close()
    if database:
        database.empty()


class Colleague:
    """Somebody who saves again and again."""

    def __init__(self, app: Flask) -> None:
        self._client: FlaskClient = deskwork.seated(app, "a-editor")
        page = self._client.get("/desk/password").data
        self._form = {"csrf_token": deskwork.token_in(page)}
        self.slowest = 0.0

    def try_to_save(self) -> TestResponse:
        return self._client.post(
            "/desk/stations/mine/verify", data={**self._form, "group": "hours"}
        )

    def save(self) -> None:
        began = time.monotonic()
        answer = self.try_to_save()
        self.slowest = max(self.slowest, time.monotonic() - began)
        assert answer.status_code == 303, answer.get_data(as_text=True)


def followed(desk: Desk, answer: TestResponse, colleague: Colleague, db: Database) -> str:
    """Follows the page of a job to its end, while somebody saves; where it leads."""
    page = answer.location
    assert re.search(r"/desk/imports/jobs/[0-9a-f]{16}$", page)
    counted = {store.count(db)}
    for _ in range(_MOST_LOOKS):
        colleague.save()
        counted.add(store.count(db))
        if not desk.client.get(f"{page}/state").get_json()["going"]:
            break
        time.sleep(_WAIT_S)
    assert counted <= {1, 1 + COUNT}
    over = desk.client.get(page)
    assert over.status_code == 303, over.get_data(as_text=True)
    return over.location


def test_a_large_list_is_followed_while_a_colleague_saves(app: Flask) -> None:
    desk, colleague = Desk(app, "a-administrator"), Colleague(app)
    db = opening.open_ready(app.extensions["stations"].settings.database)
    staged = followed(desk, desk.upload(large()), colleague, db)
    preview = desk.page(staged)
    assert f"<strong>{COUNT}</strong> 新增" in preview
    ticks = {"likeness": likeness(preview), "confirmed": "1"}
    done = followed(desk, desk.post(f"{staged}/apply", **ticks), colleague, db)
    assert "已导入" in desk.page(done)
    assert (store.count(db), search_rows.count(db)) == (1 + COUNT, 1 + COUNT)
    assert f"{COUNT} 个新增的驿站改成“已撤销”" in desk.page(f"{done}/undo")
    undone = followed(desk, desk.post(f"{done}/undo", reason="名单发错了"), colleague, db)
    assert "已撤销" in desk.page(undone)
    phases = [one.lifecycle.phase for one in store.every(db)]
    assert (phases.count(Phase.OPEN), phases.count(Phase.CLOSED)) == (1, COUNT)
    assert colleague.slowest < SLOWEST_S
    db.close()


def test_the_page_of_a_job_works_without_a_script_and_says_what_goes_on(app: Flask) -> None:
    desk = Desk(app, "a-administrator")
    page = desk.page(desk.upload(large()).location)
    assert '<noscript><meta http-equiv="refresh" content="2"></noscript>' in page
    assert "正在核对名单" in page
    assert "做完以前，别人看到的驿站都不变" in page


def test_a_job_whose_process_died_says_so_and_is_gone_on_with(app: Flask) -> None:
    desk, colleague = Desk(app, "a-administrator"), Colleague(app)
    db = opening.open_ready(app.extensions["stations"].settings.database)
    first = desk.upload(large())
    followed(desk, first, colleague, db)
    with db.writing() as tx:
        tx.run("update jobs set state = 'running', beat = 0, tries = 1")
    page = desk.page(first.location)
    assert "处理的程序停下了。什么都没有保存，可以接着做。" in page
    assert "停在中途" in desk.client.get("/healthz").get_data(as_text=True)
    assert list_jobs.silent(db, now=1_000_000) == 1
    again = desk.post(f"{first.location}/again")
    assert followed(desk, again, colleague, db).endswith(
        job_store.get(db, first.location[-16:]).subject
    )
    db.close()


def test_nobody_sees_the_job_of_another_area(app: Flask) -> None:
    page = Desk(app, "a-administrator").upload(large()).location
    db = app.extensions["stations"].connections()
    with db.writing() as tx:
        tx.run("update jobs set area = '350102'")
    assert Desk(app, "a-administrator").client.get(page).status_code == 404


def test_what_goes_on_is_found_again_in_the_list_of_imports(app: Flask) -> None:
    desk, db = Desk(app, "a-administrator"), app.extensions["stations"].connections()
    first = desk.upload(large())
    followed(desk, first, Colleague(app), db)
    page = first.location
    with db.writing() as tx:
        tx.run("update jobs set state = 'running', beat = 0, tries = 1")
    listed = desk.page("/desk/imports")
    assert "正在处理的" in listed
    assert f'href="{page}"' in listed
    assert "停下了，可以接着做" in listed


def test_who_cannot_save_for_a_while_is_told_that_nothing_written_is_lost(app: Flask) -> None:
    db = app.extensions["stations"].connections()
    if db.engine != "sqlite":
        return  # On PostgreSQL writers wait for one another.
    colleague = Colleague(app)
    other = opening.open_ready(app.extensions["stations"].settings.database)
    db.connection.execute("pragma busy_timeout=0")
    with other.writing():
        answer = colleague.try_to_save()
    other.close()
    assert answer.status_code == 503
    assert "您写的还在" in answer.get_data(as_text=True)
