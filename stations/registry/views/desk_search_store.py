"""Stations in reach that the desk's list asks for, drafts included."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from stations.areas import codes
from stations.db.base import Database, Row, Value, like
from stations.registry.model import Closure, Lifecycle, Station
from stations.registry.scoping import Reach
from stations.registry.states import Phase
from stations.registry.stored import closure_store, station_photo_store, store, text_search
from stations.registry.views import attention_store, doubles
from stations.registry.views.attention import STALE_AFTER, Matter
from stations.registry.views.desk_search import PAGE, ListedStation, Sort, StationQuery, Trait

_ORDERS = {
    Sort.NAME: "pinyin, id",
    Sort.NUMBER: "case when number = '' then 1 else 0 end, number, id",
    Sort.VERIFIED: "coalesce(verified_on, ''), id",
    Sort.UPDATED: "updated_at desc, id",
}

_WITH = "select station_id from station_amenities where amenity = :amenity and state = 'available'"
_TRAITS = {
    Trait.UNVERIFIED: "(verified_on is null or verified_on < :unverified)",
    Trait.NO_PHOTO: f"id not in ({station_photo_store.PICTURED})",
    Trait.NO_ADDRESS: "address = ''",
    Trait.NO_PHONE: "public_phone = ''",
    Trait.NO_ENTRY: "entry = '[]'",
    Trait.NO_AMENITIES: "id not in (select station_id from station_amenities)",
}
MOST_DRAFTS = 5_000
"""A queue longer than this goes on where it ends."""
_MOST_DOUBLES = 5_000
"""Parameters of one statement."""


def count(db: Database, reach: Reach, wanted: StationQuery, *, today: date) -> int:
    """How many there are."""
    where, values = _where(db, reach, wanted, today=today)
    row = db.row(f"select count(*) as n from stations where {where}", **values)  # noqa: S608
    return int(row["n"]) if row else 0


def page(
    db: Database, reach: Reach, wanted: StationQuery, *, today: date, sort: Sort, number: int = 1
) -> list[ListedStation]:
    """One page of them; the first is number 1."""
    where, values = _where(db, reach, wanted, today=today)
    flags = []
    for matter in Matter:
        sql, given = attention_store.condition(matter, today=today)
        flags.append(f"case when {sql} then 1 else 0 end as {matter.value}")
        values |= given
    rows = db.rows(
        "select id, name, number, area_code, star, verified_on,"  # noqa: S608
        " address, public_phone, keeper_role,"
        " lifecycle, lifecycle_since, lifecycle_until,"
        f" {', '.join(flags)}"
        " from stations left join station_words on station_words.station_id = stations.id"
        f" where {where} order by {_ORDERS[sort]} limit :limit offset :offset",
        limit=PAGE,
        offset=PAGE * (number - 1),
        **values,
    )
    closures = closure_store.of_stations(db, [row["id"] for row in rows])
    return [_listed(row, closures.get(row["id"], ())) for row in rows]


def ids(
    db: Database, reach: Reach, wanted: StationQuery, *, today: date, limit: int
) -> list[tuple[str, str]]:
    """Id and name of those that fit, by name, at most `limit`."""
    where, values = _where(db, reach, wanted, today=today)
    rows = db.rows(
        "select id, name from stations"  # noqa: S608
        " left join station_words on station_words.station_id = stations.id"
        f" where {where} order by {_ORDERS[Sort.NAME]} limit :limit",
        limit=limit,
        **values,
    )
    return [(row["id"], row["name"]) for row in rows]


def drafts(db: Database, reach: Reach, wanted: StationQuery, *, today: date) -> list[str]:
    """Ids of those that fit and wait for a point, street by street, at most so many."""
    where, values = _where(db, reach, wanted.drafts, today=today)
    rows = db.rows(
        "select id from stations left join station_words on station_words.station_id = stations.id"  # noqa: S608
        f" where {where} order by area_code, pinyin, id limit :limit",
        limit=MOST_DRAFTS,
        **values,
    )
    return [row["id"] for row in rows]


def placed(
    db: Database, reach: Reach, wanted: StationQuery, *, today: date, limit: int
) -> list[Row]:
    """Id, name and point of those that fit and have one, with phase and whether they are shut."""
    where, values = _where(db, reach, wanted, today=today)
    return db.rows(
        "select id, name, lat, lon, lifecycle,"  # noqa: S608
        f" case when {closure_store.RUNS} then 1 else 0 end as shut from stations"
        f" where lat is not null and {where} order by id limit :limit",
        limit=limit,
        **{"today": today.isoformat(), **values},
    )


def stations(db: Database, reach: Reach, wanted: StationQuery, *, today: date) -> Iterator[Station]:
    """All of them, whole, by id."""
    where, values = _where(db, reach, wanted, today=today)
    return store.such(db, where, **values)


def areas(db: Database, reach: Reach) -> dict[str, int]:
    """How many stations, closed ones aside, each district or zone in reach keeps."""
    where, values = reach.condition()
    rows = db.rows(
        "select substr(area_code, 1, 6) as code, count(*) as n from stations"  # noqa: S608
        f" where lifecycle <> 'closed' and {where} group by substr(area_code, 1, 6)",
        **values,
    )
    return {row["code"]: int(row["n"]) for row in sorted(rows, key=lambda row: str(row["code"]))}


def streets(db: Database, reach: Reach, *, district: str) -> dict[str, int]:
    """How many stations, closed ones aside, each street of a district in reach keeps."""
    where, values = reach.condition()
    rows = db.rows(
        "select substr(area_code, 1, 9) as code, count(*) as n from stations"  # noqa: S608
        f" where lifecycle <> 'closed' and {where} and area_code like :below escape '!'"
        " group by substr(area_code, 1, 9)",
        below=f"{like(district)[1:-1]}___%",
        **values,
    )
    return {row["code"]: int(row["n"]) for row in sorted(rows, key=lambda row: str(row["code"]))}


def _where(
    db: Database, reach: Reach, wanted: StationQuery, *, today: date
) -> tuple[str, dict[str, Value]]:
    mine, own = reach.condition()
    asked, given = _condition(wanted, today=today)
    if Trait.DOUBLE in wanted.traits:
        found = _doubles(db, mine, own)
        asked = f"({asked} and {_among('id', 'double', len(found))})"
        given |= {f"double{n}": one for n, one in enumerate(found)}
    return f"({mine} and {asked})", {**own, **given}


def _doubles(db: Database, mine: str, own: dict[str, Value]) -> list[str]:
    """The first so many stations that another one in reach may be, closed ones left out."""
    heads = db.rows(
        "select id, name, area_code, lat, lon from stations"  # noqa: S608
        f" where lifecycle <> 'closed' and {mine}",
        **own,
    )
    return sorted(doubles.among(heads))[:_MOST_DOUBLES]


def _of_phases(phases: frozenset[Phase], *, today: date) -> tuple[list[str], dict[str, Value]]:
    """Suspended are open stations that a closure shuts today."""
    wanted = sorted(phases | {Phase.OPEN} if Phase.SUSPENDED in phases else phases)
    parts = [_among("lifecycle", "phase", len(wanted))]
    values: dict[str, Value] = {f"phase{n}": phase.value for n, phase in enumerate(wanted)}
    if (Phase.OPEN in phases) != (Phase.SUSPENDED in phases):
        shut = closure_store.RUNS if Phase.SUSPENDED in phases else f"not {closure_store.RUNS}"
        parts.append(f"(lifecycle <> 'open' or {shut})")
        values["today"] = today.isoformat()
    return parts, values


def _condition(wanted: StationQuery, *, today: date) -> tuple[str, dict[str, Value]]:
    """SQL over table `stations`, with its parameters."""
    parts, values = _of_phases(wanted.phases, today=today)
    for n, term in enumerate(text_search.terms(wanted.words)):
        parts.append(
            "id in (select station_id from station_words"  # noqa: S608
            f" where search like :term{n} escape '!')"
        )
        values[f"term{n}"] = like(term)
    if wanted.area:
        parts.append("(area_code like :inside escape '!' or district_code like :inside escape '!')")
        values["inside"] = like(codes.trimmed(wanted.area))[1:]
    if wanted.kinds:
        parts.append(_among("kind", "kind", len(wanted.kinds)))
        values |= {f"kind{n}": one for n, one in enumerate(wanted.kinds)}
    if wanted.star is not None:
        parts.append("star = :star")
        values["star"] = wanted.star
    for matter in wanted.matters:
        sql, given = attention_store.condition(matter, today=today)
        parts.append(sql)
        values |= given
    parts += [_TRAITS[trait] for trait in wanted.traits if trait in _TRAITS]
    values["unverified"] = (today - STALE_AFTER).isoformat()
    for name, amenities, sql in (("has", wanted.has, "in"), ("lacks", wanted.lacks, "not in")):
        for n, amenity in enumerate(amenities):
            parts.append(f"id {sql} ({_WITH.replace(':amenity', f':{name}{n}')})")
            values[f"{name}{n}"] = amenity
    if wanted.ids:
        parts.append(_among("id", "one", len(wanted.ids)))
        values |= {f"one{n}": one for n, one in enumerate(wanted.ids)}
    if wanted.among is not None:
        parts.append(_among("id", "member", len(wanted.among)))
        values |= {f"member{n}": one for n, one in enumerate(wanted.among)}
    return f"({' and '.join(parts)})", values


def _among(column: str, name: str, number: int) -> str:
    """A list as single parameters: one engine can't bind a list to a name."""
    marks = ", ".join(f":{name}{n}" for n in range(number))
    return f"{column} in ({marks})" if number else "1 = 0"


def _listed(row: Row, closures: tuple[Closure, ...]) -> ListedStation:
    return ListedStation(
        station_id=row["id"],
        name=row["name"],
        number=row["number"],
        life=Lifecycle(
            phase=Phase(row["lifecycle"]),
            since=_day(row["lifecycle_since"]),
            until=_day(row["lifecycle_until"]),
        ),
        closures=closures,
        area_code=row["area_code"],
        address=row["address"],
        phone=row["public_phone"],
        keeper=row["keeper_role"],
        star=int(row["star"]),
        verified_on=row["verified_on"] or "",
        wants=tuple(matter for matter in Matter if row[matter.value]),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
