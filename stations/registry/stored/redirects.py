"""Addresses of stations that were combined with others."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from stations.db.base import Database, Transaction, Value
from stations.errors import Refused
from stations.registry.model import Station
from stations.registry.scoping import Reach
from stations.registry.states import Phase

_MOST_STEPS = 10
_PAGE = 500
_PLACE = (
    "with recursive same(id) as (select id from stations where id = :place union"
    " select case when r.old_id = same.id then r.new_id else r.old_id end from same"
    " join redirects r on r.old_id = same.id or r.new_id = same.id"
    " join stations o on o.id = r.old_id and o.lifecycle = 'closed') select id from same"
)
"""The records that are one station: each leads to the next, until none leads on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Redirect:
    """That one station became another, with the entry of the log that made it so."""

    old_id: str
    new_id: str
    log: int


def add(tx: Transaction, old_id: str, new_id: str, *, log: int) -> None:
    """Leads from a station that is closed now to the one it became."""
    tx.run(
        "insert into redirects (old_id, new_id, log) values (:old, :new, :log)"
        " on conflict (old_id) do update set new_id = excluded.new_id, log = excluded.log",
        old=old_id,
        new=new_id,
        log=log,
    )


def remove(tx: Transaction, old_id: str) -> None:
    """Leads nowhere any more."""
    tx.run("delete from redirects where old_id = :old", old=old_id)


def half_undone(db: Database, before: Station | None, after: Phase) -> bool:
    """Whether this phase would open a combined record again, though its other one keeps it."""
    if before is None or before.lifecycle.phase is not Phase.CLOSED or after is Phase.CLOSED:
        return False
    return of(db, before.id) is not None


def check_alone(db: Database, station: Station) -> None:
    """Refused for a record that became another one: what is written there nobody will see."""
    successor = target(db, station.id) if station.lifecycle.phase is Phase.CLOSED else ""
    row = db.row("select name from stations where id = :id", id=successor) if successor else None
    if row:
        raise Refused("combined.no_edit", name=station.name, successor=row["name"])


def half_undone_aside(db: Database) -> str:
    """The name of one that is set aside as `changed` and would open so; '' where none is."""
    row = db.row(
        "select n.name from aside_changed n join stations o on o.id = n.id"
        " join redirects r on r.old_id = o.id"
        " where o.lifecycle = 'closed' and n.lifecycle <> 'closed' limit 1"
    )
    return str(row["name"]) if row else ""


def of(db: Database, old_id: str) -> Redirect | None:
    """What a closed station has become, in one step."""
    return next(iter(_found(db, "old_id", old_id)), None)


def into(db: Database, new_id: str) -> list[Redirect]:
    """The closed stations that have become this one, in one step."""
    return _found(db, "new_id", new_id)


def target(db: Database, station_id: str) -> str:
    """The station that this one has become, '' where it has not been combined.

    It holds only while the old one is closed: once the change is taken back, it leads nowhere.
    """
    found, met = station_id, {station_id}
    for _ in range(_MOST_STEPS):
        row = db.row(
            "select redirects.new_id from redirects join stations on stations.id = redirects.old_id"
            " where redirects.old_id = :id and stations.lifecycle = 'closed'",
            id=found,
        )
        if row is None or row["new_id"] in met:
            break
        found = row["new_id"]
        met.add(found)
    return found if found != station_id else ""


def now(db: Database, ids: Iterable[str]) -> dict[str, str]:
    """Each of these stations with what it is now: itself, or what it was combined with."""
    wanted = sorted(set(ids))
    found = {one: one for one in wanted}
    for start in range(0, len(wanted), _PAGE):
        marks, values = _marks(wanted[start : start + _PAGE])
        rows = db.rows(f"select old_id from redirects where old_id in ({marks})", **values)  # noqa: S608
        found |= {row["old_id"]: target(db, row["old_id"]) or row["old_id"] for row in rows}
    return found


def one_place(db: Database, station_id: str) -> list[str]:
    """All records that are one station now: that of this id, and any combined with it."""
    found = [row["id"] for row in db.rows(_PLACE, place=station_id)]
    return found or [station_id]


def within_place(station_id: str) -> tuple[str, dict[str, Value]]:
    """What stands between the brackets of SQL's `in` for all records of a station, with values."""
    return _PLACE, {"place": station_id}


def widened(db: Database, reach: Reach) -> Reach:
    """A reach with the records that were combined into its stations."""
    if not reach.stations:
        return reach
    found = dict.fromkeys(each for one in reach.stations for each in one_place(db, one))
    return replace(reach, stations=tuple(found))


def _marks(ids: Sequence[str], *, name: str = "id") -> tuple[str, dict[str, Value]]:
    values: dict[str, Value] = {f"{name}{n}": one for n, one in enumerate(ids)}
    return ", ".join(f":{mark}" for mark in values), values


def became(db: Database) -> dict[str, tuple[str, str]]:
    """Of every station that was combined with another one: the id and name of that one."""
    rows = db.rows(
        "select r.old_id, r.new_id, n.name from redirects r"
        " join stations o on o.id = r.old_id and o.lifecycle = 'closed'"
        " join stations n on n.id = r.new_id"
    )
    return {row["old_id"]: (row["new_id"], row["name"]) for row in rows}


def _found(db: Database, column: str, station_id: str) -> list[Redirect]:
    rows = db.rows(
        "select old_id, new_id, redirects.log from redirects join stations"  # noqa: S608
        " on stations.id = redirects.old_id"
        f" where {column} = :id and stations.lifecycle = 'closed' order by old_id",
        id=station_id,
    )
    return [Redirect(**row) for row in rows]
