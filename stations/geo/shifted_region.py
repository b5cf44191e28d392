"""The region where map vendors shift coordinates, good to a few kilometres.

The vertices are our own, read off well-known places along the land border and laid well out at
sea elsewhere. They decide one thing, whether a formula is applied; they are no boundary of
anything else and are never drawn. docs/coordinates.md says what is approximated.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

Floats = npt.NDArray[np.float64]

OUTWARD_DEG = 0.07
"""The coarse line is moved outwards by about 7 km, so that no border town is left out."""

_WIDEST_SHIFT_DEG = 0.1  # BD-09 moves a place by less than 0.03 degrees.

# lon, lat; one line a stretch of the way round, beginning at the mouth of the Yalu.
_VERTICES: tuple[tuple[float, float], ...] = (
    *((124.20, 39.78), (124.40, 40.08), (125.00, 40.50), (125.90, 40.90), (126.30, 41.20)),
    *((126.90, 41.78), (127.20, 41.52), (128.20, 41.33), (128.05, 42.00), (128.95, 42.05)),
    *((129.65, 42.38), (129.85, 42.95), (130.25, 42.90), (130.60, 42.43), (130.58, 42.78)),
    *((131.02, 42.87), (131.30, 43.50), (131.25, 44.05), (131.05, 44.75), (131.90, 45.32)),
    *((133.10, 45.10), (133.85, 46.25), (134.10, 47.20), (134.75, 47.75), (134.70, 48.42)),
    *(
        (133.60, 48.25),
        (133.10, 48.12),
        (132.50, 47.75),
        (131.00, 47.70),
        (130.70, 48.90),
        (129.50, 49.40),
    ),
    *((128.00, 49.60), (127.50, 50.20), (127.30, 50.75), (126.95, 51.35), (126.55, 52.10)),
    *((125.90, 52.85), (125.00, 53.20), (123.60, 53.55), (122.30, 53.50), (120.90, 53.28)),
    *((120.00, 52.75), (120.65, 52.30), (120.60, 51.95), (119.85, 51.38), (119.20, 50.45)),
    *((119.15, 50.00), (117.80, 49.52), (116.70, 49.85), (115.75, 48.45), (115.50, 47.92)),
    *((117.40, 47.65), (118.50, 47.98), (119.70, 47.20), (119.90, 46.70), (118.00, 46.65)),
    *((116.60, 46.30), (115.70, 45.45), (114.50, 45.40), (113.60, 44.75), (112.00, 45.08)),
    *((111.45, 44.40), (111.93, 43.70), (110.50, 42.70), (109.50, 42.45), (107.50, 42.45)),
    *((105.00, 41.60), (103.50, 41.90), (102.00, 42.20), (101.00, 42.65), (99.50, 42.57)),
    *((97.20, 42.80), (96.40, 42.73), (95.90, 43.30), (95.40, 44.20), (93.50, 44.95)),
    *((90.90, 45.20), (90.70, 45.55), (91.00, 46.20), (90.90, 46.95), (90.05, 47.80)),
    *((88.90, 48.12), (87.80, 48.95), (87.80, 49.17), (86.80, 49.12), (85.75, 48.40)),
    *((85.55, 47.10), (84.90, 46.90), (83.05, 47.22), (82.30, 45.55), (82.55, 45.18)),
    *((81.90, 45.20), (79.90, 44.90), (80.38, 44.60), (80.38, 44.10), (80.72, 43.15)),
    *((80.25, 42.20), (79.00, 41.75), (78.20, 41.35), (76.90, 41.00), (76.00, 40.40)),
    *((75.40, 40.60), (74.80, 40.45), (73.85, 39.85), (73.60, 39.40), (73.80, 38.60)),
    *((74.80, 38.40), (74.90, 37.30), (75.35, 36.85), (75.90, 36.60), (76.00, 36.00)),
    *((77.80, 35.50), (78.10, 35.40), (78.95, 34.30), (78.75, 33.60), (79.30, 32.55)),
    *((78.50, 32.40), (78.80, 31.35), (79.60, 30.95), (80.20, 30.55), (81.10, 30.10)),
    *((82.10, 30.30), (83.30, 29.50), (84.20, 28.90), (85.10, 28.60), (85.35, 28.25)),
    *((85.98, 27.98), (87.00, 27.90), (88.10, 27.88), (88.75, 28.00), (88.85, 27.30)),
    *((89.20, 27.75), (89.60, 28.20), (90.50, 28.10), (91.60, 27.90), (91.65, 27.00)),
    *((92.10, 26.90), (93.70, 27.05), (94.30, 27.60), (95.60, 28.00), (96.20, 27.95)),
    *((97.00, 27.75), (97.40, 28.05), (98.20, 28.10), (98.70, 27.50), (98.72, 26.60)),
    *((98.55, 25.95), (97.75, 25.10), (97.55, 24.60), (97.60, 23.90), (98.10, 24.05)),
    *((98.70, 24.05), (98.85, 23.35), (99.50, 22.95), (99.20, 22.15), (100.00, 21.58)),
    *((101.10, 21.65), (101.20, 21.30), (101.70, 21.15), (101.75, 21.60), (101.65, 22.40)),
    *((102.10, 22.40), (102.50, 22.75), (103.30, 22.65), (103.95, 22.50), (104.05, 22.72)),
    *((104.25, 22.84), (104.80, 22.82)),
    *((105.35, 23.30), (106.10, 22.95), (106.65, 22.75), (106.65, 22.00), (107.40, 21.62)),
    # From here on the line runs over water, far from the next foreign coast where it can.
    *((107.97, 21.50), (108.10, 20.50), (107.90, 19.50), (108.30, 18.20), (110.20, 15.50)),
    *((110.80, 12.00), (110.50, 8.00), (111.50, 3.90), (113.00, 3.90), (115.20, 7.00)),
    *((116.60, 9.30), (117.20, 11.00), (118.20, 13.00), (118.50, 15.30), (118.20, 20.00)),
    *((118.30, 22.50), (118.70, 23.80), (119.90, 24.90), (120.40, 25.70), (120.90, 26.60)),
    *((122.20, 28.00), (123.30, 30.00), (123.30, 31.50), (123.00, 33.00), (123.60, 37.00)),
    *((123.20, 38.00), (123.60, 39.20)),
)


def contains(lat: Floats, lon: Floats) -> npt.NDArray[np.bool_]:
    """Tell for each WGS-84 place whether vendors shift it. NaN and infinities are outside."""
    return np.asarray(shapely.contains_xy(_polygon(), lon, lat), dtype=np.bool_)


def may_contain(lat: Floats, lon: Floats) -> npt.NDArray[np.bool_]:
    """Tell which places lie so near the region that they may have been shifted out of it."""
    west, south, east, north = _polygon().bounds
    in_lat = (lat > south - _WIDEST_SHIFT_DEG) & (lat < north + _WIDEST_SHIFT_DEG)
    in_lon = (lon > west - _WIDEST_SHIFT_DEG) & (lon < east + _WIDEST_SHIFT_DEG)
    return np.asarray(in_lat & in_lon)


@cache
def _polygon() -> Any:  # shapely comes without type marks
    # Vertices of the rounded corners are thinned: the line itself is coarse.
    # In thousandths of a degree static/js/shared/shifted_region.js has the same line.
    widened = shapely.Polygon(_VERTICES).buffer(OUTWARD_DEG, quad_segs=2).simplify(0.005)
    polygon = shapely.set_precision(widened, 0.001)
    shapely.prepare(polygon)
    return polygon
