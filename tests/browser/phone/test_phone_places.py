"""The phone finds the places that words mean as the program does."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from stations.geo.point import Point
from stations.places.model import Landmark, LandmarkKind
from tests.browser.visiting import Visits
from tests.support import landmark_city

pytestmark = pytest.mark.browser

CASES = Path(__file__).parents[2] / "places" / "cases.toml"
TABLE = tomllib.loads(CASES.read_text("utf-8"))


@pytest.fixture(scope="module")
def told(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """What the phone finds for the words of each case, and how close that is."""
    landmarks = tuple(
        Landmark(
            name=one["name"],
            aliases=tuple(one.get("aliases", ())),
            kind=LandmarkKind(one["kind"]),
            point=Point(lat=36.6543, lon=117.0123),
        )
        for one in TABLE["landmark"]
    )
    words = [case["words"] for case in TABLE["case"]]
    with landmark_city.served(tmp_path_factory.mktemp("places"), landmarks) as base:
        visits = Visits(browser, base, service_workers="block")
        page = visits().open("/about/privacy")
        yield json.loads(
            page.evaluate(
                """async (words) => {
                  const {landmarksOf, matchesOf} = await import('/static/js/finder/places.js');
                  const text = await (await fetch('/')).text();
                  const first = new DOMParser().parseFromString(text, 'text/html');
                  const city = await landmarksOf(first.getElementById('seek').dataset.landmarks);
                  return JSON.stringify({
                    points: city.landmarks.map((it) => [it.lat, it.lon]),
                    found: words.map((it) => matchesOf(it, city)
                      .map(({landmark, closeness}) => [landmark.name, closeness])),
                  });
                }""",
                words,
            )
        )
        visits.close()


def test_the_phone_finds_what_the_program_finds(told: dict[str, Any]) -> None:
    for case, found in zip(TABLE["case"], told["found"], strict=True):
        names = [name for name, _ in found]
        assert names == case.get("finds", case.get("nearly")), case["words"]
        nearly = [closeness == 5 for _, closeness in found]
        assert all(nearly) if "nearly" in case else not any(nearly), case["words"]


def test_a_point_is_known_to_ten_metres(told: dict[str, Any]) -> None:
    assert told["points"]
    assert all(point == [36.6543, 117.0123] for point in told["points"])
