"""Whether what others have stored since a plan was made changes what it would do."""

from __future__ import annotations

from collections.abc import Iterator

from stations.audit import log
from stations.db.base import Database
from stations.errors import Refused
from stations.registry.lists.import_plan import ImportPlan
from stations.registry.model import Station
from stations.registry.stored import history_store, store

_MOST_LOOKED_AT = 500
_CELLS_A_DEGREE = 400
"""Of 200 to 280 m: whoever is nearer than one of them may be the same station."""


class Watch:
    """What of a plan others could have changed; made before the lock is taken."""

    def __init__(self, plan: ImportPlan) -> None:
        self._plan = plan
        self._ids = {one.after.id for one in (*plan.added, *plan.changed)}
        self._marks = {mark for one in plan.added for mark in _marks(one.after, reach=0)}

    def check(self, db: Database) -> None:
        """Refused ('stale_plan') where the list would have to be judged again.

        New stations were compared with the registry as it was: a second import at the same
        moment would add them twice.
        """
        if store.revision(db) == self._plan.revision or log.head(db).number == self._plan.log:
            return
        touched = history_store.touched_after(db, self._plan.log, limit=_MOST_LOOKED_AT + 1)
        if len(touched) > _MOST_LOOKED_AT or not self._ids.isdisjoint(touched):
            raise _stale()
        for station in store.some(db, touched).values():
            if not self._marks.isdisjoint(_marks(station, reach=1)):
                raise _stale()


def _marks(station: Station, *, reach: int) -> Iterator[tuple[object, ...]]:
    """What two records of one station would have in common, one of these at least."""
    place = station.place
    yield (place.city_code, "name", station.name)
    if station.number:
        yield (place.city_code, "number", station.number.lower())
    if place.point is not None:
        x, y = (round(one * _CELLS_A_DEGREE) for one in (place.point.lon, place.point.lat))
        around = range(-reach, reach + 1)
        yield from (("cell", x + dx, y + dy) for dx in around for dy in around)


def _stale() -> Refused:
    return Refused("stale_plan")
