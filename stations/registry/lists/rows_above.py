"""Is the station that a row belongs to known, another one, and above it in its tree?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from stations.registry import vocabulary
from stations.registry.entries.entry import Entry
from stations.registry.entries.named_stations import Named, NamedStations
from stations.registry.fields.memberships import ABOVE
from stations.registry.model import Station
from stations.registry.states import Phase
from stations.remarks import Remark

Rows = Sequence[tuple[Entry, Station]]
"""Rows, each with its station as it will be."""


def doubts(rows: Rows, known: Sequence[Station]) -> Iterator[Remark]:
    """What is to be said of the stations above; `known` are those of the register.

    The words are kept as they are: what they mean is found when the tree is asked for.
    """
    told = [(entry, station) for entry, station in rows if station.above and ABOVE in entry.values]
    if not told:
        return
    tree = _Tree([*known, *(station for _, station in rows)])
    for entry, station in told:
        doubt = tree.doubt(station, row=entry.row)
        if doubt:
            yield doubt


class _Tree:
    """Stations as they will be, with those above them; of two with one id the later counts."""

    def __init__(self, stations: Sequence[Station]) -> None:
        self.stations = {one.id: one for one in stations}
        self._named = NamedStations(map(_named, self.stations.values()))

    def above(self, station: Station) -> Sequence[Named]:
        return self._named.find(station.above, district=_named(station).district)

    def doubt(self, station: Station, *, row: int) -> Remark | None:
        """Why a tree would not have it so; None if it would."""
        found, words, title = self.above(station), station.above, ABOVE.title
        if not found:
            return Remark("above_unknown", row=row, field=title, words=words)
        if len(found) > 1:
            return Remark("above_several", row=row, field=title, words=words, count=len(found))
        parent = self.stations[found[0].id]
        if parent.id == station.id:
            return Remark("above_self", row=row, field=title)
        if found[0].is_closed:
            return Remark("above_closed", row=row, field=title, words=words)
        if self._in_ring(station):
            return Remark("above_ring", row=row, field=title, words=words, name=station.name)
        return _of_networks(station, parent, row=row)

    def _in_ring(self, station: Station) -> bool:
        met: set[str] = set()
        one = station
        while one.above and one.id not in met:
            met.add(one.id)
            found = self.above(one)
            if len(found) != 1:
                return False
            one = self.stations[found[0].id]
            if one.id == station.id:
                return True
        return False


def _of_networks(station: Station, parent: Station, *, row: int) -> Remark | None:
    words, title = station.above, ABOVE.title
    kinds = vocabulary.networks()
    trees = {}
    for one in station.networks:
        kind = kinds.exact(one.name)
        if kind is None or kinds[kind].tree:
            trees[one.name] = one.level
    if not trees:
        return Remark("above_alone", row=row, field=title, words=words)
    shared = [one for one in parent.networks if one.name in trees]
    if not shared:
        return Remark("above_stranger", row=row, field=title, words=words)
    ladders = [term.levels for term in kinds.terms.values() if term.tree]
    for one in shared:
        ladder = next((i for i in ladders if {one.level, trees[one.name]} <= {*i}), ())
        if ladder and ladder.index(one.level) >= ladder.index(trees[one.name]):
            return Remark("above_level", row=row, field=title, words=words, name=station.name)
    return None


def _named(station: Station) -> Named:
    return Named(
        id=station.id,
        number=station.number,
        name=station.name,
        aliases=station.aliases,
        district=(station.place.district_code or station.place.area_code)[:6],
        is_closed=station.lifecycle.phase is Phase.CLOSED,
    )
