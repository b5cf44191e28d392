"""Which stations does the memory of this process offer at this moment?"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from stations.hours.model import STATION_TIME
from stations.hours.osm.expression import DAY
from stations.nearest.question import SHUT_INDEFINITELY
from stations.nearest.snapshot import Kept
from stations.nearest.timetables import pieces
from stations.registry.states import Phase
from stations.registry.stored.search_rows import Found
from stations.web.public import row_view
from stations.web.state_words import StateLine, Teller

_OPEN_ALL_DAY = (0, DAY, 1)


@dataclass(frozen=True, slots=True)
class Hit:
    """A station that answers, with its state at this moment."""

    found: Found
    state: StateLine
    all_day: bool
    """Open the whole day, today and tomorrow."""


class Memory:
    """The stations offered at one moment, and the words for their states."""

    def __init__(self, kept: Kept, teller: Teller) -> None:
        self._kept, self._teller = kept, teller
        self._all_day: dict[int, bool] = {-1: False}

    def hit(self, found: Found) -> Hit | None:
        """The station with its state; None when it is not offered to workers today."""
        ids = self._kept.table.ids
        row = bisect_left(ids, found.published["id"])
        if row == len(ids) or ids[row] != found.published["id"] or not self._offered(row):
            return None
        return self._hit(found, row)

    def _offered(self, row: int) -> bool:
        columns = self._kept.table.columns
        last = int(columns["last_day"][row])
        return bool(columns["listed"][row]) and (last == 0 or last >= self._kept.day.toordinal())

    def _hit(self, found: Found, row: int) -> Hit:
        standing = row_view.standing(found.published)
        shut = int(self._kept.table.columns["shut"][row])
        # A station in its open phase that is shut all the same has its first day before it.
        still_shut = self._teller.at.timestamp() < shut
        if standing.phase is Phase.OPEN and still_shut and shut < SHUT_INDEFINITELY:
            first = datetime.fromtimestamp(shut, STATION_TIME).date()
            standing = replace(standing, opened_on=first)
        timetable = int(self._kept.table.columns["timetable"][row])
        all_day = not still_shut and self._never_closes(timetable)
        return Hit(found, self._teller.line(standing), all_day)

    def _never_closes(self, timetable: int) -> bool:
        known = self._all_day.get(timetable)
        if known is None:
            told = self._kept.table.timetables[timetable]
            days = (self._teller.today, self._teller.today + timedelta(days=1))
            known = all(pieces(told, day, self._teller.calendar) == _OPEN_ALL_DAY for day in days)
            self._all_day[timetable] = known
        return known
