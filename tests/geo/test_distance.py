"""Are metres on the sphere right, next door and across the world?"""

from __future__ import annotations

import math

import numpy as np
import pytest

from stations.geo import distance
from stations.geo.point import EARTH_RADIUS_M, Point


def test_a_degree_of_the_meridian_is_what_the_radius_says() -> None:
    metres = distance.between(Point(lat=36, lon=117), Point(lat=37, lon=117))
    assert metres == pytest.approx(EARTH_RADIUS_M * math.pi / 180, rel=1e-12)


def test_the_date_line_and_the_poles_are_ordinary_places() -> None:
    across = distance.between(Point(lat=0, lon=179.9), Point(lat=0, lon=-179.9))
    assert across == pytest.approx(EARTH_RADIUS_M * math.radians(0.2), rel=1e-9)
    assert distance.between(Point(lat=90, lon=0), Point(lat=90, lon=120)) < 1e-6
    half_way = distance.between(Point(lat=-90, lon=5), Point(lat=90, lon=77))
    assert half_way == pytest.approx(EARTH_RADIUS_M * math.pi, rel=1e-12)


def test_next_door_agrees_with_the_vectors_of_space_and_is_symmetric() -> None:
    rng = np.random.default_rng(5)
    lat, lon = rng.uniform(-80, 80, 500), rng.uniform(-180, 180, 500)
    to_lat, to_lon = lat + rng.normal(0, 0.01, 500), lon + rng.normal(0, 0.01, 500)
    there = distance.metres(lat, lon, to_lat=to_lat, to_lon=to_lon)
    back = distance.metres(to_lat, to_lon, to_lat=lat, to_lon=lon)

    def vectors(lats: np.ndarray, lons: np.ndarray) -> np.ndarray:
        phi, theta = np.radians(lats), np.radians(lons)
        return np.stack((np.cos(phi) * np.cos(theta), np.cos(phi) * np.sin(theta), np.sin(phi)))

    chord = np.linalg.norm(vectors(lat, lon) - vectors(to_lat, to_lon), axis=0)
    assert there == pytest.approx(2 * EARTH_RADIUS_M * np.arcsin(chord / 2), abs=1e-6)
    assert there == pytest.approx(back, abs=1e-9)
