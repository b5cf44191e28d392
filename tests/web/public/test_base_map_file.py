"""Does a phone get the bytes of the base map that it asks for, and no others?"""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from stations import config
from stations.app import create_app
from stations.ground.base_map import OwnMap
from stations.web.public import base_map_file
from tests.support import pmtiles_file


@pytest.fixture
def client(tmp_path: Path, migrated_file: Path) -> FlaskClient:
    return _client(tmp_path, migrated_file)


def _client(folder: Path, migrated_file: Path, *, padding: int = 0) -> FlaskClient:
    path = folder / "stations.db"
    path.write_bytes(migrated_file.read_bytes())
    city = pmtiles_file.make(folder / "city.pmtiles", padding=padding)
    given = {
        "STATIONS_DATABASE": str(path),
        "STATIONS_STATE": str(folder),
        "STATIONS_BASEMAP": str(city),
    }
    return create_app(config.from_environment(given)).test_client()


def _base(client: FlaskClient) -> OwnMap:
    base = client.application.extensions["stations"].settings.base_map
    assert isinstance(base, OwnMap)
    return base


def _url(client: FlaskClient) -> str:
    return f"/basemap/{_base(client).digest}.pmtiles"


@pytest.mark.parametrize(
    ("asked", "start", "stop"),
    [("bytes=0-6", 0, 7), ("bytes=127-", 127, None), ("bytes=-5", -5, None), ("bytes=3-3", 3, 4)],
)
def test_a_range_is_answered_with_just_its_bytes(
    client: FlaskClient, asked: str, start: int, stop: int | None
) -> None:
    whole = _base(client).path.read_bytes()
    answer = client.get(_url(client), headers={"Range": asked})
    assert answer.status_code == 206
    assert answer.data == whole[start:stop]
    first = start % len(whole)
    span = f"bytes {first}-{first + len(answer.data) - 1}/{len(whole)}"
    assert answer.headers["Content-Range"] == span
    assert answer.content_length == len(answer.data)


def test_any_cache_may_keep_it_and_it_is_known_again(client: FlaskClient) -> None:
    answer = client.get(_url(client))
    assert (answer.status_code, answer.data) == (200, _base(client).path.read_bytes())
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.headers["Accept-Ranges"] == "bytes"
    assert answer.mimetype == "application/vnd.pmtiles"
    again = client.get(_url(client), headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    head = client.head(_url(client))
    assert (head.status_code, head.content_length) == (200, len(answer.data))


def test_a_range_of_another_file_is_answered_with_the_whole_of_this_one(
    client: FlaskClient,
) -> None:
    tag = client.head(_url(client)).headers["ETag"]
    for given, status in ((tag, 206), ('"other"', 200), ("Mon, 30 Nov 2026 10:00:00 GMT", 200)):
        answer = client.get(_url(client), headers={"Range": "bytes=0-6", "If-Range": given})
        assert answer.status_code == status, given


def test_ranges_that_cannot_be_met_or_are_several(client: FlaskClient) -> None:
    size = _base(client).size
    beyond = client.get(_url(client), headers={"Range": f"bytes={size}-"})
    assert (beyond.status_code, beyond.headers["Content-Range"]) == (416, f"bytes */{size}")
    for asked in ("bytes=0-1,3-4", "lines=0-1", "bytes=9-3", "nonsense"):
        answer = client.get(_url(client), headers={"Range": asked})
        assert (answer.status_code, len(answer.data)) == (200, size), asked


def test_a_large_file_comes_by_pieces_only(tmp_path: Path, migrated_file: Path) -> None:
    client = _client(tmp_path, migrated_file, padding=base_map_file.KEPT_WHOLE_BYTES)
    refused = client.get(_url(client))
    assert refused.status_code == 400
    assert "一段一段" in refused.get_data(as_text=True)
    assert client.head(_url(client)).content_length == _base(client).size
    large = client.get(_url(client), headers={"Range": "bytes=100-"})
    assert (large.status_code, len(large.data)) == (206, 4_000_000)
    assert large.headers["Content-Range"] == f"bytes 100-4000099/{_base(client).size}"


def test_another_release_of_the_file_is_not_found(client: FlaskClient) -> None:
    assert client.get("/basemap/0123456789abcdef.pmtiles").status_code == 404


def test_without_a_base_map_there_is_none(tmp_path: Path, migrated_file: Path) -> None:
    path = tmp_path / "stations.db"
    path.write_bytes(migrated_file.read_bytes())
    given = {"STATIONS_DATABASE": str(path), "STATIONS_STATE": str(tmp_path)}
    client = create_app(config.from_environment(given)).test_client()
    assert client.get("/basemap/0123456789abcdef.pmtiles").status_code == 404


@pytest.mark.parametrize(
    ("setting", "images"),
    [
        ("osm", "img-src 'self' data: https://tile.openstreetmap.org;"),
        ("/tiles/{z}/{x}/{y}.png", "img-src 'self' data:;"),
        (
            "https://t{0-1}.a.cn/{z}/{x}/{y} https://b.cn:8443/{z}/{x}/{y}",
            "img-src 'self' data: https://t0.a.cn https://t1.a.cn https://b.cn:8443;",
        ),
    ],
)
def test_pictures_come_from_just_the_hosts_of_the_tiles(
    tmp_path: Path, migrated_file: Path, setting: str, images: str
) -> None:
    path = tmp_path / "stations.db"
    path.write_bytes(migrated_file.read_bytes())
    given = {
        "STATIONS_DATABASE": str(path),
        "STATIONS_STATE": str(tmp_path),
        "STATIONS_TILES": setting,
    }
    answer = create_app(config.from_environment(given)).test_client().get("/about/privacy")
    assert images in answer.headers["Content-Security-Policy"]
