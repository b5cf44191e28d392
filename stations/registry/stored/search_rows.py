"""The flat row that searches need of a station, written in the same transaction.

A card holds what decides a search, the words a text search looks through, and the published
JSON of the station as a prebuilt fragment. `revision` is that of the write which made it, so a
process that knows revision n fetches only cards above n.
"""

from __future__ import annotations

import dataclasses
import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from itertools import compress
from operator import attrgetter
from typing import Any

import orjson

from stations.db.aside import Aside, Columns
from stations.db.base import Database, Row, Transaction, like
from stations.errors import NotFound
from stations.geo.point import Point
from stations.moments import china_day
from stations.registry import openness, public_row, wishes
from stations.registry.fields import columns as field_columns
from stations.registry.fields.coordinates import LAT, LON
from stations.registry.model import Closure, Station
from stations.registry.openness import Opening
from stations.registry.stored import sample, text_search

MEANING = 4
"""To be raised where a value of cards or words changes its meaning and keeps its name."""

_AT_ONCE = 500
_LONG = timedelta(days=400)
"""Moments farther back than this are hardly asked for."""
COLUMNS = (
    "station_id",
    "listed",
    "lat",
    "lon",
    "amenities",
    "kind",
    "star",
    "opening",
    "fragment",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchHit:
    """One hit of a text search: the published JSON and the place."""

    lat: float
    lon: float
    published: dict[str, Any]
    closures: tuple[Closure, ...] = ()


def card_row(station: Station, *, revision: int, searched: str) -> Row | None:
    """The card of a station, with its folded text; None for a draft, which nobody can search."""
    if station.is_draft:
        return None
    return {
        "station_id": station.id,
        "revision": revision,
        **{name: column[0] for name, column in card_columns([station], [searched]).items()},
    }


def card_columns(stations: Sequence[Station], searched: Sequence[str]) -> Columns:
    """The cards of stations that have a point, without their revision, as columns."""
    offered = [(id(one.amenities), one.entry) for one in stations]
    codes = [(one.place.area_code, one.place.district_code) for one in stations]
    openings = field_columns.each(_opening, stations, keys=list(map(_deciding, stations)))
    return {
        "station_id": [one.id for one in stations],
        "listed": [int(one.is_listed) for one in stations],
        "lat": list(map(LAT.of, stations)),
        "lon": list(map(LON.of, stations)),
        "amenities": field_columns.each(_offered, stations, keys=offered),
        "kind": [one.kind for one in stations],
        "star": [one.star.level if one.star else 0 for one in stations],
        "opening": openings,
        "area_code": [area for area, _ in codes],
        "district_code": [district for _, district in codes],
        "search": searched,
        "fragment": list(map(bytes.decode, public_row.briefs(stations))),
    }


def _offered(station: Station) -> str:
    """The ids of what it has: amenities, and the ways in that one can wish for."""
    return " ".join((*station.available, *wishes.load().ways_in(station.entry)))


def _deciding(station: Station) -> tuple[object, ...]:
    """What two stations share that have one opening; of the place only the city counts."""
    place, record = station.place, station.record
    city = (place.district_code or place.area_code)[:4]
    return (city, record and record.updated_at, *map(id, _DECIDING(station)))


_DECIDING = attrgetter(
    "hours", "opened_on", "closes_on", "lifecycle", "closures", "reported_shut", "amenities"
)


def _opening(station: Station) -> str:
    return openness.as_text(_lasting(station))


@cache
def form() -> str:
    """What derived rows written by this program look like: another text, and all are rebuilt.

    A column or a key that is added, renamed or taken away shows by itself.
    """
    row = card_row(sample.one_of_each(), revision=0, searched="")
    names = [*(row or ()), *public_row.brief(sample.one_of_each())]
    return f"{MEANING}-{hashlib.sha256(orjson.dumps(names)).hexdigest()[:12]}"


def _lasting(station: Station) -> Opening:
    """What still decides: a closure that surely ended long before the last change is past."""
    opening, record = openness.of_station(station), station.record
    if record is None or any(one.expected for one in opening.closures):
        return opening
    old = china_day(record.updated_at) - _LONG
    lasting = tuple(one for one in opening.closures if not one.over(old))
    return dataclasses.replace(opening, closures=lasting)


def stream(db: Database, *, after: int) -> Iterator[tuple[Any, ...]]:
    """Cards changed after a revision, all after -1, as tuples in the order of COLUMNS.

    They come as they lie in the database: an order would double the time that it takes.
    """
    wanted = f"select {', '.join(COLUMNS)} from cards"  # noqa: S608
    if after < 0:
        return db.stream(wanted)
    return db.stream(f"{wanted} where revision > :after", after=after)


def fragments(db: Database) -> Iterator[tuple[str, str]]:
    """Id and published JSON of every card, listed or not."""
    yield from db.stream("select station_id, fragment from cards")


def search(
    db: Database, *, words: str, area: str = "", strewn: bool = False, limit: int
) -> list[SearchHit]:
    """Listed stations whose name, address, number, pinyin or initials contain every word.

    Every word must be found; those whose name has the whole text come first. With `strewn` a name
    need only have the characters of each word in their order: 燕山银行 for 燕山东段银行网点. At
    most `limit`.
    """
    wanted = text_search.terms(words)
    if strewn and not text_search.can_be_strewn(wanted):
        return []
    patterns = [f"%{'%'.join(term)}%" if strewn else like(term) for term in wanted]
    conditions = "".join(f" and search like :term{n} escape '!'" for n in range(len(wanted)))
    rows = db.rows(
        "select lat, lon, opening, search, fragment from cards where listed = 1"  # noqa: S608
        " and (district_code like :area escape '!' or area_code like :area escape '!')"
        f"{conditions} order by station_id limit :limit",
        area=like(area)[1:] if area else "%",
        limit=limit,
        **{f"term{n}": pattern for n, pattern in enumerate(patterns)},
    )
    if strewn:
        rows = [row for row in rows if all(text_search.strewn(row["search"], t) for t in wanted)]
    rows.sort(key=lambda row: _rank(row["search"], wanted))
    return [_found(row) for row in rows]


def within(
    db: Database,
    *,
    box: tuple[float, float, float, float],
    after: str,
    limit: int,
    among: Collection[str] | None = None,
) -> list[tuple[str, SearchHit]]:
    """Listed stations in west, south, east, north, by id after `after`; for paging.

    With `among` only those of these ids.
    """
    if among is None:
        return _within(db, "", {}, box=box, after=after, limit=limit)
    found: list[tuple[str, SearchHit]] = []
    ids = sorted(one for one in among if one > after)
    while ids and len(found) < limit:
        values = {f"id{n}": one for n, one in enumerate(ids[:_AT_ONCE])}
        own = f" and station_id in ({', '.join(f':{name}' for name in values)})"
        found += _within(db, own, values, box=box, after=after, limit=limit - len(found))
        ids = ids[_AT_ONCE:]
    return found


def _within(
    db: Database,
    own: str,
    values: Mapping[str, str],
    *,
    box: tuple[float, float, float, float],
    after: str,
    limit: int,
) -> list[tuple[str, SearchHit]]:
    west, south, east, north = box
    span = "lon between :west and :east" if west <= east else "(lon >= :west or lon <= :east)"
    rows = db.rows(
        "select station_id, lat, lon, opening, fragment from cards where listed = 1"  # noqa: S608
        f" and lat between :south and :north and {span} and station_id > :after{own}"
        " order by station_id limit :limit",
        west=west,
        south=south,
        east=east,
        north=north,
        after=after,
        limit=limit,
        **values,
    )
    return [(row["station_id"], _found(row)) for row in rows]


def published(db: Database, station_id: str) -> SearchHit:
    """One listed station by id; NotFound else."""
    row = db.row(
        "select lat, lon, opening, fragment from cards where station_id = :id and listed = 1",
        id=station_id,
    )
    if row is None:
        raise NotFound("not_found.public_station")
    return _found(row)


def counts(db: Database) -> dict[str, int]:
    """How many listed stations each district has, by its code.

    One without a known district counts for the area that is known of it, its city mostly.
    """
    rows = db.rows(
        "select district_code as code, area_code as area, count(*) as n from cards"
        " where listed = 1 group by district_code, area_code"
    )
    found: Counter[str] = Counter()
    for row in rows:
        found[row["code"] or row["area"][:6]] += int(row["n"])
    return dict(found)


def kept_by(db: Database, area: str) -> list[Row]:
    """How many listed stations an area keeps, by `area_code`, `kind` and `star`: `n`."""
    rows = db.rows(
        "select area_code, kind, star, count(*) as n from cards"
        " where listed = 1 and area_code like :area escape '!' group by area_code, kind, star",
        area=like(area)[1:],
    )
    return [{**row, "star": int(row["star"]), "n": int(row["n"])} for row in rows]


def doubted_on_holidays(db: Database, city: str) -> int:
    """How many listed stations of a city have hours that name weekdays and no holidays."""
    rows = db.rows(
        "select opening, count(*) as n from cards where listed = 1"
        " and opening like :city escape '!' group by opening",
        city=like(f'"city":"{city}"'),
    )
    return sum(row["n"] for row in rows if openness.from_text(row["opening"]).city == city)


def middles(db: Database, *, area: str) -> dict[str, Point]:
    """The middle of the listed stations of each district of an area, by its code.

    It is where its people look, unlike the middle of its outline.
    """
    rows = db.rows(
        "select district_code as code, avg(lat) as lat, avg(lon) as lon from cards"
        " where listed = 1 and district_code like :area escape '!'"
        " group by district_code order by district_code",
        area=like(area)[1:],
    )
    # The engines add up in different orders: a metre is finer than anybody looks.
    return {row["code"]: Point(lat=round(row["lat"], 5), lon=round(row["lon"], 5)) for row in rows}


def listed_in(db: Database, *, area: str) -> list[str]:
    """The ids of the listed stations of an area."""
    rows = db.rows(
        "select station_id from cards where listed = 1 and"
        " (district_code like :area escape '!' or area_code like :area escape '!')",
        area=like(area)[1:],
    )
    return [row["station_id"] for row in rows]


IN_BOX = (
    "select station_id from cards"
    " where lat between :south and :north and lon between :west and :east"
)
"""SQL that selects the stations whose point lies in a box."""


def renew(tx: Transaction, *, revision: int) -> None:
    """Gives every card this revision."""
    tx.run("update cards set revision = :number", number=revision)


def count(db: Database) -> int:
    """How many cards there are, listed or not."""
    row = db.row("select count(*) as n from cards")
    return int(row["n"]) if row else 0


def replace(
    tx: Transaction, stations: Sequence[Station], texts: Sequence[str], *, revision: int
) -> None:
    """Writes the cards of these stations, which have none yet or old ones."""
    ids = ({"id": station.id} for station in stations)
    tx.run_each("delete from cards where station_id = :id", ids)
    add(tx, stations, texts, revision=revision)


def add(
    tx: Transaction, stations: Sequence[Station], texts: Sequence[str], *, revision: int
) -> None:
    """Writes the cards of new stations, each with its folded text."""
    placed = [not station.is_draft for station in stations]
    cards = card_columns([*compress(stations, placed)], [*compress(texts, placed)])
    tx.load_columns("cards", {**cards, "revision": [revision] * sum(placed)})


def take(tx: Transaction, aside: Aside, *, revision: int) -> None:
    """Writes cards that were set aside, in place of old ones."""
    if aside.columns("cards_old"):
        tx.run("delete from cards where station_id in (select station_id from aside_cards_old)")
    if columns := aside.columns("cards"):
        tx.run(
            f"insert into cards ({columns}, revision) select {columns}, :revision"  # noqa: S608
            " from aside_cards where true on conflict (station_id) do update set"
            f" {aside.setting('cards', 'excluded')}, revision = excluded.revision",
            revision=revision,
        )


def recall(tx: Transaction, cards: Iterable[tuple[str, int, float, float, str, bytes]]) -> None:
    """Writes cards that a process holds into a database that nobody else sees.

    Of each its id, whether it is listed, latitude, longitude, opening and published row.
    """
    tx.load("cards", (_recalled(*card) for card in cards))


def _recalled(one: str, listed: int, lat: float, lon: float, opening: str, fragment: bytes) -> Row:
    row = orjson.loads(fragment)
    return {
        "station_id": one,
        "revision": 0,
        "listed": listed,
        "lat": lat,
        "lon": lon,
        "amenities": "",
        "kind": row["kind"],
        "star": row["star"] or 0,
        "opening": opening,
        "area_code": row["area"],
        "district_code": row["district"],
        "search": text_search.of_published(row),
        "fragment": fragment.decode(),
    }


def _found(row: Row) -> SearchHit:
    return SearchHit(
        lat=row["lat"],
        lon=row["lon"],
        published=orjson.loads(row["fragment"]),
        closures=openness.from_text(row["opening"]).closures,
    )


def _rank(text: str, wanted: list[str]) -> tuple[int, int]:
    names = text_search.of_names(text)
    return (0 if all(term in names for term in wanted) else 1, len(names))
