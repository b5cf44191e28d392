"""What have workers reported that somebody in this area should look at?"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from stations.db.base import Database, Row, Value
from stations.feedback.model import CLOSED, OPEN, Kind, State
from stations.moments import utc_text
from stations.registry.scoping import Reach

PAGE = 50
_LATELY = timedelta(days=90)
_MOST_TIMED = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which reports somebody asks for."""

    states: Collection[State] = OPEN
    kind: Kind | None = None
    station_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """A report in a list, with the station it is about."""

    id: str
    kind: Kind
    state: State
    at: datetime
    words: str
    station_id: str
    station: str
    area_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """How quickly workers were answered in the last 90 days."""

    open: int
    answered: int
    median: timedelta | None
    """From the report to its answer, half of them quicker."""
    oldest: datetime | None
    """When the oldest report without an answer came."""


def page(db: Database, reach: Reach, wanted: Wanted, *, number: int) -> tuple[list[Ticket], int]:
    """One page (from 1) of the wanted tickets, the oldest first; how many there are in all."""
    source, values = _source(reach, wanted)
    row = db.row(f"select count(*) as n {source}", **values)
    rows = db.rows(
        f"select r.*, s.name as station, s.area_code {source}"
        " order by r.at, r.id limit :limit offset :offset",
        limit=PAGE,
        offset=(number - 1) * PAGE,
        **values,
    )
    return [_ticket(row) for row in rows], int(row["n"]) if row else 0


def figures(db: Database, reach: Reach, *, at: datetime, station_id: str = "") -> Figures:
    """How much waits, and how long answers took, in these areas or at one station of them."""
    source, values = _source(reach, Wanted(station_id=station_id))
    waiting = db.row(f"select count(*) as n, min(r.at) as oldest {source}", **values)
    source, values = _source(reach, Wanted(states=CLOSED, station_id=station_id))
    rows = db.rows(
        f"select r.at, r.closed_at {source} and r.closed_at > :since"
        " order by r.closed_at desc limit :limit",
        since=utc_text(at - _LATELY),
        limit=_MOST_TIMED,
        **values,
    )
    took = [_seconds(row) for row in rows]
    oldest = waiting["oldest"] if waiting else None
    return Figures(
        open=int(waiting["n"]) if waiting else 0,
        answered=len(took),
        median=timedelta(seconds=median(took)) if took else None,
        oldest=datetime.fromisoformat(oldest) if oldest else None,
    )


def _source(reach: Reach, wanted: Wanted) -> tuple[str, dict[str, Value]]:
    where, values = reach.condition()
    states = ", ".join(f"'{State(state).value}'" for state in wanted.states) or "''"
    further = ""
    if wanted.kind is not None:
        further, values["kind"] = " and r.kind = :kind", wanted.kind.value
    if wanted.station_id:
        further, values["station"] = f"{further} and r.station_id = :station", wanted.station_id
    source = (
        f"from reports r join (select id, name, area_code from stations where {where}) s"  # noqa: S608
        f" on s.id = r.station_id where r.state in ({states}){further}"
    )
    return source, values


def _seconds(row: Row) -> float:
    """How long a report waited for its answer."""
    first, last = row["at"], row["closed_at"]
    return (datetime.fromisoformat(last) - datetime.fromisoformat(first)).total_seconds()


def _ticket(row: Row) -> Ticket:
    return Ticket(
        id=row["id"],
        kind=Kind(row["kind"]),
        state=State(row["state"]),
        at=datetime.fromisoformat(row["at"]),
        words=row["words"],
        station_id=row["station_id"],
        station=row["station"],
        area_code=row["area_code"],
    )
