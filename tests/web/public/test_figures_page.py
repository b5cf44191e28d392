"""What everybody reads of the figures of an area, also while the database is away."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient

from stations import config
from stations.app import create_app
from stations.db import migration, opening
from stations.web.away.stand_in import DatabaseAccess
from tests.support import small_city


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    folder = tmp_path_factory.mktemp("figures")
    address = str(folder / "stations.db")
    database = opening.connect(address, create=True)
    migration.migrate(database)
    small_city.fill(address)
    visits = [("a-open", 7), ("n01", 3), ("n02", 40), ("b-soon", 60)]
    with database.writing():
        database.run("update stations set area_code = '370102001' where id = 'b-soon'")
        database.load(
            "check_ins", [{"station_id": s, "day": "2026-10-07", "n": n} for s, n in visits]
        )
    database.close()
    given = {"STATIONS_DATABASE": address, "STATIONS_STATE": str(folder)}
    made = create_app(config.from_environment(given))
    yield made
    made.extensions["stations"].connections().close()


@pytest.fixture
def client(app: Flask, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    monkeypatch.setenv("STATIONS_NOW", small_city.NOW.isoformat())
    return app.test_client()


def test_everybody_reads_whole_months_of_a_city_and_its_districts(client: FlaskClient) -> None:
    page = client.get("/figures?area=3701")
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "no-cache"
    assert 'aria-label="到站打卡，110 人次"' in page.text
    assert "style=" not in page.text
    assert "/figures?area=370102" in page.text
    assert "到 2026-10 为止" in page.text
    book = openpyxl.load_workbook(io.BytesIO(client.get("/figures.xlsx?area=3701").data))
    assert book["走势"]["B25"].value == 110
    lines = list(csv.reader(io.StringIO(client.get("/figures.csv?area=3701").text[1:])))
    assert ["走势", "2026-10", "到站打卡（人次）", "110"] in lines


def test_who_came_to_a_street_of_few_is_told_on_no_page(client: FlaskClient) -> None:
    """Of the district's 67 the street has 60; 7 came to what no street keeps."""
    assert 'aria-label="到站打卡，67 人次"' in client.get("/figures?area=370102").text
    assert 'aria-label="到站打卡，60 人次"' in client.get("/figures?area=370102001").text
    assert "人次按" not in client.get("/figures?area=37").text


def test_the_whole_country_and_provinces_tell_of_stations_only(client: FlaskClient) -> None:
    for path in ("/figures", "/figures?area=37"):
        page = client.get(path).text
        assert "对外公开按类型" in page
        assert "按市看" in page


@pytest.mark.parametrize("area", ["x", "999999", "370102'", "３７０１０２", "<b>"])
def test_an_unknown_area_is_said_to_be_none(client: FlaskClient, area: str) -> None:
    answer = client.get("/figures", query_string={"area": area})
    assert answer.status_code == 404
    assert "<b>" not in answer.text
    assert client.get("/figures?area=3701&limit=0").status_code == 400
    assert client.get("/figures.exe?area=3701").status_code == 404


def test_stations_are_still_counted_while_the_database_is_away(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = client.get("/figures?area=3701").text
    monkeypatch.setattr(DatabaseAccess, "is_silent", True)
    page = client.get("/figures?area=3701")
    assert page.status_code == 200
    assert "现在取不到" in page.text
    count = before.partition("对外公开的驿站 <strong>")[2].partition("<")[0]
    assert f"对外公开的驿站 <strong>{count}</strong>" in page.text
    assert client.get("/figures.csv?area=3701").status_code == 200
