"""Filtering of stations by what is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from stations.nearest.network_sets import holding
from stations.nearest.question import CLOSED, OPEN, UNKNOWN, HasTraits

_FEW = 2048
_MOST_SIEVES = 32
Rows = npt.NDArray[np.int64]
Numbers = npt.NDArray[np.integer]


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """The states of all schedules in a minute, and the bits of what can or perhaps can be used."""

    minute: int
    states: npt.NDArray[np.int8]
    usable: npt.NDArray[np.uint64]
    perhaps: npt.NDArray[np.uint64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """What every station in the answer must have. `state` asks for OPEN or UNKNOWN at `moment`."""

    wants: int
    any_of: tuple[int, ...] = ()
    ways_in: int = 0
    kinds: tuple[int, ...] = ()
    hosts: tuple[int, ...] = ()
    networks: tuple[str, ...] = ()
    min_star: int
    state: int | None = None
    moment: Moment | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sieve:
    """Which of all stations fulfil a wish.

    `missed`: 1 for each row that does not, as the tree wants it; None where every row does.
    `few`: the rows that do, where they are so few that looking at each is quicker than the tree.
    """

    missed: npt.NDArray[np.uint8] | None
    count: int
    few: Rows | None = None

    def rows(self) -> Rows:
        """Give the rows that fulfil the wish."""
        return np.arange(self.count) if self.missed is None else np.flatnonzero(self.missed == 0)


class Traits:
    """The wishable columns of all stations, in the order of their rows; never changed.

    Sieves are remembered, for the wishes of one minute are few; they are swapped whole, so that
    threads may share them.
    """

    __slots__ = (
        "_sieves", "amenities", "host", "kind", "network", "network_sets", "schedule", "star",
    )  # fmt: skip

    def __init__(self, columns: HasTraits, order: npt.NDArray[np.int64]) -> None:
        self.amenities = columns.amenities.astype(np.uint64, copy=False)[order]
        self.kind = columns.kind.astype(np.int16)[order]
        self.host = columns.host.astype(np.int16)[order]
        self.star = columns.star.astype(np.int8, copy=False)[order]
        self.schedule = columns.schedule.astype(np.int32, copy=False)[order]
        self.network = columns.network.astype(np.int32, copy=False)[order]
        self.network_sets = columns.network_sets
        self._sieves: dict[object, Sieve] = {}

    def sieve(self, wish: Demand) -> Sieve:
        """Give what tells the stations that fulfil the wish from the others."""
        of_whom = (wish.kinds, wish.hosts, wish.networks, wish.min_star)
        key: tuple[object, ...] = (wish.wants, wish.any_of, wish.ways_in, *of_whom)
        if wish.state is not None and wish.moment is not None:
            key = (*key, wish.state, wish.moment.minute)
        known = self._sieves.get(key)
        if known is None:
            known = self._sieved(wish)
            kept = self._sieves if len(self._sieves) < _MOST_SIEVES else {}
            self._sieves = {**kept, key: known}
        return known

    def _sieved(self, wish: Demand) -> Sieve:
        wants = np.uint64(wish.wants | wish.ways_in)
        fulfil = (self.amenities & wants) == wants
        for mask in wish.any_of:
            fulfil &= (self.amenities & np.uint64(mask)) != 0
        networks = holding(self.network_sets, wish.networks)
        for column, allowed in (
            (self.kind, wish.kinds), (self.host, wish.hosts), (self.network, networks),
        ):  # fmt: skip
            if allowed:
                fulfil &= np.isin(column, allowed)
        if wish.min_star > 0:
            fulfil &= self.star >= wish.min_star
        if wish.state is not None and wish.moment is not None:
            fulfil &= self._usable(wish, wish.moment) == wish.state
        count = int(np.count_nonzero(fulfil))
        few = count <= _FEW and count * 16 <= fulfil.size
        return Sieve(
            missed=(~fulfil).view(np.uint8),
            count=count,
            few=np.flatnonzero(fulfil) if few else None,
        )

    def states(self, rows: Rows, moment: Moment | None) -> npt.NDArray[np.int8]:
        """Give OPEN, CLOSED or UNKNOWN for each row."""
        if moment is None:
            return np.full(rows.shape, UNKNOWN, dtype=np.int8)
        return moment.states[self.schedule[rows]]

    def _usable(self, wish: Demand, moment: Moment) -> npt.NDArray[np.int8]:
        """Give for each row, which has them all, whether all wished amenities can be used."""
        if wish.any_of:
            return usable(wish, self.schedule, self.amenities, moment)
        # Schedules are fewer than rows: what holds of each is worked out once.
        every = np.arange(moment.states.size, dtype=np.int32)
        return usable(wish, every, np.full(every.shape, wish.wants, np.uint64), moment)[
            self.schedule
        ]


class HasWishes(Protocol):
    """What is asked of amenities."""

    @property
    def wants(self) -> int: ...

    @property
    def any_of(self) -> tuple[int, ...]: ...


def usable(
    wish: HasWishes, schedule: Numbers, has: npt.NDArray[np.uint64], moment: Moment
) -> npt.NDArray[np.int8]:
    """Give for stations of these schedules, which have what is wished for, whether it can be used.

    Of a set of amenities that is the best state of those that are there. Without wishes for
    amenities it is the state of the station.
    """
    wants = np.uint64(wish.wants)
    if not wants and not wish.any_of:
        return moment.states[schedule]
    can, may = moment.usable[schedule], moment.perhaps[schedule]
    surely, perhaps = (can & wants) == wants, (may & wants) == wants
    for mask in wish.any_of:
        there = has & np.uint64(mask)
        surely &= (can & there) != 0
        perhaps &= (may & there) != 0
    states = np.full(surely.shape, CLOSED, dtype=np.int8)
    states[perhaps] = UNKNOWN
    states[surely] = OPEN
    return states
