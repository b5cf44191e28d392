"""The tree of a network: nobody belongs to oneself, however far up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from stations.errors import Refused
from stations.networks.model import NetworkMember
from stations.registry.entries.named_stations import Named, NamedStations
from stations.registry.states import Phase

Parents = Mapping[str, str]
"""Station → the station that it belongs to; '' for none."""


def hung(members: Sequence[NetworkMember], became: Mapping[str, str]) -> list[NetworkMember]:
    """The members with whom each belongs to; a station that `became` another one stands for it."""
    table, here = names(members), {one.id for one in members}

    def parent_of(one: NetworkMember) -> str:
        if not one.above:
            found = one.link.parent_id
        else:
            meant = table.find(one.above, district=one.district)
            found = meant[0].id if len(meant) == 1 else ""
        found = became.get(found, found)
        return found if found in here and found != one.id else ""

    return [replace(one, parent_id=parent_of(one)) for one in members]


def names(members: Sequence[NetworkMember]) -> NamedStations:
    """The members by what they are called."""
    return NamedStations(
        Named(
            id=one.id,
            number=one.number,
            name=one.name,
            aliases=one.aliases,
            district=one.district,
            is_closed=one.phase is Phase.CLOSED,
        )
        for one in members
    )


def words_for(parent: NetworkMember, table: NamedStations, *, district: str) -> str:
    """How a station of a district says in its record that it belongs to this one."""
    for words in (parent.name, parent.number):
        if words and [one.id for one in table.find(words, district=district)] == [parent.id]:
            return words
    return parent.id


def above(parents: Parents, station_id: str) -> Iterator[str]:
    """The stations above one, the next first; it ends even where old rows form a ring."""
    met, one = {station_id}, parents.get(station_id, "")
    while one and one not in met:
        yield one
        met.add(one)
        one = parents.get(one, "")


def check(
    parents: Parents, levels: Mapping[str, str], order: Sequence[str], *, child: str, parent: str
) -> None:
    """Refused where a member would belong to itself, or to one that is not of a higher level.

    `levels` are those of the members, `order` those of the network, the highest first.
    """
    if parent == child or child in above(parents, parent):
        raise Refused("network_tree.cycle")
    if parent not in levels:
        raise Refused("network_tree.stranger")
    own, other = levels.get(child, ""), levels[parent]
    if own in order and other in order and order.index(other) >= order.index(own):
        raise Refused("network_tree.level")


def outlined(members: Sequence[NetworkMember]) -> list[tuple[int, NetworkMember]]:
    """The members in the order of the tree, each with its depth; every one just once."""
    here = {one.id: one for one in members}
    parents = {one.id: one.parent_id for one in members if one.parent_id in here}
    below: dict[str, list[NetworkMember]] = defaultdict(list)
    for one in members:
        below[parents.get(one.id, "")].append(one)
    found: list[tuple[int, NetworkMember]] = []
    met: set[str] = set()
    # What hangs in a ring of old rows has no way down from the top: it comes last.
    for first in (*below[""], *members):
        waiting = [(0, first)]
        while waiting:
            depth, one = waiting.pop()
            if one.id in met:
                continue
            met.add(one.id)
            found.append((depth, one))
            waiting += ((depth + 1, child) for child in reversed(below[one.id]))
    return found
