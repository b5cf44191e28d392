"""Does a phone get the roads of a cell, and the routing server never more than the cell?"""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from stations import config
from stations.app import create_app
from stations.nearest import tiles
from stations.nearest.tiles import Tile
from stations.routing import road_shelf
from tests.routing.routing_server import LONGER, RoutingServer, routing
from tests.support import small_city


@pytest.fixture
def server() -> Iterator[RoutingServer]:
    with routing() as it:
        yield it


@pytest.fixture
def client(
    tmp_path: Path, migrated_file: Path, server: RoutingServer, monkeypatch: pytest.MonkeyPatch
) -> FlaskClient:
    monkeypatch.setenv("STATIONS_NOW", small_city.NOW.isoformat())
    return _client(tmp_path, migrated_file, STATIONS_ROUTING=f"{server.address}/")


def _client(folder: Path, migrated_file: Path, **settings: str) -> FlaskClient:
    path = folder / "stations.db"
    path.write_bytes(migrated_file.read_bytes())
    small_city.fill(str(path))
    given = {"STATIONS_DATABASE": str(path), "STATIONS_STATE": str(folder), **settings}
    return create_app(config.from_environment(given)).test_client()


def _tile() -> Tile:
    lat, lon = (np.array([it]) for it in small_city.ME)
    code = int(tiles.codes(lat, lon)[0]) >> 2 * (tiles.FINEST - road_shelf.ZOOM)
    return tiles.tile_of(code, zoom=road_shelf.ZOOM)


def _url() -> str:
    return f"/roads/{_tile().x}/{_tile().y}.json"


def _when_told(client: FlaskClient, url: str) -> TestResponse:
    for _ in range(500):
        answer = client.get(url)
        if answer.status_code != 202:
            return answer
        time.sleep(0.02)
    pytest.fail("the roads were never told")


def test_the_first_who_asks_is_told_to_come_again(client: FlaskClient) -> None:
    answer = client.get(_url())
    assert answer.status_code == 202
    assert answer.get_json() == {"roads": None}
    assert answer.headers["Retry-After"] == "2"
    assert answer.headers["Cache-Control"] == "no-store"
    answer = _when_told(client, _url())
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "public, max-age=3600"


def test_each_of_the_ten_nearest_has_its_ways(client: FlaskClient, server: RoutingServer) -> None:
    rows: list[list[Any]] = _when_told(client, _url()).get_json()["roads"]
    assert len(rows) == road_shelf.NEAREST
    middle = tiles.middle(_tile())
    nearest = client.get(f"/api/v1/stations/nearest?lat={middle.lat}&lon={middle.lon}&limit=10")
    stations = nearest.get_json()["stations"]
    assert [row[0] for row in rows] == [one["id"] for one in stations]
    for row, one in zip(rows, stations, strict=True):
        for way, speed in zip(row[1:], (1.25, 5.0, 10.0), strict=True):
            straight, metres, seconds = way
            assert straight == pytest.approx(one["distance_m"], abs=1)
            assert metres == pytest.approx(straight * LONGER, abs=2)
            assert seconds == pytest.approx(metres / speed, abs=2)
    assert len(server.questions) == 3


def test_only_the_middle_of_the_cell_is_told_to_the_server(
    client: FlaskClient, server: RoutingServer
) -> None:
    _when_told(client, _url())
    middle = tiles.middle(_tile())
    starts = {(it["lat"], it["lon"]) for q in server.questions for it in q["sources"]}
    assert starts == {(middle.lat, middle.lon)}


def test_the_middle_of_a_tile_lies_in_its_middle() -> None:
    for tile in (Tile(13, 6754, 3184), Tile(6, 52, 25), Tile(0, 0, 0)):
        middle = tiles.middle(tile)
        zoom = min(tile.z + 1, tiles.FINEST)
        code = int(tiles.codes(np.array([middle.lat - 1e-9]), np.array([middle.lon + 1e-9]))[0])
        quarter = tiles.tile_of(code >> 2 * (tiles.FINEST - zoom), zoom=zoom)
        assert quarter == Tile(zoom, 2 * tile.x + 1, 2 * tile.y + 1)


def test_what_was_told_once_is_not_asked_for_again(
    client: FlaskClient, server: RoutingServer
) -> None:
    first = _when_told(client, _url())
    again = client.get(_url(), headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert len(server.questions) == 3


def test_a_server_that_fails_is_left_in_peace(client: FlaskClient, server: RoutingServer) -> None:
    server.broken = (500, b"boom")
    shelf = client.application.extensions["stations"].roads
    assert client.get(_url()).status_code == 202
    deadline = time.monotonic() + 10
    while not shelf.is_resting and time.monotonic() < deadline:
        time.sleep(0.02)
    asked = len(server.questions)
    for x in range(5):
        assert client.get(f"/roads/{_tile().x + x}/{_tile().y}.json").status_code == 202
    assert shelf.trouble == "not an answer of Valhalla"
    assert len(server.questions) == asked == 1


def test_where_no_server_is_named_there_are_no_roads(tmp_path: Path, migrated_file: Path) -> None:
    client = _client(tmp_path, migrated_file)
    assert client.get(_url()).status_code == 404
    assert "data-roads" not in client.get("/").get_data(as_text=True)
    assert "道路服务" not in client.get("/about/privacy").get_data(as_text=True)


def test_pages_know_that_there_are_roads(client: FlaskClient) -> None:
    for path in ("/", "/stations/a-open"):
        assert 'data-roads="1"' in client.get(path).get_data(as_text=True)
    assert "从格子的中间算起" in client.get("/about/privacy").get_data(as_text=True)


def test_a_tile_that_is_none_is_not_found(client: FlaskClient) -> None:
    assert client.get("/roads/8192/0.json").status_code == 404
