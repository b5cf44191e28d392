"""Districts of all stations, after outlines were loaded."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import numpy as np

from stations.areas.locator import Locator
from stations.audit.model import Act
from stations.db.base import Database
from stations.registry.model import Station, next_version
from stations.registry.stored import change_store, store


def renewed(db: Database, *, act: Act) -> int:
    """Derives the district of every stored point again, in one transaction; how many changed.

    A point outside all outlines keeps what is known of it: an outline may be missing.
    """
    with db.writing() as tx:
        located = [station for station in store.every(tx) if station.place.point]
        pairs = _pairs(located, Locator.stored(tx), at=act.at)
        change_store.record(tx, pairs, act=act)
    return len(pairs)


def _pairs(
    located: list[Station], outlines: Locator, *, at: datetime
) -> list[tuple[Station, Station]]:
    points = [station.place.point for station in located]
    lats = np.array([point.lat for point in points if point], dtype=np.float64)
    lons = np.array([point.lon for point in points if point], dtype=np.float64)
    pairs = []
    for station, district in zip(located, outlines.districts_of(lats, lons), strict=True):
        if district and district != station.place.district_code:
            place = replace(station.place, district_code=district)
            after = next_version(replace(station, place=place), at=at)
            pairs.append((station, after))
    return pairs
