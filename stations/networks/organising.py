"""Making of networks, their members, rooms and teachers: each intention in one transaction."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from stations.accounts.model import Account, Scope, authorise
from stations.accounts.roles import Action
from stations.areas import codes
from stations.audit import log
from stations.audit.model import Act
from stations.db.base import Database, Transaction
from stations.errors import Invalid, NotFound, Refused
from stations.geo import distance
from stations.moments import china_day
from stations.networks import membership, network_tree, store
from stations.networks.model import (
    Network,
    NetworkLink,
    NetworkMember,
    NetworkRoom,
    NetworkTeacher,
)
from stations.networks.network_names import NetworkNames
from stations.registry import vocabulary
from stations.registry.fields import memberships
from stations.registry.model import LONGEST_NETWORK, Station, next_version
from stations.registry.scoping import scope_of
from stations.registry.states import Phase
from stations.registry.stored import brief_store, change_store, redirects
from stations.registry.stored import store as stations
from stations.tables.text import clean

MADE, CHANGED = "network_made", "network_changed"
JOINED, PLACED, LEFT = "network_joined", "network_placed", "network_left"
LISTED = "network_list_changed"
MOST_NAMES, MOST_AT_ONCE, MOST_ROWS = 10, 200, 300
LONGEST_DETAILS = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkForm:
    """A network as somebody filled it in."""

    kind: str
    name: str
    area_code: str
    other_names: str = ""
    details: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolment:
    """As what stations join: their level, above them, since when."""

    level: str = ""
    parent: str = ""
    """Id or number of the member that they belong to; '' for none."""
    since: date | None = None


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
        _log(tx, network, act=replace(act, action=MADE))
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
        _log(tx, after, act=replace(act, action=CHANGED))
    return after


def enrol(
    db: Database,
    network_id: str,
    numbers: Sequence[str],
    given: Enrolment,
    *,
    by: Account,
    act: Act,
) -> int:
    """Takes stations into a network, or changes their level there; how many."""
    if not 1 <= len(numbers) <= MOST_AT_ONCE:
        raise Invalid("invalid.network_stations", field="stations", most=MOST_AT_ONCE)
    with db.writing() as tx:
        network = seen(tx, network_id, by=by)
        level = _level(network, given.level)
        table = membership.names(tx)
        parent = _member_called(tx, network, given.parent) if given.parent else ""
        ids = [_station_called(tx, network, one) for one in dict.fromkeys(numbers)]
        known, here = store.links(tx, network.id), stations.some(tx, ids)
        pairs = []
        for one in ids:
            station = here[one]
            authorise(by, Action.CREATE, scope_of(station))
            if station.lifecycle.phase is Phase.CLOSED:
                raise Refused("network_closed", name=station.name)
            own = membership.words_meaning(table, network, station)
            after = membership.with_level(station.networks, network, level, own=own)
            if len(after) > memberships.MOST:
                raise Invalid("bad_value.networks", field="networks", most=memberships.MOST)
            pairs.append((station, replace(station, networks=after)))
        _save(tx, pairs, act=replace(act, action=JOINED))
        for one in ids:
            link = known.get(one) or NetworkLink(station_id=one)
            link = replace(link, since=given.since or link.since, until=None)
            store.put_link(tx, network.id, link)
        if parent:
            _hang(tx, network, ids, parent, table=table, act=replace(act, action=JOINED))
        _log(tx, network, act=replace(act, action=JOINED), stations=len(ids))
    return len(ids)


def place(
    db: Database, network_id: str, station_id: str, given: Enrolment, *, by: Account, act: Act
) -> None:
    """Says of a member its level, the one it belongs to ('' for none), and since when."""
    with db.writing() as tx:
        network = seen(tx, network_id, by=by)
        table = membership.names(tx)
        member, station = _own_member(tx, network, station_id, table=table, by=by)
        level = _level(network, given.level)
        if level != member.level:
            own = membership.words_meaning(table, network, station)
            words = membership.with_level(station.networks, network, level, own=own)
            _save(
                tx, [(station, replace(station, networks=words))], act=replace(act, action=PLACED)
            )
        parent = _member_called(tx, network, given.parent) if given.parent else ""
        store.put_link(tx, network.id, replace(member.link, since=given.since))
        _hang(tx, network, [station_id], parent, table=table, act=replace(act, action=PLACED))
        members = membership.members(tx, network, table=table)
        _check_below(network, station_id, members=members)
        _log(tx, network, act=replace(act, action=PLACED), station=station_id)


def leave(db: Database, network_id: str, station_id: str, *, by: Account, act: Act) -> None:
    """Takes a station out of a network from today; those below it belong to the one above it."""
    with db.writing() as tx:
        network = seen(tx, network_id, by=by)
        table = membership.names(tx)
        member, station = _own_member(tx, network, station_id, table=table, by=by)
        act = replace(act, action=LEFT)
        _part(tx, network, member, heir=member.parent_id, table=table, act=act)
        if station.lifecycle.phase is not Phase.CLOSED:
            own = membership.words_meaning(table, network, station)
            words = tuple(one for one in station.networks if one.name not in own)
            above = "" if member.parent_id else station.above
            _save(tx, [(station, replace(station, networks=words, above=above))], act=act)
        _log(tx, network, act=replace(act, action=LEFT), station=station_id)


def successor(
    db: Database, network: Network, member: NetworkMember, members: Sequence[NetworkMember]
) -> str:
    """The station that may take the place of a closed one; '' where none is near at hand.

    What it was combined with, else the nearest open member of its level, or of a higher one.
    """
    if member.phase is not Phase.CLOSED:
        return ""
    if target := redirects.target(db, member.id):
        return target
    if member.point is None:
        return ""
    rank = _rank(network, member.level)
    open_ = [
        one
        for one in members
        if one.is_listed and one.link.until is None and _rank(network, one.level) <= rank
    ]
    point = member.point
    ranked = sorted(
        open_,
        key=lambda one: (
            -_rank(network, one.level),
            distance.between(point, one.point) if one.point else 0.0,
        ),
    )
    return ranked[0].id if ranked else ""


def succeed(db: Database, network_id: str, station_id: str, *, by: Account, act: Act) -> str:
    """Lets the proposed successor of a closed member take its place; its id."""
    with db.writing() as tx:
        network = seen(tx, network_id, by=by)
        table = membership.names(tx)
        members = membership.members(tx, network, table=table)
        member, _ = _own_member(tx, network, station_id, table=table, by=by)
        heir = successor(tx, network, member, members)
        if not heir:
            raise Refused("network_successor")
        station = stations.get(tx, heir)
        authorise(by, Action.CREATE, scope_of(station))
        if not membership.words_meaning(table, network, station):
            words = membership.with_level(station.networks, network, member.level, own=())
            joined = replace(station, networks=words, above=member.above)
            _save(tx, [(station, joined)], act=replace(act, action=JOINED))
            link = replace(member.link, station_id=heir, since=china_day(act.at), until=None)
            store.put_link(tx, network.id, link)
        _part(tx, network, member, heir=heir, table=table, act=replace(act, action=LEFT))
        _log(tx, network, act=replace(act, action=LEFT), station=station_id, heir=heir)
    return heir


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
        found = _member_called(tx, network, station)
        authorise(by, Action.CREATE, scope_of(stations.get(tx, found)))
        if len(store.rooms(tx, network.id)) >= MOST_ROWS:
            raise Refused("network_full", most=MOST_ROWS)
        made = replace(
            room, id=secrets.token_hex(6), station_id=found, name=name, equipment=equipment
        )
        store.add_room(tx, network.id, made)
        _log(tx, network, act=replace(act, action=LISTED), room=made.id)


def drop_room(db: Database, network_id: str, room_id: str, *, by: Account, act: Act) -> None:
    """Takes a room from the list."""
    with db.writing() as tx:
        network = seen(tx, network_id, by=by)
        where = {room.id: room.station_id for room, _ in store.rooms(tx, network.id)}
        if room_id not in where:
            raise NotFound("not_found.network_row")
        authorise(by, Action.CREATE, scope_of(stations.get(tx, where[room_id])))
        store.drop_room(tx, network.id, room_id)
        _log(tx, network, act=replace(act, action=LISTED), room=room_id)


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
        _log(tx, network, act=replace(act, action=LISTED), teacher=made.id)


def drop_teacher(db: Database, network_id: str, teacher_id: str, *, by: Account, act: Act) -> None:
    """Takes a teacher from the list; nothing of the name stays."""
    with db.writing() as tx:
        network = managed(tx, network_id, by=by)
        if not store.drop_teacher(tx, network.id, teacher_id):
            raise NotFound("not_found.network_row")
        _log(tx, network, act=replace(act, action=LISTED), teacher=teacher_id)


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


def _save(tx: Transaction, pairs: Sequence[tuple[Station, Station]], *, act: Act) -> None:
    """Records what became of stations, where anything did."""
    changed = [(old, next_version(new, at=act.at)) for old, new in pairs if old != new]
    change_store.record(tx, changed, act=act)


def _hang(
    tx: Transaction,
    network: Network,
    ids: Sequence[str],
    parent: str,
    *,
    table: NetworkNames,
    act: Act,
) -> None:
    """Lets the records of members say whom they belong to; '' for none."""
    if parent and not network.is_tree:
        raise Refused("network_tree.list")
    members = membership.members(tx, network, table=table)
    parents = {one.id: one.parent_id for one in members}
    if parent:
        levels = {one.id: one.level for one in members}
        for one in ids:
            network_tree.check(parents, levels, network.levels, child=one, parent=parent)
            parents[one] = parent
    if network.is_tree:
        _rehang(tx, network, members, dict.fromkeys(ids, parent), act=act)


def _rehang(
    tx: Transaction,
    network: Network,
    members: Sequence[NetworkMember],
    parents: Mapping[str, str],
    *,
    act: Act,
) -> None:
    """Writes the parents of some members into their records; what was noted beside goes."""
    here, names = {one.id: one for one in members}, network_tree.names(members)
    known, pairs = stations.some(tx, sorted(parents)), []
    for key, parent in parents.items():
        one = here[key]
        if one.link.parent_id:
            store.put_link(tx, network.id, replace(one.link, parent_id=""))
        elif one.parent_id == parent and parent:
            continue
        words = network_tree.words_for(here[parent], names, district=one.district) if parent else ""
        pairs.append((known[key], replace(known[key], above=words)))
    _save(tx, pairs, act=act)


def _check_below(network: Network, station_id: str, *, members: Sequence[NetworkMember]) -> None:
    """Refused where a member would come below its own branch by its new level."""
    levels = {one.id: one.level for one in members}
    own, order = levels.get(station_id, ""), network.levels
    for one in members:
        if one.parent_id != station_id or own not in order or one.level not in order:
            continue
        if order.index(own) >= order.index(one.level):
            raise Refused("network_tree.below", name=one.name)


def _part(
    tx: Transaction,
    network: Network,
    member: NetworkMember,
    *,
    heir: str,
    table: NetworkNames,
    act: Act,
) -> None:
    """Ends a membership today; the heir takes those below."""
    members = membership.members(tx, network, table=table)
    open_ = [one for one in members if one.phase is not Phase.CLOSED]
    below = [one.id for one in open_ if one.parent_id == member.id]
    parents = {one: heir if one != heir else member.parent_id for one in below}
    _rehang(tx, network, members, parents, act=act)
    store.put_link(tx, network.id, replace(member.link, parent_id="", until=china_day(act.at)))


def _own_member(
    db: Database, network: Network, station_id: str, *, table: NetworkNames, by: Account
) -> tuple[NetworkMember, Station]:
    found = [m for m in membership.members(db, network, table=table) if m.id == station_id]
    if not found:
        raise NotFound("not_found.network_member")
    station = stations.get(db, station_id)
    authorise(by, Action.CREATE, scope_of(station))
    return found[0], station


def _station_called(db: Database, network: Network, number: str) -> str:
    """The one station of the network's area with this id or number."""
    found = brief_store.called(db, number.strip()[:32], membership.area(network))
    if len(found) != 1:
        raise Invalid("invalid.network_station", field="stations", number=number[:32])
    return found[0]


def _member_called(db: Database, network: Network, number: str) -> str:
    return _station_called(db, network, number)


def _rank(network: Network, level: str) -> int:
    return network.levels.index(level) if level in network.levels else len(network.levels)


def _level(network: Network, level: str) -> str:
    if level and level not in network.levels:
        words = [vocabulary.network_levels().word(one) for one in network.levels]
        raise Invalid("invalid.network_level_choice", field="level", choices=words)
    return level


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


def _log(tx: Transaction, network: Network, *, act: Act, **body: object) -> None:
    # Every process that holds stations in memory learns by the revision to which networks they
    # belong.
    stations.advance(tx)
    log.append(
        tx, act=act, subject=f"network:{network.id}", area=network.area_code, body=dict(body)
    )
