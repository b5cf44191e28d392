"""A program that is older than the database reads on, saves nothing, and says so."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from stations.app import create_app
from stations.config import Settings
from stations.db import migration, opening
from stations.db.base import Database
from stations.errors import Refused
from stations.web.services import Services
from tests.support import small_city

LAST = migration.steps()[-1][0]
NEAREST = "/api/v1/stations/nearest?lat=36.666&lon=117.023"


@pytest.fixture
def app(address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Flask:
    monkeypatch.setenv("STATIONS_NOW", small_city.NOW.isoformat())
    small_city.fill(address)
    return create_app(Settings(database=address, state=tmp_path))


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    client = app.test_client()
    assert client.get("/").status_code == 200
    return client


def newer(address: str, *changes: str) -> None:
    """What a newer program does while the older one runs."""
    database = opening.connect(address)
    with database.writing() as tx:
        for change in changes:
            tx.run(change)
        if tx.engine == "sqlite":
            tx.run(f"pragma user_version = {LAST + 1}")
        else:
            tx.run("insert into schema_version (number) values (:number)", number=LAST + 1)
    database.close()


def number(db: Database) -> int:
    row = db.row("select number from revision")
    assert row is not None
    return int(row["number"])


def test_an_older_program_reads_on(address: str, client: FlaskClient) -> None:
    newer(address, "alter table stations add column altitude text")
    for path in ("/", "/stations/a-open", NEAREST, "/api/v1/stations/a-open", "/stars/"):
        assert client.get(path).status_code == 200, path
    told = client.get("/readyz")
    assert told.status_code == 503
    assert told.get_json()["schema"] == {"found": LAST + 1, "expected": LAST}
    assert told.get_json()["reason"] == "db_newer"
    assert "请更新程序" in told.get_json()["detail"]
    assert client.get("/healthz").status_code == 200


def test_an_older_program_saves_nothing(address: str, app: Flask) -> None:
    services: Services = app.extensions["stations"]
    db = services.connections()
    newer(address)
    before = number(db)
    with pytest.raises(Refused, match="只能看，不能保存"), db.writing() as tx:
        tx.run("update revision set number = number + 1")
    with pytest.raises(Refused, match="只能看"), db.writing(late=True) as tx:
        tx.claim()
    assert not db.note("update revision set number = number + 1")
    assert number(db) == before
    # Without the defence, as a connection that is bound to no schema: it is stored.
    bare = opening.connect(address)
    with bare.writing() as tx:
        tx.run("update revision set number = number + 1")
    bare.close()
    assert number(db) == before + 1


def test_what_can_be_read_no_more_comes_from_memory(address: str, client: FlaskClient) -> None:
    newer(
        address,
        "alter table stations add column altitude text",
        "alter table stations rename column address to street_address",
    )
    for path in ("/", "/stations/a-open", NEAREST):
        assert client.get(path).status_code == 200, path
    assert "泉城路1号" in client.get("/stations/a-open").text


def test_a_refused_report_says_why_and_gives_back_what_was_written(
    address: str, client: FlaskClient
) -> None:
    page = client.get("/voice/a-open?kind=shut").text
    given = {
        name: page.partition(f'name="{name}" value="')[2].partition('"')[0]
        for name in ("csrf_token", "key")
    }
    given |= {"kind": "shut", "words": "门上贴了条子"}
    newer(address)
    answer = client.post("/voice/a-open/report", data=given)
    assert answer.status_code == 503
    assert "程序还是旧的" in answer.text
    assert "门上贴了条子" in answer.text
    # A phone that kept it keeps it on, and sends it again.
    assert client.post("/voice/a-open/kept-report", data=given).status_code == 503
