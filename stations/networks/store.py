"""Networks in the database, with links, rooms and teachers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import orjson

from stations.db.base import Database, Row, Transaction
from stations.errors import NotFound, Refused
from stations.moments import utc_text
from stations.networks.model import Network, NetworkLink, NetworkRoom, NetworkTeacher
from stations.registry.stored import brief_store, redirects


def every(db: Database) -> list[Network]:
    """All networks, by area and name."""
    return [_network(row) for row in db.rows("select * from networks order by area_code, name")]


def get(db: Database, network_id: str) -> Network:
    """The network with this id; NotFound else."""
    row = db.row("select * from networks where id = :id", id=network_id)
    if row is None:
        raise NotFound("not_found.network")
    return _network(row)


def add(tx: Transaction, network: Network) -> None:
    """Writes a new network."""
    tx.load("networks", [_row(network)])


def save(tx: Transaction, network: Network) -> None:
    """Writes a network over the version before its own; Refused where somebody was quicker."""
    row = _row(network)
    columns = ", ".join(f"{name} = :{name}" for name in row if name != "id")
    touched = tx.run(
        f"update networks set {columns} where id = :id and version = :version - 1",  # noqa: S608
        **row,
    )
    if not touched:
        raise Refused("stale_version.station", name=network.name)


def links(db: Database, network_id: str) -> dict[str, NetworkLink]:
    """What is known of the members beside their records, by station."""
    rows = db.rows("select * from network_links where network_id = :id", id=network_id)
    return {row["station_id"]: _link(row) for row in rows}


def left(db: Database, *, today: date) -> set[tuple[str, str]]:
    """Network and station of all memberships that have ended."""
    wanted = "select network_id, station_id from network_links where until <= :today"
    rows = db.rows(wanted, today=today.isoformat())
    return {(row["network_id"], row["station_id"]) for row in rows}


def put_link(tx: Transaction, network_id: str, link: NetworkLink) -> None:
    """Writes what is known of a member."""
    tx.run(
        "insert into network_links (network_id, station_id, parent_id, since, until)"
        " values (:network, :station, :parent, :since, :until)"
        " on conflict (network_id, station_id) do update set parent_id = excluded.parent_id,"
        " since = excluded.since, until = excluded.until",
        network=network_id,
        station=link.station_id,
        parent=link.parent_id or None,
        since=link.since.isoformat() if link.since else None,
        until=link.until.isoformat() if link.until else None,
    )


def rooms(db: Database, network_id: str) -> list[tuple[NetworkRoom, str]]:
    """The rooms of a network, each with the name of its station."""
    rows = db.rows(
        "select r.*, s.name as station from network_rooms r"  # noqa: S608
        f" join ({brief_store.ALL}) s on s.id = r.station_id"
        " where r.network_id = :id order by s.name, r.name, r.id",
        id=network_id,
    )
    now = redirects.now(db, (row["station_id"] for row in rows))
    named = brief_store.of(db, [*now.values()])
    return [
        (
            replace(_room(row), station_id=here),
            named[here].name if here in named else row["station"],
        )
        for row in rows
        if (here := now[row["station_id"]])
    ]


def add_room(tx: Transaction, network_id: str, room: NetworkRoom) -> None:
    """Writes a new room."""
    row: Row = {
        "id": room.id,
        "network_id": network_id,
        "station_id": room.station_id,
        "name": room.name,
        "seats": room.seats,
        "equipment": room.equipment,
    }
    tx.load("network_rooms", [row])


def drop_room(tx: Transaction, network_id: str, room_id: str) -> bool:
    """Takes a room away; False where there is none."""
    wanted = "delete from network_rooms where id = :id and network_id = :network"
    return tx.run(wanted, id=room_id, network=network_id) == 1


def teachers(db: Database, network_id: str) -> list[NetworkTeacher]:
    """The teachers of a network, by subject."""
    rows = db.rows(
        "select * from network_teachers where network_id = :id order by subject, role, id",
        id=network_id,
    )
    return [
        NetworkTeacher(
            id=row["id"],
            name=row["name"],
            role=row["role"],
            subject=row["subject"],
            agreed=bool(row["agreed"]),
        )
        for row in rows
    ]


def add_teacher(tx: Transaction, network_id: str, teacher: NetworkTeacher, *, at: datetime) -> None:
    """Writes a new teacher."""
    row: Row = {
        "id": teacher.id,
        "network_id": network_id,
        "name": teacher.name,
        "role": teacher.role,
        "subject": teacher.subject,
        "agreed": int(teacher.agreed),
        "at": utc_text(at),
    }
    tx.load("network_teachers", [row])


def drop_teacher(tx: Transaction, network_id: str, teacher_id: str) -> bool:
    """Takes a teacher away, with the name; False where there is none."""
    wanted = "delete from network_teachers where id = :id and network_id = :network"
    return tx.run(wanted, id=teacher_id, network=network_id) == 1


def _row(network: Network) -> Row:
    return {
        "id": network.id,
        "kind": network.kind,
        "name": network.name,
        "other_names": orjson.dumps(network.other_names).decode(),
        "area_code": network.area_code,
        "details": network.details,
        "demo": int(network.demo),
        "version": network.version,
        "created_at": utc_text(network.created_at),
        "updated_at": utc_text(network.updated_at),
    }


def _network(row: Row) -> Network:
    return Network(
        id=row["id"],
        kind=row["kind"],
        name=row["name"],
        other_names=tuple(orjson.loads(row["other_names"])),
        area_code=row["area_code"],
        details=row["details"],
        demo=bool(row["demo"]),
        version=row["version"],
        created_at=datetime.fromisoformat(row["created_at"]),
        updated_at=datetime.fromisoformat(row["updated_at"]),
    )


def _link(row: Row) -> NetworkLink:
    return NetworkLink(
        station_id=row["station_id"],
        parent_id=row["parent_id"] or "",
        since=_day(row["since"]),
        until=_day(row["until"]),
    )


def _room(row: Row) -> NetworkRoom:
    names = ("id", "station_id", "name", "seats", "equipment")
    return NetworkRoom(**{name: row[name] for name in names})


def _day(text: Any) -> date | None:
    return date.fromisoformat(text) if text else None
