"""Members of networks by level, district by district, as a table of a report.

As of the end of the period: what a station said of its networks then, by the history.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from stations.areas import codes
from stations.db.base import Database
from stations.figures import counts
from stations.figures.past_figures import Past
from stations.networks import membership
from stations.networks.model import Network
from stations.networks.network_names import NetworkNames
from stations.registry import vocabulary
from stations.registry.fields import memberships
from stations.tables.book_writing import BookSheet, Cell

_NetworkLevel = tuple[str, str]
"""Id of a network and a level; '' for those without, and for all of it as well."""
_ALL = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkTable:
    """The networks of an area, and the numbers of each district and of all."""

    networks: tuple[Network, ...]
    rows: tuple[tuple[str, Mapping[_NetworkLevel, int]], ...]


def of_area(db: Database, area: str, pasts: Sequence[Past]) -> NetworkTable:
    """The members that were on the books at the end of a period."""
    table = membership.names(db)
    here = [past for past in pasts if past.end.counts]
    groups = counts.grouped(here, ())
    rows = [(counts.group_name(code), _counted(found, table)) for code, found in groups.items()]
    total = _counted(here, table)
    near = [
        one
        for one in table.networks
        if (one.id, _ALL) in total or codes.covers(codes.trimmed(area), one.area_code)
    ]
    return NetworkTable(networks=tuple(near), rows=(*rows, ("合计", total)))


def _counted(pasts: Sequence[Past], table: NetworkNames) -> Mapping[_NetworkLevel, int]:
    found = Counter[_NetworkLevel]()
    for past in pasts:
        met = set[str]()
        for one in memberships.read(past.end.networks) if past.end.networks else ():
            network = table.find(one.name, (past.keeper,))
            if network is not None and network.id not in met:
                met.add(network.id)
                found.update([(network.id, _ALL), (network.id, one.level)])
    return found


def sheet(made: NetworkTable) -> BookSheet:
    """The table: for each network all members, and those of each level that it has."""
    words = vocabulary.network_levels()
    columns = [
        (one.id, level, f"{one.name} {words.word(level) if level != _ALL else '合计'}")
        for one in made.networks
        for level in (_ALL, *one.levels)
    ]
    cells: list[tuple[Cell, ...]] = [
        (name, *(numbers.get((network, level), 0) for network, level, _ in columns))
        for name, numbers in made.rows
    ]
    return BookSheet(name="网络", columns=("地区", *(title for *_, title in columns)), rows=cells)
