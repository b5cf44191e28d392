"""Draws of unannounced visits in the database; what was drawn is never changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import orjson

from stations.db.base import Database, Row, Transaction
from stations.errors import NotFound
from stations.moments import utc_text
from stations.registry.scoping import Reach
from stations.registry.stored import store as stations

PAGE = 20
_VISIT = (
    "select 1 from inspections i join reviews r on r.id = i.review_id"
    " where r.station_id = d.station_id and i.counted = 1 and i.at >= w.at"
)
_AWAITED = f"from drawn d join draws w on w.id = d.draw_id where not exists ({_VISIT})"
AWAITED = f"select d.station_id {_AWAITED}"
"""SQL that selects the stations that were drawn and not visited since, for a condition."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspected:
    """A station with its weight, and how often each sign was found."""

    station_id: str
    weight: int
    signs: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Draw:
    """One draw with all that is needed to repeat it."""

    id: str
    area: str
    cycle_id: str = ""
    """'' where all open stations of the area were in it."""
    n: int
    seed: str
    seed_given: bool
    """Whether somebody brought the seed; else the server made it."""
    candidates: tuple[Suspected, ...]
    digest: str
    """Of the candidates with their weights; it stands in the log, too."""
    picked: tuple[str, ...]
    by: str
    shown: str
    at: datetime
    log: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawBrief:
    """A draw in a list."""

    id: str
    area: str
    n: int
    seed: str
    shown: str
    at: datetime


def listed(candidates: Sequence[Suspected]) -> list[list[object]]:
    """Candidates as they are stored and proved by a digest."""
    return [[one.station_id, one.weight, [list(sign) for sign in one.signs]] for one in candidates]


def add(tx: Transaction, draw: Draw) -> None:
    """Writes a draw."""
    row: Row = {
        "id": draw.id,
        "cycle_id": draw.cycle_id or None,
        "area": draw.area,
        "n": draw.n,
        "seed": draw.seed,
        "seed_given": int(draw.seed_given),
        "candidates": orjson.dumps(listed(draw.candidates)).decode(),
        "digest": draw.digest,
        "by": draw.by,
        "shown": draw.shown,
        "at": utc_text(draw.at),
        "log": draw.log,
    }
    tx.load("draws", [row])
    tx.load(
        "drawn",
        [
            {"draw_id": draw.id, "position": position, "station_id": station_id}
            for position, station_id in enumerate(draw.picked, start=1)
        ],
    )


def get(db: Database, draw_id: str) -> Draw:
    """The draw with this id; NotFound else."""
    row = db.row("select * from draws where id = :id", id=draw_id)
    if row is None:
        raise NotFound("not_found.out_of_sight")
    picked = db.rows(
        "select station_id from drawn where draw_id = :id order by position", id=draw_id
    )
    return Draw(
        id=row["id"],
        area=row["area"],
        cycle_id=row["cycle_id"] or "",
        n=row["n"],
        seed=row["seed"],
        seed_given=bool(row["seed_given"]),
        candidates=tuple(
            Suspected(station_id=one[0], weight=one[1], signs=tuple((s[0], s[1]) for s in one[2]))
            for one in orjson.loads(row["candidates"])
        ),
        digest=row["digest"],
        picked=tuple(one["station_id"] for one in picked),
        by=row["by"],
        shown=row["shown"],
        at=datetime.fromisoformat(row["at"]),
        log=row["log"],
    )


def page(db: Database, areas: Sequence[str], *, number: int) -> tuple[list[DrawBrief], int]:
    """One page (from 1) of the draws in these areas or around them, the newest first; how many."""
    each = (f"area like :all{n} or :area{n} like area || '%'" for n in range(len(areas)))
    where = " or ".join(each) or "1 = 0"
    values = {f"area{n}": area for n, area in enumerate(areas)}
    values |= {f"all{n}": f"{area}%" for n, area in enumerate(areas)}
    row = db.row(f"select count(*) as n from draws where {where}", **values)  # noqa: S608
    rows = db.rows(
        f"select id, area, n, seed, shown, at from draws where {where}"  # noqa: S608
        " order by at desc, id limit :limit offset :offset",
        limit=PAGE,
        offset=(number - 1) * PAGE,
        **values,
    )
    briefs = [DrawBrief(**{**row, "at": datetime.fromisoformat(row["at"])}) for row in rows]
    return briefs, int(row["n"]) if row else 0


def to_visit(db: Database, reach: Reach) -> set[str]:
    """Stations that were drawn and have not been visited since, while their cycle is open."""
    inside, values = stations.within(reach)
    rows = db.rows(
        "select distinct d.station_id from drawn d join draws w on w.id = d.draw_id"  # noqa: S608
        " left join cycles c on c.id = w.cycle_id"
        f" where d.station_id in ({inside})"
        f" and c.closed_at is null and not exists ({_VISIT})",
        **values,
    )
    return {row["station_id"] for row in rows}


def is_awaited(db: Database, station_id: str) -> bool:
    """Whether a station was drawn and not visited since."""
    row = db.row(f"select 1 as here {_AWAITED} and d.station_id = :id limit 1", id=station_id)
    return row is not None


def visited(db: Database, draw_id: str) -> set[str]:
    """Which stations of a draw have been visited since."""
    rows = db.rows(
        "select d.station_id from drawn d join draws w on w.id = d.draw_id"  # noqa: S608
        f" where d.draw_id = :id and exists ({_VISIT})",
        id=draw_id,
    )
    return {row["station_id"] for row in rows}
