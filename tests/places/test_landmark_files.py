"""A phone gets the landmarks of a city as one small file, named by its content."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from stations.app import create_app
from stations.areas import codes
from stations.config import Settings
from stations.db import opening
from stations.geo.point import Point
from stations.places import landmark_file, loading
from stations.places.model import MOST, Landmark, LandmarkKind, LandmarkSet
from stations.places.readings import readings
from tests.support import make, small_city

WEST = Landmark(
    name="济南西站",
    aliases=("西客站",),
    kind=LandmarkKind.STATION,
    point=Point(lat=36.669, lon=116.888),
    about=True,
)
ROAD = Landmark(name="花园路", kind=LandmarkKind.ROAD, point=Point(lat=36.68, lon=117.05))


def many() -> list[Landmark]:
    """As many landmarks as one city may have, of names and points like those of a city."""
    dice = random.Random(1)
    words = [
        street.name[:-2] for area in codes.districts("3701") for street in codes.streets(area.code)
    ]
    ends = ("路", "街", "小区", "医院", "站", "广场", "桥", "东路路口", "大道", "公园")
    names = {dice.choice(words) + dice.choice(words)[:2] + dice.choice(ends) for _ in range(6_000)}
    return [
        Landmark(
            name=name,
            aliases=(name[2:],) if dice.random() < 0.2 else (),
            kind=dice.choice(list(LandmarkKind)),
            point=Point(lat=36.65 + dice.gauss(0, 0.1), lon=117.0 + dice.gauss(0, 0.2)),
        )
        for name in sorted(names)[:MOST]
    ]


def test_three_thousand_landmarks_take_sixty_kilobytes_at_most() -> None:
    landmarks = many()
    assert len(landmarks) == MOST
    syllables = readings(name for one in landmarks for name in one.names)
    file = landmark_file.written("3701", landmarks, readings=syllables, attributions=["©"])
    assert len(gzip.compress(file.body, 9)) <= 60_000


def test_a_file_is_named_by_its_content() -> None:
    def name(*landmarks: Landmark) -> str:
        return landmark_file.written("3701", landmarks, readings={}, attributions=[]).name

    assert name(WEST, ROAD) == name(ROAD, WEST)
    assert name(WEST) != name(ROAD)


@pytest.fixture
def client(tmp_path: Path, sqlite_address: str) -> Iterator[FlaskClient]:
    small_city.fill(sqlite_address)
    app = create_app(Settings(database=sqlite_address, state=tmp_path))
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("STATIONS_NOW", small_city.NOW.isoformat())
        yield app.test_client()
    app.extensions["stations"].connections().close()


def load(address: str, *landmarks: Landmark, city: str = "3701") -> None:
    db = opening.open_ready(address)
    given = LandmarkSet(city=city, source="test", attribution="©", landmarks=landmarks)
    loading.load(db, [given], act=make.act(loading.LOADED))
    db.close()


def file_of(page: str) -> str:
    return page.partition('data-landmarks="')[2].partition('"')[0]


def test_the_page_names_the_file_and_it_may_be_kept_for_ever(
    client: FlaskClient, sqlite_address: str
) -> None:
    load(sqlite_address, WEST, ROAD)
    address = file_of(client.get("/").text)
    answer = client.get(address)
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    document = json.loads(answer.data)
    assert document["names"] == "济南西站\t西客站\n花园路"
    assert document["about"] == [0]
    packed = client.get(address, headers={"Accept-Encoding": "gzip"})
    assert json.loads(gzip.decompress(packed.data)) == document


def test_a_city_without_landmarks_names_no_file(client: FlaskClient) -> None:
    assert file_of(client.get("/").text) == ""


def test_a_file_of_other_days_or_none_is_not_found(
    client: FlaskClient, sqlite_address: str
) -> None:
    load(sqlite_address, WEST)
    for name in ("3701-000000000000", "3701", "9999-000000000000", "../stations"):
        answer = client.get(f"/places/{name}.json")
        assert answer.status_code == 404, name


def test_words_that_no_station_has_begin_a_list_at_a_landmark(
    client: FlaskClient, sqlite_address: str
) -> None:
    load(sqlite_address, WEST, ROAD)
    page = client.get("/?q=济南西站&open=any").text
    assert "离“济南西站（约）”由近到远" in page
    assert page.count('class="row"') > 1
    for words in ("jnxz", "西客站", "济南西"):
        assert "离“济南西站（约）”由近到远" in client.get(f"/?q={words}&open=any").text


def test_one_wrong_character_is_forgiven_and_said(client: FlaskClient, sqlite_address: str) -> None:
    load(sqlite_address, WEST)
    page = client.get("/?q=济南西占&open=any").text
    assert "没有找到“济南西占”，您是不是找“济南西站”？" in page
    assert page.count('class="row"') > 1


def test_the_order_is_that_of_the_distance_from_the_landmark(
    client: FlaskClient, sqlite_address: str
) -> None:
    far_east = Landmark(name="东头", kind=LandmarkKind.OTHER, point=Point(lat=36.66649, lon=118.0))
    load(sqlite_address, WEST, far_east)
    west, east = (client.get(f"/?q={words}&open=any").text for words in ("济南西站", "东头"))

    def order(page: str) -> list[str]:
        return [part.partition('"')[0] for part in page.split('data-id="')[1:]]

    assert order(west) != order(east)
    assert "离“东头”由近到远" in east


def test_names_of_stations_go_before_a_road_of_the_same_name(
    client: FlaskClient, sqlite_address: str
) -> None:
    station = small_city.stations()[0]
    words = station.name[:3]
    road = Landmark(name=words, kind=LandmarkKind.ROAD, point=Point(lat=36.6, lon=117.0))
    load(sqlite_address, road)
    page = client.get(f"/?q={words}&open=any").text
    assert "由近到远" not in page.partition('id="results"')[2].partition("</p>")[0]
    assert "从这些地方找" in page
