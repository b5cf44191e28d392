"""Making of networks, their rooms and teachers: each intention in one transaction."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace

from stations.accounts.model import Account, Scope, authorise
from stations.accounts.roles import Action
from stations.areas import codes
from stations.audit import log
from stations.audit.model import Act
from stations.db.base import Database, Transaction
from stations.errors import Invalid, NotFound, Refused
from stations.networks import membership, store
from stations.networks.model import (
    Network,
    NetworkRoom,
    NetworkTeacher,
)
from stations.registry import vocabulary
from stations.registry.fields import memberships
from stations.registry.model import LONGEST_NETWORK, Station
from stations.registry.scoping import scope_of
from stations.registry.stored import brief_store
from stations.registry.stored import store as stations
from stations.tables.text import clean

MADE, CHANGED = "network_made", "network_changed"
LISTED = "network_list_changed"
MOST_NAMES, MOST_ROWS = 10, 300
LONGEST_DETAILS = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkForm:
    """A network as somebody filled it in."""

    kind: str
    name: str
    area_code: str
    other_names: str = ""
    details: str = ""


def make(db: Database, form: NetworkForm, *, by: Account, act: Act, demo: bool = False) -> Network:
    """Makes a network for an area of one's own."""
    with db.writing() as tx:
        area = _area(form.area_code)
        authorise(by, Action.CREATE, Scope(areas=(area,)))
        network = _filled(
            Network(
                id=secrets.token_hex(6),
                kind=_kind(form.kind),
                name="-",
                area_code=area,
                demo=demo,
                created_at=act.at,
                updated_at=act.at,
            ),
            form,
        )
        _refuse_taken(tx, network)
        store.add(tx, network)
        note(tx, network, act=replace(act, action=MADE))
    return network


def change(
    db: Database, network_id: str, form: NetworkForm, *, version: int, by: Account, act: Act
) -> Network:
    """Changes what a network is called and says; a former name goes on meaning it."""
    with db.writing() as tx:
        before = managed(tx, network_id, by=by)
        if version != before.version:
            raise Refused("stale_version.station", name=before.name)
        after = _filled(before, form)
        if after.name != before.name and before.name not in after.other_names:
            names = (*after.other_names, before.name)
            after = replace(after, other_names=names[-MOST_NAMES:])
        after = replace(after, version=version + 1, updated_at=act.at)
        _refuse_taken(tx, after)
        store.save(tx, after)
        note(tx, after, act=replace(act, action=CHANGED))
    return after


def add_room(
    db: Database, network_id: str, station: str, room: NetworkRoom, *, by: Account, act: Act
) -> None:
    """Notes a room of a member."""
    name = _told(room.name, longest=40, field="room")
    equipment = _words(room.equipment, longest=200, field="equipment")
    if room.seats is not None and not 1 <= room.seats <= 10_000:
        raise Invalid("invalid.network_seats", field="seats")
    with db.writing() as tx:
        network = seen(tx, network_id, by=by)
        found = station_called(tx, network, station)
        authorise(by, Action.CREATE, scope_of(stations.get(tx, found)))
        if len(store.rooms(tx, network.id)) >= MOST_ROWS:
            raise Refused("network_full", most=MOST_ROWS)
        made = replace(
            room, id=secrets.token_hex(6), station_id=found, name=name, equipment=equipment
        )
        store.add_room(tx, network.id, made)
        note(tx, network, act=replace(act, action=LISTED), room=made.id)


def drop_room(db: Database, network_id: str, room_id: str, *, by: Account, act: Act) -> None:
    """Takes a room from the list."""
    with db.writing() as tx:
        network = seen(tx, network_id, by=by)
        where = {room.id: room.station_id for room, _ in store.rooms(tx, network.id)}
        if room_id not in where:
            raise NotFound("not_found.network_row")
        authorise(by, Action.CREATE, scope_of(stations.get(tx, where[room_id])))
        store.drop_room(tx, network.id, room_id)
        note(tx, network, act=replace(act, action=LISTED), room=room_id)


def add_teacher(
    db: Database, network_id: str, teacher: NetworkTeacher, *, by: Account, act: Act
) -> None:
    """Notes a teacher; the log holds no name."""
    name = _told(teacher.name, longest=40, field="teacher")
    subject = _told(teacher.subject, longest=100, field="subject")
    role = _words(teacher.role, longest=60, field="role")
    with db.writing() as tx:
        network = managed(tx, network_id, by=by)
        if len(store.teachers(tx, network.id)) >= MOST_ROWS:
            raise Refused("network_full", most=MOST_ROWS)
        made = replace(teacher, id=secrets.token_hex(6), name=name, subject=subject, role=role)
        store.add_teacher(tx, network.id, made, at=act.at)
        note(tx, network, act=replace(act, action=LISTED), teacher=made.id)


def drop_teacher(db: Database, network_id: str, teacher_id: str, *, by: Account, act: Act) -> None:
    """Takes a teacher from the list; nothing of the name stays."""
    with db.writing() as tx:
        network = managed(tx, network_id, by=by)
        if not store.drop_teacher(tx, network.id, teacher_id):
            raise NotFound("not_found.network_row")
        note(tx, network, act=replace(act, action=LISTED), teacher=teacher_id)


def seen(db: Database, network_id: str, *, by: Account) -> Network:
    """A network that has to do with one's own areas or stations; NotFound else."""
    network = store.get(db, network_id)
    if not in_sight(network, by=by, own=stations.some(db, sorted(by.own_stations))):
        raise NotFound("not_found.out_of_sight")
    return network


def in_sight(network: Network, *, by: Account, own: dict[str, Station]) -> bool:
    """Whether a network lies in, or around, what this account sees; `own` are its stations."""
    held = by.areas_for(Action.SEE)
    if any(not one or _overlap(one, network.area_code) for one in held):
        return True
    codes_of_own = (one.place.area_code or one.place.district_code for one in own.values())
    return any(codes.covers(network.area_code, code) for code in codes_of_own)


def may_manage(network: Network, *, by: Account) -> bool:
    """Whether all of a network is this account's to change."""
    return by.may(Action.CREATE, Scope(areas=(network.area_code,)))


def managed(db: Database, network_id: str, *, by: Account) -> Network:
    """A network whose area is one's own; NotFound else."""
    network = store.get(db, network_id)
    authorise(by, Action.CREATE, Scope(areas=(network.area_code,)))
    return network


def _overlap(one: str, other: str) -> bool:
    return codes.covers(one, other) or codes.covers(other, one)


def _filled(network: Network, form: NetworkForm) -> Network:
    name = _told(form.name, longest=LONGEST_NETWORK, field="name")
    found = memberships.read(name)
    if len(found) != 1 or found[0].level or found[0].name != name:
        raise Invalid("invalid.network_name", field="name", name=name)
    others = tuple(one.name for one in memberships.read(" ".join(form.other_names.split())[:400]))
    if len(others) > MOST_NAMES:
        raise Invalid("invalid.network_names", field="other_names", most=MOST_NAMES)
    details = clean(form.details.strip(), multiline=True).text
    if len(details) > LONGEST_DETAILS:
        raise Invalid("invalid.network_words", field="details", longest=LONGEST_DETAILS)
    kept = tuple(one for one in others if one != name)
    return replace(network, name=name, other_names=kept, details=details)


def _refuse_taken(db: Database, network: Network) -> None:
    """A name means one network of an area."""
    names = {network.name, *network.other_names}
    for one in store.every(db):
        if one.id == network.id or one.area_code != network.area_code:
            continue
        if met := names & {one.name, *one.other_names}:
            raise Invalid("invalid.network_taken", field="name", name=min(met), other=one.name)


def station_called(db: Database, network: Network, number: str) -> str:
    """The one station of the network's area with this id or number."""
    found = brief_store.called(db, number.strip()[:32], membership.area(network))
    if len(found) != 1:
        raise Invalid("invalid.network_station", field="stations", number=number[:32])
    return found[0]


def _kind(kind: str) -> str:
    if kind not in vocabulary.networks():
        raise Invalid("invalid.network_kind", field="kind")
    return kind


def _area(code: str) -> str:
    if codes.by_code(code) is None:
        raise Invalid("invalid.network_area", field="area")
    return code


def _told(text: str, *, longest: int, field: str) -> str:
    words = _words(text, longest=longest, field=field)
    if not words:
        raise Invalid("invalid.network_empty", field=field)
    return words


def _words(text: str, *, longest: int, field: str) -> str:
    words = clean(" ".join(text.split())[: longest + 1], multiline=False).text
    if len(words) > longest:
        raise Invalid("invalid.network_words", field=field, longest=longest)
    return words


def note(tx: Transaction, network: Network, *, act: Act, **body: object) -> None:
    """Writes into the log what was done to a network, and tells whoever holds stations."""
    # Every process that holds stations in memory learns by the revision to which networks they
    # belong.
    stations.advance(tx)
    log.append(
        tx, act=act, subject=f"network:{network.id}", area=network.area_code, body=dict(body)
    )
