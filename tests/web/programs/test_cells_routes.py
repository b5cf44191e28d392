"""A phone fetches cells over HTTP: packed, kept for ever by name, the manifest asked for anew."""

from __future__ import annotations

import gzip
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from stations.app import create_app
from stations.config import Settings
from tests.support import small_city


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory, migrated_file: Path) -> Iterator[FlaskClient]:
    """One for all tests of this file: they only read."""
    folder = tmp_path_factory.mktemp("web")
    database = shutil.copyfile(migrated_file, folder / "stations.db")
    small_city.fill(str(database))
    app = create_app(Settings(database=str(database), state=folder))
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("STATIONS_NOW", small_city.NOW.isoformat())
        yield app.test_client()
    app.extensions["stations"].connections().close()


def test_the_manifest_is_asked_for_each_time_and_answered_shortly(client: FlaskClient) -> None:
    first = client.get("/cells/manifest.json", headers={"Accept-Encoding": "gzip"})
    assert first.headers["Cache-Control"] == "no-cache"
    assert first.headers["Content-Encoding"] == "gzip"
    assert b'"format":3' in gzip.decompress(first.data)
    again = client.get("/cells/manifest.json", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert again.data == b""


def test_a_cell_may_be_kept_for_ever(client: FlaskClient) -> None:
    manifest = client.get("/cells/manifest.json").get_json()
    name = manifest["cells"][0][5]
    cell = client.get(f"/cells/{name}.json")
    assert "immutable" in cell.headers["Cache-Control"]
    assert cell.headers["Vary"] == "Accept-Encoding"
    assert "Content-Encoding" not in cell.headers
    assert cell.get_json()["ids"]
    block = client.get(f"/cells/{manifest['clusters']['name']}/5/6/3.json")
    assert sum(mark[2] for mark in block.get_json()["c"]) == manifest["total"]


@pytest.mark.parametrize(
    "name", ["000000000000", "manifest2", "..%2f..%2fetc%2fpasswd", "a/b/c/d", "0" * 12 + "/9/1/x"]
)
def test_an_unknown_name_says_what_to_do_and_is_not_kept(client: FlaskClient, name: str) -> None:
    answer = client.get(f"/cells/{name}.json")
    assert answer.status_code == 404
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.get_json()["detail"].endswith("。")


def test_pages_scripts_and_answers_travel_packed_but_nothing_that_may_not_be_stored(
    client: FlaskClient,
) -> None:
    wanted = {"Accept-Encoding": "gzip, br"}
    for path in ("/static/css/site.css", "/about/privacy", "/api/v1/vocabularies"):
        with client.get(path, headers=wanted) as packed, client.get(path) as plain:
            assert packed.headers["Content-Encoding"] == "gzip", path
            assert "Accept-Encoding" in packed.headers["Vary"]
            assert gzip.decompress(packed.data) == plain.data
            assert "Content-Encoding" not in plain.headers
        with client.get(path, headers={"Accept-Encoding": "gzip;q=0"}) as refused:
            assert "Content-Encoding" not in refused.headers
    for path in ("/desk/sign-in", "/no/such"):
        assert "Content-Encoding" not in client.get(path, headers=wanted).headers


def test_a_packed_script_is_not_sent_twice(client: FlaskClient) -> None:
    headers = {"Accept-Encoding": "gzip"}
    with client.get("/static/css/site.css", headers=headers) as first:
        headers["If-None-Match"] = first.headers["ETag"]
    with client.get("/static/css/site.css", headers=headers) as again:
        assert again.status_code == 304
