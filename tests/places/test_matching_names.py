"""Words are found as they are written, by sound, by initials, and with one wrong character."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from stations.geo.point import Point
from stations.places.matching_names import Closeness, matches
from stations.places.model import Landmark, LandmarkKind
from stations.places.readings import readings

TABLE = tomllib.loads(Path(__file__).with_name("cases.toml").read_text("utf-8"))
LANDMARKS = [
    Landmark(
        name=one["name"],
        aliases=tuple(one.get("aliases", ())),
        kind=LandmarkKind(one["kind"]),
        point=Point(lat=36.6, lon=117.0),
    )
    for one in TABLE["landmark"]
]
READINGS = readings(name for one in LANDMARKS for name in one.names)


@pytest.mark.parametrize("case", TABLE["case"], ids=lambda case: case["words"])
def test_words_find_their_landmarks(case: dict[str, Any]) -> None:
    found = matches(case["words"], LANDMARKS, READINGS, most=6)
    names = [one.landmark.name for one in found]
    assert names == case.get("finds", case.get("nearly"))
    nearly = [one.closeness is Closeness.ONE_WRONG for one in found]
    assert all(nearly) if "nearly" in case else not any(nearly)


def test_a_character_is_found_by_any_of_its_readings() -> None:
    assert set(readings(["重庆"])["重"].split()) >= {"zhong", "chong"}
    assert readings(["绿"])["绿"].startswith("lv")
    assert readings(["T3 泉"]) == {"泉": "quan"}
