"""Worlds of made-up stations, and the slow and plain answer that the finder has to match."""

from __future__ import annotations

import heapq
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import numpy as np

from stations.geo import distance
from stations.nearest import sphere
from stations.nearest.finder import Finder
from stations.nearest.question import Answer, Columns, Question

EVERYTHING = np.uint64(2**64 - 1)
OWN = {0: (1, 0), 1: (2, -1), 3: (1, 1), 4: (1 << 63, 0), 5: (2, -1), 6: (4, 1), 8: (4, 1)}
"""Shut, unknown and reachable things, beside doors of every state."""
NOON = datetime(2026, 10, 1, 4, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Given:
    """Schedules whose states are simply said, turned round from minute to minute."""

    states: tuple[int, ...]
    turns: bool = True
    own: Mapping[int, tuple[int, int]] = field(default_factory=dict)
    """Schedule → the bit of an amenity with a time of its own, and its state."""

    def states_at(self, at: datetime) -> np.ndarray:
        turn = int(at.timestamp()) // 60 % 7 if self.turns else 0
        return np.roll(np.array(self.states, dtype=np.int8), turn)

    def usable_at(self, at: datetime) -> tuple[np.ndarray, np.ndarray]:
        """What can be used while the station is open; some things have times of their own."""
        states = self.states_at(at)
        usable = np.where(states == 1, EVERYTHING, np.uint64(0))
        perhaps = np.where(states == 0, np.uint64(0), EVERYTHING)
        for number, (bit, state) in self.own.items():
            for bits, holds in ((usable, state == 1), (perhaps, state != 0)):
                bits[number] = bits[number] & ~np.uint64(bit) | np.uint64(bit if holds else 0)
        return usable, perhaps


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
        host=rng.integers(-1, 4, n).astype(np.int16),
        star=rng.integers(0, 6, n).astype(np.int8),
        schedule=rng.integers(0, 11, n).astype(np.int32),
        schedules=Given(states=(1, 1, 1, 0, 1, 0, -1, 1, 0, 0, -1), own=OWN),
        network=rng.integers(0, 4, n).astype(np.int32),
        network_sets=((), ("books",), ("books", "drivers"), ("drivers",)),
    )


def states_of(given: Columns, at: datetime | None) -> np.ndarray:
    """The state of every station, one by one."""
    if at is None:
        return np.full(len(given.ids), -1)
    states = given.schedules.states_at(at.replace(second=0, microsecond=0))
    return states[given.schedule]


def usable_of(given: Columns, question: Question) -> np.ndarray:
    """Whether all that is wished for can be used, station by station and thing by thing."""
    at = question.open_at
    assert at is not None
    doors = states_of(given, at)
    if not question.wants and not question.any_of:
        return doors
    found = []
    for door, schedule, has in zip(
        doors.tolist(), given.schedule.tolist(), given.amenities.tolist(), strict=True
    ):
        bit, own = given.schedules.own.get(schedule, (0, door))
        others = question.wants & ~bit
        states = ([door] if others else []) + ([own] if question.wants & bit else [])
        for one in question.any_of:
            # Of several that would do, the best one counts.
            known = ([door] if one & has & ~bit else []) + ([own] if one & has & bit else [])
            states.append(1 if 1 in known else -1 if -1 in known else 0)
        found.append(0 if 0 in states else -1 if -1 in states else 1)
    return np.array(found, dtype=np.int8)


def slowly(given: Columns, question: Question) -> tuple[list[str], list[float], list[int], bool]:
    """Answer by looking at every station: ids, metres, states and whether that was all."""
    origin = sphere.vector(question.lat, question.lon)
    metres = sphere.metres(sphere.chords(sphere.vectors(given.lat, given.lon), origin))
    # Order is by this formula; that the formula is right, another one says.
    other = distance.metres(question.lat, question.lon, to_lat=given.lat, to_lon=given.lon)
    assert np.allclose(metres, other, rtol=1e-8, atol=1e-6)
    states = states_of(given, question.open_at or question.at)
    every = np.uint64(question.wants | question.ways_in)
    wanted = (given.amenities & every) == every
    for one in question.any_of:
        wanted &= (given.amenities & np.uint64(one)) != 0
    for column, allowed in ((given.kind, question.kinds), (given.host, question.hosts)):
        if allowed:
            wanted &= np.array([one in allowed for one in column.tolist()], dtype=bool)
    if question.networks:
        asked = set(question.networks)
        own = [given.network_sets[number] for number in given.network.tolist()]
        wanted &= np.array([not asked.isdisjoint(ids) for ids in own], dtype=bool)
    wanted &= given.star >= question.min_star
    if question.open_at is not None:
        usable = usable_of(given, question)
        wanted &= (usable == 1) | ((usable == -1) & question.unknown_hours)
    matching = np.flatnonzero(wanted).tolist()
    late = usable == -1 if question.open_at is not None else np.zeros(len(given.ids))
    far, told = metres.tolist(), states.tolist()
    near = [i for i in matching if question.within_m is None or far[i] <= question.within_m]
    kept = heapq.nsmallest(question.limit, near, key=lambda i: (late[i], far[i], given.ids[i]))
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
