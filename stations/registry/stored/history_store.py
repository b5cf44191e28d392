"""The history of stations in the database, and the private values beside it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import orjson

from stations.db.aside import Aside
from stations.db.base import Database, Row, Transaction, Value, like
from stations.moments import utc_text

Changes = dict[str, tuple[str, str]]
"""Column key → what it was and what it is, as text."""


_LEVELS = (0, 2, 4, 6, 9, 12)
"""Digits of the country, provinces, cities, districts, streets and communities."""
OF_ENTRY = "id in (select station_id from station_history where log = :log)"
"""SQL that is true for the stations which an entry of the log changed. Its parameter is `log`."""


def add(tx: Transaction, history: Iterable[Row]) -> None:
    """Writes entries in the order of the key."""
    tx.load("station_history", sorted(history, key=lambda row: str(row["station_id"])))


def add_private(tx: Transaction, rows: Iterable[Row]) -> None:
    """Writes private values of entries, which can be erased."""
    tx.load("private_changes", rows)


def take(tx: Transaction, aside: Aside, *, log: int) -> None:
    """Writes entries that were set aside, with their number in the log."""
    if columns := aside.columns("history"):
        tx.run(
            f"insert into station_history ({columns}, log) select {columns}, :log"  # noqa: S608
            " from aside_history",
            log=log,
        )
    if columns := aside.columns("private"):
        tx.run(f"insert into private_changes ({columns}) select {columns} from aside_private")  # noqa: S608


def touched_after(db: Database, log: int, *, limit: int) -> list[str]:
    """Stations that entries of the log after this one changed, at most `limit`."""
    rows = db.rows(
        "select distinct station_id from station_history where log > :log limit :limit",
        log=log,
        limit=limit,
    )
    return [row["station_id"] for row in rows]


PRIVATE_TABLE = "private_changes"


def erase_private(tx: Transaction, station_id: str, *, naming: str = "") -> int:
    """Takes the private values out of a station's past, or those with a text; how many."""
    return tx.run(
        "delete from private_changes where station_id = :id"
        " and (before like :text escape '!' or after like :text escape '!')",
        id=station_id,
        text=like(naming),
    )


def of_station(db: Database, station_id: str) -> list[Row]:
    """What happened to a station, newest first; `changes` maps a field to [before, after]."""
    found = db.rows(
        "select version, at, by, action, reason, changes from station_history"
        " where station_id = :id order by version desc",
        id=station_id,
    )
    for row in found:
        row["changes"] = orjson.loads(row["changes"])
    return found


def touching(
    db: Database, station_ids: Iterable[str], keys: Iterable[str], *, since: datetime
) -> dict[str, list[Row]]:
    """By station the changes of any of these fields from a moment on, the newest first.

    What made a station is none.
    """
    wanted = {f"id{n}": one for n, one in enumerate(station_ids)}
    like_any = " or ".join(f"changes like '%\"{key}\":%'" for key in keys)
    found: dict[str, list[Row]] = defaultdict(list)
    for row in db.rows(
        "select station_id, version, at, by, changes from station_history"  # noqa: S608
        f" where station_id in ({', '.join(f':{name}' for name in wanted) or 'null'})"
        f" and version > 1 and at >= :since and ({like_any})"
        " order by station_id, version desc",
        since=utc_text(since),
        **wanted,
    ):
        found[row["station_id"]].append({**row, "changes": orjson.loads(row["changes"])})
    return found


def private_of(db: Database, station_id: str, version: int) -> Changes:
    """The private values that a version changed, as far as they were not erased."""
    rows = db.rows(
        "select field, before, after from private_changes"
        " where station_id = :id and version = :version",
        id=station_id,
        version=version,
    )
    return {row["field"]: (row["before"], row["after"]) for row in rows}


def version_of(db: Database, station_id: str, *, log: int) -> int | None:
    """The version that an entry of the log made of a station."""
    row = db.row(
        "select version from station_history where station_id = :id and log = :log",
        id=station_id,
        log=log,
    )
    return int(row["version"]) if row else None


def of_entry(db: Database, log: int) -> list[Row]:
    """All that an entry of the log did, whole rows."""
    return db.rows("select * from station_history where log = :log", log=log)


def private_of_entry(db: Database, log: int) -> dict[tuple[str, int], Changes]:
    """The private values that an entry of the log changed, by station and version."""
    found: dict[tuple[str, int], Changes] = defaultdict(dict)
    for row in db.rows(
        "select p.* from private_changes p join station_history h"
        " on h.station_id = p.station_id and h.version = p.version where h.log = :log",
        log=log,
    ):
        found[row["station_id"], int(row["version"])][row["field"]] = (row["before"], row["after"])
    return found


def after_entry(db: Database, log: int) -> dict[str, list[Row]]:
    """What was done to the stations of an entry of the log after it: action and changes."""
    found: dict[str, list[Row]] = defaultdict(list)
    for row in db.rows(
        "select later.station_id, later.action, later.changes from station_history later"
        " join station_history mine on mine.station_id = later.station_id"
        " and mine.version < later.version where mine.log = :log"
        " order by later.station_id, later.version",
        log=log,
    ):
        found[row["station_id"]].append(row)
    return found


def touched_by(db: Database, numbers: Iterable[int]) -> set[str]:
    """The stations that any of these entries of the log changed."""
    wanted = "select station_id from station_history where log = :log"
    return {row["station_id"] for log in numbers for row in db.rows(wanted, log=log)}


def count_of_entry(db: Database, log: int) -> int:
    """How many stations an entry of the log changed."""
    row = db.row("select count(*) as n from station_history where log = :log", log=log)
    return int(row["n"]) if row else 0


def action_of_entry(db: Database, log: int) -> str:
    """What an entry of the log did to stations; '' where it did nothing to any."""
    row = db.row("select action from station_history where log = :log limit 1", log=log)
    return str(row["action"]) if row else ""


def unlogged(db: Database, *, after: int) -> int:
    """How many entries name a number of the log above this one."""
    row = db.row("select count(*) as n from station_history where log > :last", last=after)
    return int(row["n"]) if row else 0


def last_digest(db: Database, station_id: str) -> Row | None:
    """Number in the log and digest of the last entry of a station."""
    return db.row(
        "select log, digest, digest_columns from station_history where station_id = :id"
        " order by version desc limit 1",
        id=station_id,
    )


def last_digests(db: Database) -> dict[str, Row]:
    """Number in the log and digest of the last entry of every station."""
    rows = db.rows(
        "select h.station_id, h.log, h.digest, h.digest_columns from station_history h"
        " where h.log > 0 and h.version = (select max(o.version) from station_history o"
        " where o.station_id = h.station_id)"
    )
    return {row["station_id"]: row for row in rows}


def newest_entries(db: Database, area: str, *, before: int, limit: int) -> list[Row]:
    """Entries of the log about stations of an area, the newest first: `log`, `n` and `first_id`.

    So many rows are read as are given back, whatever the log holds of other areas.
    """
    return db.rows(
        "select log, n, first_id from history_areas where area = :area and log < :before"
        " order by log desc limit :limit",
        area=area,
        before=before,
        limit=limit,
    )


def newest_of_station(db: Database, station_id: str, *, before: int, limit: int) -> list[Row]:
    """The same of one station."""
    return db.rows(
        "select log, 1 as n, station_id as first_id from station_history"
        " where station_id = :id and log < :before order by version desc limit :limit",
        id=station_id,
        before=before,
        limit=limit,
    )


def counts(db: Database, logs: Sequence[int], inside: str, **values: Value) -> dict[int, int]:
    """How many stations these entries of the log are about.

    `inside` is SQL that selects the ids of the stations which count.
    """
    names = {f"log{n}": log for n, log in enumerate(logs)}
    rows = db.rows(
        f"select h.log, count(*) as n from station_history h join ({inside}) s"  # noqa: S608
        f" on s.id = h.station_id where h.log in ({', '.join(f':{name}' for name in names)})"
        " group by h.log",
        **values,
        **names,
    )
    return {int(row["log"]): int(row["n"]) for row in rows}


def named(db: Database, log: int, station_id: str) -> Row | None:
    """What an entry of the log did to a station, with its name."""
    return db.row(
        # The bound leads to the entry; equality would lead through all versions of the station.
        "select h.*, s.name from station_history h join stations s on s.id = h.station_id"
        " where h.log = :log and h.station_id >= :id order by h.station_id limit 1",
        log=log,
        id=station_id,
    )


def areas_of(*codes: str) -> frozenset[str]:
    """The areas that a station of these codes counts for, from its street up to the country."""
    return frozenset(code[:digits] for code in codes for digits in _LEVELS)


def index(tx: Transaction, log: int) -> None:
    """Notes for which areas an entry of the log counts; after its stations are written."""
    levels = " union ".join(
        f"select area_code, district_code, substr({column}, 1, {digits}) as area, n, first_id"  # noqa: S608
        " from held"
        for column in ("area_code", "district_code")
        for digits in _LEVELS
    )
    tx.run(
        "insert into history_areas (area, log, n, first_id)"  # noqa: S608
        " with held as (select s.area_code, s.district_code, count(*) as n,"
        " min(h.station_id) as first_id from station_history h"
        " join stations s on s.id = h.station_id where h.log = :log"
        " group by s.area_code, s.district_code)"
        f" select area, :log, sum(n), min(first_id) from ({levels}) every group by area",
        log=log,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaChange:
    """A station that counts for other areas than before."""

    station_id: str
    left: frozenset[str]
    entered: frozenset[str]


def area_change(station_id: str, was: Sequence[str], now: Sequence[str]) -> AreaChange | None:
    """That a station has other codes of areas; None where it counts for the same ones."""
    old, new = areas_of(*was), areas_of(*now)
    if old == new:
        return None
    return AreaChange(station_id=station_id, left=old - new, entered=new - old)


def move(tx: Transaction, changes: Sequence[AreaChange], *, before: int) -> None:
    """Lets the past of stations count where they are now; after they are written."""
    mine = "select log from station_history where station_id = :id and log < :before"
    where = f"area = :area and log in ({mine})"
    others = (
        "select min(h.station_id) from station_history h join stations s on s.id = h.station_id"
        " where h.log = history_areas.log and (substr(s.area_code, 1, :digits) = :area"
        " or substr(s.district_code, 1, :digits) = :area)"
    )
    for one in changes:
        given: dict[str, Value] = {"id": one.station_id, "before": before}
        for area in one.left:
            tx.run(f"delete from history_areas where {where} and n = 1", area=area, **given)  # noqa: S608
            tx.run(f"update history_areas set n = n - 1 where {where}", area=area, **given)  # noqa: S608
        for area in one.entered:
            tx.run(
                "insert into history_areas (area, log, n, first_id)"  # noqa: S608
                f" select :area, mine.log, 1, :id from ({mine}) mine where true"
                " on conflict (area, log) do update set n = history_areas.n + 1,"
                " first_id = case when excluded.first_id < history_areas.first_id"
                " then excluded.first_id else history_areas.first_id end",
                area=area,
                **given,
            )
    # Who stands for those that are left can be told once all have moved.
    for one in changes:
        for area in one.left:
            tx.run(
                f"update history_areas set first_id = ({others}) where {where} and first_id = :id",  # noqa: S608
                area=area,
                digits=len(area),
                id=one.station_id,
                before=before,
            )


def moved_aside(db: Database) -> list[AreaChange]:
    """The stations that are set aside as `changed` and come to other areas."""
    rows = db.rows(
        "select o.id, o.area_code, o.district_code, n.area_code as area_then,"
        " n.district_code as district_then from aside_changed n join stations o on o.id = n.id"
        " where o.area_code <> n.area_code or o.district_code <> n.district_code"
    )
    found = (
        area_change(
            row["id"],
            (row["area_code"], row["district_code"]),
            (row["area_then"], row["district_then"]),
        )
        for row in rows
    )
    return [one for one in found if one]


def stations_of_entry(
    db: Database, inside: str, *, log: int, after: str, limit: int, **values: Value
) -> list[Row]:
    """The stations that an entry of the log is about, by id, with their names."""
    return db.rows(
        f"select h.*, s.name from station_history h join ({inside}) s"  # noqa: S608
        " on s.id = h.station_id where h.log = :number and h.station_id > :after"
        " order by h.station_id limit :limit",
        number=log,
        after=after,
        limit=limit,
        **values,
    )


def named_of_station(db: Database, station_id: str) -> list[Row]:
    """All that happened to one station, newest first, with its name."""
    return db.rows(
        "select h.*, s.name from station_history h join stations s on s.id = h.station_id"
        " where h.station_id = :id order by h.version desc",
        id=station_id,
    )


def of_area(
    db: Database, area: str, *, before: tuple[str, str, int] | None, limit: int
) -> list[Row]:
    """Changes of the stations of an area, newest first, with how each station is now.

    `before` is moment, station and version of the last one that was seen.
    """
    older, place = "", dict[str, Value]()
    if before is not None:
        older = " and (h.at, h.station_id, h.version) < (:at, :id, :version)"
        place = dict(zip(("at", "id", "version"), before, strict=True))
    return db.rows(
        "select h.station_id, h.version, h.at, h.changes, s.name, s.lat, s.lifecycle, s.demo"  # noqa: S608
        " from station_history h join stations s on s.id = h.station_id"
        " where (s.area_code like :area escape '!' or s.district_code like :area escape '!')"
        f" and h.action <> 'upgraded'{older}"
        " order by h.at desc, h.station_id desc, h.version desc limit :limit",
        area=like(area)[1:],
        limit=limit,
        **place,
    )


def versions_of(db: Database, station_ids: Sequence[str]) -> dict[str, list[Row]]:
    """Version and changes of all entries of these stations, newest first."""
    names = {f"s{n}": station_id for n, station_id in enumerate(station_ids)}
    found: dict[str, list[Row]] = defaultdict(list)
    for row in db.rows(
        "select station_id, version, changes from station_history where station_id in"  # noqa: S608
        f" ({', '.join(f':{name}' for name in names) or 'null'})"
        " order by station_id, version desc",
        **names,
    ):
        found[row["station_id"]].append(row)
    return found


def since(db: Database, inside: str, *, moment: str, values: Mapping[str, Value]) -> list[Row]:
    """Changes since a moment but the first of each station, newest first of each.

    `inside` is SQL that selects the ids of the stations which count.
    """
    return db.rows(
        "select station_id, at, changes, log from station_history"  # noqa: S608
        " where at >= :since and version > 1"
        f" and station_id in ({inside}) order by station_id, version desc",
        since=moment,
        **values,
    )
