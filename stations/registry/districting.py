"""Which district does every station lie in, now that outlines have been loaded?"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import numpy as np

from stations.areas.locating import Locator
from stations.db.base import Database
from stations.registry import history, store
from stations.registry.model import Station, next_version
from stations.registry.plans import Change


def renewed(db: Database, *, by: str, at: datetime) -> int:
    """Derives the district of every stored point again, in one transaction; how many changed.

    A point outside all outlines keeps what is known of it: an outline may be missing.
    """
    with db.writing():
        located = [station for station in store.every(db) if station.place.point]
        changes = _changes(located, Locator.stored(db), at=at)
        if changes:
            store.save(
                db,
                [change.after for change in changes],
                history=(
                    history.entry(
                        change.after,
                        history.differences(change.before, change.after),
                        action="located",
                        by=by,
                        at=at,
                    )
                    for change in changes
                ),
            )
    return len(changes)


def _changes(located: list[Station], outlines: Locator, *, at: datetime) -> list[Change]:
    points = [station.place.point for station in located]
    lats = np.array([point.lat for point in points if point], dtype=np.float64)
    lons = np.array([point.lon for point in points if point], dtype=np.float64)
    changes = []
    for station, district in zip(located, outlines.districts_of(lats, lons), strict=True):
        if district and district != station.place.district_code:
            place = replace(station.place, district_code=district)
            after = next_version(replace(station, place=place), at=at)
            changes.append(Change(row=0, before=station, after=after))
    return changes
