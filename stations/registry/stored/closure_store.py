"""Closures of stations in the database, and SQL for those that run on a day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from stations.db.base import Database
from stations.registry.model import Closure
from stations.registry.states import PASSING
from stations.registry.stored import row_reader

_OF_STATION = "select 1 from station_closures c where c.station_id = stations.id"
RUNS = (
    f"exists ({_OF_STATION} and (c.since is null or c.since <= :today)"
    " and (c.until is null or c.until >= :today))"
)
"""SQL of table `stations`: shut today by a closure. Its parameter is `today`."""
_PASSING = ", ".join(f"'{phase.value}'" for phase in sorted(PASSING))
WAITS = (
    f"(exists ({_OF_STATION} and c.expected = 1 and c.until < :today)"
    f" or (lifecycle in ({_PASSING}) and lifecycle_until < :today))"
)
"""An end that was only expected has passed, and nobody has confirmed it."""


def of_stations(db: Database, ids: Sequence[str]) -> dict[str, tuple[Closure, ...]]:
    """The closures of these stations, by id; those without one are left out."""
    names = {f"id{n}": one for n, one in enumerate(ids)}
    rows = db.rows(
        "select * from station_closures where station_id in"  # noqa: S608
        f" ({', '.join(f':{name}' for name in names) or 'null'}) order by station_id, position",
        **names,
    )
    found: dict[str, list[Closure]] = defaultdict(list)
    for row in rows:
        found[row["station_id"]].append(row_reader.closure_of(row))
    return {station_id: tuple(closures) for station_id, closures in found.items()}
