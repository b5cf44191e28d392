"""One place on the Earth."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

from stations.errors import Invalid

EARTH_RADIUS_M = 6_371_008.8
"""Mean radius of the IUGG, metres: great-circle distances are taken on this sphere."""


class Datum(StrEnum):
    """The geodetic frame in which a pair of numbers is meant."""

    WGS84 = "wgs84"
    GCJ02 = "gcj02"
    BD09 = "bd09"


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A WGS-84 position in decimal degrees. Cannot be built out of range."""

    lat: float
    lon: float

    def __post_init__(self) -> None:
        if not (math.isfinite(self.lat) and -90 <= self.lat <= 90):
            raise Invalid("out_of_range.lat", field="lat")
        if not (math.isfinite(self.lon) and -180 <= self.lon <= 180):
            raise Invalid("out_of_range.lon", field="lon")
