"""Which of these stations have what is asked for?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from stations.nearest.question import CLOSED, UNKNOWN, HasTraits

_SAMPLE = 4096
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


ANYTHING = Wish(wants=0, kind=None, min_star=0)
"""The wish that every station fulfils."""


class Traits:
    """The wishable columns of all stations, in the order of their rows; never changed."""

    __slots__ = ("_shares", "amenities", "kind", "schedule", "shut", "star")

    def __init__(self, columns: HasTraits, order: npt.NDArray[np.int64]) -> None:
        self.amenities = columns.amenities.astype(np.uint64, copy=False)[order]
        self.kind = columns.kind.astype(np.int16)[order]
        self.star = columns.star.astype(np.int8, copy=False)[order]
        self.schedule = columns.schedule.astype(np.int32, copy=False)[order]
        self.shut = columns.shut.astype(np.int64, copy=False)[order]
        bits = (np.uint64(1) << np.arange(64, dtype=np.uint64)).tolist()
        sample = self.amenities[:: max(1, len(order) // _SAMPLE)]
        self._shares = {
            bit: float(np.count_nonzero(sample & np.uint64(bit)) + 0.1) / (sample.size + 0.1)
            for bit in bits
        }

    def share(self, wish: Wish) -> float:
        """Guess which part of the stations fulfils the wish; above 0, and never relied upon."""
        guess = 1.0
        wants = wish.wants
        while wants:
            guess *= self._shares[wants & -wants]
            wants &= wants - 1
        guess *= 1.0 if wish.kind is None else 0.3
        guess *= 1.0 if wish.min_star <= 0 else 0.3
        return guess * (1.0 if wish.state is None else 0.5)

    def fulfilling(self, rows: Rows, wish: Wish) -> Rows:
        """Give those of `rows` that fulfil the wish, in their order."""
        return rows[self.fulfil(rows, wish)]

    def fulfil(self, rows: Rows, wish: Wish) -> npt.NDArray[np.bool_]:
        """Tell for each of `rows` whether it fulfils the wish."""
        wants = np.uint64(wish.wants)
        fulfil = (self.amenities[rows] & wants) == wants
        if wish.kind is not None:
            fulfil &= self.kind[rows] == wish.kind
        if wish.min_star > 0:
            fulfil &= self.star[rows] >= wish.min_star
        if wish.state is not None:
            fulfil &= self.states(rows, wish.moment) == wish.state
        return np.asarray(fulfil)

    def states(self, rows: Rows, moment: Moment | None) -> npt.NDArray[np.int8]:
        """Give OPEN, CLOSED or UNKNOWN for each row; a station that is shut is closed."""
        if moment is None:
            return np.full(rows.shape, UNKNOWN, dtype=np.int8)
        # Schedule -1 reads the last entry, which says unknown.
        states = moment.states[self.schedule[rows]]
        states[self.shut[rows] > moment.second] = CLOSED
        return states


def with_unknown(states: npt.NDArray[np.int8]) -> npt.NDArray[np.int8]:
    """Give the states of all schedules with UNKNOWN at the end, where schedule -1 reads."""
    return np.append(states, np.int8(UNKNOWN)).astype(np.int8, copy=False)
