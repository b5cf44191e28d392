"""Stations in the database."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from stations.areas import codes
from stations.db.aside import Aside
from stations.db.base import Database, Row, Transaction, Value
from stations.errors import NotFound, Refused
from stations.registry.model import Station
from stations.registry.scoping import Reach
from stations.registry.stored import (
    history_store,
    row_reader,
    row_writer,
    search_rows,
    sort_words,
    text_search,
)
from stations.registry.stored.row_writer import Laid

_CHILDREN = {
    "station_amenities": "amenity",
    "station_honours": "title, grade, year",
    "station_periods": "position",
    "station_closures": "position",
}
"""The tables of what a station has several of, and the order in which it has them."""
_PAGE = 1_000


def revision(db: Database) -> int:
    """The number of the last write to the registry."""
    row = db.row("select number from revision where id = 1")
    return int(row["number"]) if row else 0


def advance(tx: Transaction) -> int:
    """The number of this write."""
    row = tx.row("update revision set number = number + 1 where id = 1 returning number")
    return int(row["number"]) if row else 0


def renew(tx: Transaction, *, above: int) -> None:
    """Makes every process load everything again, whatever revision it knows.

    After a restore the revisions start anew; `above` is the highest that was ever given out.
    """
    number = max(above, revision(tx)) + 1
    tx.run("update revision set number = :number where id = 1", number=number)
    search_rows.renew(tx, revision=number)


def get(db: Database, station_id: str) -> Station:
    """The station with this id; NotFound else."""
    found = list(_loaded(db, db.rows("select * from stations where id = :id", id=station_id)))
    if not found:
        raise NotFound("not_found.station")
    return found[0]


def laid(db: Database, station_id: str) -> Laid:
    """The rows of a station as they lie in the database, whatever they mean."""
    children = (
        _children(db, table, first=station_id, last=station_id).get(station_id, [])
        for table in _CHILDREN
    )
    found = db.rows("select * from stations where id = :id", id=station_id)
    amenities, honours, periods, closures = children
    return Laid(
        station=found[0],
        amenities=amenities,
        honours=honours,
        periods=periods,
        closures=closures,
    )


def called(db: Database, name: str) -> list[Station]:
    """The stations whose id or number this is; of several cities, as numbers are a city's own."""
    found = db.rows("select * from stations where id = :name or number = :name order by id",
                    name=name)  # fmt: skip
    return list(_loaded(db, found))


def some(db: Database, ids: Sequence[str]) -> dict[str, Station]:
    """Those of these stations that there are, by id; a query for each table and page of them."""
    found: dict[str, Station] = {}
    wanted = sorted(set(ids))
    for start in range(0, len(wanted), _PAGE):
        marks, values = _among(wanted[start : start + _PAGE])
        children = {
            table: _grouped(
                db.rows(
                    f"select * from {table} where station_id in ({marks}) order by {order}",  # noqa: S608
                    **values,
                )
            )
            for table, order in _CHILDREN.items()
        }
        for row in db.rows(f"select * from stations where id in ({marks})", **values):  # noqa: S608
            found[row["id"]] = row_reader.station_of(
                row, *(children[table].get(row["id"], ()) for table in _CHILDREN)
            )
    return found


def each(db: Database, ids: Sequence[str]) -> Iterator[Station]:
    """Those of these stations that there are, by id; loaded page by page."""
    ordered = sorted(ids)
    for start in range(0, len(ordered), _PAGE):
        found = some(db, ordered[start : start + _PAGE])
        yield from (found[one] for one in sorted(found))


def every(db: Database, *, area: str = "") -> Iterator[Station]:
    """All stations kept by an area or lying in it (a code prefix, '' for all), by id."""
    after = ""
    while page := db.rows(
        "select * from stations where id > :after and (area_code like :area or city_code like :area"
        " or district_code like :area) order by id limit :limit",
        after=after,
        area=f"{codes.trimmed(area)}%",
        limit=_PAGE,
    ):
        yield from _loaded(db, page)
        after = page[-1]["id"]


def in_cities(db: Database, city_codes: Sequence[str]) -> list[Station]:
    """All stations of these cities, by id."""
    found: list[Station] = []
    for code in sorted(set(city_codes)):
        page = db.rows("select * from stations where city_code = :code order by id", code=code)
        found.extend(_loaded(db, page))
    return found


def cities_of(db: Database, ids: Sequence[str]) -> set[str]:
    """The cities in which those of these stations lie that there are."""
    found: set[str] = set()
    for start in range(0, len(ids), _PAGE):
        marks, values = _among(ids[start : start + _PAGE])
        wanted = f"select distinct city_code from stations where id in ({marks})"  # noqa: S608
        found |= {row["city_code"] for row in db.rows(wanted, **values)}
    return found


def cities_called(db: Database, words: Sequence[str], *, column: str) -> set[str]:
    """The cities in which stations lie that have one of these words as a name or number."""
    found: set[str] = set()
    for start in range(0, len(words), _PAGE):
        marks, values = _among(words[start : start + _PAGE])
        wanted = f"select distinct city_code from stations where {column} in ({marks})"  # noqa: S608
        found |= {row["city_code"] for row in db.rows(wanted, **values)}
    return found


def such(db: Database, condition: str, **values: Value) -> Iterator[Station]:
    """All stations for which a condition of SQL is true, by id."""
    after = ""
    while page := db.rows(
        f"select * from stations where id > :after and {condition} order by id limit :limit",  # noqa: S608
        after=after,
        limit=_PAGE,
        **values,
    ):
        yield from _loaded(db, page)
        after = page[-1]["id"]


KEPT_IN = "select id, area_code from stations where area_code like :kept_in escape '!'"
"""SQL that selects the stations that an area keeps, each of which lies in one such area alone."""


def within(reach: Reach, columns: str = "id") -> tuple[str, dict[str, Value]]:
    """SQL that selects these columns of the stations within reach, for a join, and its values."""
    where, values = reach.condition()
    return f"select {columns} from stations where {where}", values  # noqa: S608


def named(db: Database, words: str, *, reach: Reach) -> list[str]:
    """The ids of the stations within reach whose id or number this is."""
    where, values = reach.condition()
    rows = db.rows(
        f"select id from stations where (id = :words or lower(number) = :number) and {where}",  # noqa: S608
        words=words,
        number=words.lower(),
        **values,
    )
    return [row["id"] for row in rows]


def known_by(db: Database, reach: Reach, *, moment: str) -> list[Row]:
    """The stations within reach that were on record before a moment, as they are now."""
    where, values = reach.condition()
    return db.rows(
        "select id, name, area_code, lifecycle, lifecycle_reason, lat, star,"  # noqa: S608
        " verified_on, opened_on, networks, demo, created_at"
        f" from stations where {where} and created_at < :until",
        until=moment,
        **values,
    )


def number_taken(db: Database, number: str, *, city: str, besides: str) -> bool:
    """Whether another station of a city has this number."""
    row = db.row(
        "select id from stations where city_code = :city and lower(number) = :number and id <> :id",
        city=city,
        number=number.lower(),
        id=besides,
    )
    return row is not None


_HEADS = "id, name, number, area_code, lat, lon"


def named_alike(db: Database, name: str, *, reach: Reach) -> list[Row]:
    """Drafts within reach with this name, closed ones left out: id, name, number, area, point."""
    where, values = reach.condition()
    return db.rows(
        f"select {_HEADS} from stations where lifecycle <> 'closed' and lat is null"  # noqa: S608
        f" and name = :name and {where}",
        name=name,
        **values,
    )


def in_box(db: Database, box: Mapping[str, float], *, reach: Reach) -> list[Row]:
    """Stations within reach whose point lies in a box, closed ones left out.

    `box` has south, north, west and east in degrees; id, name, number, area and point of each.
    """
    where, values = reach.condition()
    return db.rows(
        f"select {_HEADS} from stations where lifecycle <> 'closed' and id in"  # noqa: S608
        f" ({search_rows.IN_BOX}) and {where}",
        **values,
        **box,
    )


def count(db: Database) -> int:
    row = db.row("select count(*) as n from stations")
    return int(row["n"]) if row else 0


def add(tx: Transaction, stations: Sequence[Station], *, history: Iterable[Row]) -> None:
    """Stores new stations with their first history entries."""
    number = advance(tx)
    # In the order of the key: pages of the tables are then filled one after the other.
    for page in _pages(sorted(stations, key=lambda station: station.id)):
        found = [row_writer.laid(station) for station in page]
        tx.load("stations", (one.station for one in found))
        _load_children(tx, found)
        texts = text_search.of_many(page)
        search_rows.add(tx, page, texts, revision=number)
        sort_words.add(tx, page, texts)
    history_store.add(tx, history)


def save(tx: Transaction, stations: Sequence[Station], *, history: Iterable[Row]) -> None:
    """Stores new versions of stations.

    Refused when one of them has been changed since it was read: its version must follow the
    stored one by one.
    """
    number = advance(tx)
    for page in _pages(stations):
        _refuse_stale(tx, page)
        found = [row_writer.laid(station) for station in page]
        columns = ", ".join(f"{name} = :{name}" for name in found[0].station if name != "id")
        tx.run_each(
            f"update stations set {columns} where id = :id",  # noqa: S608
            (one.station for one in found),
        )
        for table in _CHILDREN:
            tx.run_each(
                f"delete from {table} where station_id = :id",  # noqa: S608
                ({"id": station.id} for station in page),
            )
        _load_children(tx, found)
        derive(tx, page, revision=number)
    history_store.add(tx, history)


def take(tx: Transaction, aside: Aside, *, touched: Collection[str]) -> None:
    """Stores new stations and new versions that were set aside: `stations` and `changed`.

    Of the changed ones only the columns `touched` are written: the others are as they were read.
    Refused ('stale_version') when one has been changed since it was read.
    """
    if columns := aside.columns("stations"):
        tx.run(f"insert into stations ({columns}) select {columns} from aside_stations")  # noqa: S608
    if aside.columns("changed"):
        new = ", ".join(f"{name} = aside_changed.{name}" for name in touched)
        written = tx.run(
            f"update stations set {new} from aside_changed"  # noqa: S608
            " where stations.id = aside_changed.id"
            " and stations.version = aside_changed.version - 1"
        )
        if written != aside.count("changed"):
            raise Refused("stale_version.station", name=_other_version(tx))
    for table in _CHILDREN:
        if aside.columns(f"{table}_old"):
            tx.run(
                f"delete from {table} where station_id in"  # noqa: S608
                f" (select station_id from aside_{table}_old)"
            )
        if columns := aside.columns(table):
            tx.run(f"insert into {table} ({columns}) select {columns} from aside_{table}")  # noqa: S608


def _other_version(db: Database) -> str:
    row = db.row(
        "select aside_changed.name from aside_changed left join stations"
        " on stations.id = aside_changed.id and stations.version = aside_changed.version"
        " where stations.id is null limit 1"
    )
    return str(row["name"]) if row else ""


def derive(tx: Transaction, stations: Sequence[Station], *, revision: int) -> None:
    """Writes search rows and words of stored stations anew."""
    texts = text_search.of_many(stations)
    search_rows.replace(tx, stations, texts, revision=revision)
    sort_words.replace(tx, stations, texts)


def _refuse_stale(db: Database, page: Sequence[Station]) -> None:
    marks, values = _among([station.id for station in page])
    found = db.rows(f"select id, version from stations where id in ({marks})", **values)  # noqa: S608
    stored = {row["id"]: row["version"] for row in found}
    for station in page:
        if station.record is None or stored.get(station.id) != station.record.version - 1:
            raise Refused("stale_version.station", name=station.name)


def _among(ids: Sequence[str]) -> tuple[str, dict[str, str]]:
    """The marks of a list in SQL, and the value of each."""
    values = {f"id{n}": one for n, one in enumerate(ids)}
    return ", ".join(f":{name}" for name in values), values


def _load_children(tx: Transaction, found: Sequence[Laid]) -> None:
    tx.load("station_amenities", (row for one in found for row in one.amenities))
    tx.load("station_honours", (row for one in found for row in one.honours))
    tx.load("station_periods", (row for one in found for row in one.periods))
    tx.load("station_closures", (row for one in found for row in one.closures))


def _pages(stations: Sequence[Station]) -> Iterator[Sequence[Station]]:
    return (stations[start : start + _PAGE] for start in range(0, len(stations), _PAGE))


def _loaded(db: Database, page: list[Row]) -> Iterator[Station]:
    """Stations with their children, fetched in one query a table for the whole page."""
    if not page:
        return
    first, last = page[0]["id"], page[-1]["id"]
    children = {table: _children(db, table, first=first, last=last) for table in _CHILDREN}
    for row in page:
        yield row_reader.station_of(
            row, *(children[table].get(row["id"], ()) for table in _CHILDREN)
        )


def _children(db: Database, table: str, *, first: str, last: str) -> dict[str, list[Any]]:
    order = _CHILDREN[table]
    sql = f"select * from {table} where station_id between :first and :last order by {order}"  # noqa: S608
    return _grouped(db.rows(sql, first=first, last=last))


def _grouped(rows: Iterable[Row]) -> dict[str, list[Any]]:
    grouped: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        grouped[row["station_id"]].append(row)
    return grouped
