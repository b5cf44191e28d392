"""Which of these stations have what is asked for?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import numpy as np
import numpy.typing as npt

from stations.nearest.question import CLOSED, UNKNOWN, Columns

Rows = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """The states of all schedules at a moment; the last entry stands for unknown hours."""

    second: float
    states: npt.NDArray[np.int8]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What every station in the answer must have. `state` asks for OPEN or UNKNOWN at `moment`."""

    wants: int
    kind: int | None
    min_star: int
    state: int | None = None
    moment: Moment | None = None

    @property
    def asks_nothing(self) -> bool:
        """Tell whether every station fulfils it."""
        return not self.wants and self.kind is None and self.min_star <= 0 and self.state is None


class Traits:
    """The wishable columns of all stations, in the order of their rows; never changed."""

    __slots__ = ("amenities", "kind", "schedule", "shut", "star")

    def __init__(self, columns: Columns, order: npt.NDArray[np.int64]) -> None:
        self.amenities = columns.amenities.astype(np.uint64, copy=False)[order]
        self.kind = columns.kind.astype(np.int16)[order]
        self.star = columns.star.astype(np.int8, copy=False)[order]
        self.schedule = columns.schedule.astype(np.int32, copy=False)[order]
        self.shut = columns.shut.astype(np.int64, copy=False)[order]

    def fulfilling(self, rows: Rows, wish: Wish) -> Rows:
        """Give those of `rows` that fulfil the wish, in their order."""
        if wish.wants:
            wants = np.uint64(wish.wants)
            rows = rows[(self.amenities[rows] & wants) == wants]
        if wish.kind is not None:
            rows = rows[self.kind[rows] == wish.kind]
        if wish.min_star > 0:
            rows = rows[self.star[rows] >= wish.min_star]
        if wish.state is not None and wish.moment is not None:
            rows = rows[self.states(rows, wish.moment) == wish.state]
        return rows

    def states(self, rows: Rows, moment: Moment | None) -> npt.NDArray[np.int8]:
        """Give OPEN, CLOSED or UNKNOWN for each row; a station that is shut is closed."""
        if moment is None:
            return np.full(rows.shape, UNKNOWN, dtype=np.int8)
        # Schedule -1 reads the last entry, which says unknown.
        states = moment.states[self.schedule[rows]]
        states[self.shut[rows] > moment.second] = CLOSED
        return states


def moment_of(columns_states: npt.NDArray[np.int8], at: datetime) -> Moment:
    """Give the moment for schedules' states at a time that knows its zone."""
    states = np.append(columns_states, np.int8(UNKNOWN)).astype(np.int8, copy=False)
    return Moment(second=at.timestamp(), states=states)
