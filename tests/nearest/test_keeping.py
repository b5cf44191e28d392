"""What a process holds in memory is what the registry holds, at most a second later."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

from stations.cli import group
from stations.db import opening
from stations.geo.point import Point
from stations.hours.osm.calendar import DayKind, SpecialDay
from stations.nearest.question import Question
from stations.nearest.snapshot import SnapshotKeeper
from stations.networks import station_source
from stations.registry import vocabulary
from stations.registry.model import Amenity, Hours, Lifecycle, Star, Station, next_version
from stations.registry.states import Phase
from stations.registry.stored import holiday_store, store
from tests.support import make

KINDS = tuple(vocabulary.kinds().terms)


def bits(wish: str) -> int:
    return vocabulary.amenities().bits([wish])


def keeper_of(address: str) -> tuple[SnapshotKeeper, opening.Connections]:
    connections = opening.Connections(address)
    return SnapshotKeeper(station_source.sources(connections)), connections


def add(connections: opening.Connections, *stations: Station) -> None:
    db = connections()
    with db.writing():
        store.add(db, stations, history=())


def ids(keeper: SnapshotKeeper, *, at: object = make.NOON) -> list[str]:
    keeper._true_at -= 1.0  # as if the last look had been a second ago
    return list(keeper.current(at).finder.ids)  # type: ignore[arg-type]


def test_every_change_is_seen_by_the_next_question_a_second_later(address: str) -> None:
    keeper, connections = keeper_of(address)
    assert ids(keeper) == []
    one, two = make.station(id="a"), make.station(id="b")
    add(connections, two, one)
    assert ids(keeper) == ["a", "b"]
    closed = next_version(one, at=make.NOON)
    gone = replace(closed, lifecycle=Lifecycle(phase=Phase.CLOSED))
    db = connections()
    with db.writing():
        store.save(db, [gone], history=())
    assert ids(keeper) == ["b"]
    connections().close()


def test_a_table_that_grew_by_parts_equals_one_read_at_once(sqlite_address: str) -> None:
    grown, connections = keeper_of(sqlite_address)
    for _ in range(5):
        add(connections, *(make.station(lat=36 + n / 100) for n in range(4)))
        ids(grown)
    fresh, _ = keeper_of(sqlite_address)
    fresh._sources = grown._sources
    one, other = grown.current(make.NOON).table, fresh.current(make.NOON).table
    assert one.ids == other.ids
    assert [one.fragment(n) for n in range(20)] == [other.fragment(n) for n in range(20)]
    for name in ("lat", "lon", "amenities", "star"):
        assert np.array_equal(one.columns[name], other.columns[name])
    posted = [[it.openings[n] for n in it.columns["opening"]] for it in (one, other)]
    assert posted[0] == posted[1]
    connections().close()


def test_edits_in_place_give_what_a_fresh_process_reads(sqlite_address: str) -> None:
    grown, connections = keeper_of(sqlite_address)
    dice = random.Random(5)
    made = [
        make.station(lat=36 + dice.random(), lon=117 + dice.random(), kind=dice.choice(KINDS))
        for _ in range(300)
    ]
    add(connections, *made)
    ids(grown)
    db = connections()
    for turn in range(12):
        one = dice.choice(made)
        stored = next_version(store.get(db, one.id), at=make.NOON)
        changes: list[dict[str, Any]] = [
            {"name": f"改名{turn}"},
            {"amenities": (Amenity(id="shower"),)},
            {"star": Star(level=turn % 5 + 1)},
            {"hours": Hours(osm="Mo-Su 06:00-07:00")},
            {"lifecycle": Lifecycle(phase=Phase.SUSPENDED)},
            {"place": replace(stored.place, point=Point(lat=36.5, lon=117.5))},
        ]
        with db.writing():
            store.save(db, [replace(stored, **changes[turn % 6])], history=())
        ids(grown)
        fresh, _ = keeper_of(sqlite_address)
        fresh._sources = grown._sources
        mine, other = grown.current(make.NOON), fresh.current(make.NOON)
        rows = range(len(made))
        assert [mine.table.fragment(n) for n in rows] == [other.table.fragment(n) for n in rows]
        for wish in (Question(lat=36.5, lon=117.5, limit=50, open_at=make.NOON, unknown_hours=True),
                     Question(lat=36.2, lon=117.2, limit=50, wants=bits("shower")),
                     Question(lat=36.9, lon=117.1, limit=50, min_star=3, kinds=(2,))):  # fmt: skip
            a, b = mine.finder.nearest(wish), other.finder.nearest(wish)
            assert [mine.finder.ids[n] for n in a.indices] == [
                other.finder.ids[n] for n in b.indices
            ]
            assert np.array_equal(a.distances_m, b.distances_m)
            assert np.array_equal(a.states, b.states)
    connections().close()


@pytest.mark.parametrize("days", [0, 1])
def test_a_station_is_offered_to_its_last_day(sqlite_address: str, days: int) -> None:
    keeper, connections = keeper_of(sqlite_address)
    add(connections, make.station(id="a", closes_on=date(2026, 11, 20)))
    assert ids(keeper, at=make.NOON + timedelta(days=days)) == (["a"] if days == 0 else [])
    connections().close()


def test_new_holidays_reach_a_running_process(address: str) -> None:
    keeper, connections = keeper_of(address)
    day = date(2031, 10, 1)
    assert keeper.calendar().is_holiday(day) is None
    holiday_store.update(connections(), [SpecialDay(day=day, kind=DayKind.HOLIDAY, name="国庆节")])
    assert keeper.calendar().is_holiday(day) is True
    ids(keeper)
    assert keeper.current(make.NOON).timetables.calendar.is_holiday(day) is True
    connections().close()


def test_a_restore_reaches_a_running_process(address: str, tmp_path: Path) -> None:
    keeper, connections = keeper_of(address)
    settings = {"STATIONS_DATABASE": address}
    copy = str(tmp_path / "copy.db")
    add(connections, make.station(id="kept"))
    assert CliRunner().invoke(group.main, ["backup", copy], env=settings).exit_code == 0
    add(connections, make.station(id="late"))
    assert ids(keeper) == ["kept", "late"]
    done = CliRunner().invoke(group.main, ["restore", copy, "--yes"], env=settings)
    assert done.exit_code == 0, done.output
    assert ids(keeper) == ["kept"]
    connections().close()
