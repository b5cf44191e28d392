"""What workers said of stations, as other rooms ask for it: reports, visits, shut doors.

A shut door is confirmed where a worker came within posted hours, found it shut, and the district
decided that it was so; what the station answers decides nothing. Staff may point things out to each
other; they are not the workers' voice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from stations.db.base import Database, Row
from stations.feedback.answering import shut_decision_store
from stations.feedback.model import CLOSED, Near, ReportKind, ReportState
from stations.moments import china_day, china_midnight, utc_text

_CONFIRMED = (
    "kind = 'shut' and in_hours = 1 and staff = 0 and near <> 'far'"
    f" and id in ({shut_decision_store.FOUND_SHUT})"
)
"""SQL that is true for the reports of `Heard.confirms_shut`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StationVoice:
    """A report of a worker: no words, no phones, no people."""

    kind: ReportKind
    amenity: str
    in_hours: bool
    near: Near
    device: str
    """Which phone said so; '' once that is forgotten."""
    state: ReportState
    on: date
    owed_from: date
    """When it came, or came again: from then on an answer is owed."""
    closed_on: date | None
    was_shut: bool | None = None
    """What the district decided; None where it has not."""

    @property
    def waits(self) -> bool:
        """Whether nobody has answered it yet."""
        return self.state not in CLOSED

    @property
    def found_shut(self) -> bool:
        """Whether the door was shut when it should have been open, to somebody not elsewhere."""
        return self.kind is ReportKind.SHUT and self.in_hours and self.near is not Near.FAR

    @property
    def confirms_shut(self) -> bool:
        """Whether the district decided that the door was shut."""
        return self.found_shut and self.was_shut is True

    @property
    def was_refused(self) -> bool:
        """Whether the station did not accept it."""
        return self.state is ReportState.REFUSED


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """What workers said of one station since a day, the oldest first, and how often they came."""

    heard: tuple[StationVoice, ...]
    visits: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ShutDoor:
    """A confirmed shut door: on which day, and found by which phone ('' once forgotten)."""

    on: date
    device: str


def voice(db: Database, station_id: str, *, since: date) -> Voice:
    """What workers said of a station since a day."""
    rows = db.rows(
        "select v.visits, r.kind, r.amenity, r.in_hours, r.near, r.device, r.state, r.at,"  # noqa: S608
        " r.closed_at, r.reopened_at, d.was_shut from (select sum(n) as visits from check_ins"
        " where station_id = :id and day >= :day) v left join reports r"
        " on r.station_id = :id and r.staff = 0 and r.at >= :since"
        f" left join ({shut_decision_store.ALL}) d on d.report_id = r.id order by r.at, r.id",
        id=station_id,
        day=since.isoformat(),
        since=utc_text(china_midnight(since)),
    )
    heard = tuple(_heard(row) for row in rows if row["at"])
    return Voice(heard=heard, visits=int(rows[0]["visits"] or 0) if rows else 0)


def shut_doors(db: Database, station_id: str, *, since: date) -> list[ShutDoor]:
    """The confirmed shut doors of a station since a day."""
    rows = db.rows(
        f"select at, device from reports where station_id = :id and {_CONFIRMED}"  # noqa: S608
        " and at >= :since",
        id=station_id,
        since=utc_text(china_midnight(since)),
    )
    return [ShutDoor(on=_day(row["at"]), device=row["device"]) for row in rows]


def shut_days(db: Database, *, since: datetime) -> dict[str, int]:
    """On how many days the doors of stations were shut, as far as it was confirmed."""
    days: dict[str, set[date]] = defaultdict(set)
    rows = db.rows(
        f"select station_id, at from reports where {_CONFIRMED} and at >= :since",  # noqa: S608
        since=utc_text(since),
    )
    for row in rows:
        days[row["station_id"]].add(_day(row["at"]))
    return {station_id: len(found) for station_id, found in days.items()}


def unanswered(db: Database, *, before: datetime) -> Mapping[str, int]:
    """How many reports from before a moment have no answer yet, by station."""
    rows = db.rows(
        "select station_id, count(*) as n from reports where state in ('new', 'taken')"
        " and staff = 0 and coalesce(reopened_at, at) < :before group by station_id",
        before=utc_text(before),
    )
    return {row["station_id"]: int(row["n"]) for row in rows}


def _heard(row: Row) -> StationVoice:
    return StationVoice(
        kind=ReportKind(row["kind"]),
        amenity=row["amenity"],
        in_hours=bool(row["in_hours"]),
        near=Near(row["near"]),
        device=row["device"],
        state=ReportState(row["state"]),
        on=_day(row["at"]),
        owed_from=_day(row["reopened_at"] or row["at"]),
        closed_on=_day(row["closed_at"]) if row["closed_at"] else None,
        was_shut=None if row["was_shut"] is None else bool(row["was_shut"]),
    )


def _day(moment: str) -> date:
    return china_day(datetime.fromisoformat(moment))
