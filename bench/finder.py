"""An exact nearest station, as a multiple of one bare k-d tree query.

Run by `python -m bench.finder`. Raw is `scipy.spatial.cKDTree.query(k=10)` on the same unit
vectors, asked at the same places in the same rounds.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

from bench import ratio
from bench.ratio import Call, Goal
from stations.nearest import sphere
from stations.nearest.finder import Finder
from stations.nearest.question import Columns, Question

NATION = 190_000
HALF, TWENTIETH, RARE, LEFT, RIGHT, FAR = (1 << bit for bit in range(6))
NOON = datetime(2026, 10, 1, 4, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class SomeOpen:
    """Forty schedules, three of four open."""

    def states_at(self, at: datetime) -> npt.NDArray[np.int8]:
        """Give the same states at every moment."""
        return np.asarray(np.arange(40) % 4 != 0, dtype=np.int8)

    def usable_at(self, at: datetime) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint64]]:
        """Give what can be used while it is open; of every third, one thing has shut by then."""
        usable = np.where(self.states_at(at) == 1, np.uint64(2**64 - 1), np.uint64(0))
        usable[::3] &= np.uint64(2**64 - 1 - TWENTIETH)
        return usable, usable


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """Stations in clusters as cities are, and the places from which is asked."""

    columns: Columns
    lats: list[float]
    lons: list[float]


def world(count: int, *, places: int) -> World:
    """Make stations in clusters of very different size; amenities at known shares.

    The adversary's wishes: LEFT and RIGHT never stand together, though every neighbourhood has
    both; FAR is common, but only in the north, and three of four ask elsewhere.
    """
    rng = np.random.default_rng(count)
    towns = max(1, count // 500)
    town = rng.choice(towns, count, p=rng.dirichlet(np.full(towns, 0.5)))
    lat = rng.uniform(21, 46, towns)[town] + rng.normal(0, 0.15, count)
    lon = rng.uniform(97, 126, towns)[town] + rng.normal(0, 0.15, count)
    bits = np.where(rng.random(count) < 0.5, LEFT, RIGHT).astype(np.uint64)
    for bit, share in ((HALF, 0.5), (TWENTIETH, 0.05), (RARE, 0.001)):
        bits |= np.where(rng.random(count) < share, bit, 0).astype(np.uint64)
    bits |= np.where(lat > np.quantile(lat, 0.75), FAR, 0).astype(np.uint64)
    near = rng.integers(0, count, places)
    return World(
        columns=Columns(
            ids=[f"370102-{number:06d}" for number in range(count)],
            lat=lat,
            lon=lon,
            amenities=bits,
            kind=rng.integers(0, 8, count).astype(np.int16),
            host=rng.integers(-1, 15, count).astype(np.int16),
            star=rng.integers(0, 6, count).astype(np.int8),
            schedule=rng.integers(0, 40, count).astype(np.int32),
            schedules=SomeOpen(),
            network=np.zeros(count, dtype=np.int32),
            network_sets=((),),
        ),
        lats=(lat[near] + rng.normal(0, 0.02, places)).tolist(),
        lons=(lon[near] + rng.normal(0, 0.02, places)).tolist(),
    )


def asking(finder: Finder, made: World, *, wants: int = 0, at: datetime | None = None) -> Call:
    """Give a call that asks from every place of the world."""
    questions = [
        Question(lat=lat, lon=lon, wants=wants, open_at=at)
        for lat, lon in zip(made.lats, made.lons, strict=True)
    ]
    return lambda: [finder.nearest(question) for question in questions]


def raw(made: World) -> Call:
    """Give the baseline: the tree alone, asked with vectors that are ready."""
    tree = cKDTree(sphere.vectors(made.columns.lat, made.columns.lon))
    origins = sphere.vectors(np.array(made.lats), np.array(made.lons))
    return lambda: [tree.query(origin, k=10) for origin in origins]


WISHES: tuple[tuple[str, int, datetime | None, Goal], ...] = (
    ("k = 10 with metres", 0, None, Goal(must=0.65, aim=0.5)),
    ("wish of 50 %", HALF, None, Goal(must=0.8, aim=0.6)),
    ("wish of 5 %", TWENTIETH, None, Goal(must=1, aim=0.7)),
    ("wish of 0.1 %", RARE, None, Goal(must=1.2, aim=0.8)),
    ("adversarial: both halves, never together", LEFT | RIGHT, None, Goal(must=1, aim=0.6)),
    ("adversarial: common, but far away", FAR, None, Goal(must=15, aim=5)),
    ("open at a moment (three of four)", 0, NOON, Goal()),
    ("open and a wish of 5 %, own hours counted", TWENTIETH, NOON, Goal(must=1.5, aim=1.2)),
)


def wishes_table(*, count: int, places: int, rounds: int) -> list[str]:
    """Give the lines for every kind of wish beside the bare tree."""
    made = world(count, places=places)
    began = time.perf_counter()
    finder = Finder.build(made.columns)
    built = time.perf_counter() - began
    calls = {"raw": raw(made)}
    calls |= {name: asking(finder, made, wants=wants, at=at) for name, wants, at, _ in WISHES}
    taken = ratio.medians(calls, rounds=rounds)
    lines = [ratio.heading(f"{count:,} stations, multiple of raw")]
    lines += [ratio.line(name, taken[name] / taken["raw"], goal) for name, _, _, goal in WISHES]
    lines.append(f"raw {taken['raw'] / places * 1e6:.1f} µs a query; built in {built * 1e3:.0f} ms")
    return lines


def growth_table(*, places: int, rounds: int) -> list[str]:
    """Give the lines for growth: the same question in a city, the nation and beyond."""
    calls: dict[str, Call] = {}
    sizes = (526, NATION, 1_000_000)
    for count in sizes:
        made = world(count, places=places)
        calls[f"{count:,}"] = asking(Finder.build(made.columns), made)
    taken = ratio.medians(calls, rounds=rounds)
    city = taken[f"{sizes[0]:,}"]
    return [
        ratio.heading("growth of k = 10 with metres, multiple of 526"),
        ratio.line("190,000 stations", taken[f"{NATION:,}"] / city, Goal()),
        ratio.line("1,000,000 stations", taken["1,000,000"] / city, Goal(must=1.3, aim=1.1)),
    ]


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--places", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=15)
    given = parser.parse_args()
    lines = wishes_table(count=NATION, places=given.places, rounds=given.rounds)
    lines += ["", *growth_table(places=given.places, rounds=given.rounds)]
    print("\n".join(lines))


if __name__ == "__main__":
    main()
