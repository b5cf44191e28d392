"""Tiles of the web map, and places that share one.

Tiles are those of every web map (Mercator, z/x/y). Their numbers are kept as Morton codes: all
places of a tile, of whatever zoom, are then neighbours in one sorted list.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from stations.geo.point import Point

FINEST = 15
"""Zoom of the codes: 1.2 km at the equator."""
_EDGE_LAT = 85.05112877980659
"""The Mercator square ends here; places beyond belong to its outermost tiles."""

Codes = npt.NDArray[np.int64]


class Tile(NamedTuple):
    """One tile, as web maps number them: x eastwards, y southwards."""

    z: int
    x: int
    y: int


def codes(lat: npt.NDArray[np.float64], lon: npt.NDArray[np.float64]) -> Codes:
    """The Morton code of the tile of zoom FINEST that holds each place (WGS-84 degrees)."""
    side = 1 << FINEST
    phi = np.radians(np.clip(lat, -_EDGE_LAT, _EDGE_LAT))
    x = np.floor((lon + 180.0) / 360.0 * side)
    y = np.floor((1.0 - np.arcsinh(np.tan(phi)) / np.pi) / 2.0 * side)
    return _spread(_within(x, side)) | (_spread(_within(y, side)) << 1)


def code_of(tile: Tile) -> int:
    """The Morton code of a tile at its own zoom."""
    pair = _spread(np.array([tile.x, tile.y], dtype=np.int64)).tolist()
    return int(pair[0] | pair[1] << 1)


def tile_of(code: int, *, zoom: int) -> Tile:
    """The tile with this Morton code at a zoom."""
    x = y = 0
    for bit in range(zoom):
        x |= (code >> 2 * bit & 1) << bit
        y |= (code >> 2 * bit + 1 & 1) << bit
    return Tile(zoom, x, y)


def middle(tile: Tile) -> Point:
    """The place in the middle of a tile, as the map shows it."""
    side = 1 << tile.z
    up = math.pi * (1 - 2 * (tile.y + 0.5) / side)
    lat = math.degrees(math.atan(math.sinh(up)))
    return Point(lat=lat, lon=(tile.x + 0.5) / side * 360.0 - 180.0)


def runs(found: Codes) -> npt.NDArray[np.int64]:
    """Where each run of equal codes begins in a sorted list, and its length as the last entry."""
    changes = np.flatnonzero(np.diff(found)) + 1
    return np.concatenate(([0], changes, [len(found)])) if len(found) else np.zeros(1, np.int64)


def span(found: Codes, tile: Tile) -> tuple[int, int]:
    """From where to where the places of a tile lie in sorted codes of zoom FINEST."""
    shift, code = 2 * (FINEST - tile.z), code_of(tile)
    low, high = found.searchsorted([code << shift, (code + 1) << shift])
    return int(low), int(high)


def shared_out(
    found: Codes, *, shallowest: int, deepest: int, most: int
) -> Iterator[tuple[Tile, int, int]]:
    """Tiles that hold all places, at most `most` each, with their span in the sorted codes.

    A tile with more is parted into its four quarters, down to zoom `deepest`; that one may hold
    more, as nobody's place is to be told more finely.
    """
    starts = runs(found >> 2 * (FINEST - shallowest)).tolist()
    for low, high in pairwise(starts):
        yield from _parted(found, low, high, shallowest, deepest=deepest, most=most)


def _parted(found: Codes, low: int, high: int, zoom: int, **limits: Any) -> Iterator[Any]:
    if high - low <= limits["most"] or zoom == limits["deepest"]:
        yield tile_of(int(found[low]) >> 2 * (FINEST - zoom), zoom=zoom), low, high
        return
    starts = runs(found[low:high] >> 2 * (FINEST - zoom - 1)).tolist()
    for start, end in pairwise(starts):
        yield from _parted(found, low + start, low + end, zoom + 1, **limits)


def _within(numbers: npt.NDArray[np.float64], side: int) -> Codes:
    return np.clip(numbers, 0, side - 1).astype(np.int64)


def _spread(numbers: Codes) -> Codes:
    """Puts a zero between every two bits of numbers below 2**16."""
    for shift, mask in ((8, 0x00FF00FF), (4, 0x0F0F0F0F), (2, 0x33333333), (1, 0x55555555)):
        numbers = (numbers | (numbers << shift)) & mask
    return numbers
