"""The table of all faults, each with its control."""

from __future__ import annotations

import functools
import os
from collections.abc import Iterator

from bench.faults import kills, nodes, postgres, scenarios
from bench.faults.city import city
from bench.faults.scenarios import Fault, Outcome, run

_HEAD = (
    "| fault | acknowledged | lost | without a search, s | writes back after, s | failed: searches,"
    " writes | |\n|---|---|---|---|---|---|---|"
)
ROOM_MB = 150
FAULTS: tuple[tuple[str, Fault], ...] = (
    ("primary killed, standby promoted", scenarios.primary_killed),
    ("control: commits wait for no standby", scenarios.without_confirmation),
    ("standby killed, none left, 4 s", scenarios.no_standby),
    ("web node killed", scenarios.node_killed),
    ("network to the database cut, 10 s", scenarios.network_cut),
    ("database away, 60 s", scenarios.database_away),
    ("table locked, all connections taken, 8 s", scenarios.pool_exhausted),
)


def lines(*, rounds: int = 1_000) -> Iterator[str]:
    """Give the table, line by line as it is measured."""
    if postgres.programs() is None or nodes.program() is None:
        yield "PostgreSQL and haproxy are needed for faults of several machines: not measured"
    else:
        yield from _several_machines()
    yield from kills.lines(rounds=rounds)


def _several_machines() -> Iterator[str]:
    yield _HEAD
    for name, fault in FAULTS:
        yield _guarded(name, fault)
    if os.geteuid():
        yield "| disk full | | | | | | not measured: only root may make a small disk |"
    else:
        yield _guarded("disk of the primary full, 8 s", scenarios.disk_full, room_mb=ROOM_MB)


def _guarded(name: str, fault: Fault, *, room_mb: int = 0) -> str:
    with city(room_mb=room_mb) as made:
        return row(run(made, name, functools.partial(fault)))


def row(outcome: Outcome) -> str:
    """Give a line of the table."""
    return (
        f"| {outcome.name} | {outcome.acknowledged} | {outcome.lost} | {outcome.read_gap_s:.1f}"
        f" | {outcome.writes_back_s:.1f} | {outcome.failed_reads}, {outcome.failed_writes}"
        f" | {outcome.told} |"
    )
