"""Places on the unit sphere, and places close together.

On unit vectors the straight line (chord) grows with the great circle, so a tree or a bounding ball
in space is exact on the Earth and knows neither pole nor date line.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from stations.geo.point import EARTH_RADIUS_M

Floats = npt.NDArray[np.float64]
DIAMETER_M = 2.0 * EARTH_RADIUS_M

SLACK = 1e-14
"""Chords computed in two ways differ by less; on the ground it is 64 nanometres."""


def vectors(lat: Floats, lon: Floats) -> Floats:
    """Give unit vectors (n, 3): one place has one vector, however its longitude is written."""
    phi = np.radians(lat)
    # At a pole the longitude says nothing, and -180 is 180: equal places must tie exactly.
    theta = np.radians(np.where(np.abs(lat) == 90.0, 0.0, np.where(lon == -180.0, 180.0, lon)))
    flat = np.cos(phi)
    return np.stack((flat * np.cos(theta), flat * np.sin(theta), np.sin(phi)), axis=1)


def vector(lat: float, lon: float) -> Floats:
    """Give the unit vector (3,) of one place: `vectors` without the cost of arrays."""
    phi = math.radians(lat)
    theta = 0.0 if abs(lat) == 90.0 else math.radians(180.0 if lon == -180.0 else lon)
    flat = math.cos(phi)
    return np.array((flat * math.cos(theta), flat * math.sin(theta), math.sin(phi)))


def chords(places: Floats, origin: Floats) -> Floats:
    """Give straight distances from vectors (n, 3) to one vector; the Earth's radius is 1."""
    apart = places - origin
    apart *= apart
    return np.asarray(np.sqrt(apart[:, 0] + apart[:, 1] + apart[:, 2]))


def metres(chord: Floats) -> Floats:
    """Give the great-circle metres that belong to chords."""
    return np.asarray(DIAMETER_M * np.arcsin(np.minimum(chord * 0.5, 1.0)))


def metres_short(chords: list[float]) -> Floats:
    """Give what `metres` gives where no chord comes near 2, the way through the Earth.

    For a dozen numbers Python's own arithmetic costs less than three calls of numpy.
    """
    return np.array([DIAMETER_M * math.asin(chord * 0.5) for chord in chords])


def order_along_curve(lat: Floats, lon: Floats) -> npt.NDArray[np.int64]:
    """Give an order in which neighbours in the list are mostly neighbours on the ground (Morton).

    It is only a help for speed: balls around runs of it are computed from the places themselves.
    """
    rows = ((lat + 90.0) * (65535.0 / 180.0)).astype(np.uint64)
    columns = ((lon + 180.0) * (65535.0 * 2.0 / 360.0)).astype(np.uint64)
    return np.argsort(_spread(rows) | (_spread(columns) << np.uint64(1)), kind="stable")


def _spread(numbers: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """Put a zero bit between every two bits of numbers below 2**32."""
    for shift, mask in (
        (16, 0x0000FFFF0000FFFF),
        (8, 0x00FF00FF00FF00FF),
        (4, 0x0F0F0F0F0F0F0F0F),
        (2, 0x3333333333333333),
        (1, 0x5555555555555555),
    ):
        numbers = (numbers | (numbers << np.uint64(shift))) & np.uint64(mask)
    return numbers
