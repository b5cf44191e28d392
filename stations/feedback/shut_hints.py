"""What one or two workers found at a door, told to the next ones until somebody knows better.

It changes no state: for that more people are needed, one of whom scanned the poster (`shut_flag`).
What is said in vain by far-away phones, staff, or networks that find too many doors shut is not
told either.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from stations.db.base import Database
from stations.feedback import report_store
from stations.moments import STATION_TIME
from stations.registry.editing import verifying

TOLD_FOR = timedelta(hours=12)
"""Later nobody knows whether it is still so."""
STEP = timedelta(minutes=10)
"""Told no finer than that: who stood at the door in which minute is nobody's business."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShutHint:
    """That a door was found shut: by how many at least, and when last.

    Phones behind one network count as one, as one person may have several.
    """

    people: int
    at: datetime

    def told(self, at: datetime) -> bool:
        """Whether it is still told at a moment."""
        return at - self.at < TOLD_FOR

    def words(self, at: datetime) -> str:
        """今天 08:10 有 1 人说关门（未核实）."""
        local = self.at.astimezone(STATION_TIME)
        day = "今天" if local.date() == at.astimezone(STATION_TIME).date() else "昨天"
        return f"{day} {local:%H:%M} 有 {self.people} 人说关门（未核实）"


def hints(db: Database, *, at: datetime) -> dict[str, ShutHint]:
    """What is told at this moment, by station."""
    found: dict[str, list[tuple[datetime, str]]] = defaultdict(list)
    for row in report_store.shut_lately(db, since=at - TOLD_FOR):
        moment = datetime.fromisoformat(row["found_at"] or row["at"])
        if at - TOLD_FOR < moment <= at:
            found[row["station_id"]].append((moment, row["network"]))
    told = {}
    for station_id, reports in found.items():
        known = verifying.seen_open(db, station_id)
        open_since = [(moment, by) for moment, by in reports if not known or moment > known]
        if open_since:
            told[station_id] = _hint(open_since)
    return told


def _hint(reports: list[tuple[datetime, str]]) -> ShutHint:
    last = max(moment for moment, _ in reports)
    return ShutHint(
        people=len({network for _, network in reports}),
        at=last - (last - datetime.min.replace(tzinfo=last.tzinfo)) % STEP,
    )
