"""Networks of stations in memory: those of the same networks share a number."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from stations.errors import NotFound
from stations.nearest.table import CardTable
from stations.networks.model import NetworkDirectory

_NONE = -1
"""The number that no station has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkSets:
    """All networks; `numbers` has for each row of a table the place of its networks in `sets`."""

    directory: NetworkDirectory
    sets: tuple[tuple[str, ...], ...]
    numbers: npt.NDArray[np.int32]

    def of(self, row: int) -> tuple[str, ...]:
        """The networks of a row."""
        return self.sets[self.numbers[row]]

    def check(self, ids: Iterable[str]) -> None:
        """NotFound where one of them is no network."""
        if not all(one in self.directory.networks for one in ids):
            raise NotFound("not_found.network")


def of_table(directory: NetworkDirectory, table: CardTable) -> NetworkSets:
    """The networks of the stations of a table."""
    known: dict[tuple[str, ...], int] = {(): 0}
    numbers = np.zeros(len(table), dtype=np.int32)
    for station_id, networks in directory.stations.items():
        for row in table.rows_of((station_id,)):
            numbers[row] = known.setdefault(networks, len(known))
    return NetworkSets(directory=directory, sets=tuple(known), numbers=numbers)


def holding(sets: Iterable[tuple[str, ...]], ids: Iterable[str]) -> tuple[int, ...]:
    """The numbers of those sets that hold one of some networks; without networks ()."""
    wanted = frozenset(ids)
    found = (number for number, one in enumerate(sets) if wanted.intersection(one))
    return tuple(found) or (_NONE,) if wanted else ()
