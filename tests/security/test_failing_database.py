"""What people see while the database can't be written, or isn't there at all."""

from __future__ import annotations

import logging
import resource
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from stations.accounts import sessions
from stations.accounts.roles import Role
from stations.app import create_app
from stations.audit import log
from stations.config import Settings
from stations.db import opening
from stations.db.base import Database
from stations.web import error_log
from tests.security import world
from tests.support import make

EARLIER = make.NOON - timedelta(minutes=5)
"""A session of then is noted as seen again with the next page."""


@contextmanager
def read_only(db: Database) -> Iterator[None]:
    db.run("pragma query_only = on")
    yield
    db.run("pragma query_only = off")


@contextmanager
def locked(db: Database) -> Iterator[None]:
    row = db.row("select file from pragma_database_list")
    assert row is not None
    other = opening.open_ready(row["file"])
    with other.writing():
        yield
    other.close()


@contextmanager
def full(db: Database) -> Iterator[None]:
    row = db.row("select file from pragma_database_list")
    assert row is not None
    written = Path(f"{row['file']}-wal").stat().st_size
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (max(written, 1), before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


Trouble = Callable[[Database], AbstractContextManager[None]]
TROUBLES: tuple[Trouble, ...] = (read_only, locked, full)


def seated(app: Flask, db: Database, role: Role) -> FlaskClient:
    with db.writing():
        token = sessions.open_for(db, f"id-{role.value}", at=EARLIER)
    client = app.test_client()
    with client.session_transaction(path="/desk/") as session:
        session["_user_id"] = token
    return client


def pages(app: Flask) -> list[str]:
    return [path for method, path, _ in world.routes(app, world.OWN) if method == "GET"]


@pytest.mark.parametrize("role", Role)
def test_staff_read_on_while_nothing_can_be_written(app: Flask, db: Database, role: Role) -> None:
    client = seated(app, db, role)
    healthy, logged = {}, set()
    for path in pages(app):
        before = log.head(db)
        healthy[path] = client.get(path).status_code
        if log.head(db) != before:
            logged.add(path)
    with read_only(db):
        found = {path: client.get(path).status_code for path in pages(app)}
    # What must be logged before it is given out is not given out.
    assert found == {path: 503 if path in logged else healthy[path] for path in healthy}
    assert 500 not in healthy.values()


@pytest.mark.parametrize("trouble", TROUBLES)
def test_a_page_needs_no_note_of_who_was_here(app: Flask, db: Database, trouble: Trouble) -> None:
    client = seated(app, db, Role.ADMINISTRATOR)
    with trouble(db):
        assert client.get("/desk/").status_code == 200
        assert client.get("/desk/nowhere").status_code == 404
    row = db.row("select seen_at from sessions")
    assert row == {"seen_at": EARLIER.isoformat()}
    assert client.get("/desk/").status_code == 200
    assert db.row("select seen_at from sessions") == {"seen_at": make.NOON.isoformat()}


@pytest.fixture(params=["missing", "broken", "postgresql"])
def away(request: pytest.FixtureRequest, tmp_path: Path) -> Flask:
    """An application whose database can't be opened."""
    database = str(tmp_path / "stations.db")
    if request.param == "broken":
        Path(database).write_text("<!doctype html><title>502 Bad Gateway</title>" * 200)
    elif request.param == "postgresql":
        database = "postgresql://nobody@127.0.0.1:9/none"
    return create_app(Settings(database=database, state=tmp_path / "state"))


def test_every_page_says_in_words_that_the_database_is_away(
    away: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    client = away.test_client()
    with client.session_transaction(path="/desk/") as session:
        session["_user_id"] = "token"
    with caplog.at_level(logging.ERROR):
        for path in [*pages(away), "/", "/stations/own", "/stars/", "/voice/own"]:
            answer = client.get(path)
            assert answer.status_code == 503, path
            assert "数据库暂时连不上" in answer.text, path
            assert answer.headers["Retry-After"]
    (record,) = caplog.records
    assert "db_" in record.getMessage() or "SQLITE_" in record.getMessage()


def test_an_error_is_logged_once_a_minute_with_its_count(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    errors = error_log.ErrorLog()
    with caplog.at_level(logging.ERROR):
        for _ in range(1_000):
            errors.note(failure(ZeroDivisionError), where="first")
            errors.note(failure(KeyError), where="second")
        assert len(caplog.records) == 2
        monkeypatch.setattr(error_log, "EVERY_S", 0.0)
        errors.note(failure(KeyError), where="second")
    assert "999 more" in caplog.records[-1].getMessage()
    assert "secret" not in caplog.text


def failure(kind: type[Exception]) -> Exception:
    try:
        raise kind("secret position")
    except kind as error:
        return error
