"""Stations as other rooms ask for them: names and areas for lists, and open ones."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from stations.db.base import Database, Row, Value
from stations.registry.model import Station
from stations.registry.scoping import Reach
from stations.registry.states import LISTED
from stations.registry.stored import closure_store, store

_PAGE = 1_000
ALL = "select id, name, lifecycle from stations"
"""SQL that selects every station, for a join."""
_BRIEF = "select id, name, area_code, district_code from stations"


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """A station in a list."""

    id: str
    name: str
    area_code: str
    district_code: str


def of(db: Database, ids: Sequence[str]) -> dict[str, Brief]:
    """Those of these stations that there are, by id."""
    found: dict[str, Brief] = {}
    wanted = sorted(set(ids))
    for start in range(0, len(wanted), _PAGE):
        values = {f"id{n}": one for n, one in enumerate(wanted[start : start + _PAGE])}
        marks = ", ".join(f":{name}" for name in values)
        rows = db.rows(f"{_BRIEF} where id in ({marks})", **values)
        found |= {row["id"]: Brief(**row) for row in rows}
    return found


def ids_within(reach: Reach) -> tuple[str, dict[str, Value]]:
    """SQL that selects the ids of these stations, for `in`, with its parameters."""
    condition, values = reach.condition()
    return f"select id from stations where {condition}", values  # noqa: S608


def spoken_of(db: Database, words: str, reach: Reach, *, limit: int) -> list[Brief]:
    """The stations within reach that have this id, number or name, by id."""
    condition, values = reach.condition()
    rows = db.rows(
        f"{_BRIEF} where (id = :words or number = :words or name = :words)"
        f" and {condition} order by id limit :limit",
        words=words,
        limit=limit,
        **values,
    )
    return [Brief(**row) for row in rows]


def open_in(db: Database, area: str, *, today: date) -> Iterator[Station]:
    """The stations of an area (a code prefix) whose door should be open these days, by id."""
    return store.such(
        db,
        "(area_code like :area or district_code like :area or city_code like :area)"
        f" and lat is not null and lifecycle = 'open' and not {closure_store.RUNS}",
        area=f"{area}%",
        today=today.isoformat(),
    )


def reachable(db: Database, reach: Reach, *, today: date) -> list[Row]:
    """The stations within reach that workers can come to, or that are being put right, by id."""
    where, values = reach.condition()
    return db.rows(
        "select id, name, kind, host, operator, star, area_code, city_code, lat, lon, lifecycle,"  # noqa: S608
        " reported_shut"
        f" from stations where {where} and lat is not null"
        f" and lifecycle in ('open', 'rectifying') and not {closure_store.RUNS} order by id",
        today=today.isoformat(),
        **values,
    )


def longest_unseen(
    db: Database,
    reach: Reach,
    *,
    visited: str,
    apart_from: Collection[str],
    today: date,
    limit: int,
) -> list[tuple[str, str]]:
    """Stations in reach whose door should be open these days, and when anybody last saw it.

    Those that nobody saw for longest come first, '' is never. `visited` is SQL of a store that
    tells the last day of other visits than those that confirmed something on the spot.
    """
    where, values = reach.condition()
    own = {f"own{n}": one for n, one in enumerate(sorted(apart_from))}
    others = f" and id not in ({', '.join(f':{name}' for name in own)})" if own else ""
    rows = db.rows(
        "select id, case when visited > told then visited else told end as seen"  # noqa: S608
        f" from (select id, coalesce(({visited}), '') as visited, coalesce(("
        "select max(f.verified_on) from verifications f"
        " where f.station_id = stations.id and f.on_the_spot = 1), '') as told"
        f" from stations where {where} and lat is not null and lifecycle = 'open'"
        f" and not {closure_store.RUNS}{others}) found order by seen, id limit :limit",
        today=today.isoformat(),
        limit=limit,
        **values,
        **own,
    )
    return [(row["id"], row["seen"]) for row in rows]


def starred(db: Database, reach: Reach) -> set[str]:
    """The stations within reach that have stars and are not closed."""
    where, values = reach.condition()
    rows = db.rows(
        f"select id from stations where star > 0 and lifecycle <> 'closed' and {where}",  # noqa: S608
        **values,
    )
    return {row["id"] for row in rows}


def kinds(db: Database, reach: Reach) -> dict[str, str]:
    """The kind of every station within reach."""
    where, values = reach.condition()
    rows = db.rows(f"select id, kind from stations where {where}", **values)  # noqa: S608
    return {row["id"]: row["kind"] for row in rows}


def honours(db: Database, reach: Reach) -> list[tuple[str, str, int]]:
    """Station, grade and year of every honour within reach; year 0: not known."""
    where, values = reach.condition()
    rows = db.rows(
        "select h.station_id, h.grade, h.year from station_honours h"  # noqa: S608
        f" where h.station_id in (select id from stations where {where})",
        **values,
    )
    return [(row["station_id"], row["grade"], int(row["year"])) for row in rows]


def in_networks(db: Database, reach: Reach) -> list[Row]:
    """The stations within reach that name networks, with `networks` as it lies, by name."""
    where, values = reach.condition()
    return db.rows(
        "select id, name, number, aliases, area_code, district_code, lifecycle, lat, lon,"  # noqa: S608
        " networks, above, demo"
        f" from stations where networks <> '[]' and {where} order by name, id",
        **values,
    )


def seen_in_networks(db: Database) -> list[Row]:
    """The stations that name networks and that workers see, with what tells which are meant."""
    phases = ", ".join(f"'{phase}'" for phase in sorted(LISTED))
    return db.rows(
        "select id, area_code, district_code, networks from stations"  # noqa: S608
        f" where networks <> '[]' and lat is not null and lifecycle in ({phases})"
    )


def called(db: Database, number: str, reach: Reach) -> list[str]:
    """The ids of the stations within reach with this id or number."""
    where, values = reach.condition()
    wanted = f"select id from stations where (id = :called or number = :called) and {where}"  # noqa: S608
    return [row["id"] for row in db.rows(f"{wanted} order by id", called=number, **values)]


def within(db: Database, reach: Reach) -> dict[str, Brief]:
    """The stations within reach, by id."""
    where, values = reach.condition()
    return {row["id"]: Brief(**row) for row in db.rows(f"{_BRIEF} where {where}", **values)}


def drawn(db: Database, reach: Reach, *, start: str, most: int) -> list[str]:
    """A few stations within reach that are open and on the map: those whose ids follow a start."""
    where, values = reach.condition()
    rows: list[Row] = []
    for sign in (">=", "<"):
        rows += db.rows(
            f"select id from stations where {where} and lat is not null"  # noqa: S608
            f" and lifecycle = 'open' and id {sign} :start order by id limit :left",
            start=start,
            left=most - len(rows),
            **values,
        )
    return [row["id"] for row in rows]
