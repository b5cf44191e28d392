"""Great-circle distances on the Earth."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from stations.geo.point import EARTH_RADIUS_M, Point

Floats = npt.NDArray[np.float64]


def metres(
    lat: npt.ArrayLike, lon: npt.ArrayLike, *, to_lat: npt.ArrayLike, to_lon: npt.ArrayLike
) -> Floats:
    """Give great-circle distances in metres between WGS-84 places in degrees; shapes broadcast.

    Haversine on the mean sphere, exact to its rounding at short distances, at the poles and over
    the date line; the sphere itself is up to 0.5 % off the ellipsoid.
    """
    phi, to_phi = np.radians(lat), np.radians(to_lat)
    turn = np.radians(np.subtract(to_lon, lon))
    half = np.sin((to_phi - phi) / 2.0) ** 2
    half = half + np.cos(phi) * np.cos(to_phi) * np.sin(turn / 2.0) ** 2
    return np.asarray(2.0 * EARTH_RADIUS_M * np.arcsin(np.sqrt(np.clip(half, 0.0, 1.0))))


def between(one: Point, other: Point) -> float:
    """Give the metres between two places."""
    return float(metres(one.lat, one.lon, to_lat=other.lat, to_lon=other.lon))
