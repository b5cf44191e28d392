"""What a search in memory asks of where the stations are stored."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import date
from typing import Any, Protocol

from stations.hours.osm.calendar import Calendar
from stations.networks.model import NetworkDirectory


class Source(Protocol):
    """The stored stations, as one thread sees them."""

    def revision(self) -> int:
        """The number of the last write."""
        ...

    def cards(self, *, after: int) -> Iterator[tuple[Any, ...]]:
        """Cards changed after a revision, all after -1, as tuples in the order of `Table`."""
        ...

    def count(self) -> int:
        """How many cards there are."""
        ...

    def calendar(self) -> Calendar:
        """The calendar of public holidays."""
        ...

    def networks(self, *, today: date) -> NetworkDirectory:
        """All networks, and to which of them stations belong."""
        ...

    def reading(self) -> AbstractContextManager[None]:
        """All that is asked inside is answered from one state."""
        ...

    def close(self) -> None: ...


class Access(Protocol):
    """The way to where the stations are stored."""

    @property
    def is_silent(self) -> bool:
        """Whether it has failed somebody, and nothing has been heard from there since."""
        ...

    def asking(self) -> AbstractContextManager[None]:
        """Something is asked inside: where that takes long, nobody else need wait too."""
        ...

    def failed(self, error: Exception) -> None:
        """Something was asked in vain."""
        ...
