"""Is what a Valhalla server tells of roads read as meant, and nothing else believed?"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from stations.geo.distance import between
from stations.geo.point import Point
from stations.routing import valhalla
from stations.routing.valhalla import RoutingError
from tests.routing.routing_server import LONGER, METRES_A_SECOND, RoutingServer, routing

RECORDED = json.loads((Path(__file__).parent / "valhalla_answers.json").read_text("utf-8"))
HERE = Point(lat=36.66, lon=117.02)
GOALS = [Point(lat=36.67, lon=117.03), Point(lat=36.64, lon=117.0)]


@pytest.fixture
def server() -> object:
    with routing() as it:
        yield it


def test_what_the_real_server_said_is_read(server: RoutingServer) -> None:
    start = Point(**RECORDED["start"])
    goals = [Point(**goal) for goal in RECORDED["goals"]]
    told = {}
    for mode, costing in valhalla.COSTINGS.items():
        server.broken = (200, json.dumps(RECORDED["answers"][costing]).encode())
        told[mode] = valhalla.roads(server.address, start, goals, mode=mode)
    walks, rides, drives = (told[mode] for mode in ("walk", "ride", "drive"))
    assert [way and (way.road_m, way.seconds) for way in walks] == [
        (1420, 1006), (1657, 1172), (3194, 2267), None,
    ]  # fmt: skip
    assert [way and way.seconds for way in rides] == [499, 457, 901, None]
    assert [way and way.road_m for way in drives] == [2403, 2223, 4061, None]
    # The ends lie on roads, some steps from the places that were asked for.
    for way, goal in zip(walks[:3], goals[:3], strict=True):
        assert way is not None
        assert abs(way.straight_m - between(start, goal)) < 120
        assert way.road_m >= way.straight_m


def test_the_question_tells_a_start_and_goals_and_how_one_travels(server: RoutingServer) -> None:
    for mode in valhalla.COSTINGS:
        found = valhalla.roads(server.address, HERE, GOALS, mode=mode)
        speed = METRES_A_SECOND[valhalla.COSTINGS[mode]]
        for way, goal in zip(found, GOALS, strict=True):
            assert way is not None
            assert way.road_m == pytest.approx(between(HERE, goal) * LONGER, abs=1)
            assert way.seconds == pytest.approx(way.road_m / speed, abs=1)
    assert [q["costing"] for q in server.questions] == ["pedestrian", "bicycle", "auto"]
    assert server.questions[0]["sources"] == [{"lat": HERE.lat, "lon": HERE.lon}]


def test_a_station_on_an_island_costs_the_others_nothing(server: RoutingServer) -> None:
    server.islands = {(GOALS[0].lat, GOALS[0].lon)}
    first, second = valhalla.roads(server.address, HERE, GOALS, mode="drive")
    assert first is None
    assert second is not None


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (200, b"<html>welcome</html>"),
        (200, b"[]"),
        (200, b'{"sources_to_targets": [[{"to_index": 7, "distance": 1, "time": 1}]],'
              b' "sources": [{"lat": 1, "lon": 1}], "targets": []}'),
        (200, b'{"sources_to_targets": [[]], "sources": [{"lat": 1e9, "lon": 1}], "targets": []}'),
        (200, b" " * 300_000),
        (302, b""),
        (400, b'{"error_code": 150, "error": "too many locations"}'),
        (500, b"boom"),
    ],
)  # fmt: skip
def test_whatever_is_no_answer_of_valhalla_is_refused(
    server: RoutingServer, status: int, body: bytes
) -> None:
    server.broken = (status, body)
    with pytest.raises(RoutingError):
        valhalla.roads(server.address, HERE, GOALS, mode="walk")


def test_a_server_that_is_not_there_is_an_error_in_time() -> None:
    with pytest.raises(RoutingError):
        valhalla.roads("http://127.0.0.1:9", HERE, GOALS, mode="walk")


def test_numbers_that_are_none_are_no_road(server: RoutingServer) -> None:
    cells = [
        {"to_index": 0, "distance": None, "time": None},
        {"to_index": 1, "distance": -1, "time": 5},
    ]
    places = [{"lat": goal.lat, "lon": goal.lon} for goal in GOALS]
    start = {"lat": HERE.lat, "lon": HERE.lon}
    told = {"sources_to_targets": [cells], "sources": [start], "targets": places}
    server.broken = (200, json.dumps(told).encode())
    assert valhalla.roads(server.address, HERE, GOALS, mode="walk") == [None, None]


def test_a_server_that_does_not_answer_is_told_from_one_that_does(server: RoutingServer) -> None:
    assert valhalla.trouble(server.address) == ""
    server.broken = (200, b"<!doctype html>")
    assert valhalla.trouble(server.address)
    server.broken = (503, b"{}")
    assert valhalla.trouble(server.address)
    assert valhalla.trouble("http://127.0.0.1:9")
