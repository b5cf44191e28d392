"""What visits found other than the register says, in the database."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from stations.db.base import Database, Row, Transaction
from stations.errors import NotFound, Refused
from stations.moments import utc_text
from stations.registry.scoping import Reach
from stations.registry.stored import store as stations

MOST_LISTED = 200


class FindingState(StrEnum):
    """What the clerk made of a finding."""

    OPEN = "open"
    ACCEPTED = "accepted"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitFinding:
    """One field of a station that a visit found to be otherwise: a proposed edit.

    `field` is a group of fields with words, a measure, or `amenity:` with its id.
    """

    id: str
    inspection_id: str
    station_id: str
    field: str
    registered: str
    found: str
    at: datetime
    state: FindingState = FindingState.OPEN
    reason: str = ""
    decided_by: str = ""
    shown: str = ""
    decided_at: datetime | None = None
    log: int = 0


def add(tx: Transaction, findings: Iterable[VisitFinding]) -> None:
    """Writes new findings."""
    tx.load("visit_findings", [_row(one) for one in findings])


def save(tx: Transaction, decided: VisitFinding) -> None:
    """Writes what was made of a finding; Refused where somebody was quicker."""
    row = _row(decided)
    names = ("state", "reason", "decided_by", "shown", "decided_at", "log")
    sets = ", ".join(f"{name} = :{name}" for name in names)
    touched = tx.run(
        f"update visit_findings set {sets} where id = :id and state = 'open'",  # noqa: S608
        id=decided.id,
        **{name: row[name] for name in names},
    )
    if touched != 1:
        raise Refused("moved.finding")


def get(db: Database, finding_id: str) -> VisitFinding:
    """The finding with this id; NotFound else."""
    row = db.row("select * from visit_findings where id = :id", id=finding_id)
    if row is None:
        raise NotFound("not_found.out_of_sight")
    return _read(row)


def of_inspections(db: Database, ids: Sequence[str]) -> list[VisitFinding]:
    """What these visits found, the oldest first."""
    marks = ", ".join(f":n{n}" for n in range(len(ids))) or "''"
    rows = db.rows(
        f"select * from visit_findings where inspection_id in ({marks}) order by at, field, id",  # noqa: S608
        **{f"n{n}": one for n, one in enumerate(ids)},
    )
    return [_read(row) for row in rows]


def open_ones(db: Database, reach: Reach, *, station_id: str = "") -> list[VisitFinding]:
    """What waits for the clerk within reach, the oldest first."""
    inside, values = stations.within(reach)
    one = " and station_id = :one" if station_id else ""
    rows = db.rows(
        f"select * from visit_findings where state = 'open' and station_id in ({inside}){one}"  # noqa: S608
        " order by at, station_id, field, id limit :limit",
        limit=MOST_LISTED,
        **({"one": station_id} if station_id else {}),
        **values,
    )
    return [_read(row) for row in rows]


def _row(one: VisitFinding) -> Row:
    return {
        "id": one.id,
        "inspection_id": one.inspection_id,
        "station_id": one.station_id,
        "field": one.field,
        "registered": one.registered,
        "found": one.found,
        "at": utc_text(one.at),
        "state": one.state.value,
        "reason": one.reason,
        "decided_by": one.decided_by,
        "shown": one.shown,
        "decided_at": utc_text(one.decided_at) if one.decided_at else None,
        "log": one.log,
    }


def _read(row: Row) -> VisitFinding:
    decided = row["decided_at"]
    return VisitFinding(
        **{
            **row,
            "at": datetime.fromisoformat(row["at"]),
            "state": FindingState(row["state"]),
            "decided_at": datetime.fromisoformat(decided) if decided else None,
        }
    )
