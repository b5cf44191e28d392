"""Visits of a station, counted by the day; who came is not stored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from stations.db.base import Database
from stations.errors import Invalid
from stations.feedback import check_in_store, daily_limits, erasure
from stations.feedback.model import Visitor
from stations.feedback.reporting import listed
from stations.moments import china_day

_WEEK = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Visits:
    """Check-ins of the last days, today first."""

    days: tuple[tuple[str, int], ...]

    @property
    def today(self) -> int:
        return self.days[0][1]

    @property
    def week(self) -> int:
        return sum(n for _, n in self.days)


def check_in(db: Database, station_id: str, *, by: Visitor, at: datetime) -> bool:
    """Counts a visit, one for each phone, station and day; False where it had been counted.

    Only who scanned the poster is counted: they stand before it.
    """
    if not by.poster:
        raise Invalid("no_poster", field="code")
    with db.writing() as tx:
        listed(tx, station_id)
        erasure.daily(tx, at=at)
        if daily_limits.count(tx, f"check-in {by.device_here_today}", at=at) > 1:
            return False
        daily_limits.check_arrival(tx, by, at=at)
        if not by.staff:
            check_in_store.add(tx, station_id, at=at)
    return True


def visits(db: Database, station_id: str, *, at: datetime) -> Visits:
    """The check-ins of the last seven days."""
    days = [china_day(at - timedelta(days=n)).isoformat() for n in range(_WEEK)]
    counted = check_in_store.by_day(db, station_id, since=days[-1])
    return Visits(days=tuple((day, counted.get(day, 0)) for day in days))
