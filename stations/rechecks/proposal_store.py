"""Proposed re-checks as they are stored."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from stations.accounts.model import Scope
from stations.db.base import Database, Row, Transaction, Value
from stations.errors import NotFound, Refused
from stations.moments import utc_text
from stations.registry.scoping import Reach
from stations.registry.stored import store as stations
from stations.registry.stored.brief_store import Brief

PAGE = 50


class Cause(StrEnum):
    """Why a re-check is proposed, the most pressing first."""

    SHUT_CONFIRMED = "shut_confirmed"
    NOT_RECTIFIED = "not_rectified"
    TERM_ENDED = "term_ended"
    YEARLY = "yearly"


class Fate(StrEnum):
    """What became of a proposal."""

    OPEN = "open"
    TAKEN = "taken"
    DISMISSED = "dismissed"


CAUSE_WORDS = {
    Cause.SHUT_CONFIRMED: "多次关门，已核实",
    Cause.NOT_RECTIFIED: "整改到期没有完成",
    Cause.TERM_ENDED: "星级有效期满",
    Cause.YEARLY: "年度复核到期",
}
FATE_WORDS = {Fate.OPEN: "等人决定", Fate.TAKEN: "已转为复核", Fate.DISMISSED: "没有采纳"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A reason to look at a station again. The same cause comes once for each period."""

    station_id: str
    cause: Cause
    period: str
    grounds: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A proposed re-check of a station, and what a person made of it."""

    id: str
    due: Due
    at: datetime
    state: Fate = Fate.OPEN
    review_id: str = ""
    """The review in which it is looked into."""
    reason: str = ""
    decided_by: str = ""
    shown: str = ""
    """What others read of who decided."""
    decided_at: datetime | None = None
    log: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedProposal:
    """A proposal in a list, with the station it is about."""

    proposal: Proposal
    station: Brief

    @property
    def scope(self) -> Scope:
        """Where the station lies for the table of rights."""
        areas = (self.station.area_code, self.station.district_code)
        return Scope(areas=areas, station_id=self.station.id)


def new_ones(db: Database, reach: Reach, found: Sequence[Due]) -> list[Due]:
    """Those that were not proposed yet and would not stand beside an open one of their cause.

    All of them are at stations within reach.
    """
    if not found:
        return []
    inside, values = stations.within(reach)
    rows = db.rows(
        "select station_id, cause, period, state from recheck_proposals"  # noqa: S608
        f" where station_id in ({inside})",
        **values,
    )
    known = {(row["station_id"], row["cause"], row["period"]) for row in rows}
    waiting = {(row["station_id"], row["cause"]) for row in rows if row["state"] == "open"}
    return [
        one
        for one in found
        if (one.station_id, one.cause, one.period) not in known
        and (one.station_id, one.cause) not in waiting
    ]


def add(tx: Transaction, proposals: Iterable[Proposal]) -> None:
    """Writes new proposals."""
    tx.load("recheck_proposals", [_row(one) for one in proposals])


def save(tx: Transaction, proposal: Proposal) -> None:
    """Writes what a person made of it; Refused where somebody was quicker."""
    row = _row(proposal)
    names = ("state", "review_id", "reason", "decided_by", "shown", "decided_at", "log")
    sets = ", ".join(f"{name} = :{name}" for name in names)
    touched = tx.run(
        f"update recheck_proposals set {sets} where id = :id and state = 'open'",  # noqa: S608
        id=proposal.id,
        **{name: row[name] for name in names},
    )
    if touched != 1:
        raise Refused("moved.proposal")


def get(db: Database, proposal_id: str) -> Proposal:
    """The proposal with this id; NotFound else."""
    row = db.row("select * from recheck_proposals where id = :id", id=proposal_id)
    if row is None:
        raise NotFound("not_found.out_of_sight")
    return _proposal(row)


def page(
    db: Database, reach: Reach, states: Collection[Fate], *, past: int, most: int
) -> tuple[list[ListedProposal], int]:
    """So many proposals for these stations past the first ones, the newest first; how many."""
    source, values = _source(reach, states)
    rows = db.rows(
        f"select p.*, s.name, s.area_code, s.district_code {source}"
        " order by p.at desc, p.cause, p.station_id, p.id limit :limit offset :offset",
        limit=most,
        offset=past,
        **values,
    )
    return [_listed(row) for row in rows], _count(db, source, values)


def count(db: Database, reach: Reach) -> int:
    """How many wait for somebody to decide."""
    return _count(db, *_source(reach, {Fate.OPEN}))


def _count(db: Database, source: str, values: dict[str, Value]) -> int:
    row = db.row(f"select count(*) as n {source}", **values)
    return int(row["n"]) if row else 0


def _source(reach: Reach, states: Collection[Fate]) -> tuple[str, dict[str, Value]]:
    inside, values = stations.within(reach, "id, name, area_code, district_code")
    listed = ", ".join(f"'{Fate(state).value}'" for state in states) or "''"
    source = (
        f"from recheck_proposals p join ({inside}) s on s.id = p.station_id"
        f" where p.state in ({listed})"
    )
    return source, values


def _listed(row: Row) -> ListedProposal:
    station = Brief(
        id=row["station_id"],
        name=row["name"],
        area_code=row["area_code"],
        district_code=row["district_code"],
    )
    return ListedProposal(proposal=_proposal(row), station=station)


def _row(one: Proposal) -> Row:
    return {
        "id": one.id,
        "station_id": one.due.station_id,
        "cause": one.due.cause.value,
        "period": one.due.period,
        "grounds": one.due.grounds,
        "at": utc_text(one.at),
        "state": one.state.value,
        "review_id": one.review_id or None,
        "reason": one.reason,
        "decided_by": one.decided_by,
        "shown": one.shown,
        "decided_at": utc_text(one.decided_at) if one.decided_at else None,
        "log": one.log,
    }


def _proposal(row: Row) -> Proposal:
    return Proposal(
        id=row["id"],
        due=Due(
            station_id=row["station_id"],
            cause=Cause(row["cause"]),
            period=row["period"],
            grounds=row["grounds"],
        ),
        at=datetime.fromisoformat(row["at"]),
        state=Fate(row["state"]),
        review_id=row["review_id"] or "",
        reason=row["reason"],
        decided_by=row["decided_by"],
        shown=row["shown"],
        decided_at=datetime.fromisoformat(row["decided_at"]) if row["decided_at"] else None,
        log=row["log"],
    )
