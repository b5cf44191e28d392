"""Packed files of cells, held ready while they are true."""

from __future__ import annotations

import gzip
import threading
from collections import OrderedDict
from datetime import date, datetime

from stations.activities.activity_board import ActivityBoard
from stations.activities.programme import NOTHING
from stations.hours.osm.calendar import Calendar
from stations.nearest.activity_cells import ActivityCut
from stations.nearest.cell_rows import Patterns
from stations.nearest.cells import DAYS, Cut, first_day
from stations.nearest.snapshot import SnapshotKeeper

MANIFEST = "manifest"
_MOST_BYTES = 64_000_000
_LEVEL = 9
"""Packed once and sent many times."""


class Shelf:
    """The newest cut of a registry, and the files that were asked for lately as gzip.

    A file of an earlier cut is still handed out while it lies here: a phone may hold the manifest
    of a moment ago. One that lies here no more is not found, and the phone reads the manifest anew.
    """

    def __init__(self, keeper: SnapshotKeeper, board: ActivityBoard | None = None) -> None:
        self._keeper, self._board = keeper, board
        self._on: ActivityCut | None = None
        self._lock = threading.Lock()
        self._cut: Cut | None = None
        self._patterns: Patterns | None = None
        self._packed: OrderedDict[str, bytes] = OrderedDict()
        self._bytes = 0

    def cut(self, at: datetime) -> Cut:
        """The registry of this moment, cut; cut once for each state and day."""
        kept = self._keeper.current(at)
        cut = self._cut
        if cut is None or cut.kept is not kept:
            with self._lock:
                cut = self._cut
                if cut is None or cut.kept is not kept:
                    patterns = self._patterns_of(first_day(kept.day), kept.timetables.calendar)
                    cut = self._cut = Cut(kept, patterns, before=self._cut)
        return cut

    def on(self, at: datetime) -> ActivityCut:
        """What is on, cut; cut once for each state and day."""
        cut = self._on
        programme = self._board.at(at) if self._board else NOTHING
        if cut is None or cut.programme is not programme:
            cut = self._on = ActivityCut(programme)
        return cut

    def packed(self, name: str, at: datetime) -> bytes | None:
        """A file as gzip, by its path without `.json`; None if there is none."""
        cut, on = self.cut(at), self.on(at)
        if name == MANIFEST:
            name = f"{MANIFEST} {cut.kept.revision} {cut.kept.day} {on.index}"
            body = b"" if name in self._packed else cut.manifest_with(on.index)
        elif name in self._packed:
            body = b""
        else:
            body = cut.file(name) or on.file(name) or b""
        with self._lock:
            if name in self._packed:
                self._packed.move_to_end(name)
                return self._packed[name]
        return self._kept(name, pack(body)) if body else None

    def _kept(self, name: str, packed: bytes) -> bytes:
        with self._lock:
            if name not in self._packed:
                self._packed[name] = packed
                self._bytes += len(packed)
            while self._bytes > _MOST_BYTES and len(self._packed) > 1:
                self._bytes -= len(self._packed.popitem(last=False)[1])
        return packed

    def _patterns_of(self, first: date, calendar: Calendar) -> Patterns:
        known = self._patterns
        if known is None or known.first != first or known.calendar != calendar:
            known = self._patterns = Patterns(first, days=DAYS, calendar=calendar)
        return known


def pack(body: bytes) -> bytes:
    """The same bytes for the same content, on every server and at any time."""
    return gzip.compress(body, _LEVEL, mtime=0)
