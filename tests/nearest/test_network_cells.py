"""Networks of stations in memory and in the files of cells."""

from __future__ import annotations

import gzip
from datetime import date, timedelta
from typing import Any

import orjson

from stations.accounts.roles import Role
from stations.db import opening
from stations.nearest.cell_cache import Shelf
from stations.nearest.snapshot import SnapshotKeeper
from stations.networks import organising, station_source
from stations.networks import store as network_store
from stations.networks.model import NetworkLink
from stations.networks.organising import NetworkForm
from stations.registry.model import Membership
from stations.registry.stored import store
from tests.support import make
from tests.support.deskwork import person

BOOKS = NetworkForm(kind="book_house", name="职工书屋", area_code="370100")


def test_a_change_of_a_network_makes_other_cells_and_no_others(address: str) -> None:
    connections = opening.Connections(address)
    keeper = SnapshotKeeper(station_source.sources(connections))
    shelf, db = Shelf(keeper), connections()
    words = (Membership(name="职工书屋"),)
    here = [make.station(id=one, networks=own) for one, own in (("a", words), ("b", ()))]
    far = [make.station(id="c", lat=23.1, lon=113.3)]
    with db.writing():
        store.add(db, [*here, *far], history=())

    def cells(day: timedelta = timedelta(0)) -> dict[str, Any]:
        keeper._true_at -= 1.0  # as if the last look had been a second ago
        at = make.NOON + day
        packed = {name: shelf.packed(name, at) for name in shelf.cut(at).cells}
        return {name: orjson.loads(gzip.decompress(one or b"")) for name, one in packed.items()}

    def belonging(files: dict[str, Any]) -> dict[str, list[str]]:
        return {
            one: networks.split()
            for file in files.values()
            if "networks" in file
            for one, networks in zip(file["ids"], file["networks"], strict=True)
        }

    before = cells()
    assert belonging(before) == {}
    act = make.act(organising.MADE)
    network = organising.make(db, BOOKS, by=person(Role.ADMINISTRATOR, "3701"), act=act)
    after = cells()
    assert belonging(after) == {"a": [network.id], "b": []}
    assert len(before.keys() & after.keys()) == 1, "the cell far away keeps its name"

    # Who leaves on a day to come belongs until then.
    end = date(2026, 11, 21)
    with db.writing() as tx:
        network_store.put_link(tx, network.id, NetworkLink(station_id="a", until=end))
        store.advance(tx)
    assert belonging(cells()) == {"a": [network.id], "b": []}
    assert belonging(cells(timedelta(days=2))) == {}
    db.close()
