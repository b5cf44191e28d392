"""Which stations does the memory of this process offer, here and around a position?"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import orjson

from stations.geo.point import Point
from stations.hours.model import STATION_TIME
from stations.nearest.keeping import Kept
from stations.nearest.question import MOST_STATIONS, SHUT_INDEFINITELY, UNKNOWN, Question
from stations.registry import vocabulary
from stations.registry.cards import Found
from stations.registry.states import Phase
from stations.web import viewing
from stations.web.looking import Looking
from stations.web.stating import StateLine, Teller

CANDIDATES = 30


@dataclass(frozen=True, slots=True)
class Hit:
    """A station that answers, with its state at this moment."""

    found: Found
    state: StateLine


class Memory:
    """The stations offered at one moment, and the words for their states."""

    def __init__(self, kept: Kept, teller: Teller) -> None:
        self._kept, self._teller = kept, teller

    def hit(self, found: Found) -> Hit | None:
        """The station with its state; None when it is not offered to workers today."""
        ids = self._kept.table.ids
        row = bisect_left(ids, found.published["id"])
        if row == len(ids) or ids[row] != found.published["id"] or not self._offered(row):
            return None
        return self._hit(found, row)

    def nearest(self, point: Point, looking: Looking) -> tuple[Sequence[Hit], bool]:
        """The nearest that answer the wishes, and whether none was left out.

        With open ones only, those of unknown hours among the nearest 50 of all follow.
        """
        wanted = Question(
            lat=point.lat,
            lon=point.lon,
            limit=CANDIDATES,
            wants=vocabulary.amenities().bits(looking.wants),
            open_at=self._teller.at if looking.only_open else None,
            unknown_hours=True,
            at=self._teller.at,
        )
        answer = self._kept.finder.nearest(wanted)
        rows = self._kept.rows[answer.indices].tolist()
        if looking.only_open and not answer.complete:
            around = self._kept.finder.nearest(replace(wanted, open_at=None, limit=MOST_STATIONS))
            doubtful = around.indices[around.states == UNKNOWN]
            rows += self._kept.rows[doubtful].tolist()
        hits = [self._hit(self._found(row), row) for row in dict.fromkeys(rows)]
        return hits, answer.complete

    def _offered(self, row: int) -> bool:
        columns = self._kept.table.columns
        last = int(columns["last_day"][row])
        return bool(columns["listed"][row]) and (last == 0 or last >= self._kept.day.toordinal())

    def _hit(self, found: Found, row: int) -> Hit:
        standing = viewing.standing(found.published)
        shut = int(self._kept.table.columns["shut"][row])
        # A station in its open phase that is shut all the same has its first day before it.
        ahead = self._teller.at.timestamp() < shut < SHUT_INDEFINITELY
        if standing.phase is Phase.OPEN and ahead:
            first = datetime.fromtimestamp(shut, STATION_TIME).date()
            standing = replace(standing, opened_on=first)
        return Hit(found, self._teller.line(standing))

    def _found(self, row: int) -> Found:
        table = self._kept.table
        return Found(
            lat=float(table.columns["lat"][row]),
            lon=float(table.columns["lon"][row]),
            published=orjson.loads(table.fragment(row)),
        )
