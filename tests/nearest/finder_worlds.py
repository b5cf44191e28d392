"""Worlds of made-up stations, and the slow and plain answer that the finder has to match."""

from __future__ import annotations

import heapq
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import numpy as np

from stations.geo import distance
from stations.nearest import sphere
from stations.nearest.finder import Finder
from stations.nearest.question import Answer, Columns, Question

NOON = datetime(2026, 10, 1, 4, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Given:
    """Schedules whose states are simply said, turned round from minute to minute."""

    states: tuple[int, ...]
    turns: bool = True

    def states_at(self, at: datetime) -> np.ndarray:
        turn = int(at.timestamp()) // 60 % 7 if self.turns else 0
        return np.roll(np.array(self.states, dtype=np.int8), turn)


def columns(lat, lon, *, seed: int = 0, rare: float = 0.01) -> Columns:
    """Stations at these places with traits at random; ids in no order."""
    rng = np.random.default_rng(seed)
    n = len(lat)
    bits = np.zeros(n, dtype=np.uint64)
    for bit, share in enumerate((0.9, 0.5, 0.3, 0.05, rare)):
        bits |= (rng.random(n) < share).astype(np.uint64) << np.uint64(bit)
    bits |= (rng.random(n) < 0.02).astype(np.uint64) << np.uint64(63)
    return Columns(
        ids=[f"s{i:06d}" for i in rng.permutation(n)],
        lat=np.asarray(lat, dtype=np.float64),
        lon=np.asarray(lon, dtype=np.float64),
        amenities=bits,
        kind=rng.integers(0, 5, n).astype(np.int16),
        star=rng.integers(0, 6, n).astype(np.int8),
        schedule=rng.integers(0, 11, n).astype(np.int32),
        schedules=Given(states=(1, 1, 1, 0, 1, 0, -1, 1, 0, 0, -1)),
    )


def states_of(given: Columns, at: datetime | None) -> np.ndarray:
    """The state of every station, one by one."""
    if at is None:
        return np.full(len(given.ids), -1)
    states = given.schedules.states_at(at.replace(second=0, microsecond=0))
    return states[given.schedule]


def slowly(given: Columns, question: Question) -> tuple[list[str], list[float], list[int], bool]:
    """Answer by looking at every station: ids, metres, states and whether that was all."""
    origin = sphere.vector(question.lat, question.lon)
    metres = sphere.metres(sphere.chords(sphere.vectors(given.lat, given.lon), origin))
    # Order is by this formula; that the formula is right, another one says.
    other = distance.metres(question.lat, question.lon, to_lat=given.lat, to_lon=given.lon)
    assert np.allclose(metres, other, rtol=1e-8, atol=1e-6)
    states = states_of(given, question.open_at or question.at)
    wanted = (given.amenities & np.uint64(question.wants)) == np.uint64(question.wants)
    if question.kind is not None:
        wanted &= given.kind == question.kind
    wanted &= given.star >= question.min_star
    if question.open_at is not None:
        wanted &= (states == 1) | ((states == -1) & question.unknown_hours)
    matching = np.flatnonzero(wanted).tolist()
    late = question.open_at is not None
    far, told = metres.tolist(), states.tolist()
    near = [i for i in matching if question.within_m is None or far[i] <= question.within_m]
    kept = heapq.nsmallest(
        question.limit, near, key=lambda i: (late and told[i] == -1, far[i], given.ids[i])
    )
    return (
        [given.ids[i] for i in kept],
        [far[i] for i in kept],
        [told[i] for i in kept],
        len(kept) == len(matching),
    )


def check(finder: Finder, given: Columns, question: Question) -> Answer:
    """Assert that the finder's answer is the slow one, station by station."""
    answer = finder.nearest(question)
    ids, metres, states, complete = slowly(given, question)
    assert [finder.ids[i] for i in answer.indices] == ids, question
    assert np.allclose(answer.distances_m, metres, rtol=1e-12, atol=1e-7), question
    assert answer.states.tolist() == states, question
    assert answer.complete is complete, question
    return answer


def moved(question: Question, lat: float, lon: float) -> Question:
    """The same wishes at another place."""
    return replace(question, lat=float(np.clip(lat, -90, 90)), lon=(lon + 180) % 360 - 180)
