"""Counts of stations for the map from afar.

A view of zoom z is covered by a grid of 64 pixels; each square with stations is one mark at their
middle. Along sorted Morton codes every square and every block of 16 x 16 squares is one run, so
nothing is built ahead: a block is worked out when it is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import orjson

from stations.nearest import tiles
from stations.nearest.tiles import FINEST, Codes, Tile

ZOOMS = range(3, 14)
"""From the whole country to a city; closer by, a map draws the stations of its cells."""
_SQUARE = 2
"""A square is a tile this many zooms finer than the map: a quarter of 256 pixels."""
_BLOCK = 4
"""A block is a tile this many zooms coarser than its squares: 1,024 pixels wide."""
_DECIMALS = 4

Floats = npt.NDArray[np.float64]


def block(zoom: int, tile: Tile, *, codes: Codes, lat: Floats, lon: Floats) -> bytes:
    """The marks of one block as JSON: `{"c": [[lat, lon, count], …]}`, at most 256.

    `codes` are sorted, `lat` and `lon` belong to them. The tile is of zoom `zoom` - 2.
    """
    low, high = tiles.span(codes, tile)
    starts = tiles.runs(codes[low:high] >> 2 * (FINEST - zoom - _SQUARE))
    counts = np.diff(starts)
    if not len(counts):
        return b'{"c":[]}'
    middles = [
        (np.add.reduceat(degrees[low:high], starts[:-1]) / counts).round(_DECIMALS).tolist()
        for degrees in (lat, lon)
    ]
    return orjson.dumps({"c": list(zip(*middles, counts.tolist(), strict=True))})


def blocks(zoom: int, *, codes: Codes) -> Iterator[Tile]:
    """The blocks of a zoom that have a mark."""
    coarse = codes >> 2 * (FINEST - tile_zoom(zoom))
    for start in tiles.runs(coarse)[:-1].tolist():
        yield tiles.tile_of(int(coarse[start]), zoom=tile_zoom(zoom))


def tile_zoom(zoom: int) -> int:
    """The zoom of the tiles that number the blocks of a map's zoom."""
    return zoom + _SQUARE - _BLOCK
