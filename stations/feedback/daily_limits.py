"""Limits of a day on what one phone or network may say, counted for all processes together."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from stations.db.base import Database, Transaction
from stations.errors import Refused
from stations.feedback import count_store
from stations.feedback.model import Visitor
from stations.moments import china_day

BY_DEVICE = 20
"""What one phone may rate in a day, of all stations; and report; and find shut."""
BY_NETWORK = 400
"""A mobile provider hides thousands of phones behind one network."""
BY_NETWORK_AND_STATION = 20
ARRIVALS = 200
"""Check-ins of one station through one network: a busy one has a hundred visits in a day."""
PHOTOS_BY_DEVICE, PHOTOS_BY_NETWORK = 10, 100
"""To look into a picture costs a process of its own, before anything else is known of it."""


class CountedUse(StrEnum):
    """What is counted apart from the rest."""

    RATING = "rating"
    REPORT = "report"
    SHUT = "shut"
    VOTE = "vote"
    WISH = "wish"


def check(tx: Transaction, visitor: Visitor, what: CountedUse, *, at: datetime) -> None:
    """Counts one saying; Refused while one of the day's counts is full.

    Each kind is counted apart: no heap of ratings keeps anybody from saying that a door is shut.
    """
    wanted = {
        f"{what} device {visitor.device_today}": BY_DEVICE,
        f"{what} network {visitor.network_today}": BY_NETWORK,
        f"{what} here {visitor.network_here_today}": BY_NETWORK_AND_STATION,
    }
    for bucket, most in wanted.items():
        if count(tx, bucket, at=at) > most:
            raise _too_many()


def check_arrival(tx: Transaction, visitor: Visitor, *, at: datetime) -> None:
    """Counts one check-in, apart from what is said; Refused where it is full."""
    if count(tx, f"arrivals {visitor.network_here_today}", at=at) > ARRIVALS:
        raise _too_many()


def check_photo(tx: Transaction, visitor: Visitor, *, at: datetime) -> None:
    """Counts one picture before it is looked into; Refused where it is full."""
    by_device = count(tx, f"photos device {visitor.device_today}", at=at)
    by_network = count(tx, f"photos network {visitor.network_today}", at=at)
    if by_device > PHOTOS_BY_DEVICE or by_network > PHOTOS_BY_NETWORK:
        raise Refused("too_many.photos_today")


def count(tx: Transaction, bucket: str, *, at: datetime) -> int:
    """Counts once more: how often it has been today, in China."""
    return count_store.add(tx, bucket, day=china_day(at))


def told(db: Database, bucket: str, *, at: datetime) -> int:
    """How often it has been counted today, in China."""
    return count_store.get(db, bucket, day=china_day(at))


def forget_before(tx: Transaction, at: datetime) -> int:
    """Forgets the counts of earlier days; how many there were."""
    return count_store.erase(tx, before=china_day(at))


def _too_many() -> Refused:
    return Refused("too_many.today")
