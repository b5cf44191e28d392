"""What is on reaches phones in small files of its own, and costs nothing where nothing is on."""

from __future__ import annotations

import gzip
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import orjson

from stations.activities.activity_board import ActivityBoard
from stations.activities.model import Activity, Occasion, SessionState
from stations.activities.programme import Spot, WhatsOn
from stations.db import opening
from stations.geo.point import Point
from stations.nearest import activity_cells
from stations.nearest.activity_cells import ActivityCut
from stations.nearest.cell_cache import MANIFEST, Shelf, pack
from stations.nearest.snapshot import SnapshotKeeper
from stations.networks import station_source
from tests.activities import season
from tests.support import small_city

MOST_BYTES = 5_000
"""Of a full file as it travels."""
PLACE = Spot(name="集市", address="芙蓉街1号", point=Point(lat=36.668, lon=117.02),
             area_code="370102")  # fmt: skip


def on(found: Iterable[tuple[Activity, tuple[Spot, ...]]]) -> ActivityCut:
    given = list(found)
    return ActivityCut(
        WhatsOn(
            mark="x",
            begin=season.at(-42),
            end=season.at(2_000),
            occasions=tuple(Occasion(activity=a, session=s) for a, _ in given for s in a.sessions),
            spots={activity.id: spots for activity, spots in given},
        )
    )


def files(cut: ActivityCut) -> list[Any]:
    index = orjson.loads(cut.file(cut.index) or b"")
    return [orjson.loads(cut.file(entry[-1]) or b"") for entry in index["files"]]


def station(number: int) -> Spot:
    at = Point(lat=36.6 + number % 25 * 0.01, lon=117.0 + number // 25 * 0.01)
    return Spot(station_id=f"s{number}", name=f"解放路{number}号驿站", address="解放路", point=at,
                area_code="370102", listed=True)  # fmt: skip


def test_where_nothing_is_on_nothing_is_told() -> None:
    cut = on([])
    assert cut.index == ""
    assert list(cut.names()) == cut.files_of("3701") == []
    past = season.activity("p", "clinic", "上周", season.session("p1", -90))
    later = season.activity("l", "clinic", "下个月", season.session("l1", 24 * 20))
    draft_place = (replace(PLACE, point=None),)
    here = season.activity("h", "clinic", "没有坐标", season.session("h1", 2))
    assert on([(past, (PLACE,)), (later, (PLACE,)), (here, draft_place)]).index == ""


def test_a_full_file_is_small_and_a_busy_city_comes_in_parts() -> None:
    busy = []
    for number in range(400):
        times = [season.session(f"{number}-{day}", 24 * day + 2, capacity=30) for day in range(3)]
        one = season.activity(f"a{number}", "night_class", f"{number} 号手机摄影兴趣班", *times)
        busy.append((one, (station(number),)))
    cut = on(busy)
    parts = files(cut)
    assert len(parts) > 5
    assert sum(len(part["sessions"]) for part in parts) == 1_200
    assert max(len(part["sessions"]) for part in parts) <= activity_cells.MOST
    assert max(len(pack(cut.file(name) or b"")) for name in cut.names()) <= MOST_BYTES


def test_a_change_renames_the_file_it_is_in_and_no_other() -> None:
    one = season.activity("a", "clinic", "义诊", season.session("a1", 2))
    far = season.activity("b", "market", "集市", season.session("b1", 2))
    away = replace(PLACE, point=Point(lat=34.75, lon=113.66), area_code="410103")
    before = on([(one, (PLACE,)), (far, (away,))])
    (session,) = one.sessions
    off = replace(one, sessions=(replace(session, state=SessionState.CANCELLED),))
    after = on([(off, (PLACE,)), (far, (away,))])
    assert len(set(before.names()) & set(after.names())) == 1
    assert before.files_of("4201") == [before.index]
    assert len(before.files_of("3701")) == len(before.files_of("410103")) == 2


def test_stations_that_are_not_listed_have_nothing_on_and_places_of_their_own_do() -> None:
    one = season.activity("a", "clinic", "义诊", season.session("a1", 2))
    shut = replace(station(1), listed=False)
    (file,) = files(on([(one, (shut, PLACE))]))
    assert [place[1] for place in file["places"]] == ["集市"]


def test_phones_hear_within_a_moment_of_what_was_added_and_cells_stay(
    sqlite_address: str, monkeypatch: Any
) -> None:
    monkeypatch.setattr("stations.activities.activity_board.CHECK_EVERY_S", 0.0)
    small_city.fill(sqlite_address)
    connections = opening.Connections(sqlite_address)
    keeper = SnapshotKeeper(station_source.sources(connections))
    shelf = Shelf(keeper, ActivityBoard(connections))

    def manifest() -> Any:
        return orjson.loads(gzip.decompress(shelf.packed(MANIFEST, season.NOW) or b""))

    before = manifest()
    assert before["activities"] == ""
    season.fill(sqlite_address)
    after = manifest()
    assert after["activities"]
    assert {**after, "activities": ""} == before
    index = orjson.loads(gzip.decompress(shelf.packed(after["activities"], season.NOW) or b""))
    assert sum(entry[3] for entry in index["files"]) == 11
    # Two weeks on it is another list, with nobody having changed anything.
    later = season.NOW + timedelta(days=15)
    assert orjson.loads(gzip.decompress(shelf.packed(MANIFEST, later) or b""))["activities"] == ""
    connections().close()
