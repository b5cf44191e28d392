"""Landmarks taken over: a city's set of one source replaces the one before."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

from stations.areas import codes
from stations.audit import log
from stations.audit.model import Act
from stations.db.base import Database
from stations.errors import Invalid
from stations.places import store
from stations.places.model import MOST, LandmarkSet
from stations.places.readings import readings

LOADED = "landmarks_loaded"


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedSet:
    """What became of a set."""

    city: str
    number: int
    changed: bool


def load(db: Database, sets: Sequence[LandmarkSet], *, act: Act) -> list[LoadedSet]:
    """Stores all sets or none; one that is there already is left as it is."""
    made = [(one, _readings(one)) for one in sets]
    done: list[LoadedSet] = []
    with db.writing() as tx:
        for one, syllables in made:
            _check_number(tx, one)
            digest = _digest(one)
            changed = (one.source, digest) not in store.marks(tx).get(one.city, ())
            if changed:
                store.replace(tx, one, readings=syllables, digest=digest, at=act.at)
                log.append(tx, act=act, subject=f"landmarks:{one.city}")
            done.append(LoadedSet(city=one.city, number=len(one.landmarks), changed=changed))
    return done


def _check_number(db: Database, given: LandmarkSet) -> None:
    others = store.count_others(db, city=given.city, source=given.source)
    count = others + len(given.landmarks)
    if count > MOST:
        city = codes.path(given.city)
        raise Invalid("invalid.too_many_landmarks", field="FILE", city=city, count=count, most=MOST)


def _readings(given: LandmarkSet) -> dict[str, str]:
    return readings(name for one in given.landmarks for name in one.names)


def _digest(given: LandmarkSet) -> str:
    rows = [
        (one.name, one.aliases, one.kind.value, one.point.lat, one.point.lon, one.about)
        for one in given.landmarks
    ]
    text = json.dumps([given.attribution, rows], ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
