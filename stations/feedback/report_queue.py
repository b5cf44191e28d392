"""Reports of an area that wait for somebody, and how quickly they are answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from stations.db.base import Database, Row
from stations.feedback import report_store
from stations.feedback.model import CLOSED, OPEN, Holder, ReportKind, ReportQuery, ReportState
from stations.registry.scoping import Reach

PAGE = 50
_LATELY = timedelta(days=90)
_MOST_TIMED = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """A report in a list, with the station it is about."""

    id: str
    kind: ReportKind
    state: ReportState
    at: datetime
    words: str
    station_id: str
    station: str
    area_code: str
    holder: Holder
    waits_since: datetime
    """When it came, or came again."""

    @property
    def is_open(self) -> bool:
        return self.state in OPEN


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """How quickly workers were answered in the last 90 days."""

    open: int
    answered: int
    median: timedelta | None
    """From the report to its answer, half of them quicker."""
    oldest: datetime | None
    """When the oldest report without an answer came."""


def page(
    db: Database, reach: Reach, wanted: ReportQuery, *, number: int
) -> tuple[list[Ticket], int]:
    """One page (from 1) of the wanted tickets, the oldest first; how many there are in all."""
    rows, total = report_store.page(db, reach, wanted, limit=PAGE, offset=(number - 1) * PAGE)
    return [_ticket(row) for row in rows], total


def figures(db: Database, reach: Reach, *, at: datetime, station_id: str = "") -> Figures:
    """How much waits, and how long answers took, in these areas or at one station of them."""
    waiting, oldest = report_store.waiting(db, reach, ReportQuery(station_id=station_id))
    closed = ReportQuery(states=CLOSED, station_id=station_id)
    closings = report_store.closings(db, reach, closed, since=at - _LATELY, limit=_MOST_TIMED)
    took = [(last - first).total_seconds() for first, last in closings]
    return Figures(
        open=waiting,
        answered=len(took),
        median=timedelta(seconds=median(took)) if took else None,
        oldest=oldest,
    )


def _ticket(row: Row) -> Ticket:
    return Ticket(
        id=row["id"],
        kind=ReportKind(row["kind"]),
        state=ReportState(row["state"]),
        at=datetime.fromisoformat(row["at"]),
        words=row["words"],
        station_id=row["station_id"],
        station=row["station"],
        area_code=row["area_code"],
        holder=Holder(row["holder"]),
        waits_since=datetime.fromisoformat(row["reopened_at"] or row["at"]),
    )
