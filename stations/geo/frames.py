"""Conversion between WGS-84, GCJ-02 and BD-09.

WGS-84 is what a phone's receiver says, GCJ-02 what Amap, Tencent and most lists from China say,
BD-09 what Baidu says. The formulae are public; the ellipsoid of GCJ-02 is Krasovsky 1940.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import numpy.typing as npt

from stations.geo import shifted_region
from stations.geo.point import Datum, Point

Floats = npt.NDArray[np.float64]
_Forward = Callable[[Floats, Floats], tuple[Floats, Floats]]

_SEMI_MAJOR_M = 6_378_245.0
_ECCENTRICITY_SQUARED = 0.00669342162296594323
_BD_TURN = np.pi * 3000.0 / 180.0
_SETTLED_DEG = 1e-11
_MOST_ROUNDS = 30


def to_wgs84(lat: npt.ArrayLike, lon: npt.ArrayLike, datum: Datum) -> tuple[Floats, Floats]:
    """Give (lat, lon) in WGS-84 of places given in `datum`; degrees, shapes kept.

    A place is taken back only where the way there would have shifted it, so that this is the
    inverse of `from_wgs84` on both sides of the border. NaN stays NaN.
    """
    new_lat, new_lon = _copies(lat, lon)
    if datum is Datum.WGS84:
        return new_lat, new_lon
    near = shifted_region.may_contain(new_lat, new_lon)
    found_lat, found_lon = _undo(_FORWARD[datum], new_lat[near], new_lon[near])
    shifted = shifted_region.contains(found_lat, found_lon)
    new_lat[near] = np.where(shifted, found_lat, new_lat[near])
    new_lon[near] = np.where(shifted, found_lon, new_lon[near])
    return new_lat, new_lon


def from_wgs84(lat: npt.ArrayLike, lon: npt.ArrayLike, datum: Datum) -> tuple[Floats, Floats]:
    """Give (lat, lon) in `datum` of WGS-84 places; degrees, shapes kept, places abroad as given."""
    new_lat, new_lon = _copies(lat, lon)
    if datum is Datum.WGS84:
        return new_lat, new_lon
    shifted = shifted_region.contains(new_lat, new_lon)
    new_lat[shifted], new_lon[shifted] = _FORWARD[datum](new_lat[shifted], new_lon[shifted])
    return new_lat, new_lon


def point_from(lat: float, lon: float, *, datum: Datum) -> Point:
    """Give the WGS-84 place of one pair in `datum`; Invalid where it is out of range."""
    given = Point(lat=lat, lon=lon)
    if datum is Datum.WGS84:
        return given
    new_lat, new_lon = to_wgs84(given.lat, given.lon, datum)
    return Point(lat=float(new_lat), lon=float(new_lon))


def point_in(point: Point, *, datum: Datum) -> tuple[float, float]:
    """Give (lat, lon) of a WGS-84 place as `datum` writes it, for a link to a map."""
    lat, lon = from_wgs84(point.lat, point.lon, datum)
    return float(lat), float(lon)


def _copies(lat: npt.ArrayLike, lon: npt.ArrayLike) -> tuple[Floats, Floats]:
    lats, lons = np.broadcast_arrays(np.asarray(lat, np.float64), np.asarray(lon, np.float64))
    return lats.copy(), lons.copy()


def _undo(forward: _Forward, lat: Floats, lon: Floats) -> tuple[Floats, Floats]:
    """Find what `forward` carries to (lat, lon): correct the guess by the miss until it settles.

    The shift changes by less than 1 % of the distance moved, so each round leaves less than a
    hundredth of the miss; BD-09 turns and stretches a little more and takes a few rounds longer.
    """
    guess_lat, guess_lon = lat.copy(), lon.copy()
    for _ in range(_MOST_ROUNDS):
        came_lat, came_lon = forward(guess_lat, guess_lon)
        miss_lat, miss_lon = lat - came_lat, lon - came_lon
        guess_lat, guess_lon = guess_lat + miss_lat, guess_lon + miss_lon
        miss = np.maximum(np.abs(miss_lat), np.abs(miss_lon))
        if not np.any(miss > _SETTLED_DEG):
            break
    return guess_lat, guess_lon


def _to_gcj02(lat: Floats, lon: Floats) -> tuple[Floats, Floats]:
    x, y = lon - 105.0, lat - 35.0
    root = np.sqrt(np.abs(x))
    ripple = 20.0 * np.sin(6.0 * np.pi * x) + 20.0 * np.sin(2.0 * np.pi * x)
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root
    north += (ripple + 20.0 * np.sin(np.pi * y) + 40.0 * np.sin(np.pi / 3.0 * y)) * 2.0 / 3.0
    north += (160.0 * np.sin(np.pi / 12.0 * y) + 320.0 * np.sin(np.pi / 30.0 * y)) * 2.0 / 3.0
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root
    east += (ripple + 20.0 * np.sin(np.pi * x) + 40.0 * np.sin(np.pi / 3.0 * x)) * 2.0 / 3.0
    east += (150.0 * np.sin(np.pi / 12.0 * x) + 300.0 * np.sin(np.pi / 30.0 * x)) * 2.0 / 3.0
    # Metres become degrees along the ellipsoid's radii of curvature at this latitude.
    phi = np.radians(lat)
    bulge = 1.0 - _ECCENTRICITY_SQUARED * np.sin(phi) ** 2
    meridian_m = _SEMI_MAJOR_M * (1.0 - _ECCENTRICITY_SQUARED) / (bulge * np.sqrt(bulge))
    parallel_m = _SEMI_MAJOR_M / np.sqrt(bulge) * np.cos(phi)
    return lat + np.degrees(north / meridian_m), lon + np.degrees(east / parallel_m)


def _to_bd09(lat: Floats, lon: Floats) -> tuple[Floats, Floats]:
    gcj_lat, gcj_lon = _to_gcj02(lat, lon)
    radius = np.hypot(gcj_lon, gcj_lat) + 0.00002 * np.sin(gcj_lat * _BD_TURN)
    angle = np.arctan2(gcj_lat, gcj_lon) + 0.000003 * np.cos(gcj_lon * _BD_TURN)
    return radius * np.sin(angle) + 0.006, radius * np.cos(angle) + 0.0065


_FORWARD: Mapping[Datum, _Forward] = {Datum.GCJ02: _to_gcj02, Datum.BD09: _to_bd09}
