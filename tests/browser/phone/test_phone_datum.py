"""The phone writes a place for another map as the program does, and makes the same links."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page

from stations.geo import distance, frames, shifted_region
from stations.geo.point import Datum, Point
from stations.web.public.map_apps import applications, destination
from tests.browser.visiting import Visits
from tests.geo.test_frames import ABROAD, BORDER_TOWNS

pytestmark = pytest.mark.browser

SHIFTING = (Datum.GCJ02, Datum.BD09)
CONVERT = """async ([places, datum]) => {
  const frames = await import("/static/js/shared/datum.js");
  return places.map(([lat, lon]) => {
    const found = frames.fromWgs84({ lat, lon }, datum);
    return [found.lat, found.lon];
  });
}"""
BACK = CONVERT.replace("fromWgs84", "toWgs84")
LINK = """async (goals) => {
  const { applications } = await import("/static/js/shared/map_links.js");
  return goals.map((goal) => applications(goal));
}"""
NAMES = (
    "泉城广场驿站", "一号,二号|三号&mode=car #x", "O'Neil (东门)*!~", "100%/站?", "a b+c:d;e=f",
    "「暖心」驿站·2号", "😀站", '"<b>&amp;"', "",
)  # fmt: skip


@pytest.fixture
def worker() -> str:
    return "block"


@pytest.fixture
def page(visits: Visits) -> Page:
    return visits().read("/about/privacy")


def converted(page: Page, places: Any, datum: Datum) -> Any:
    given = np.asarray(places, np.float64).tolist()
    return np.array(page.evaluate(CONVERT, [given, datum.value]))


def places() -> Any:
    """Towns at the border, places abroad, and a grid over the country and around it."""
    grid = [(lat, lon) for lat in np.arange(3, 55, 0.9) for lon in np.arange(72, 137, 0.9)]
    return np.array([*BORDER_TOWNS.values(), *ABROAD.values(), *grid, (51.5, -0.1), (90, 180)])


@pytest.mark.parametrize("datum", SHIFTING)
def test_the_phone_takes_a_place_back_as_the_program_does(page: Page, datum: Datum) -> None:
    given = places()
    found = np.array(page.evaluate(BACK, [given.tolist(), datum.value]))
    expected = np.stack(frames.to_wgs84(*given.T, datum), axis=1)
    assert np.abs(found - expected).max() < 1e-9


@pytest.mark.parametrize("datum", Datum)
def test_the_phone_and_the_program_write_every_place_alike(page: Page, datum: Datum) -> None:
    given = places()
    forth = np.stack(frames.from_wgs84(given[:, 0], given[:, 1], datum), axis=1)
    np.testing.assert_allclose(converted(page, given, datum), forth, rtol=0, atol=1e-10)


def test_both_know_the_same_region(page: Page) -> None:
    vertices = np.array(shifted_region._polygon().exterior.coords)[:, ::-1]
    steps = ((0.0017, 0.0009), (-0.0017, 0.0009), (0.0007, -0.0019))
    beside = np.concatenate([vertices + step for step in steps])
    moved = np.stack(frames.from_wgs84(beside[:, 0], beside[:, 1], Datum.GCJ02), axis=1)
    assert 100 < (moved != beside).any(axis=1).sum() < len(beside) - 100
    told = converted(page, beside, Datum.GCJ02)
    np.testing.assert_allclose(told, moved, rtol=0, atol=1e-10)


@pytest.mark.samples
@pytest.mark.parametrize("datum", SHIFTING)
def test_public_places_agree_within_a_metre(page: Page, samples: Path, datum: Datum) -> None:
    path = samples / "coordinates" / "gcoord_china-cities_664.json"
    known = [place["coords"] for place in json.loads(path.read_text(encoding="utf-8"))]
    true = np.array([place["WGS84"] for place in known])[:, ::-1]
    theirs = np.array([place[datum.name] for place in known])[:, ::-1]
    found = converted(page, true, datum)
    away = distance.metres(found[:, 0], found[:, 1], to_lat=theirs[:, 0], to_lon=theirs[:, 1])
    assert away.max() < 1.0


def test_the_phone_makes_the_links_of_the_program(page: Page) -> None:
    doors = [(36.65, 117.12), (22.5431234, 114.0579876), (37.5665, 126.978)]
    goals = [
        {"name": name, "lat": lat, "lon": lon, "city": "济南市"}
        for name in NAMES
        for lat, lon in doors
    ]
    for goal, told in zip(goals, page.evaluate(LINK, goals), strict=True):
        point = Point(lat=float(goal["lat"]), lon=float(goal["lon"]))
        to = destination(point, name=str(goal["name"]), city=str(goal["city"]))
        made = [
            {
                "id": app.id,
                "name": app.name,
                "ways": [
                    {"mode": w.mode, "words": w.words, "url": w.url, "iosUrl": w.ios_url}
                    for w in app.ways
                ],
            }
            for app in applications(to)
        ]
        assert told == made
