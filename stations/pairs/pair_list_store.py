"""Pairs of an area, and those that should have met again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from stations.db.base import Database, Row, Value
from stations.pairs.model import ListedPair, PairStanding, due, latest_overdue, standing
from stations.pairs.pair_store import JOINED, RUNS, pair_of
from stations.registry.scoping import Reach
from stations.registry.states import Phase
from stations.registry.stored import store as stations

PAGE = 50
_MEETINGS = (
    "left join (select pair_id, max(day) as last, count(*) as n from exchanges"
    " where struck_at is null group by pair_id) e on e.pair_id = p.id"
)
_LATE = f"({RUNS} and coalesce(e.last, p.began_on) <= :late)"
_CONDITIONS = {
    PairStanding.RUNNING: f"({RUNS})",
    PairStanding.OVERDUE: _LATE,
    PairStanding.OVER: f"not ({RUNS})",
}


def overdue(db: Database, reach: Reach, *, today: date) -> int:
    """How many pairs with a station within reach should have met again by today."""
    return count(db, reach, today=today)[PairStanding.OVERDUE]


def count(
    db: Database, reach: Reach, *, today: date, station_id: str = ""
) -> dict[PairStanding, int]:
    """How many pairs with a station within reach stand how; who is overdue runs, too."""
    where, values = _within(reach, station_id)
    sums = ", ".join(
        f"sum(case when {sql} then 1 else 0 end) as n_{one.value}"
        for one, sql in _CONDITIONS.items()
    )
    row = db.row(
        f"select {sums} from {JOINED} {_MEETINGS} where {where}",  # noqa: S608
        late=latest_overdue(today).isoformat(),
        **values,
    )
    return {one: int((row or {}).get(f"n_{one.value}") or 0) for one in PairStanding}


@dataclass(frozen=True, slots=True, kw_only=True)
class PairQuery:
    """Which pairs somebody asks for."""

    standing: PairStanding = PairStanding.RUNNING
    station_id: str = ""
    page: int = 1


def page(db: Database, reach: Reach, wanted: PairQuery, *, today: date) -> list[ListedPair]:
    """One page of the pairs with a station within reach; who met longest ago comes first."""
    where, values = _within(reach, wanted.station_id)
    rows = db.rows(
        "select p.*, s.name as strong, w.name as weak, s.lifecycle as strong_phase,"  # noqa: S608
        " w.lifecycle as weak_phase, e.last, coalesce(e.n, 0) as n"
        f" from {JOINED} {_MEETINGS} where {where} and {_CONDITIONS[wanted.standing]}"
        " order by coalesce(e.last, p.began_on), p.id limit :limit offset :offset",
        limit=PAGE,
        offset=(wanted.page - 1) * PAGE,
        **values,
        **({"late": latest_overdue(today).isoformat()} if wanted.standing == "overdue" else {}),
    )
    return [_listed(row, today=today) for row in rows]


def _within(reach: Reach, station_id: str) -> tuple[str, dict[str, Value]]:
    mine, values = stations.within(reach)
    sql = f"(p.strong_id in ({mine}) or p.weak_id in ({mine}))"
    if station_id:
        sql += " and (p.strong_id = :of or p.weak_id = :of)"
        values["of"] = station_id
    return sql, values


def _listed(row: Row, *, today: date) -> ListedPair:
    pair, closed = pair_of(row), Phase.CLOSED.value
    last = date.fromisoformat(row["last"]) if row["last"] else None
    gone = row["strong"] if row["strong_phase"] == closed else ""
    gone = gone or (row["weak"] if row["weak_phase"] == closed else "")
    return ListedPair(
        pair=pair,
        strong=row["strong"],
        weak=row["weak"],
        closed=gone,
        last_on=last,
        exchanges=int(row["n"]),
        standing=standing(pair, closed=bool(gone), last_on=last, today=today),
        due_on=due(last or pair.began_on),
    )
