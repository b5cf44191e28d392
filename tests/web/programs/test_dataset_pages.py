"""The dataset is offered to people and programs, as it lies in its folder."""

from __future__ import annotations

import dataclasses
import http.client
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient

from stations import config
from stations.app import create_app
from stations.db import opening
from tests.reports.dataset import public_city
from tests.support.serving import serving


@pytest.fixture
def folder(sqlite_address: str, tmp_path: Path) -> Path:
    db = opening.open_ready(sqlite_address)
    public_city.fill(db)
    made = public_city.build(db, tmp_path / "out")
    db.close()
    return made


@pytest.fixture
def client(folder: Path, sqlite_address: str, tmp_path: Path) -> FlaskClient:
    return _client(sqlite_address, tmp_path, dataset=folder)


def _client(address: str, state: Path, *, dataset: Path | None) -> FlaskClient:
    settings = config.from_environment({"STATIONS_DATABASE": address, "STATIONS_STATE": str(state)})
    return create_app(dataclasses.replace(settings, dataset=dataset)).test_client()


def test_a_page_lists_the_files_with_size_day_and_licence(
    client: FlaskClient, folder: Path
) -> None:
    page = client.get("/data").text
    for words in ("8 个公开驿站", "2026-11-21", "CC BY 4.0", "creativecommons.org/licenses/by/4.0"):
        assert words in page, words
    for path in folder.iterdir():
        assert f'href="/data/{path.name}"' in page
    assert 'href="/data"' in client.get("/").text


def test_files_are_sent_as_they_lie(client: FlaskClient, folder: Path) -> None:
    for path in folder.iterdir():
        answer = client.get(f"/data/{path.name}", headers={"Accept-Encoding": "gzip"})
        assert answer.status_code == 200
        assert answer.data == path.read_bytes()
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert path.name in answer.headers["Content-Disposition"]
        again = {"If-None-Match": answer.headers["ETag"]}
        assert client.get(f"/data/{path.name}", headers=again).status_code == 304


def test_a_broken_download_goes_on_where_it_stopped(client: FlaskClient, folder: Path) -> None:
    whole = (folder / "stations.csv").read_bytes()
    etag = client.head("/data/stations.csv").headers["ETag"]
    rest = client.get("/data/stations.csv", headers={"Range": "bytes=100-", "If-Range": etag})
    assert (rest.status_code, rest.data) == (206, whole[100:])
    assert rest.headers["Content-Range"] == f"bytes 100-{len(whole) - 1}/{len(whole)}"
    stale = client.get("/data/stations.csv", headers={"Range": "bytes=100-", "If-Range": '"x"'})
    assert (stale.status_code, stale.data) == (200, whole)
    beyond = client.get("/data/stations.csv", headers={"Range": "bytes=99999999-"})
    assert beyond.status_code == 416


@pytest.mark.parametrize(
    "name", ["left.txt", "..%2fstations.db", "%2e%2e/stations.db", "stations.db", "..", ".hidden"]
)
def test_nothing_but_its_files_is_sent(client: FlaskClient, folder: Path, name: str) -> None:
    (folder / "left.txt").write_text("?")
    (folder / ".hidden").write_text("?")
    assert client.get(f"/data/{name}").status_code in (404, 308)


def test_a_new_dataset_is_told_at_once(
    client: FlaskClient, folder: Path, sqlite_address: str
) -> None:
    assert client.get("/data/stations.csv").status_code == 200
    db = opening.open_ready(sqlite_address)
    db.run("update stations set name = '改名驿站' where id = 'a-square'")
    public_city.build(db, folder)
    db.close()
    answer = client.get("/data/stations.csv")
    assert "改名驿站" in answer.text
    assert answer.data == (folder / "stations.csv").read_bytes()


def test_without_a_dataset_nothing_is_offered(sqlite_address: str, tmp_path: Path) -> None:
    for dataset in (None, tmp_path / "nowhere"):
        client = _client(sqlite_address, tmp_path, dataset=dataset)
        assert client.get("/data").status_code == 404
        assert client.get("/data/stations.csv").status_code == 404
    assert 'href="/data"' not in _client(sqlite_address, tmp_path, dataset=None).get("/").text


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    state = tmp_path_factory.mktemp("server")
    folder = state / "out"
    with serving(state, STATIONS_DATASET=str(folder)) as address:
        db = opening.open_ready(str(state / "stations.db"))
        public_city.build(db, folder)
        db.close()
        yield address, folder


@pytest.mark.parametrize("span", ["", "bytes=0-0", "bytes=7-4095", "bytes=-5"])
def test_the_server_sends_a_file_without_reading_it(server: tuple[str, Path], span: str) -> None:
    address, folder = server
    whole = (folder / "stations.gpkg").read_bytes()
    where = urlsplit(address)
    connection = http.client.HTTPConnection(where.hostname or "", where.port, timeout=60)
    connection.request("GET", "/data/stations.gpkg", headers={"Range": span} if span else {})
    answer = connection.getresponse()
    body = answer.read()
    expected = {
        "": whole, "bytes=0-0": whole[:1], "bytes=7-4095": whole[7:4096], "bytes=-5": whole[-5:],
    }[span]  # fmt: skip
    assert answer.status == (206 if span else 200)
    assert int(answer.headers["Content-Length"]) == len(expected)
    assert body == expected
    connection.close()
