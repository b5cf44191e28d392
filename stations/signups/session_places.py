"""How full sessions are, in numbers and in words for everybody."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from stations.activities.model import Session
from stations.db.base import Database
from stations.signups import store


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionPlaces:
    """Of one session: places, people who have one, people who wait."""

    capacity: int
    taken: int = 0
    line: int = 0
    waiting: int = 0

    @property
    def free(self) -> int:
        """What a newcomer may have: those who wait come first."""
        return 0 if self.waiting else max(0, self.capacity - self.taken)

    @property
    def words(self) -> str:
        """满员, 可候补, 还有 3 个名额."""
        if self.free:
            return f"还有 {self.free} 个名额"
        return "满员，可候补" if self.waiting < self.line else "满员"


def of_sessions(db: Database, sessions: Iterable[Session]) -> dict[str, SessionPlaces]:
    """The places of those of these sessions for which one signs up, by their id."""
    wanted = [one for one in sessions if one.capacity is not None]
    counted = store.counted(db, (one.id for one in wanted))
    found = {}
    for one in wanted:
        taken, waiting = counted.get(one.id, (0, 0))
        found[one.id] = SessionPlaces(
            capacity=one.capacity or 0, taken=taken, line=one.waiting, waiting=waiting
        )
    return found


def full_sessions(db: Database, sessions: Iterable[Session]) -> list[str]:
    """The ids of those of these sessions where a newcomer finds no place."""
    return [one for one, places in of_sessions(db, sessions).items() if not places.free]
