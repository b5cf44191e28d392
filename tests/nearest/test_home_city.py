"""A phone can hold its whole city: the files are few, small, and change where the city does."""

from __future__ import annotations

import gzip
from dataclasses import replace
from datetime import timedelta
from typing import Any

import orjson
import pytest

from stations.db import opening
from stations.nearest import cells
from stations.nearest.cell_cache import MANIFEST, Shelf
from stations.nearest.cells import DETAILS, Cut
from stations.nearest.snapshot import SnapshotKeeper
from stations.networks import station_source
from stations.registry import fields, public_row
from stations.registry.fields.field import Publicity
from stations.registry.model import Station, next_version
from stations.registry.stored import search_rows, store
from tests.support import made_city, make

AT = make.NOON


@pytest.fixture
def city(sqlite_address: str) -> Any:
    connections = opening.Connections(sqlite_address)
    return connections, Shelf(SnapshotKeeper(station_source.sources(connections)))


def add(connections: opening.Connections, made: list[Station]) -> None:
    db = connections()
    with db.writing():
        store.add(db, made, history=())


def files_of(connections: opening.Connections, cut: Cut, area: str = "3701") -> list[str]:
    return cut.files_of(search_rows.listed_in(connections(), area=area))


def read(shelf: Shelf, name: str) -> Any:
    return orjson.loads(gzip.decompress(shelf.packed(name, AT) or b""))


@pytest.mark.parametrize(("count", "most"), [(526, 60_000), (1_200, 125_000)])
def test_a_whole_city_with_address_and_words_of_entry_is_small(
    city: Any, count: int, most: int
) -> None:
    connections, shelf = city
    add(connections, made_city.stations(count))
    files = files_of(connections, shelf.cut(AT))
    size = sum(len(shelf.packed(name, AT) or b"") for name in files)
    assert most / 3 < size <= most
    assert len(files) <= count / 8


def test_the_files_of_a_city_tell_of_each_of_its_stations_what_its_page_says_first(
    city: Any,
) -> None:
    connections, shelf = city
    ours = made_city.stations(200)
    add(connections, [*ours, *made_city.stations(40, district="410103", seed=6)])
    told: dict[str, dict[str, str]] = {}
    for name in files_of(connections, shelf.cut(AT)):
        if not name.endswith(DETAILS):
            continue
        file = read(shelf, name)
        for place, one in enumerate(file["ids"]):
            told[one] = {
                title: column[place] if isinstance(column, list) else column
                for title, column in file["fields"]
            }
    assert set(told) >= {one.id for one in ours}
    for one in ours:
        wanted = {
            "地址": one.place.address, "怎么找门": one.place.door, "楼层": one.place.floor,
            "进门说明": one.entry_note, "电话": one.premises.public_phone,
        }  # fmt: skip
        assert {title: told[one.id].get(title, "") for title in wanted} == wanted
    assert {title for row in told.values() for title in row} == set(wanted)


def test_nothing_private_is_among_what_phones_hold() -> None:
    kept = [one for one in fields.FIELDS if one.published and one.published.kept]
    assert {one.title for one in kept} == set(public_row.KEPT.values())
    assert all(one.published.reach is Publicity.ROW and not one.private for one in kept)  # type: ignore[union-attr]


def test_an_edit_renames_the_two_files_of_one_cell(city: Any) -> None:
    connections, shelf = city
    made = made_city.stations(400)
    add(connections, made)
    before = set(files_of(connections, shelf.cut(AT)))
    moved = replace(made[7], entry_note="从后门进")
    with connections().writing() as tx:
        store.save(tx, [next_version(moved, at=AT + timedelta(minutes=1))], history=())
    later = AT + timedelta(seconds=2)
    keeper = Shelf(SnapshotKeeper(station_source.sources(connections)))
    after = set(files_of(connections, keeper.cut(later)))
    assert len(after - before) == len(before - after) == 2


def test_of_a_large_registry_the_lists_of_cells_above_the_city_are_named_too(
    monkeypatch: pytest.MonkeyPatch, city: Any
) -> None:
    connections, shelf = city
    monkeypatch.setattr(cells, "MOST_IN_MANIFEST", 3)
    add(connections, made_city.stations(300))
    cut = shelf.cut(AT)
    groups = [entry[5] for entry in read(shelf, MANIFEST)["groups"]]
    files = files_of(connections, cut)
    assert groups
    assert set(groups) <= set(files)
    assert all(cut.file(name) for name in files)
    assert set(files) <= set(cut.names())


def test_a_static_host_gets_the_details_too(city: Any) -> None:
    connections, shelf = city
    add(connections, made_city.stations(30))
    names = set(shelf.cut(AT).names())
    assert {f"{name}{DETAILS}" for name in shelf.cut(AT).cells} <= names
