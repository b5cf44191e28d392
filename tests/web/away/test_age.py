"""What is answered from memory says how old it is, and what could not be saved is given back."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from stations.app import create_app
from stations.config import Settings
from stations.web.services import Services
from tests.support import small_city

NEAREST = "/api/v1/stations/nearest?lat=36.666&lon=117.023"


@pytest.fixture
def app(sqlite_address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Flask:
    monkeypatch.setenv("STATIONS_NOW", small_city.NOW.isoformat())
    small_city.fill(sqlite_address)
    return create_app(Settings(database=sqlite_address, state=tmp_path))


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    client = app.test_client()
    assert client.get("/").status_code == 200
    return client


def goes_away(app: Flask, *, seconds_ago: float) -> None:
    services: Services = app.extensions["stations"]
    path = Path(services.settings.database)
    path.rename(path.with_suffix(".away"))
    services.keeper._true_at -= seconds_ago


@pytest.mark.parametrize(
    ("seconds", "words"), [(200, "3 分钟"), (61, "1 分钟"), (3 * 3600, "3 小时")]
)
def test_an_old_answer_says_how_old_it_is(
    app: Flask, client: FlaskClient, seconds: float, words: str
) -> None:
    goes_away(app, seconds_ago=seconds)
    for path in ("/", "/stations/a-open", "/embed"):
        page = client.get(path)
        assert f"数据为 {words}前" in page.text, path
        assert int(page.headers["Age"]) >= seconds
    for path in (NEAREST, f"{NEAREST}&open=now&limit=3", "/cells/manifest.json"):
        assert int(client.get(path).headers["Age"]) >= seconds, path
    assert client.get(NEAREST).get_json()["age_minutes"] == int(seconds // 60)


def test_a_new_answer_says_nothing_of_its_age(app: Flask, client: FlaskClient) -> None:
    goes_away(app, seconds_ago=0)
    for path in ("/", "/stations/a-open", NEAREST):
        answer = client.get(path)
        assert "数据为" not in answer.text
        assert "Age" not in answer.headers
    assert "age_minutes" not in client.get(NEAREST).get_json()


def test_the_day_goes_on_without_the_database(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    goes_away(app, seconds_ago=100)
    monkeypatch.setenv("STATIONS_NOW", "2026-11-23T04:00:00+00:00")
    assert client.get("/").status_code == 200
    assert client.get("/stations/a-open").status_code == 200
    assert client.get(NEAREST).get_json()["at"].startswith("2026-11-23")


def test_search_by_words_goes_on_without_the_database(app: Flask, client: FlaskClient) -> None:
    goes_away(app, seconds_ago=100)
    for words in ("泉城广场", "quancheng", "qcgc", "泉城路", "a-open", "历下区"):
        assert "/stations/a-open" in client.get("/", query_string={"q": words, "open": "any"}).text


def test_what_is_not_published_is_not_in_memory(app: Flask, client: FlaskClient) -> None:
    goes_away(app, seconds_ago=100)
    assert client.get("/stations/no-such").status_code == 404
    assert client.get("/api/v1/stations/a-open").status_code == 503
