"""Questions to the finder, its answers, and what it knows of stations."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from stations.errors import Invalid
from stations.geo.point import Point

MOST_STATIONS = 50
OPEN, CLOSED, UNKNOWN = 1, 0, -1
"""States of a station at a moment, as they stand in arrays of int8."""


class Schedules(Protocol):
    """The distinct schedules of all stations, numbered from 0."""

    def states_at(self, at: datetime) -> npt.NDArray[np.int8]:
        """Give OPEN, CLOSED or UNKNOWN for each schedule. They change on whole minutes only."""
        ...

    def usable_at(self, at: datetime) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint64]]:
        """Give the bits of the amenities that can be used, and of those that perhaps can be."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class HasTraits:
    """What stations are asked for: arrays of one length.

    `amenities`: one bit for each available amenity and each wish for a way in. `kind`: number of
    the kind, `host` of the host, -1 for none. `star`: 0 for none. `schedule`: number within
    `schedules`; `network`: number within `network_sets`.
    """

    amenities: npt.NDArray[np.uint64]
    kind: npt.NDArray[np.integer]
    host: npt.NDArray[np.integer]
    star: npt.NDArray[np.int8]
    schedule: npt.NDArray[np.int32]
    schedules: Schedules
    network: npt.NDArray[np.int32]
    network_sets: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns(HasTraits):
    """What the finder needs of every station: also the ids, and where it is (WGS-84 degrees)."""

    ids: list[str]
    lat: npt.NDArray[np.float64]
    lon: npt.NDArray[np.float64]

    def __post_init__(self) -> None:
        arrays = (self.lat, self.lon, self.amenities, self.kind, self.host, self.star)
        for array in (*arrays, self.schedule, self.network):
            if array.shape != (len(self.ids),):
                raise ValueError("every column needs one value for each id")
        if len(set(self.ids)) != len(self.ids):
            raise ValueError("an id stands twice")
        if not (np.all(np.abs(self.lat) <= 90) and np.all(np.abs(self.lon) <= 180)):
            raise ValueError("a place is not on the Earth")


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A search for the `limit` nearest stations with these wishes to a WGS-84 place.

    `wants`: bits of amenities that all have to be there; `any_of`: sets of amenities, of each of
    which one has to; `ways_in`: bits of ways in, which no moment decides. `kinds`, `hosts`: numbers
    of which the station's must be one; `networks`: ids of which it must belong to one; none:
    whichever it is. `open_at` keeps the
    stations known to be open then, or with wishes those of which all that is wished for can be
    used; `unknown_hours` appends those of which nobody knows. `at`: the moment for which states
    are reported where `open_at` does not say. Raises Invalid with the field's name.
    """

    lat: float
    lon: float
    limit: int = 10
    wants: int = 0
    any_of: tuple[int, ...] = ()
    ways_in: int = 0
    kinds: tuple[int, ...] = ()
    hosts: tuple[int, ...] = ()
    networks: tuple[str, ...] = ()
    min_star: int = 0
    within_m: float | None = None
    open_at: datetime | None = None
    unknown_hours: bool = False
    at: datetime | None = None

    def __post_init__(self) -> None:
        Point(lat=self.lat, lon=self.lon)
        if not 1 <= self.limit <= MOST_STATIONS:
            raise Invalid("invalid.station_count", field="limit", most=MOST_STATIONS)
        if not all(0 <= bits < 2**64 for bits in (self.wants, self.ways_in, *self.any_of)):
            raise Invalid("invalid.wants", field="wants")
        if not 0 <= self.min_star <= 127:
            raise Invalid("invalid.star_sign", field="min_star")
        if self.within_m is not None and not (math.isfinite(self.within_m) and self.within_m >= 0):
            raise Invalid("invalid.distance", field="within_m")
        for field, moment in (("open", self.open_at), ("at", self.at)):
            if moment is not None and moment.tzinfo is None:
                raise Invalid("invalid.naive_moment", field=field)

    @property
    def asks_something(self) -> bool:
        """Tell whether a station may fail to be what is asked for."""
        if self.wants or self.any_of or self.ways_in or self.min_star > 0:
            return True
        return bool(self.kinds or self.hosts or self.networks) or self.open_at is not None


class Answer(NamedTuple):
    """Stations in order: by metres, then by id; stations of unknown hours after the open ones.

    A tuple, as one is made for every question: a frozen dataclass costs a twentieth of a search.
    `indices` point into `Finder.ids`; `distances_m` are great-circle metres; `states` are OPEN,
    CLOSED or UNKNOWN, of the station itself. `complete`: no station with these wishes was left out,
    neither by the limit nor by the radius.
    """

    indices: npt.NDArray[np.int64]
    distances_m: npt.NDArray[np.float64]
    states: npt.NDArray[np.int8]
    complete: bool
