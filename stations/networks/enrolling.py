"""Members of networks: joined, placed in the tree, gone, followed by another one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from stations.accounts.model import Account, authorise
from stations.accounts.roles import Action
from stations.audit.model import Act
from stations.db.base import Database, Transaction
from stations.errors import Invalid, NotFound, Refused
from stations.geo import distance
from stations.moments import china_day
from stations.networks import membership, network_tree, organising, store
from stations.networks.model import (
    Network,
    NetworkLink,
    NetworkMember,
)
from stations.networks.network_names import NetworkNames
from stations.registry import vocabulary
from stations.registry.fields import memberships
from stations.registry.model import Station, next_version
from stations.registry.scoping import scope_of
from stations.registry.states import Phase
from stations.registry.stored import change_store, redirects
from stations.registry.stored import store as stations

JOINED, PLACED, LEFT = "network_joined", "network_placed", "network_left"
MOST_AT_ONCE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolment:
    """As what stations join: their level, above them, since when."""

    level: str = ""
    parent: str = ""
    """Id or number of the member that they belong to; '' for none."""
    since: date | None = None


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
        network = organising.seen(tx, network_id, by=by)
        level = _level(network, given.level)
        table = membership.names(tx)
        parent = organising.station_called(tx, network, given.parent) if given.parent else ""
        ids = [organising.station_called(tx, network, one) for one in dict.fromkeys(numbers)]
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
        organising.note(tx, network, act=replace(act, action=JOINED), stations=len(ids))
    return len(ids)


def place(
    db: Database, network_id: str, station_id: str, given: Enrolment, *, by: Account, act: Act
) -> None:
    """Says of a member its level, the one it belongs to ('' for none), and since when."""
    with db.writing() as tx:
        network = organising.seen(tx, network_id, by=by)
        table = membership.names(tx)
        member, station = _own_member(tx, network, station_id, table=table, by=by)
        level = _level(network, given.level)
        if level != member.level:
            own = membership.words_meaning(table, network, station)
            words = membership.with_level(station.networks, network, level, own=own)
            _save(
                tx, [(station, replace(station, networks=words))], act=replace(act, action=PLACED)
            )
        parent = organising.station_called(tx, network, given.parent) if given.parent else ""
        store.put_link(tx, network.id, replace(member.link, since=given.since))
        _hang(tx, network, [station_id], parent, table=table, act=replace(act, action=PLACED))
        members = membership.members(tx, network, table=table)
        _check_below(network, station_id, members=members)
        organising.note(tx, network, act=replace(act, action=PLACED), station=station_id)


def leave(db: Database, network_id: str, station_id: str, *, by: Account, act: Act) -> None:
    """Takes a station out of a network from today; those below it belong to the one above it."""
    with db.writing() as tx:
        network = organising.seen(tx, network_id, by=by)
        table = membership.names(tx)
        member, station = _own_member(tx, network, station_id, table=table, by=by)
        act = replace(act, action=LEFT)
        _part(tx, network, member, heir=member.parent_id, table=table, act=act)
        if station.lifecycle.phase is not Phase.CLOSED:
            own = membership.words_meaning(table, network, station)
            words = tuple(one for one in station.networks if one.name not in own)
            above = "" if member.parent_id else station.above
            _save(tx, [(station, replace(station, networks=words, above=above))], act=act)
        organising.note(tx, network, act=replace(act, action=LEFT), station=station_id)


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
        network = organising.seen(tx, network_id, by=by)
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
        organising.note(tx, network, act=replace(act, action=LEFT), station=station_id, heir=heir)
    return heir


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


def _rank(network: Network, level: str) -> int:
    return network.levels.index(level) if level in network.levels else len(network.levels)


def _level(network: Network, level: str) -> str:
    if level and level not in network.levels:
        words = [vocabulary.network_levels().word(one) for one in network.levels]
        raise Invalid("invalid.network_level_choice", field="level", choices=words)
    return level
