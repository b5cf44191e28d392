"""The roads from the middle of a cell to the stations nearest to it, kept in memory.

The routing server is never told where a person is: it is asked from the middle of a tile of zoom
13, four kilometres wide. A phone multiplies its own straight line by how much longer the road was.
Nobody waits for the server: one thread asks it, and who comes meanwhile is told to come again.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from stations.geo.point import Point
from stations.nearest import cells, tiles
from stations.nearest.question import Question
from stations.nearest.snapshot import Snapshot
from stations.nearest.tiles import Tile
from stations.routing import valhalla
from stations.routing.valhalla import Road, RoutingError

ZOOM = cells.DEEPEST
"""No finer than the cells: nothing tells more of a phone."""
NEAREST = 10
KEPT_FOR_S = 86_400.0
"""Roads change more slowly than that; a station that moves is asked for anew at once."""
_MOST_TILES = 4_000
_MOST_WAITING = 50
_REST_S = 60.0
"""So long a server that failed is left in peace."""

Goal = tuple[str, float, float]
"""A station: id, latitude, longitude."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CellRoads:
    """What was found from the middle of one tile: by way of travel, one for each goal."""

    goals: tuple[Goal, ...]
    by_mode: dict[str, list[Road | None]]
    found_at: float


class RoadShelf:
    """Asks a routing server for the roads of a tile when they are first asked for."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.trouble = ""
        """What went wrong the last time the server was asked; empty where nothing did."""
        self._known: OrderedDict[Tile, CellRoads] = OrderedDict()
        self._waiting: set[Tile] = set()
        self._rests_until = 0.0
        self._lock = threading.Lock()
        self._asker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="roads")

    def of(self, tile: Tile, kept: Snapshot) -> CellRoads | None:
        """The roads of a tile; None as long as the server has not told them."""
        goals = _goals(tile, kept)
        if not goals:
            return CellRoads(goals=(), by_mode={}, found_at=time.monotonic())
        with self._lock:
            known = self._known.get(tile)
            if known and known.goals == goals and time.monotonic() - known.found_at < KEPT_FOR_S:
                self._known.move_to_end(tile)
                return known
            self._ask_later(tile, goals)
        return None

    @property
    def is_resting(self) -> bool:
        """Whether the server has failed and is not asked for a while."""
        return time.monotonic() < self._rests_until

    def _ask_later(self, tile: Tile, goals: tuple[Goal, ...]) -> None:
        if tile in self._waiting or len(self._waiting) >= _MOST_WAITING or self.is_resting:
            return
        self._waiting.add(tile)
        self._asker.submit(self._ask, tile, goals)

    def _ask(self, tile: Tile, goals: tuple[Goal, ...]) -> None:
        try:
            if self.is_resting:
                return
            found = CellRoads(
                goals=goals,
                by_mode=_by_mode(self.address, tiles.middle(tile), goals),
                found_at=time.monotonic(),
            )
            with self._lock:
                self._known[tile] = found
                if len(self._known) > _MOST_TILES:
                    self._known.popitem(last=False)
            self.trouble = ""
        except RoutingError as error:
            self.trouble = str(error)
            self._rests_until = time.monotonic() + _REST_S
            logging.getLogger(__name__).warning("routing server: %s", error)
        finally:
            with self._lock:
                self._waiting.discard(tile)


def _by_mode(address: str, start: Point, goals: Sequence[Goal]) -> dict[str, list[Road | None]]:
    points = [Point(lat=lat, lon=lon) for _, lat, lon in goals]
    return {mode: valhalla.roads(address, start, points, mode=mode) for mode in valhalla.COSTINGS}


def _goals(tile: Tile, kept: Snapshot) -> tuple[Goal, ...]:
    """The stations nearest to the middle of a tile, whether open or not."""
    middle = tiles.middle(tile)
    answer = kept.finder.nearest(Question(lat=middle.lat, lon=middle.lon, limit=NEAREST))
    rows = kept.rows[answer.indices]
    lat, lon = (kept.table.columns[name][rows].tolist() for name in ("lat", "lon"))
    ids = [kept.table.ids[row] for row in rows.tolist()]
    return tuple(zip(ids, lat, lon, strict=True))
