"""The stations that a process holds in memory, renewed when the registry changes."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

import numpy as np
import numpy.typing as npt

from stations.hours.osm.calendar import Calendar
from stations.moments import china_day
from stations.nearest import network_sets
from stations.nearest.finder import Finder
from stations.nearest.network_sets import NetworkSets
from stations.nearest.question import Columns, HasTraits
from stations.nearest.source import Access, Source
from stations.nearest.table import CardTable, read
from stations.nearest.timetables import MINUTES_KEPT, Timetables
from stations.registry import openness

CHECK_EVERY_S = 0.25
_SPARE_S = 0.05
_LOOK_AFTER_S = 0.1
OLDEST_S = 0.7
"""A process answers from what was true this long ago while a newer state is being built."""

Rows = npt.NDArray[np.int64]
Told = dict[int, bytes]
"""Opening → its state and changes as JSON."""
_MOST_WASTE = 0.5
_MOST_BUILDS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """One state of the registry, as of one day; never changed, so threads may share it.

    `rows[i]` is the row of the table that belongs to index `i` of the finder.
    """

    revision: int
    day: date
    table: CardTable
    timetables: Timetables
    finder: Finder
    rows: npt.NDArray[np.int64]
    networks: NetworkSets
    told: dict[datetime, Told] = field(default_factory=dict)

    def told_at(self, at: datetime) -> Told:
        """What has been written of states and their changes in the minute of a moment.

        Nothing changes within a minute, so that it is written once for all who ask then.
        """
        minute = at.replace(second=0, microsecond=0)
        found = self.told.get(minute)
        if found is None:
            if len(self.told) >= MINUTES_KEPT:
                self.told.clear()
            found = self.told[minute] = {}
        return found


class SnapshotKeeper:
    """Holds the newest state of the registry and notices when any process has changed it.

    At most every 250 ms a question looks at the revision. A change is built in a thread of its
    own while questions are answered from the old state, until that could be a second old; then
    they wait for the new one.
    """

    def __init__(self, sources: Callable[[], Source], *, access: Access | None = None) -> None:
        self._sources, self._access = sources, access
        self._kept: Snapshot | None = None
        self._true_at = 0.0
        self._lock = threading.Lock()
        self._building: Future[Snapshot] | None = None
        self._calendar: tuple[int, Calendar] | None = None

    def current(self, at: datetime) -> Snapshot:
        """The state to answer from at this moment: never older than a second.

        With an `access`, what is stored may be away: then it is the last state that was true.
        """
        kept = self._kept
        if kept is not None and kept.day == china_day(at) and self._is_new:
            return kept
        return self.renewed(at)

    def renewed(self, at: datetime) -> Snapshot:
        """The same, looked up however short a time ago that was done."""
        day, kept = china_day(at), self._kept
        if kept is None or self._access is None:
            return self._newest(day)
        if not self._access.is_silent:
            try:
                return self._newest(day)
            except Exception as error:
                self._access.failed(error)
        return self._of_day(kept, day)

    def is_at_hand(self, at: datetime) -> bool:
        """Whether `current` answers without looking at the database or waiting for a build."""
        if self._kept is None or self._kept.day != china_day(at):
            return False
        if self._access is not None and self._access.is_silent:
            return True
        return time.monotonic() - self._true_at < CHECK_EVERY_S - _SPARE_S

    def is_due(self) -> bool:
        """Whether it is time to look, before somebody has to wait for that."""
        if self._access is not None and self._access.is_silent:
            return False
        return time.monotonic() - self._true_at > _LOOK_AFTER_S

    def last(self) -> Snapshot:
        """The last state that was true."""
        if self._kept is None:
            raise LookupError("nothing has been read yet")
        return self._kept

    def age(self) -> float | None:
        """Seconds since the stations in memory were known to be true; None where none are there."""
        return None if self._kept is None else time.monotonic() - self._true_at

    def calendar(self) -> Calendar:
        """The calendar of public holidays, as true as the stations are."""
        kept = self._kept
        if kept is None or self._access is None:
            return self._newest_calendar()
        if not self._access.is_silent:
            try:
                return self._newest_calendar()
            except Exception as error:
                self._access.failed(error)
        return kept.timetables.calendar

    def _newest_calendar(self) -> Calendar:
        revision = self._stored_revision()
        known = self._calendar
        if known is None or known[0] != revision:
            known = self._calendar = (revision, self._sources().calendar())
        return known[1]

    @property
    def _is_new(self) -> bool:
        return time.monotonic() - self._true_at < CHECK_EVERY_S

    def _newest(self, day: date) -> Snapshot:
        """The state that is stored now, or that was a moment ago while it is being built."""
        kept, asked = self._kept, time.monotonic()
        revision = self._stored_revision()
        if kept is not None and kept.day == day:
            if kept.revision == revision:
                self._true_at = asked
                return kept
            building = self._build(revision, day, since=asked)
            if asked - self._true_at < OLDEST_S and not building.done():
                return kept
        # A build that already ran may have begun before the change; then one more is needed.
        for _ in range(_MOST_BUILDS):
            built = self._build(revision, day, since=asked).result()
            if built.revision >= revision and built.day == day:
                break
        return built

    def _stored_revision(self) -> int:
        with self._access.asking() if self._access else nullcontext():
            return self._sources().revision()

    def _of_day(self, kept: Snapshot, day: date) -> Snapshot:
        """The last state, on another day."""
        if kept.day != day:
            rows = kept.table.offered(day)
            finder = _finder(kept.table, rows, kept.timetables, kept.networks, old=kept)
            kept = self._kept = replace(kept, day=day, rows=rows, finder=finder, told={})
        return kept

    def _build(self, revision: int, day: date, *, since: float) -> Future[Snapshot]:
        """The one running build; it is started where none runs that will be new enough."""
        with self._lock:
            building, kept = self._building, self._kept
            if kept is not None and kept.day == day and kept.revision >= revision:
                done: Future[Snapshot] = Future()
                done.set_result(kept)
                return done
            if building is None or building.done():
                building = self._building = Future()
                work = (building, day, since)
                threading.Thread(target=self._work, args=work, daemon=True).start()
            return building

    def _work(self, building: Future[Snapshot], day: date, since: float) -> None:
        try:
            source = self._sources()
            try:
                with source.reading():
                    kept = self._read(source, day)
            finally:
                # The thread ends here, and its connection with it.
                source.close()
        except BaseException as error:
            building.set_exception(error)
            return
        self._kept, self._true_at = kept, since
        building.set_result(kept)

    def _read(self, source: Source, day: date) -> Snapshot:
        revision, old = source.revision(), self._kept
        if old is not None and old.revision <= revision:
            table = old.table
            if old.revision < revision:
                table = table.with_cards(source.cards(after=old.revision))
        else:
            table = read(source.cards(after=-1))
        # A card that has gone leaves no trace in the revisions, only in the number of cards.
        if len(table) != source.count() or table.waste > _MOST_WASTE:
            table = read(source.cards(after=-1))
        timetables = Timetables(
            [openness.from_text(one) for one in table.openings], source.calendar()
        )
        rows = table.offered(day)
        networks = network_sets.of_table(source.networks(today=day), table)
        finder = _finder(table, rows, timetables, networks, old=old)
        return Snapshot(
            revision=revision,
            day=day,
            table=table,
            timetables=timetables,
            finder=finder,
            rows=rows,
            networks=networks,
        )


def _finder(
    table: CardTable,
    rows: Rows,
    timetables: Timetables,
    networks: NetworkSets,
    *,
    old: Snapshot | None,
) -> Finder:
    """A new finder; out of the old one where no station has come, gone or moved."""
    given = {name: column[rows] for name, column in table.columns.items()}
    traits: dict[str, Any] = {
        "amenities": given["amenities"],
        "kind": given["kind"],
        "host": given["host"],
        "star": given["star"],
        "schedule": given["opening"],
        "schedules": timetables,
        "network": networks.numbers[rows],
        "network_sets": networks.sets,
    }
    if old is not None and table.ids is old.table.ids and np.array_equal(rows, old.rows):
        before = old.table.columns
        if all(np.array_equal(given[name], before[name][rows]) for name in ("lat", "lon")):
            return old.finder.renewed(HasTraits(**traits))
    ids = [table.ids[row] for row in rows.tolist()]
    return Finder.build(Columns(ids=ids, lat=given["lat"], lon=given["lon"], **traits))
