"""A station that has one of everything: which columns and keys there are is read off its rows."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache

from stations.geo.point import Point
from stations.registry.model import Amenity, Closure, Honour, Lifecycle, Place, Record, Station


@cache
def one_of_each() -> Station:
    """A station with a point and a row in each of its tables."""
    then = datetime(2000, 1, 1, tzinfo=UTC)
    return Station(
        id="-",
        name="-",
        place=Place(point=Point(lat=36.65, lon=117.12)),
        amenities=(Amenity(id="restroom"),),
        honours=(Honour(title="-"),),
        periods=(Lifecycle(),),
        closures=(Closure(),),
        record=Record(created_at=then, updated_at=then),
    )
