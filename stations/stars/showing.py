"""What of the stars is public: where notices run, what they list, and which stations have stars?

Of a review nothing is read here but the station, its stars, points and days, and of an objection
nothing but its answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from stations.areas import codes
from stations.db.base import Database, Value, like
from stations.registry.states import LISTED
from stations.stars import awarding, store
from stations.stars.cycle import Cycle
from stations.stars.model import Review
from stations.stars.objecting import OUTCOME_WORDS, Outcome

PAGE = 50
_PHASES = ", ".join(f"'{phase.value}'" for phase in sorted(LISTED))
_PUBLIC = f"s.lat is not null and s.lifecycle in ({_PHASES})"
_HERE = "(s.area_code like :area escape '!' or s.district_code like :area escape '!')"


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """A cycle with stations in the notice."""

    cycle: Cycle
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Noticed:
    """A station whose stars are made public before they are given."""

    review: Review
    station_id: str
    station: str
    district: str
    demo: bool
    until: date
    """The last day, by the calendar as it is known now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What was answered to an objection; whose it was and what it said stays inside."""

    station: str
    outcome: str
    reply: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Starred:
    """A station with its stars; `until` is the last day of a term given by a review."""

    id: str
    name: str
    district: str
    stars: int
    basis: str
    on: str
    until: str
    demo: bool


def running(db: Database) -> list[Running]:
    """The cycles with stations in the notice, the newest first."""
    rows = db.rows(
        "select c.id, count(*) as n from cycles c join reviews r on r.cycle_id = c.id"  # noqa: S608
        " join stations s on s.id = r.station_id"
        f" where r.state = 'noticed' and {_PUBLIC} group by c.id, c.opened_at"
        " order by c.opened_at desc, c.id"
    )
    return [Running(cycle=store.cycle(db, row["id"]), count=row["n"]) for row in rows]


def noticed(db: Database, cycle_id: str) -> list[Noticed]:
    """The stations of a cycle that are in the notice, by stars, points and name."""
    rows = db.rows(
        "select r.*, s.name as station, s.area_code, s.district_code, s.demo from reviews r"  # noqa: S608
        f" join stations s on s.id = r.station_id where r.cycle_id = :id and r.state = 'noticed'"
        f" and {_PUBLIC} order by r.stars desc, r.points desc, s.name, s.id",
        id=cycle_id,
    )
    found = []
    for row in rows:
        review = store.review_of(row)
        if until := awarding.notice_ends(db, review):
            found.append(
                Noticed(
                    review=review,
                    station_id=review.station_id,
                    station=row["station"],
                    district=_name(row["district_code"] or row["area_code"]),
                    demo=bool(row["demo"]),
                    until=until,
                )
            )
    return found


def answered(db: Database, cycle_id: str) -> list[Answered]:
    """The answers to objections of a cycle, the newest first."""
    rows = db.rows(
        "select o.state, o.reply, o.answered_at, s.name from objections o"  # noqa: S608
        " join reviews r on r.id = o.review_id join stations s on s.id = r.station_id"
        f" where r.cycle_id = :id and o.state <> 'new' and {_PUBLIC}"
        " order by o.answered_at desc, o.id",
        id=cycle_id,
    )
    return [
        Answered(
            station=row["name"],
            outcome=OUTCOME_WORDS[Outcome(row["state"])],
            reply=row["reply"],
            at=datetime.fromisoformat(row["answered_at"]),
        )
        for row in rows
    ]


def areas(db: Database) -> list[tuple[str, str, int]]:
    """The districts with stations that have stars: code, name, how many."""
    rows = db.rows(
        "select case when s.district_code <> '' then s.district_code else s.area_code end as code,"  # noqa: S608
        f" count(*) as n from stations s where s.star > 0 and {_PUBLIC} group by 1 order by 1"
    )
    return [(row["code"], codes.path(row["code"]) or row["code"], row["n"]) for row in rows]


def levels(db: Database, area: str) -> dict[int, int]:
    """How many stations of an area have how many stars, the most stars first."""
    rows = db.rows(
        f"select s.star, count(*) as n from stations s where s.star > 0 and {_PUBLIC} and {_HERE}"  # noqa: S608
        " group by s.star order by s.star desc",
        area=_below(area),
    )
    return {row["star"]: row["n"] for row in rows}


def starred(db: Database, area: str, *, stars: int = 0, page: int = 1) -> list[Starred]:
    """A page (from 1) of the stations with stars, or with so many."""
    wanted: dict[str, Value] = {"stars": stars} if stars else {}
    rows = db.rows(
        "select s.id, s.name, s.district_code, s.area_code, s.star, s.star_basis, s.star_on,"  # noqa: S608
        " s.demo, a.until_day, a.stars as given from stations s left join awards a"
        " on a.station_id = s.id and a.number ="
        " (select max(b.number) from awards b where b.station_id = s.id)"
        f" where s.star > 0 and {_PUBLIC} and {_HERE}{' and s.star = :stars' if stars else ''}"
        " order by s.star desc, s.name, s.id limit :limit offset :offset",
        area=_below(area),
        limit=PAGE,
        offset=(page - 1) * PAGE,
        **wanted,
    )
    return [
        Starred(
            id=row["id"],
            name=row["name"],
            district=_name(row["district_code"] or row["area_code"]),
            stars=row["star"],
            basis=row["star_basis"],
            on=row["star_on"] or "",
            until=(row["until_day"] or "") if row["given"] == row["star"] else "",
            demo=bool(row["demo"]),
        )
        for row in rows
    ]


def _below(area: str) -> str:
    return like(codes.trimmed(area))[1:]


def _name(code: str) -> str:
    area = codes.by_code(code) or codes.by_code(code[:6])
    return area.name if area else ""
