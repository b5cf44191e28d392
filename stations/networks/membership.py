"""Who belongs to which network: the words of the stations, and what is noted beside them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

import orjson

from stations.areas import codes
from stations.db.base import Database, Row
from stations.geo.point import Point
from stations.networks import network_tree, store
from stations.networks.model import (
    Network,
    NetworkCounts,
    NetworkDirectory,
    NetworkLink,
    NetworkMember,
    counted,
)
from stations.networks.network_names import NetworkNames
from stations.registry.fields.memberships import NETWORKS
from stations.registry.model import Membership, Station
from stations.registry.scoping import Reach
from stations.registry.states import Phase
from stations.registry.stored import brief_store, redirects


def names(db: Database) -> NetworkNames:
    """All networks, by what they are called."""
    return NetworkNames(store.every(db))


def members(db: Database, network: Network, *, table: NetworkNames) -> list[NetworkMember]:
    """All members of a network, by name: those that left or are closed too."""
    links = store.links(db, network.id)
    found = []
    for row in brief_store.in_networks(db, area(network)):
        for one in _said(row):
            meant = table.find(one.name, _areas(row))
            if meant is not None and meant.id == network.id:
                link = links.get(row["id"]) or NetworkLink(station_id=row["id"])
                found.append(_member(row, one.level, link))
                break
    return network_tree.hung(found, _became(db, found)) if network.is_tree else found


def _became(db: Database, members: Sequence[NetworkMember]) -> dict[str, str]:
    """Of closed members that were combined with another station: that one."""
    closed = {one.id for one in members if one.phase is Phase.CLOSED}
    if not closed:
        return {}
    return {key: redirects.target(db, key) for key in closed & redirects.became(db).keys()}


def area(network: Network) -> Reach:
    """The stations that a network may have."""
    return Reach(areas=(codes.trimmed(network.area_code),))


def stations_of(db: Database, network_id: str, *, today: date) -> list[str]:
    """The ids of the stations that belong to a network today and that workers see."""
    network = store.get(db, network_id)
    found = members(db, network, table=names(db))
    return [one.id for one in found if one.is_listed and one.counts_on(today)]


def every_member(db: Database, network: Network, *, today: date) -> list[str]:
    """The ids of all that have not left, those that workers do not see and closed ones too."""
    found = members(db, network, table=names(db))
    return [one.id for one in found if not one.has_left(today)]


def directory(db: Database, *, today: date) -> NetworkDirectory:
    """All networks, with the stations that belong to them today and that workers see."""
    table, known = names(db), dict[tuple[str, tuple[str, str]], tuple[str, ...]]()
    gone, found = store.left(db, today=today), dict[str, tuple[str, ...]]()
    cities: dict[str, Counter[str]] = defaultdict(Counter)
    for row in brief_store.seen_in_networks(db) if table.networks else ():
        # Stations are many, what they say of networks is much the same in an area.
        key = row["networks"], _areas(row)
        if key not in known:
            meant = (table.find(one.name, key[1]) for one in _said(row))
            known[key] = tuple(sorted({one.id for one in meant if one}))
        if own := tuple(one for one in known[key] if (one, row["id"]) not in gone):
            found[row["id"]] = own
            cities[codes.city_of(row["district_code"] or row["area_code"])].update(own)
    return NetworkDirectory(
        networks={one.id: one for one in table.networks},
        stations=found,
        cities={
            city: tuple(one for one, _ in sorted(counts.items(), key=lambda it: (-it[1], it[0])))
            for city, counts in cities.items()
        },
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Belonging:
    """A network of a station, its level there, and the head of its branch."""

    network: Network
    level: str
    head: NetworkMember | None = None
    """The highest station above it in the tree; None: it is that itself, or in no tree."""


def of_station(db: Database, station: Station, *, today: date) -> list[Belonging]:
    """The networks that a station belongs to today."""
    if not station.networks:
        return []
    table = names(db)
    found = []
    for one in station.networks:
        areas = (station.place.area_code, station.place.district_code)
        network = table.find(one.name, areas)
        if network is None:
            continue
        links = store.links(db, network.id)
        own = links.get(station.id)
        if own and own.until and own.until <= today:
            continue
        head = None
        if network.is_tree and (station.above or (own and own.parent_id)):
            all_ = members(db, network, table=table)
            here = {m.id: m for m in all_ if m.counts_on(today)}
            parents = {m.id: m.parent_id for m in all_}
            tops = [here[i] for i in network_tree.above(parents, station.id) if i in here]
            head = tops[-1] if tops else None
        found.append(Belonging(network=network, level=one.level, head=head))
    return found


def counts(db: Database, networks: Collection[Network], *, today: date) -> dict[str, NetworkCounts]:
    """How many members each of these networks has."""
    table = names(db)
    return {one.id: counted(members(db, one, table=table), today=today) for one in networks}


def unlinked(db: Database, reach: Reach) -> list[tuple[str, int]]:
    """Names of networks that stations within reach say and that mean none, the frequent first."""
    table, found = names(db), Counter[str]()
    for row in brief_store.in_networks(db, reach):
        if row["lifecycle"] != Phase.CLOSED:
            found.update(
                one.name for one in _said(row) if table.find(one.name, _areas(row)) is None
            )
    return found.most_common()


def with_level(
    memberships: Sequence[Membership], network: Network, level: str, *, own: Sequence[str]
) -> tuple[Membership, ...]:
    """Memberships with one in this network; `own` are the words that mean it already."""
    kept = [one for one in memberships if one.name not in own]
    return (*kept, Membership(name=network.name, level=level))


def words_meaning(table: NetworkNames, network: Network, station: Station) -> list[str]:
    """The words of a station that mean this network."""
    areas = (station.place.area_code, station.place.district_code)
    found = ((one.name, table.find(one.name, areas)) for one in station.networks)
    return [name for name, meant in found if meant is not None and meant.id == network.id]


def _said(row: Row) -> tuple[Membership, ...]:
    found: tuple[Membership, ...] = NETWORKS.codec.value(row["networks"])
    return found


def _areas(row: Row) -> tuple[str, str]:
    return row["area_code"], row["district_code"]


def _member(row: Row, level: str, link: NetworkLink) -> NetworkMember:
    placed = row["lat"] is not None
    return NetworkMember(
        id=row["id"],
        name=row["name"],
        number=row["number"],
        areas=_areas(row),
        phase=Phase(row["lifecycle"]),
        level=level,
        point=Point(lat=row["lat"], lon=row["lon"]) if placed else None,
        demo=bool(row["demo"]),
        link=link,
        aliases=tuple(orjson.loads(row["aliases"])),
        above=row["above"],
    )
