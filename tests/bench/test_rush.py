"""A small rush: our sign-up gives what there is, the naive one more, and the script sees both."""

from __future__ import annotations

from pathlib import Path

from bench import rush_ways
from bench.rush_judging import Rush, rush
from tests.support.serving import serving

TINY = Rush(people=30, places=3, waiting=2, within_s=0.2)


def test_the_control_oversells_and_the_script_sees_it(sqlite_address: str) -> None:
    with rush_ways.control(sqlite_address, TINY, workers=1) as way:
        found = rush(way, TINY)
    assert found.oversold > 0
    assert found.failures == 0


def test_a_crowd_gets_exactly_the_places_that_there_are(sqlite_address: str) -> None:
    folder = Path(sqlite_address).parent
    with serving(folder, workers=2, STATIONS_SECRET_KEY=rush_ways.KEY) as base:
        way = rush_ways.Ours(int(base.rpartition(":")[2]), sqlite_address, TINY)
        found = rush(way, TINY)
    assert found.placed == (3, 3, 3)
    assert (found.oversold, found.failures, found.lost, found.twice) == (0, 0, 0, 0)
    assert found.told["waiting"] >= 6
    assert 0 < found.p99_s < 20
