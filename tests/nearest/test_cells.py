"""The files of the cells say of every station what the registry says."""

from __future__ import annotations

import gzip
import random
import shutil
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pytest

from stations.db import opening
from stations.geo.point import Point
from stations.hours.osm.calendar import DayKind, SpecialDay
from stations.nearest import cells, clusters, tiles
from stations.nearest.cell_cache import MANIFEST, Shelf
from stations.nearest.snapshot import SnapshotKeeper
from stations.nearest.tiles import Tile
from stations.networks import station_source
from stations.registry import availability, openness, vocabulary
from stations.registry.model import Amenity, Hours, Lifecycle, Station, Verified, next_version
from stations.registry.states import AmenityState, Phase
from stations.registry.stored import holiday_store, store
from tests.support import make

EPOCH = date(1970, 1, 1)
EXPRESSIONS = ("Mo-Fr 08:30-17:30", "24/7", "Mo-Su 20:00-02:00", "PH off; Mo-Su 07:00-22:00", "")


def shelf_of(address: str) -> tuple[Shelf, SnapshotKeeper, opening.Connections]:
    connections = opening.Connections(address)
    keeper = SnapshotKeeper(station_source.sources(connections))
    return Shelf(keeper), keeper, connections


def stations(count: int) -> list[Station]:
    """A dense city, a few other places, and several stations at one point."""
    dice = random.Random(7)
    made = []
    for number in range(count):
        spread = 0.03 if number % 4 else 3.0
        lat, lon = 36.65 + dice.gauss(0, spread), 117.1 + dice.gauss(0, spread)
        if number % 50 == 0:
            lat, lon = 36.6501234567, 117.1207654321
        made.append(
            make.station(
                id=f"s{number:05}",
                lat=lat,
                lon=lon,
                hours=Hours(osm=EXPRESSIONS[number % 5]),
                amenities=(
                    Amenity(id="drinking_water"),
                    Amenity(id="shower", state=AmenityState.OUT_OF_ORDER),
                )
                if number % 3
                else (),
                verified=Verified(on=date(2026, 11, 1 + number % 20)) if number % 7 else None,
                demo=number % 2 == 0,
            )
        )
    return made


def add(connections: opening.Connections, made: list[Station]) -> None:
    db = connections()
    with db.writing():
        store.add(db, made, history=())


def read(shelf: Shelf, name: str, at: datetime = make.NOON) -> Any:
    packed = shelf.packed(name, at)
    assert packed is not None, name
    return orjson.loads(gzip.decompress(packed))


def rows(cell: dict[str, Any]) -> list[dict[str, Any]]:
    """The stations of a cell, as docs/api.md says that one reads them."""
    count = len(cell["ids"])
    full = {
        name: value if isinstance(value, list) else [value] * count
        for name, value in cell.items()
        if name not in ("from", "days", "times", "patterns", "pauses", "owns")
    }
    full |= {name: list(accumulate(cell[name])) for name in ("lat", "lon")}
    return [dict(zip(full, values, strict=True)) for values in zip(*full.values(), strict=True)]


def state(cell: dict[str, Any], row: dict[str, Any], at: datetime) -> bool | None:
    minutes = int(at.timestamp()) // 60 + 8 * 60
    day, minute = divmod(minutes, 24 * 60)
    pattern = cell["patterns"][cell["times"][row["time"]][day - cell["from"]]]
    parts = zip(pattern[::3], pattern[1::3], pattern[2::3], strict=True)
    known = [code for start, end, code in parts if start <= minute < end]
    return {1: True, 2: None, 3: None}[known[0]] if known else False


def test_every_station_lies_in_one_cell_with_what_is_known_of_it(sqlite_address: str) -> None:
    shelf, _, connections = shelf_of(sqlite_address)
    made = stations(600)
    add(connections, made)
    manifest = read(shelf, MANIFEST)
    bits = vocabulary.amenities().bits
    seen = {}
    for z, x, y, count, mask, name in manifest["cells"]:
        cell = read(shelf, name)
        found = rows(cell)
        assert len(found) == count
        assert count <= cells.MOST or z == cells.DEEPEST
        assert mask == int(np.bitwise_or.reduce([row["has"] for row in found]))
        code = tiles.codes(np.array([row["lat"] / 1e7 for row in found]),
                           np.array([row["lon"] / 1e7 for row in found]))  # fmt: skip
        assert {tiles.tile_of(int(one) >> 2 * (tiles.FINEST - z), zoom=z) for one in code} == {
            Tile(z, x, y)
        }
        seen |= {row["ids"]: (cell, row) for row in found}
    assert manifest["total"] == len(seen) == 600
    for one in made:
        _, row = seen[one.id]
        assert row["names"] == one.name
        assert row["lat"] == round(one.place.point.lat * 1e7)  # type: ignore[union-attr]
        assert row["lon"] == round(one.place.point.lon * 1e7)  # type: ignore[union-attr]
        assert row["has"] == bits(one.available)
        assert row["broken"] == (bits(["shower"]) if one.amenities else 0)
        assert row["demo"] == one.demo
        verified = (one.verified.on - EPOCH).days if one.verified else 0
        assert row["verified"] == verified


def test_the_spans_of_a_cell_are_those_of_the_true_calendar(sqlite_address: str) -> None:
    shelf, _, connections = shelf_of(sqlite_address)
    made = [make.station(hours=Hours(osm=osm)) for osm in EXPRESSIONS]
    add(connections, made)
    # The last week of January 2027 with the three weeks after it holds the new year of the moon.
    at = datetime(2027, 1, 27, 4, tzinfo=UTC)
    [entry] = read(shelf, MANIFEST, at)["cells"]
    cell = read(shelf, entry[5], at)
    by_id = {row["ids"]: row for row in rows(cell)}
    calendar = holiday_store.calendar(connections())
    assert cell["from"] == (date(2027, 1, 24) - EPOCH).days
    for one in made[:-1]:
        for minutes in range(0, cells.DAYS * 1440, 47):
            moment = datetime(2027, 1, 23, 16, tzinfo=UTC) + timedelta(minutes=minutes)
            opening = openness.of_station(one)
            wanted = availability.status(opening, moment, calendar).open
            assert state(cell, by_id[one.id], moment) is wanted, (one.hours.osm, moment)
    assert by_id[made[-1].id]["time"] == -1


def test_a_pause_a_last_day_and_a_state_are_told(sqlite_address: str) -> None:
    shelf, _, connections = shelf_of(sqlite_address)
    paused = Lifecycle(phase=Phase.SUSPENDED, until=date(2026, 11, 30), reason="装修")
    endless = Lifecycle(phase=Phase.RECTIFYING)
    made = [
        make.station(id="a", lifecycle=paused),
        make.station(id="b", lifecycle=endless),
        make.station(id="c", closes_on=date(2026, 12, 1)),
        make.station(id="d", closes_on=date(2026, 11, 1)),
    ]
    add(connections, made)
    manifest = read(shelf, MANIFEST)
    [entry] = manifest["cells"]
    cell = read(shelf, entry[5])
    told = {row["ids"]: row for row in rows(cell)}
    assert set(told) == {"a", "b", "c"}, "what has ended is not offered"
    [[phase, since, until, expected, reason]] = cell["pauses"][told["a"]["pause"]]
    assert manifest["phases"][phase][1] == "暂停开放"
    assert (since, until) == (0, (date(2026, 11, 30) - EPOCH).days)
    assert (expected, reason) == (1, "装修")
    [endless_told] = cell["pauses"][told["b"]["pause"]]
    assert endless_told[1:3] == [0, 0]
    assert cell["pauses"][told["c"]["pause"]] == []
    assert told["c"]["last"] == (date(2026, 12, 1) - EPOCH).days


def test_an_edit_renames_one_cell_and_processes_agree_on_names(sqlite_address: str) -> None:
    shelf, keeper, connections = shelf_of(sqlite_address)
    made = stations(600)
    add(connections, made)
    before = shelf.cut(make.NOON)
    db = connections()
    edited = replace(next_version(made[5], at=make.NOON), name="换了名字的驿站")
    with db.writing():
        store.save(db, [edited], history=())
    keeper._true_at -= 1.0  # as if the last look had been a second ago
    after = shelf.cut(make.NOON)
    fresh, _, _ = shelf_of(sqlite_address)
    assert fresh.cut(make.NOON).manifest == after.manifest
    assert len(set(before.cells) - set(after.cells)) == 1
    assert after.clusters == before.clusters
    [renamed] = set(after.cells) - set(before.cells)
    assert "换了名字的驿站" in read(shelf, renamed)["names"]


def test_a_moved_station_takes_its_marks_with_it(sqlite_address: str) -> None:
    shelf, keeper, connections = shelf_of(sqlite_address)
    made = [make.station(id="a", lat=36.0, lon=117.0)]
    add(connections, made)
    before = shelf.cut(make.NOON)
    place = replace(made[0].place, point=Point(lat=30.0, lon=110.0))
    db = connections()
    with db.writing():
        store.save(db, [replace(next_version(made[0], at=make.NOON), place=place)], history=())
    keeper._true_at -= 1.0
    after = shelf.cut(make.NOON)
    assert after.clusters != before.clusters
    [name] = [name for name in after.names() if name.startswith(f"{after.clusters}/9/")]
    assert read(shelf, name) == {"c": [[30.0, 110.0, 1]]}


@pytest.fixture(scope="module")
def seen_from_afar(
    tmp_path_factory: pytest.TempPathFactory, migrated_file: Path
) -> tuple[list[Station], Shelf]:
    """Stations, and the shelf of their clusters; it is only read."""
    path = tmp_path_factory.mktemp("afar") / "stations.db"
    shutil.copyfile(migrated_file, path)
    shelf, _, connections = shelf_of(str(path))
    made = stations(300)
    add(connections, made)
    return made, shelf


@pytest.mark.parametrize("zoom", clusters.ZOOMS)
def test_clusters_count_every_station_once_at_every_zoom(
    zoom: int, seen_from_afar: tuple[list[Station], Shelf]
) -> None:
    made, shelf = seen_from_afar
    cut = shelf.cut(make.NOON)
    blocks = [name for name in cut.names() if name.startswith(f"{cut.clusters}/{zoom}/")]
    marks = [mark for name in blocks for mark in read(shelf, name)["c"]]
    assert sum(count for _, _, count in marks) == 300
    assert max(len(read(shelf, name)["c"]) for name in blocks) <= 256
    places = np.array([(one.place.point.lat, one.place.point.lon) for one in made])  # type: ignore[union-attr]
    squares = tiles.codes(*places.T) >> 2 * (13 - zoom)
    assert len(marks) == len(set(squares.tolist())), "one mark for each square of 64 pixels"


def test_a_large_registry_has_lists_of_its_cells(
    sqlite_address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cells, "MOST_IN_MANIFEST", 3)
    shelf, _, connections = shelf_of(sqlite_address)
    add(connections, stations(600))
    manifest = read(shelf, MANIFEST)
    assert manifest["cells"] == []
    listed = []
    for z, x, y, count, mask, name in manifest["groups"]:
        inside = read(shelf, name)["cells"]
        assert sum(cell[3] for cell in inside) == count
        assert int(np.bitwise_or.reduce([cell[4] for cell in inside])) == mask
        assert {(c[1] >> c[0] - z, c[2] >> c[0] - z) for c in inside} == {(x, y)}
        listed += [cell[5] for cell in inside]
    assert sorted(listed) == sorted(shelf.cut(make.NOON).cells)


def test_tiles_are_numbered_as_web_maps_do() -> None:
    # Web Mercator by its definition, for single places, against the arrays.
    import math

    for lat, lon in ((36.65, 117.12), (-33.9, -179.99), (0.0, 0.0), (85.0, 179.999), (90.0, 180.0)):
        phi = math.radians(min(lat, 85.0511287798))
        side = 2**12
        x = min(side - 1, int((lon + 180) / 360 * side))
        y = min(side - 1, max(0, int((1 - math.log(math.tan(phi) + 1 / math.cos(phi)) / math.pi)
                                     / 2 * side)))  # fmt: skip
        code = int(tiles.codes(np.array([lat]), np.array([lon]))[0])
        assert tiles.tile_of(code >> 6, zoom=12) == Tile(12, x, y)
        assert tiles.code_of(Tile(12, x, y)) == code >> 6


def test_an_empty_registry_is_cut_too(sqlite_address: str) -> None:
    shelf, _, _ = shelf_of(sqlite_address)
    manifest = read(shelf, MANIFEST)
    assert manifest["total"] == 0
    assert manifest["cells"] == manifest["groups"] == []
    assert list(shelf.cut(make.NOON).names()) == []


def test_names_that_are_none_are_not_found(sqlite_address: str) -> None:
    shelf, _, connections = shelf_of(sqlite_address)
    add(connections, stations(10))
    digest = shelf.cut(make.NOON).clusters
    for name in (
        "",
        "x",
        "000000000000",
        f"{digest}/2/0/0",
        f"{digest}/9/128/0",
        f"{digest}/9/-1/0",
    ):
        assert shelf.packed(name, make.NOON) is None, name


def test_another_calendar_renames_what_it_changes(sqlite_address: str) -> None:
    shelf, keeper, connections = shelf_of(sqlite_address)
    add(connections, [make.station()])
    before = set(shelf.cut(make.NOON).cells)
    day = SpecialDay(day=make.NOON.date(), kind=DayKind.HOLIDAY, name="校庆")
    holiday_store.update(connections(), [day])
    other = Shelf(SnapshotKeeper(station_source.sources(connections)))
    assert set(other.cut(make.NOON).cells) != before
    assert keeper.current(make.NOON).day == date(2026, 11, 20)
