"""Is the nearest station with these wishes really the nearest, wherever one stands?"""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stations.errors import Invalid
from stations.nearest.finder import Finder
from stations.nearest.question import MOST_STATIONS, Columns, Question
from tests.nearest.finder_worlds import NOON, Given, check, columns, moved


def city(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    return rng.normal(36.65, 0.08, 526), rng.normal(117.05, 0.12, 526)


def nation(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    return rng.uniform(18, 53, 4000), rng.uniform(74, 135, 4000)


def clustered(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    town = rng.integers(0, 30, 4000)
    lat, lon = rng.uniform(20, 45, 30)[town], rng.uniform(95, 125, 30)[town]
    return lat + rng.normal(0, 0.05, 4000), lon + rng.normal(0, 0.05, 4000)


def date_line(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    lon = (180 + rng.normal(0, 2, 1500) + 180) % 360 - 180
    lon[:40] = np.where(rng.random(40) < 0.5, 180.0, -180.0)
    return rng.normal(0, 2, 1500), lon


def poles(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    lat = np.where(rng.random(1500) < 0.5, 1, -1) * (90 - np.abs(rng.normal(0, 1, 1500)))
    lat[:30] = 90.0
    lat[30:60] = -90.0
    return lat, rng.uniform(-180, 180, 1500)


def shared_doors(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    return rng.integers(0, 6, 2000) * 0.01 + 36, rng.integers(0, 6, 2000) * 0.01 + 117


def world(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    return np.degrees(np.arcsin(rng.uniform(-1, 1, 3000))), rng.uniform(-180, 180, 3000)


WORLDS = (city, nation, clustered, date_line, poles, shared_doors, world)


def any_wish(rng: np.random.Generator) -> Question:
    """A wish of any kind, rare ones and impossible ones among them, at no place yet."""
    wants = int(rng.choice([0, 0, 1, 2, 6, 8, 16, 24, 31, 1 << 63, (1 << 63) | 16, 1 << 40]))
    return Question(
        lat=0,
        lon=0,
        limit=int(rng.choice([1, 2, 5, 10, 50])),
        wants=wants,
        any_of=((), (), (), (4, 12), (24,), ((1 << 63) | 6,))[int(rng.integers(6))],
        ways_in=16 if rng.random() < 0.2 else 0,
        kinds=((), (), (2,), (0, 4), (6,))[int(rng.integers(5))],
        hosts=((), (), (1,), (0, 3), (5,))[int(rng.integers(5))],
        networks=((), (), ("books",), ("books", "drivers"), ("gone",))[int(rng.integers(5))],
        min_star=int(rng.choice([0, 0, 3, 5, 6])),
        within_m=float(10 ** rng.uniform(1, 7)) if rng.random() < 0.4 else None,
        open_at=NOON + timedelta(seconds=int(rng.integers(0, 400))) if rng.random() < 0.5 else None,
        unknown_hours=bool(rng.random() < 0.5),
        at=NOON if rng.random() < 0.5 else None,
    )


@pytest.mark.parametrize("world", WORLDS, ids=lambda world: world.__name__)
def test_the_answer_is_that_of_looking_at_every_station(world) -> None:
    rng = np.random.default_rng(11)
    lat, lon = world(rng)
    stations = columns(lat, lon, seed=3, rare=0.002)
    finder = Finder.build(stations)
    for _ in range(150):
        near = rng.integers(len(lat))
        spread = rng.choice([0, 0.001, 0.1, 3, 60])
        where = (lat[near] + rng.normal(0, spread), lon[near] + rng.normal(0, spread))
        check(finder, stations, moved(any_wish(rng), *where))


PLACES = st.tuples(st.sampled_from((-90.0, -0.5, 0.0, 36.0, 36.5, 90.0)), st.integers(-6, 6))


@given(
    places=st.lists(PLACES, max_size=40),
    lat=st.sampled_from((-90.0, -0.5, 0.0, 36.25, 89.9, 90.0)),
    lon=st.sampled_from((-180.0, -90.0, 0.0, 90.0, 180.0, 117.3)),
    seed=st.integers(0, 10_000),
)
@settings(max_examples=100, deadline=None)
def test_few_stations_at_awkward_places_are_answered_for(places, lat, lon, seed) -> None:
    stations = columns([place[0] for place in places], [place[1] * 30.0 for place in places])
    question = moved(any_wish(np.random.default_rng(seed)), lat, 0)
    finder = Finder.build(stations)
    check(finder, stations, replace(question, lon=lon))


def test_of_a_thousand_stations_at_one_door_the_first_ids_are_named() -> None:
    stations = columns(np.full(1000, 36.65), np.full(1000, 117.05))
    finder = Finder.build(stations)
    for lat, lon in ((36.65, 117.05), (36.7, 117.0), (-36.65, -62.95)):
        answer = check(finder, stations, Question(lat=lat, lon=lon, limit=5))
        assert [finder.ids[i] for i in answer.indices] == sorted(stations.ids)[:5]
        check(finder, stations, Question(lat=lat, lon=lon, limit=5, wants=8))


def test_a_registry_without_stations_answers_with_nothing_and_has_left_nothing_out() -> None:
    answer = Finder.build(columns([], [])).nearest(
        Question(lat=36, lon=117, wants=3, open_at=NOON, unknown_hours=True)
    )
    assert answer.indices.tolist() == []
    assert answer.complete


def test_one_station_is_found_from_anywhere() -> None:
    stations = columns([36.0], [117.0])
    finder = Finder.build(stations)
    for lat, lon in ((36.0, 117.0), (90, 0), (-36, -63)):
        for limit in (1, 50):
            check(finder, stations, Question(lat=lat, lon=lon, limit=limit))


def test_a_shut_station_is_never_offered_as_open() -> None:
    stations = columns(*city(np.random.default_rng(1)))
    stations = replace(stations, schedules=Given(states=(*[1] * 10, 0), turns=False))
    finder = Finder.build(stations)
    shut = {s for s, n in zip(stations.ids, stations.schedule, strict=True) if n == 10}
    assert shut
    for lat in np.linspace(36.4, 36.9, 20):
        answer = check(
            finder,
            stations,
            Question(lat=lat, lon=117.05, limit=50, open_at=NOON, unknown_hours=True),
        )
        assert not shut & {finder.ids[i] for i in answer.indices}


def test_unknown_hours_come_after_the_open_ones_however_near() -> None:
    stations = replace(
        columns([36.0, 36.1, 36.2, 36.3], [117.0] * 4),
        ids=["a", "b", "c", "d"],
        schedule=np.array([2, 0, 2, 1], dtype=np.int32),
        schedules=Given(states=(1, 1, -1), turns=False),
    )
    finder = Finder.build(stations)

    def asked(**more: int | float) -> tuple[list[str], bool]:
        answer = finder.nearest(
            Question(lat=36, lon=117, open_at=NOON, **{"unknown_hours": True, **more})
        )
        return [finder.ids[i] for i in answer.indices], answer.complete

    assert asked() == (["b", "d", "a", "c"], True)
    assert asked(limit=3) == (["b", "d", "a"], False)
    assert asked(limit=2) == (["b", "d"], False)
    assert asked(within_m=12_000.0) == (["b", "a"], False)
    assert asked(unknown_hours=False) == (["b", "d"], True)


def test_a_wish_that_no_station_fulfils_although_each_half_is_common_is_told_so() -> None:
    rng = np.random.default_rng(2)
    halves = rng.integers(1, 3, 4000).astype(np.uint64)
    stations = replace(columns(*nation(rng)), amenities=halves)
    finder = Finder.build(stations)
    answer = check(finder, stations, Question(lat=36, lon=117, wants=3))
    assert answer.indices.size == 0
    assert answer.complete


def test_threads_that_ask_for_different_minutes_do_not_disturb_each_other() -> None:
    stations = columns(*city(np.random.default_rng(4)))
    finder = Finder.build(stations)
    wrong: list[BaseException] = []

    def ask(minutes: int) -> None:
        try:
            for _ in range(25):
                at = NOON + timedelta(minutes=minutes)
                check(finder, stations, Question(lat=36.65, lon=117.05, open_at=at))
        except BaseException as error:
            wrong.append(error)

    threads = [threading.Thread(target=ask, args=(i,)) for i in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("lat", float("nan")),
        ("lat", 91.0),
        ("lon", float("inf")),
        ("limit", 0),
        ("limit", MOST_STATIONS + 1),
        ("limit", 10**9),
        ("wants", -1),
        ("wants", 2**64),
        ("min_star", -1),
        ("within_m", -1.0),
        ("within_m", float("nan")),
        ("open_at", datetime(2026, 1, 1)),
        ("at", datetime(2026, 1, 1)),
    ],
)
def test_a_question_that_makes_no_sense_cannot_be_asked(field: str, wrong: object) -> None:
    with pytest.raises(Invalid) as caught:
        Question(**{"lat": 36.0, "lon": 117.0, field: wrong})
    assert caught.value.field == {"open_at": "open"}.get(field, field)


def test_columns_that_do_not_fit_together_are_not_taken() -> None:
    good = columns([36.0, 37.0], [117.0, 118.0])
    for change in (
        {"ids": ["a"]},
        {"ids": ["a", "a"]},
        {"lat": np.array([36.0, np.nan])},
        {"lon": np.array([117.0, 181.0])},
    ):
        with pytest.raises(ValueError):
            replace(good, **change)
    assert isinstance(good, Columns)
