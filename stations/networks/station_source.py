"""Cards of stations with their networks, as a process that searches in memory reads them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from stations.db.base import Database
from stations.networks import membership
from stations.networks.model import NetworkDirectory
from stations.registry.stored.card_source import CardSource


class StationSource(CardSource):
    """One connection, asked for what a search needs."""

    def networks(self, *, today: date) -> NetworkDirectory:
        return membership.directory(self._db, today=today)


def sources(connections: Callable[[], Database]) -> Callable[[], StationSource]:
    """Gives each thread that asks the source of its own connection."""
    return lambda: StationSource(connections())
