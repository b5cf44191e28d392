"""The landmarks of cities in memory, with the file of each, as long as they are true."""

from __future__ import annotations

import gzip
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from stations.db.base import Database
from stations.db.opening import Connections
from stations.db.sqlite import DriverError
from stations.errors import Refused
from stations.places import landmark_file, store
from stations.places.matching_names import Match, matches
from stations.places.model import Landmark

_ASKED_EVERY_S = 1.0
_MOST_CITIES = 60

Marks = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CityLandmarks:
    """What is known of a city at one moment."""

    marks: Marks
    landmarks: Sequence[Landmark]
    readings: Mapping[str, str]
    attributions: Sequence[str]
    name: str
    """Of the file; empty where there are no landmarks."""
    packed: bytes

    def matches(self, words: str, *, most: int) -> list[Match]:
        return matches(words, self.landmarks, self.readings, most=most)


class LandmarkShelf:
    """Asks the database at most once a second whether landmarks have changed."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections
        self._asked = 0.0
        self._marks: Mapping[str, Marks] | None = None
        self._cities: dict[str, CityLandmarks] = {}

    def marks(self) -> Mapping[str, Marks]:
        """The sources of all cities: another one where any landmark has changed."""
        now, known = time.monotonic(), self._marks
        if known is not None and now - self._asked < _ASKED_EVERY_S:
            return known
        try:
            with self._connections.hurried() as db:
                read = store.marks(db)
        except (DriverError, Refused):
            return known or {}
        if known is None or read != known:
            known = self._marks = read
        self._asked = now
        return known

    def city(self, city: str) -> CityLandmarks:
        """The landmarks of a city, newest; while the database is away, as they were last."""
        known = self._cities.get(city)
        try:
            marks = self.marks().get(city, ())
            if known is None or known.marks != marks:
                with self._connections.hurried() as db:
                    known = _read(db, city, marks)
                if len(self._cities) >= _MOST_CITIES:
                    self._cities.pop(next(iter(self._cities)), None)
                self._cities[city] = known
        except (DriverError, Refused):
            return known or _NOTHING
        return known

    def packed(self, name: str) -> bytes | None:
        """A file as gzip by its name; None where the city has other landmarks by now."""
        known = self.city(name.partition("-")[0])
        return known.packed if known.name == name else None


_NOTHING = CityLandmarks(marks=(), landmarks=(), readings={}, attributions=(), name="", packed=b"")


def _read(db: Database, city: str, marks: Marks) -> CityLandmarks:
    # Without a snapshot: marks that are older than what is read here are asked for again.
    landmarks = store.of_city(db, city)
    readings = store.readings_of(db, city)
    attributions = store.attributions(db, city)
    file = landmark_file.written(city, landmarks, readings=readings, attributions=attributions)
    return CityLandmarks(
        marks=marks,
        landmarks=landmarks,
        readings=readings,
        attributions=attributions,
        name=file.name if landmarks else "",
        packed=gzip.compress(file.body, 9, mtime=0),
    )
