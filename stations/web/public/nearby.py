"""Stations from memory at this moment."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from stations.nearest.snapshot import Snapshot
from stations.networks.model import NetworkDirectory
from stations.registry import wishes
from stations.registry.openness import Opening
from stations.registry.stored.search_rows import SearchHit
from stations.registry.wishes import Wish
from stations.web.state_words import StateLine, Teller


@dataclass(frozen=True, slots=True)
class Hit:
    """A station that answers, with its state at this moment."""

    found: SearchHit
    state: StateLine
    opening: Opening
    usable: bool | None
    """Whether all that is wished for can be used; without wishes, whether it is open."""
    all_day: bool
    """Open the whole day, today and tomorrow."""


class Memory:
    """The stations offered at one moment, and the words for their states."""

    def __init__(self, kept: Snapshot, teller: Teller) -> None:
        self._kept, self._teller = kept, teller
        self._all_day: dict[int, bool] = {}

    def hit(self, found: SearchHit, wants: Sequence[Wish] = ()) -> Hit | None:
        """The station with its state; None when it is not offered to workers today."""
        ids = self._kept.table.ids
        row = bisect_left(ids, found.published["id"])
        if row == len(ids) or ids[row] != found.published["id"] or not self._offered(row):
            return None
        return self._hit(found, row, wants)

    @property
    def networks(self) -> NetworkDirectory:
        """All networks, with those of each station."""
        return self._kept.networks.directory

    def networks_of(self, station_id: str) -> tuple[str, ...]:
        """The ids of the networks that a station belongs to."""
        return self.networks.stations.get(station_id, ())

    def _offered(self, row: int) -> bool:
        columns = self._kept.table.columns
        last = int(columns["last_day"][row])
        return bool(columns["listed"][row]) and (last == 0 or last >= self._kept.day.toordinal())

    def _hit(self, found: SearchHit, row: int, wants: Sequence[Wish]) -> Hit:
        number = int(self._kept.table.columns["opening"][row])
        opening = self._kept.timetables.openings[number]
        line = self._teller.line(opening)
        usable = line.open
        if wants:
            state_of = partial(self._teller.thing_open, opening)
            has = found.published["amenities"]
            usable = wishes.usable(wants, has, state_of, door=line.open)
        return Hit(found, line, opening, usable, self._never_closes(number))

    def _never_closes(self, number: int) -> bool:
        known = self._all_day.get(number)
        if known is None:
            days = (self._teller.today, self._teller.today + timedelta(days=1))
            known = self._all_day[number] = self._kept.timetables.never_closes(number, days)
        return known
