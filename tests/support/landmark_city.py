"""A city whose landmarks people name, served."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from stations.db import migration, opening
from stations.places import loading
from stations.places.model import Landmark, LandmarkSet
from stations.registry.model import Station
from stations.registry.stored import store
from tests.support import make, serving

ATTRIBUTION = "© 测绘的人"


@contextmanager
def served(
    folder: Path, landmarks: Sequence[Landmark], *, stations: Sequence[Station] = ()
) -> Iterator[str]:
    """The address of a server with these landmarks of 济南 and these stations."""
    db = opening.connect(str(folder / "stations.db"), create=True)
    migration.migrate(db)
    given = LandmarkSet(
        city="3701", source="test", attribution=ATTRIBUTION, landmarks=tuple(landmarks)
    )
    loading.load(db, [given], act=make.act(loading.LOADED))
    with db.writing():
        store.add(db, stations, history=())
    db.close()
    with serving.serving(folder) as base:
        yield base
